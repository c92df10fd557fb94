"""What a scan means. Looked up in this order, and never guessed (design, 6):

command, badge, then within the open order (its label, its lines), then tote / order / location, then any
known product, then unknown. A code that something carries as it stands is that thing; only what nothing
carries is taken apart.
"""

import re
from dataclasses import dataclass

from station.model import gs1
from station.model.barcode import (
    OWN_PREFIXES,
    Command,
    check_digit,
    from_upc_e,
    is_gtin,
    to_upc_e,
    typed_count,
)
from station.model.operator import Operator
from station.model.view import BenchState
from station.packing.lines import PackLine, Part
from station.packing.session import Session


@dataclass(frozen=True, slots=True)
class OrderFound:
    """An order a number or slip could mean."""

    id: int
    store: str
    ref: str
    number: str
    state: str


@dataclass(frozen=True, slots=True)
class ProductFound:
    store: str
    ref: str
    sku: str
    name: str
    picture: str = ""
    bin: str = ""


@dataclass(frozen=True, slots=True)
class CartonFound:
    """A carton that carries the scanned number."""

    uid: str
    order: str
    number: int
    state: str = "confirmed"


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the store knows under a text. Fetched only when the open order does not know it."""

    operator: Operator | None = None
    orders: tuple[OrderFound, ...] = ()
    products: tuple[ProductFound, ...] = ()
    cartons: tuple[CartonFound, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandScan:
    command: Command


@dataclass(frozen=True, slots=True)
class LineScan:
    """Lines of the open order that the code may mean, and kits of it that have such a part."""

    lines: tuple[PackLine, ...]
    parts: tuple[tuple[PackLine, Part], ...] = ()


@dataclass(frozen=True, slots=True)
class NumberScan:
    """A count that was typed."""

    count: int


@dataclass(frozen=True, slots=True)
class KindScan:
    """`CARTON-…` as it was scanned: which type that is, the settings say."""

    text: str


@dataclass(frozen=True, slots=True)
class LabelScan:
    """The label of the carton on the bench."""


@dataclass(frozen=True, slots=True)
class BadgeScan:
    operator: Operator


@dataclass(frozen=True, slots=True)
class OrderScan:
    orders: tuple[OrderFound, ...]


@dataclass(frozen=True, slots=True)
class CartonScan:
    carton: CartonFound


@dataclass(frozen=True, slots=True)
class ProductScan:
    products: tuple[ProductFound, ...]


@dataclass(frozen=True, slots=True)
class UnknownScan:
    """`kind` is the own prefix of a text that looks like ours but is nobody's, or TORN."""

    kind: str = ""


Meaning = (
    CommandScan
    | NumberScan
    | KindScan
    | LineScan
    | LabelScan
    | BadgeScan
    | OrderScan
    | CartonScan
    | ProductScan
    | UnknownScan
)

# A GS1 element string without its separators: which article it is cannot be told.
TORN = "GS1"
_CASE = 14  # digits
# ISSN and ISBN with what is printed beside them: the issue, or the price.
_WITH_ADD_ON = re.compile(r"97[789][0-9]{10} ?(?:[0-9]{2}|[0-9]{5})")
_COMMANDS = {command.value: command for command in Command}


def storable(text: str) -> str:
    """`text` as a database takes it; what no code contains (NUL, half a character) is shown as unreadable."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def resolve_at_bench(text: str, session: Session | None) -> Meaning | None:
    """What can be told without asking the store; None when the store must be asked."""
    command = _COMMANDS.get(text.upper())
    if command is not None:
        return CommandScan(command)
    count = typed_count(text)
    if count is not None:
        return NumberScan(count)
    if text.upper().startswith("CARTON-"):
        return KindScan(text.upper())
    if session is None or text.startswith("OP-"):
        return None
    if _is_label(session, text):
        return LabelScan()
    return _called(session, text) or _called(session, other_name(text))


def _is_label(session: Session, text: str) -> bool:
    """Under Caps Lock a scanner that types makes small letters of capitals: it is the label all the same."""
    carton = session.carton
    if carton is None or session.state is not BenchState.SCAN_BACK:
        return False
    return text in carton.scan_back or text.upper() in carton.scan_back


def resolve_known(text: str, found: Candidates, session: Session | None = None) -> Meaning:
    """What the store makes of it; what it does not know may still be short for something on the order."""
    if found.operator is not None:
        return BadgeScan(found.operator)
    if found.orders:
        return OrderScan(found.orders)
    if found.cartons:
        return CartonScan(found.cartons[0])
    if found.products:
        return ProductScan(found.products)
    found_line = _called(session, from_upc_e(text) or to_upc_e(text)) if session is not None else None
    if found_line is not None:
        return found_line
    said = gs1.read(text)
    if said is not None and said.torn:
        return UnknownScan(TORN)
    prefix = next((own for own in OWN_PREFIXES if text.upper().startswith(own)), "")
    return UnknownScan(prefix)


def other_name(text: str) -> str:
    """What a product may be called whose symbol says `text`; empty when there is nothing else for sure.

    The article of an element string; a book or magazine without its add-on of 2 or 5 digits; the long form of
    a UPC-E and the short form of a UPC-A, unless its 8 digits may as well be an EAN-8 of something else.
    """
    said = gs1.read(text)
    if said is not None and said.gtin:
        return said.gtin
    if _WITH_ADD_ON.fullmatch(text) and is_gtin(text[:13]):
        return text[:13]
    short = text if from_upc_e(text) else to_upc_e(text)
    if not short or is_gtin(short):
        return ""
    return from_upc_e(text) or short


def unit_of_case(text: str) -> str:
    """The GTIN of the unit in a case whose GTIN-14 this is; empty for anything else. Its first digit, 1 to 8,
    says only that it is a case: how many are in it, no code says. Source: GS1 General Specifications, 2.1.
    """
    said = gs1.read(text)
    code = said.gtin if said is not None and said.gtin else text
    if len(code) != _CASE or code[0] not in "12345678" or not is_gtin(code):
        return ""
    return code[1:-1] + str(check_digit(code[1:-1]))


def _called(session: Session, name: str) -> LineScan | None:
    index, lines = session.index, session.lines
    found, parts = index.lines(name), index.parts(name)
    if not found and not parts:
        return None
    return LineScan(
        tuple(lines[place] for place in found),
        tuple((lines[place], lines[place].parts[number]) for place, number in parts),
    )
