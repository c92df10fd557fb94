"""An address as the lines of a label.

Source: UPU S42 and its country sheets, as far as the place of the postal code goes.
"""

from functools import cache

from station.labels.document import Role, Row
from station.model.order import Address

# The post of these countries wants no region; carts send one all the same.
_NO_REGION = frozenset(
    ("AT", "BE", "CH", "CZ", "DE", "DK", "EE", "FI", "FR", "GR", "HU")
    + ("LT", "LU", "LV", "NL", "NO", "PL", "PT", "SE", "SI", "SK")
)
_CODE_AFTER_REGION = {"US": ", ", "CA": " ", "AU": " ", "NZ": " ", "PR": ", "}
_LARGEST_FIRST = frozenset({"CN", "JP", "KR", "TW"})
_CODE_ON_ITS_OWN = frozenset({"GB", "IE", "HK", "IM", "JE", "GG"})

_SET_APART = frozenset({"city", "country"})
_LOOKS = {
    "name": (18.0, Role.SEMIBOLD),
    "company": (12.5, Role.REGULAR),
    "street": (13.5, Role.REGULAR),
    "city": (15.5, Role.SEMIBOLD),
    "country": (12.5, Role.SEMIBOLD),
}


def recipient(address: Address, field: str = "ship_to") -> tuple[Row, ...]:
    """The recipient, large: name, company, street, place and country. No phone, no e-mail."""
    rows: list[Row] = []
    last = ""
    for part, text in _parts(address):
        gap = 3.0 if part != last and {part, last} & _SET_APART else 0.0
        size, role = _LOOKS[part] if rows else _LOOKS["name"]
        rows.append(Row(text, size, role, gap, field=f"{field}.{part}"))
        last = part
    return tuple(rows)


def plain(address: Address, size: float, field: str) -> tuple[Row, ...]:
    """The same lines all in one size, the first semi-bold."""
    return tuple(
        Row(text, size, Role.SEMIBOLD if place == 0 else Role.REGULAR, field=f"{field}.{part}")
        for place, (part, text) in enumerate(_parts(address))
    )


def _parts(address: Address) -> list[tuple[str, str]]:
    """(what it is, text), in the order it is printed; nothing empty."""
    street = [("street", line) for line in address.street]
    place = [("city", line) for line in place_lines(address)]
    company = [("company", address.company)]
    middle = place + street + company if _largest_first(address) else company + street + place
    lines = [("name", address.name), *middle, ("country", country_name(address.country))]
    return [(part, text.strip()) for part, text in lines if text.strip()]


def _largest_first(address: Address) -> bool:
    """East Asian addresses in their own script run from the prefecture to the door."""
    return address.country in _LARGEST_FIRST and not (address.city + address.region).isascii()


def place_lines(address: Address) -> tuple[str, ...]:
    """Postal code, city and region in the order of the country's post."""
    city, code = address.city.strip(), address.postal_code.strip()
    region = "" if address.country in _NO_REGION else address.region.strip()
    if region == city:
        region = ""
    if address.country in _CODE_AFTER_REGION:
        tail = " ".join(part for part in (region, code) if part)
        between = _CODE_AFTER_REGION[address.country] if city and tail else ""
        lines: tuple[str, ...] = (f"{city}{between}{tail}",)
    elif address.country in _CODE_ON_ITS_OWN:
        lines = (city, region, code)
    elif address.country == "JP":
        between = "" if _largest_first(address) else " "
        lines = (f"〒{code}" if code else "", f"{region}{between}{city}")
    else:
        between = " " if address.country == "IT" else ", "
        lines = (" ".join(part for part in (code, city) if part) + (between + region if region else ""),)
    return tuple(line.strip(" ,") for line in lines if line.strip(" ,"))


@cache
def country_name(code: str) -> str:
    """The English name in capitals, as posts everywhere read it; the code itself when nobody knows it."""
    if not code:
        return ""
    from babel import Locale

    return str(Locale("en").territories.get(code.upper(), code)).upper()
