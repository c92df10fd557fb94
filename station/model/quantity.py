"""Money in minor units, mass in milligrams. No float ever."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

# ISO 4217 minor units that are not two digits.
_NONE = ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0)
_THREE = ("BHD IQD JOD KWD LYD OMR TND", 3)
_DIGITS = {code: digits for codes, digits in (_NONE, _THREE) for code in codes.split()}

# NIST SP 811: 1 lb = 453.59237 g exactly, 1 oz = 1/16 lb, 1 troy oz = 480 grains of 64.79891 mg,
# 1 metric carat = 0.2 g.
MILLIGRAMS = {
    "mg": Decimal(1),
    "g": Decimal(1000),
    "kg": Decimal(1_000_000),
    "t": Decimal(1_000_000_000),
    "oz": Decimal("28349.523125"),
    "lb": Decimal("453592.37"),
    "lbs": Decimal("453592.37"),
    "ct": Decimal(200),
    "gn": Decimal("64.79891"),
    "dwt": Decimal("1555.17384"),
    "ozt": Decimal("31103.4768"),
}


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units (cents) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str, currency: str) -> "Money":
        """Decimal text to minor units, half-even; ValueError when it is not a number."""
        try:
            exact = Decimal(amount).scaleb(_DIGITS.get(currency, 2))
        except InvalidOperation:
            raise ValueError(f"not an amount: {amount!r}") from None
        if not exact.is_finite():
            raise ValueError(f"not an amount: {amount!r}")
        return cls(int(exact.quantize(Decimal(1), ROUND_HALF_EVEN)), currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-_DIGITS.get(self.currency, 2))


@dataclass(frozen=True, slots=True, order=True)
class Mass:
    """Integer milligrams."""

    mg: int

    @classmethod
    def of(cls, value: Decimal, unit: str) -> "Mass":
        """Rounded half-even once; KeyError for an unknown unit."""
        return cls(int((value * MILLIGRAMS[unit.lower()]).quantize(Decimal(1), ROUND_HALF_EVEN)))

    @property
    def grams(self) -> float:
        """For showing and for JSON; never computed with."""
        return self.mg / 1000
