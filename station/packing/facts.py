"""What happened in a packing session, durable before anybody is told. State is the fold of these.

A fact carries the version of its shape; a shape that was ever stored stays readable. UNDO adds `Undone`,
nothing is taken out.
"""

from dataclasses import dataclass

from station.packing import recorded

# By line: what one of it is put together from, (SKU, how many).
Kits = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Fact(recorded.Recorded):
    """Base of all facts of packing."""


@dataclass(frozen=True, slots=True)
class Opened(Fact):
    """`lines`: [line ref, units still ours to send] as the order stood. `kits`: those of them that are put
    together here, as the rules had it then; None was stored before that was written down.
    `goods`: what each line is about.
    """

    revision: int
    fingerprint: str
    lines: tuple[tuple[str, int], ...]
    kits: Kits | None = None
    goods: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rebased(Fact):
    """The order changed, everything packed so far still belongs to it, packing goes on."""

    revision: int
    fingerprint: str
    lines: tuple[tuple[str, int], ...]
    kits: Kits | None = None
    goods: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CartonOpened(Fact):
    carton: str
    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class UnitPacked(Fact):
    """`lot`, `expiry` (YYMMDD) and `serial` as far as they are known for sure.

    `how`: no_code | swap | typed, where it was not simply scanned, allowed `by` this person. `swap_*`: the
    substitute that was really put in.
    """

    line: str
    quantity: int
    carton: str
    code: str
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    how: str = ""
    by: str = ""
    swap_sku: str = ""
    swap_product: str = ""
    swap_name: str = ""


@dataclass(frozen=True, slots=True)
class QuantitySet(Fact):
    """A number was scanned: so many of what is scanned next. 0 takes it back, or it is used up."""

    quantity: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class PartPacked(Fact):
    """`quantity` of a kit's part are in; the kit itself is packed when all of them are. `lot`, `expiry`
    (YYMMDD) and `serial` as far as they are known for sure.
    """

    line: str
    part: str
    quantity: int
    carton: str
    code: str
    lot: str = ""
    expiry: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class UnitMoved(Fact):
    """Out of a carton that has no label yet, and due again: for the next one. Which of the line's units, as
    far as they are known apart: by `serial` or `lot`, or the substitute `swap_product` (`swap_sku`).
    """

    line: str
    quantity: int
    carton: str
    serial: str = ""
    lot: str = ""
    swap_sku: str = ""
    swap_product: str = ""


@dataclass(frozen=True, slots=True)
class KindChosen(Fact):
    """The carton is of this type."""

    carton: str
    kind: str


@dataclass(frozen=True, slots=True)
class Confirmed(Fact):
    """An instruction was followed, or an insert put in; `carton` is empty where it counts for the order."""

    task: str
    carton: str = ""


@dataclass(frozen=True, slots=True)
class LineShorted(Fact):
    """`quantity` units will not ship now; `counted` units are left on the shelf."""

    line: str
    quantity: int
    counted: int


@dataclass(frozen=True, slots=True)
class Asked(Fact):
    """`subject`: what the question is about; `choices`: [barcode, value]; `given`: what is known so far."""

    # which_line | how_many | ambiguous | no_code | swap_line | swap_item | move | lot | expiry | serial |
    # instruct | insert | permission | void_why
    question: str
    subject: str
    choices: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answered(Fact):
    value: str


@dataclass(frozen=True, slots=True)
class CartonSealed(Fact):
    carton: str


@dataclass(frozen=True, slots=True)
class CartonUnsealed(Fact):
    """Open again before there was a label, because something comes out."""

    carton: str


@dataclass(frozen=True, slots=True)
class CartonReopened(Fact):
    """Its label is void, and it is packed again."""

    carton: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class CartonWeighed(Fact):
    """Gross in milligrams; `by` is the supervisor whose badge let it pass."""

    carton: str
    mg: int
    verdict: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class LabelWanted(Fact):
    carton: str


@dataclass(frozen=True, slots=True)
class LabelFailed(Fact):
    carton: str
    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LabelReady(Fact):
    """The label exists (printed, in doubt, or for the packer to stick on) and waits to be scanned back."""

    carton: str
    tracking: str
    scan_back: tuple[str, ...]
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class CartonVoided(Fact):
    """The label is void; the content stays in the box until the packer takes it out."""

    carton: str
    reason: str
    keep: bool  # the same content gets a new label


@dataclass(frozen=True, slots=True)
class CartonConfirmed(Fact):
    carton: str
    tracking: str


@dataclass(frozen=True, slots=True)
class CartonTakenBack(Fact):
    """After the session was closed: a confirmed carton is void, `by` whom and why. `reason` is one of a void
    label, or what became of the order.
    """

    carton: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Interrupted(Fact):
    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledged(Fact):
    pass


@dataclass(frozen=True, slots=True)
class Parked(Fact):
    pass


@dataclass(frozen=True, slots=True)
class Unparked(Fact):
    pass


@dataclass(frozen=True, slots=True)
class TakenOver(Fact):
    """Another bench had it; `by` took it over on purpose."""

    bench: str
    holder: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Undone(Fact):
    """Takes back every fact of `batch`."""

    batch: int


@dataclass(frozen=True, slots=True)
class Closed(Fact):
    """shipped | cancelled | changed | nothing_packed | taken."""

    outcome: str


KINDS = recorded.kinds_of(Fact)
encode = recorded.encode


def decode(kind: str, _version: int, body: str) -> Fact:
    """A stored fact. Fields added since get their default."""
    return recorded.decode(KINDS, kind, body)
