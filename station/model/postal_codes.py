"""What a postal code looks like, by country.

Facts of the Universal Postal Union's addressing guides (upu.int, "Postal addressing systems") and of CLDR's
former `postalCodeData`. A country that is not here has codes nobody checks; `NONE` are countries that have
no codes in general use.
"""

import re

_FOUR, _FIVE, _SIX = r"\d{4}", r"\d{5}", r"\d{6}"
_FRENCH = r"\d{2} ?\d{3}"

PATTERNS: dict[str, str] = {
    "AD": r"AD[1-7]\d\d",
    "AR": r"(?:[A-HJ-NP-Z])?\d{4}(?:[A-Z]{3})?",
    "AT": _FOUR,
    "AU": _FOUR,
    "BA": _FIVE,
    "BE": _FOUR,
    "BG": _FOUR,
    "BR": r"\d{5}-?\d{3}",
    "BY": _SIX,
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d",
    "CH": _FOUR,
    "CL": r"\d{3}-?\d{4}",
    "CN": _SIX,
    "CY": _FOUR,
    "CZ": r"\d{3} ?\d{2}",
    "DE": _FIVE,
    "DK": _FOUR,
    "EE": _FIVE,
    "ES": r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}",
    "FI": _FIVE,
    "FO": r"\d{3}",
    "FR": _FRENCH,
    "GB": r"GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}",
    "GG": r"GY\d\d? ?\d[A-Z]{2}",
    "GI": r"GX11 ?1AA",
    "GL": r"39\d\d",
    "GR": r"\d{3} ?\d{2}",
    "HR": _FIVE,
    "HU": _FOUR,
    "ID": _FIVE,
    "IE": r"(?:D6W|[AC-FHKNPRTV-Y]\d\d) ?[0-9AC-FHKNPRTV-Y]{4}",
    "IL": r"\d{5}(?:\d{2})?",
    "IM": r"IM\d\d? ?\d[A-Z]{2}",
    "IN": r"[1-9]\d{2} ?\d{3}",
    "IS": r"\d{3}",
    "IT": _FIVE,
    "JE": r"JE\d\d? ?\d[A-Z]{2}",
    "JP": r"\d{3}-?\d{4}",
    "KR": _FIVE,
    "LI": r"94(?:8[5-9]|9[0-8])",
    "LT": r"(?:LT-)?\d{5}",
    "LU": r"(?:L-)?\d{4}",
    "LV": r"(?:LV-?)?\d{4}",
    "MC": r"980\d\d",
    "MD": r"(?:MD-?)?\d{4}",
    "ME": _FIVE,
    "MK": _FOUR,
    "MT": r"[A-Z]{3} ?\d{4}",
    "MX": _FIVE,
    "MY": _FIVE,
    "NL": r"[1-9]\d{3} ?(?:[A-RT-Z][A-Z]|S[BCE-RT-Z])",
    "NO": _FOUR,
    "NZ": _FOUR,
    "PH": _FOUR,
    "PL": r"\d{2}-\d{3}",
    "PR": r"00[679]\d\d(?:-\d{4})?",
    "PT": r"\d{4}-\d{3}",
    "RO": _SIX,
    "RS": r"\d{5,6}",
    "RU": _SIX,
    "SA": r"\d{5}(?:-\d{4})?",
    "SE": r"\d{3} ?\d{2}",
    "SG": _SIX,
    "SI": _FOUR,
    "SK": r"\d{3} ?\d{2}",
    "SM": r"4789\d",
    "TH": _FIVE,
    "TR": _FIVE,
    "TW": r"\d{3}(?:\d{2,3})?",
    "UA": _FIVE,
    "US": r"\d{5}(?:-?\d{4})?",
    "VA": r"00120",
    "VN": r"\d{5,6}",
    "ZA": _FOUR,
}
# In these a carrier sorts by the code: without one nothing arrives.
NEEDED = frozenset(PATTERNS) - {
    "AR",
    "CL",
    "FO",
    "GI",
    "IE",
    "IL",
    "IN",
    "MD",
    "MK",
    "SA",
    "VN",
    "CN",
    "PH",
    "ID",
}
# Countries whose addresses are sorted by state or province (UPU, addressing guides).
WITH_REGION = frozenset({"US", "CA", "AU", "BR", "MX", "IN"})
# The country says which place it is, and its addresses name no other (UPU; libaddressinput's `require`).
ONE_PLACE = frozenset({"AG", "DM", "GD", "GI", "HK", "KN", "LC", "MC", "MO", "SG", "TT", "VA"})
# Addresses that name their prefecture, emirate or department, and their city only within the street.
NAMED_BY_REGION = frozenset({"AE", "CO", "JP", "MM"})
# Every house has a number here, and nobody finds one without (UPU, addressing guides).
NUMBERED = frozenset({"AT", "BE", "CH", "CZ", "DE", "DK", "HU", "NL", "PL", "SK"})
NONE = frozenset({"AE", "HK", "QA", "MO", "BS", "FJ", "JM"})

_COMPILED: dict[str, re.Pattern[str]] = {}


def has_form(country: str, code: str) -> bool:
    """Whether `code` could be one of the country. True where nobody knows."""
    pattern = PATTERNS.get(country)
    if pattern is None:
        return True
    if country not in _COMPILED:
        _COMPILED[country] = re.compile(pattern)
    # People write blanks, small letters and Japan's postal mark; a carrier takes them.
    plain = " ".join(code.upper().removeprefix("〒").split())
    return _COMPILED[country].fullmatch(plain) is not None
