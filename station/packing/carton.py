"""A carton of the order on the bench, with what is in it."""

from dataclasses import dataclass, replace

from station.model.quantity import Mass
from station.packing import facts as f

# The type of a carton that is the goods' own: nothing of ours is around it.
OWN_BOX = "own_box"


@dataclass(frozen=True, slots=True)
class Mark:
    """Units of a line about which more is known than their number: `sku` and `product` of a substitute.

    `part`: the SKU of a kit's part. `kit`: which kit of its line in this carton it is in, 0 for the one that
    is not finished.
    """

    line: str
    quantity: int
    lot: str = ""
    expiry: str = ""  # YYMMDD
    serial: str = ""
    sku: str = ""
    product: str = ""
    part: str = ""
    kit: int = 0

    @property
    def swapped(self) -> bool:
        return bool(self.sku or self.product)

    def may_be(self, other: "Mark") -> bool:
        """A unit of this mark may be the one that `other` tells of."""
        same = (self.line, self.sku, self.product) == (other.line, other.sku, other.product)
        return same and not self.part and other.serial in ("", self.serial) and other.lot in ("", self.lot)

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
        marks = _finished(self.marks, line)
        marks = marks if mark is None or mark.says_nothing else (*marks, mark)
        return replace(self, content=tuple(content.items()), marks=marks)

    def plus_part(self, mark: Mark) -> "Carton":
        """A part of the kit that is being put together."""
        return replace(self, marks=(*self.marks, mark))

    def kit_given_up(self, line: str) -> "Carton":
        """The parts of the kit that is not finished are out again."""
        left = tuple(one for one in self.marks if one.line != line or not one.part or one.kit)
        return self if left == self.marks else replace(self, marks=left)

    def serials_of_parts(self, line: str) -> frozenset[str]:
        """By which kits of a line are told apart."""
        return frozenset(one.serial for one in self.marks if one.line == line and one.part and one.serial)

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
        marks = _kits_out(self.marks, out, self.holds(out.line))
        return replace(self, content=left, marks=_without(marks, out, self.plain(out.line)))

    def without_label(self) -> "Carton":
        """Its label is void, its content stays."""
        return replace(self, labelled=False, tracking="", scan_back=())

    def made_void(self) -> "Carton":
        """It leaves with nothing."""
        return replace(self.without_label(), voided=True)

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
    own = [mark for mark in marks if mark.line == out.line and not mark.swapped and not mark.part]
    known = sum(mark.quantity for mark in own)
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


def _finished(marks: tuple[Mark, ...], line: str) -> tuple[Mark, ...]:
    """The parts of a line's kit in hand are those of its next kit."""
    if not any(one.line == line and one.part and not one.kit for one in marks):
        return marks
    number = 1 + max(one.kit for one in marks if one.line == line)
    return tuple(
        replace(one, kit=number) if one.line == line and one.part and not one.kit else one for one in marks
    )


def _kits_out(marks: tuple[Mark, ...], out: Mark, holds: int) -> tuple[Mark, ...]:
    """The parts of kits go with them: of the kit a part's serial number names, else of the last ones. Of
    `holds` kits those that nobody put together here go first.
    """
    kits = sorted({one.kit for one in marks if one.line == out.line and one.part and one.kit})
    if not kits or out.swapped:
        return marks
    named = [one.kit for one in marks if one.line == out.line and one.part and one.serial == out.serial]
    whole = max(0, holds - len(kits))
    gone = named[:1] if out.serial and named else kits[len(kits) - max(0, out.quantity - whole) :]
    return tuple(one for one in marks if one.line != out.line or not one.part or one.kit not in gone)
