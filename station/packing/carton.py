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
    def says_nothing(self) -> bool:
        return not (self.lot or self.expiry or self.serial or self.sku)


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

    def minus(self, line: str, quantity: int, serial: str = "") -> "Carton":
        """Taken out again: the unit with this serial number, else the last of that line."""
        content = dict(self.content)
        content[line] -= quantity
        left = tuple((ref, units) for ref, units in content.items() if units)
        return replace(self, content=left, marks=_without(self.marks, line, quantity, serial))

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


def _without(marks: tuple[Mark, ...], line: str, quantity: int, serial: str) -> tuple[Mark, ...]:
    kept = list(marks)
    for place in range(len(kept) - 1, -1, -1):
        mark = kept[place]
        if quantity <= 0:
            break
        if mark.line != line or (serial and mark.serial != serial):
            continue
        taken = min(quantity, mark.quantity)
        quantity -= taken
        if mark.quantity == taken:
            del kept[place]
        else:
            kept[place] = replace(mark, quantity=mark.quantity - taken)
    return tuple(kept)
