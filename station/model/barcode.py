"""Codes as a scanner gives them: how two of them are compared, and which are ours.

Sources: GS1 General Specifications 7.9 (check digit), 5.2 (UPC-E); ISO/IEC 15424 (symbology identifiers);
resources/manual, command barcodes.
"""

import re
from enum import StrEnum

_AIM = re.compile(r"\](?P<aim>[A-Za-z][0-9A-Za-z])(?P<text>.+)", re.DOTALL)

OWN_PREFIXES = ("CMD-", "ORD-", "OP-", "LINE-", "TOTE-", "BIN-", "PICK-", "CARTON-", "QTY-")
_NOT_PRINTED = re.compile(r"[^A-Z0-9._-]+")
_LIST = re.compile(r"PICK-(?P<number>[0-9]{1,15})")
_TYPED = re.compile(r"QTY-(?P<count>[0-9]{1,5})")


class Command(StrEnum):
    UNDO = "CMD-UNDO"
    SHORT = "CMD-SHORT"
    HOLD = "CMD-HOLD"
    PARK = "CMD-PARK"
    RUSH = "CMD-RUSH"
    MERGE = "CMD-MERGE"
    NEXT_CARTON = "CMD-NEXT-CARTON"
    MOVE = "CMD-MOVE"
    NO_CODE = "CMD-NO-CODE"
    SWAP = "CMD-SWAP"
    VOID = "CMD-VOID"
    REOPEN = "CMD-REOPEN"
    REPRINT = "CMD-REPRINT"
    WEIGH = "CMD-WEIGH"
    HANDOVER = "CMD-HANDOVER"
    RETURN = "CMD-RETURN"
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
    if len(code) not in (8, 12, 13, 14) or not (code.isascii() and code.isdigit()):
        return False
    # `check_digit` over bytes: every code of an order with five hundred lines is looked at.
    digits = code.encode()
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(odd) + 3 * sum(even) - ord("0") * (len(odd) + 3 * len(even))) % 10 == 0


def comparable(code: str) -> str:
    """Two codes are the same code exactly when this is equal: GTINs as 14 digits, all else as text."""
    return f"gtin:{code.zfill(14)}" if is_gtin(code) else f"text:{code}"


def split_aim(text: str) -> tuple[str, str]:
    """Symbology identifier without its bracket, and the code; `]C1` in front of nothing is a code.

    GS (0x1D) separates the fields of a GS1 element string; one in front only says that it begins with FNC1.
    """
    found = _AIM.fullmatch(text)
    aim, code = (found["aim"], found["text"]) if found else ("", text)
    return aim, code.lstrip("\x1d") or code


def from_upc_e(code: str) -> str:
    """The UPC-A behind 8 digits of UPC-E; empty when they are none."""
    if len(code) != 8 or not (code.isascii() and code.isdigit()) or code[0] not in "01":
        return ""
    system, six, check = code[0], code[1:7], code[7]
    last = six[5]
    if last in "012":
        body = f"{six[:2]}{last}0000{six[2:5]}"
    elif last == "3":
        body = f"{six[:3]}00000{six[3:5]}"
    elif last == "4":
        body = f"{six[:4]}00000{six[4]}"
    else:
        body = f"{six[:5]}0000{last}"
    whole = f"{system}{body}{check}"
    return whole if is_gtin(whole) else ""


def to_upc_e(code: str) -> str:
    """The 8 digits of UPC-E that stand for a GTIN; empty when there are none."""
    if len(code) == 8 or not is_gtin(code) or not code.zfill(14).startswith("00"):
        return ""
    upc = code.zfill(14)[2:]
    system, maker, item, check = upc[0], upc[1:6], upc[6:11], upc[11]
    packed = (
        f"{maker[:2]}{item[2:]}{maker[2]}",
        f"{maker[:3]}{item[3:]}3",
        f"{maker[:4]}{item[4]}4",
        f"{maker}{item[4]}",
    )
    made = (f"{system}{six}{check}" for six in packed)
    return next((one for one in made if from_upc_e(one) == upc), "")


def is_own(code: str) -> bool:
    """Whether a code is in the station's own name space, so that no product may carry it."""
    return code.upper().startswith(OWN_PREFIXES)


def order_barcode(store: str, ref: str) -> str:
    return f"ORD-{store}-{ref}"


def line_barcode(line_ref: str) -> str:
    return f"LINE-{line_ref}"


def pick_number(text: str) -> int | None:
    """The number of a pick list by its barcode; None for any other text."""
    found = _LIST.fullmatch(text.upper())
    return int(found["number"]) if found else None


def carton_barcode(kind: str) -> str:
    """What stands on the command sheet for a type of carton; empty for a name no Code 128 can hold."""
    plain = _NOT_PRINTED.sub("-", kind.upper()).strip("-")
    return f"CARTON-{plain}" if plain else ""


def typed_count(text: str) -> int | None:
    """The count of `QTY-36`, which is typed and never printed."""
    found = _TYPED.fullmatch(text.upper())
    return int(found["count"]) if found else None
