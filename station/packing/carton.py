"""A carton of the order on the bench, with what is in it."""

from dataclasses import dataclass, replace

from station.model.quantity import Mass
from station.packing import facts as f

# The type of a carton that is the goods' own: nothing of ours is around it.
OWN_BOX = "own_box"


@dataclass(frozen=True, slots=True)
class Mark:
    """Units of a line about which more is known than their number: `sku` and `product` of a substitute."""

    line: str
    quantity: int
    lot: str = ""
    expiry: str = ""  # YYMMDD
    serial: str = ""
    sku: str = ""
    product: str = ""

    @property
    def swapped(self) -> bool:
        return bool(self.sku or self.product)

    def may_be(self, other: "Mark") -> bool:
        """A unit of this mark may be the one that `other` tells of."""
        same = (self.line, self.sku, self.product) == (other.line, other.sku, other.product)
        return same and other.serial in ("", self.serial) and other.lot in ("", self.lot)

    @property
    def says_nothing(self) -> bool:
        return not (self.lot or self.expiry or self.serial or self.swapped)


@dataclass(frozen=True, slots=True)
class Carton:
    """`content`: units per line. `marks`: those of them that are known apart."""

    uid: str
    number: int
    kind: str
    content: tuple[tuple[str, int], ...] = ()
    sealed: bool = False
    confirmed: bool = False
    voided: bool = False
    gross: Mass | None = None
    verdict: str = ""
    tracking: str = ""
    scan_back: tuple[str, ...] = ()
    labelled: bool = False
    in_doubt: bool = False
    trouble: f.LabelFailed | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def units(self) -> int:
        return sum(quantity for _, quantity in self.content)

    @property
    def state(self) -> str:
        if self.voided:
            return "void"
        if self.confirmed:
            return "confirmed"
        return "labelled" if self.labelled else "sealed" if self.sealed else "open"

    def holds(self, line: str) -> int:
        """Units of a line in it."""
        return next((quantity for ref, quantity in self.content if ref == line), 0)

    def plus(self, line: str, quantity: int, mark: Mark | None = None) -> "Carton":
        content = dict(self.content)
        content[line] = content.get(line, 0) + quantity
        marks = self.marks if mark is None or mark.says_nothing else (*self.marks, mark)
        return replace(self, content=tuple(content.items()), marks=marks)

    def plain(self, line: str) -> int:
        """Units of a line in it that are what was ordered, not a substitute."""
        swapped = sum(mark.quantity for mark in self.marks if mark.line == line and mark.swapped)
        return self.holds(line) - swapped

    def minus(self, out: Mark) -> "Carton":
        """Taken out again: the unit with this serial number or lot, the substitute, else the last of that
        line that is no substitute.
        """
        content = dict(self.content)
        content[out.line] -= out.quantity
        left = tuple((ref, units) for ref, units in content.items() if units)
        return replace(self, content=left, marks=_without(self.marks, out, self.plain(out.line)))

    def opened(self) -> "Carton":
        """Unsealed, as if it had never been weighed or labelled."""
        return replace(
            self,
            sealed=False,
            labelled=False,
            gross=None,
            verdict="",
            tracking="",
            scan_back=(),
            in_doubt=False,
            trouble=None,
        )


def _without(marks: tuple[Mark, ...], out: Mark, plain: int) -> tuple[Mark, ...]:
    """Of `plain` units those without a mark go first, where nothing is said of the unit."""
    kept = list(marks)
    known = sum(mark.quantity for mark in marks if mark.line == out.line and not mark.swapped)
    unknown = 0 if out.swapped or out.serial or out.lot else max(0, plain - known)
    quantity = out.quantity - unknown
    for place in range(len(kept) - 1, -1, -1):
        mark = kept[place]
        if quantity <= 0:
            break
        if not mark.may_be(out):
            continue
        taken = min(quantity, mark.quantity)
        quantity -= taken
        if mark.quantity == taken:
            del kept[place]
        else:
            kept[place] = replace(mark, quantity=mark.quantity - taken)
    return tuple(kept)
