"""Codes as a scanner gives them: how two of them are compared, and which are ours.

Sources: GS1 General Specifications 7.9 (check digit); resources/manual, command barcodes.
"""

from enum import StrEnum

OWN_PREFIXES = ("CMD-", "ORD-", "OP-", "LINE-", "TOTE-", "BIN-")


class Command(StrEnum):
    UNDO = "CMD-UNDO"
    SHORT = "CMD-SHORT"
    HOLD = "CMD-HOLD"
    PARK = "CMD-PARK"
    NEXT_CARTON = "CMD-NEXT-CARTON"
    REPRINT = "CMD-REPRINT"
    WEIGH = "CMD-WEIGH"
    YES = "CMD-YES"
    NO = "CMD-NO"
    HELP = "CMD-HELP"
    D0 = "CMD-0"
    D1 = "CMD-1"
    D2 = "CMD-2"
    D3 = "CMD-3"
    D4 = "CMD-4"
    D5 = "CMD-5"
    D6 = "CMD-6"
    D7 = "CMD-7"
    D8 = "CMD-8"
    D9 = "CMD-9"
    N10 = "CMD-10"
    N12 = "CMD-12"
    N24 = "CMD-24"
    N50 = "CMD-50"

    @property
    def number(self) -> int | None:
        """The count a number barcode stands for."""
        tail = self.value.removeprefix("CMD-")
        return int(tail) if tail.isdigit() else None


def check_digit(body: str) -> int:
    """GS1 mod-10 digit of a numeric text without its check digit."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -total % 10


def is_gtin(code: str) -> bool:
    """8, 12, 13 or 14 ASCII digits with a valid check digit."""
    return (
        len(code) in (8, 12, 13, 14)
        and code.isascii()
        and code.isdigit()
        and check_digit(code[:-1]) == int(code[-1])
    )


def comparable(code: str) -> str:
    """Two codes are the same code exactly when this is equal: GTINs as 14 digits, all else as text."""
    return f"gtin:{code.zfill(14)}" if is_gtin(code) else f"text:{code}"


def is_own(code: str) -> bool:
    """Whether a code is in the station's own name space, so that no product may carry it."""
    return code.upper().startswith(OWN_PREFIXES)


def order_barcode(store: str, ref: str) -> str:
    return f"ORD-{store}-{ref}"


def line_barcode(line_ref: str) -> str:
    return f"LINE-{line_ref}"
