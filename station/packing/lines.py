"""What is packed: the lines of an order, the parts of a kit, and what scanners call them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from station.model import gs1
from station.model.barcode import comparable, line_barcode
from station.model.quantity import Mass
from station.packing.learned import Known, entered
from station.packing.lookalike import Alike


@dataclass(frozen=True, slots=True)
class Part:
    """`quantity` of it belong into one unit of the kit. `wants` and `cases` as of a line."""

    sku: str
    name: str
    quantity: int
    codes: frozenset[str] = frozenset()  # comparable forms
    product: str = ""
    mass: Mass | None = None
    bin: str = ""
    picture: str = ""
    wants: tuple[str, ...] = ()
    cases: tuple[tuple[str, int], ...] = ()

    @property
    def called(self) -> str:
        return self.sku or self.name

    def is_called(self, text: str) -> bool:
        return comparable(text) in self.codes

    def content(self, text: str) -> int:
        """How many units the code stands for."""
        return units_behind(self.cases, text)


def units_behind(cases: Sequence[tuple[str, int]], text: str) -> int:
    """How many units a code stands for, also where the article is one field of it."""
    if not cases:
        return 1
    said = gs1.read(text)
    names = {comparable(text), comparable(said.gtin) if said is not None else ""}
    return next((count for code, count in cases if code in names), 1)


@dataclass(frozen=True, slots=True)
class PackLine:
    """One line as it is packed. `due` units are ours to send in this session.

    `wants`: what must be known of every unit (lot, expiry, serial). `cases`: codes that stand for several
    units. `parts`: a kit that is put together here. `bundle`: lines of one set share it. `size`: length,
    width and height in millimetres.
    """

    ref: str
    sku: str
    name: str
    due: int
    product: str = ""
    options: tuple[tuple[str, str], ...] = ()
    codes: frozenset[str] = frozenset()  # comparable forms
    mass: Mass | None = None
    bin: str = ""
    picture: str = ""
    packed: int = 0
    shorted: int = 0
    wants: tuple[str, ...] = ()
    cases: tuple[tuple[str, int], ...] = ()
    parts: tuple[Part, ...] = ()
    bundle: str = ""
    own_box: bool = False
    size: tuple[int, ...] = ()
    learned: Known | None = None
    alike: Alike | None = None  # what it was taken for before

    @property
    def unit(self) -> Known | None:
        """What one of it weighs: learned, else entered, for a kit its parts together."""
        whole = self.learned or entered(self.mass)
        if whole is not None or not self.parts:
            return whole
        masses = [part.mass.mg * part.quantity if part.mass is not None else 0 for part in self.parts]
        return entered(Mass(sum(masses))) if all(masses) else None

    @property
    def by_parts(self) -> bool:
        """A kit of which only its parts say what has to be known of them."""
        return any(part.wants for part in self.parts)

    @property
    def left(self) -> int:
        """Units still to be scanned."""
        return max(0, self.due - self.packed - self.shorted)

    @property
    def has_code(self) -> bool:
        return bool(self.codes)

    @property
    def called(self) -> str:
        return self.sku or self.name

    def is_called(self, text: str) -> bool:
        return comparable(text) in self.codes or text == line_barcode(self.ref)

    def content(self, text: str) -> int:
        """How many units the code stands for."""
        return units_behind(self.cases, text)

    def same_goods(self, other: "PackLine") -> bool:
        """Nobody can tell a unit of one from a unit of the other, nor need to."""
        return (self.sku, self.product, self.options) == (other.sku, other.product, other.options)


class Index:
    """Where a line stands, and which lines and parts a code names: one look, however long the order is."""

    __slots__ = ("_codes", "_parts", "places")

    def __init__(self, lines: Sequence[PackLine]) -> None:
        self.places: Mapping[str, int] = {line.ref: place for place, line in enumerate(lines)}
        codes: dict[str, list[int]] = {}
        parts: dict[str, list[tuple[int, int]]] = {}
        for place, line in enumerate(lines):
            for code in (*line.codes, comparable(line_barcode(line.ref))):
                codes.setdefault(code, []).append(place)
            for number, part in enumerate(line.parts):
                for code in part.codes:
                    parts.setdefault(code, []).append((place, number))
        self._codes, self._parts = codes, parts

    def lines(self, name: str) -> Sequence[int]:
        return self._codes.get(comparable(name), ()) if name else ()

    def parts(self, name: str) -> Sequence[tuple[int, int]]:
        """(line, part) of the kits that have it."""
        return self._parts.get(comparable(name), ()) if name else ()
