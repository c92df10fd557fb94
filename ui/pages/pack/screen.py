"""What the pack page shows, in plain values: made by the presenter, drawn by the page."""

from dataclasses import dataclass

from ui.theme.tokens import Tone

# Commands in the order of their buttons, and the key of each; YES and NO have the keys of an answer.
KEYS = {
    "UNDO": "F2",
    "SHORT": "F3",
    "NEXT-CARTON": "F4",
    "MOVE": "F5",
    "HOLD": "F6",
    "PARK": "F7",
    "REPRINT": "F8",
    "WEIGH": "F9",
    "NO-CODE": "F10",
    "SWAP": "F11",
    "VOID": "F12",
    "REOPEN": "Shift F12",
    "RUSH": "Shift F6",
    "MERGE": "Shift F5",
    "HANDOVER": "Shift F4",
    "RETURN": "Shift F3",
    "HELP": "F1",
}
ORDER = ("YES", "NO", *KEYS)
# Seldom needed while an order is packed: no button in the bar, but a key, a barcode and one in the help.
SELDOM = frozenset({"MOVE", "NO-CODE", "SWAP", "VOID", "REOPEN", "RUSH", "MERGE", "HANDOVER", "RETURN"})
ANSWERS = ("YES", "NO")  # there only while they answer something; their place is that of the last scans
# The bar of an order: the same from its first unit to its last label.
BAR = frozenset(KEYS) - SELDOM


@dataclass(frozen=True, slots=True)
class Band:
    """One sentence. `why` is the trouble it answers, `aside` the last scan in words."""

    tone: Tone
    icon: str
    sentence: str
    why: str = ""
    aside: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    ref: str
    sku: str
    name: str
    bin: str
    picture: str
    options: tuple[str, ...]
    packed: int
    due: int
    shorted: int
    count: str
    note: str
    current: bool
    done: bool
    twin: bool = False  # another line has the same SKU: its options come first
    plain: bool = False  # nothing to see: no picture, and no place for one
    needs: tuple[str, ...] = ()  # lot needed, own carton, parts of a kit, size of a case

    @property
    def spoken(self) -> str:
        parts = (self.sku, self.name, *self.options, self.count, *self.needs, self.note)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Versus:
    """What is in the hand, or easily taken for it, against what is needed."""

    held_title: str
    held_sku: str
    held_name: str
    held_picture: str
    need_title: str
    need_sku: str
    need_name: str
    need_picture: str
    held_note: str = ""
    need_note: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step without a product: its drawing, its title, facts as (icon, text), and a barcode text."""

    drawing: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    barcode: str = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class ChoiceTile:
    """`title` when there is something to tell it from its neighbours by; the sentence is smaller then."""

    key: str
    scan: str
    sentence: str
    picture: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Weight:
    """`figure` without unit; `style` solid | outline | struck | none; bounds in kg for the drawing."""

    figure: str
    unit: str
    style: str
    status: str
    status_tone: Tone
    expected: str = ""
    verdict: str = ""
    verdict_tone: Tone = Tone.NEUTRAL
    value: float | None = None
    target: float | None = None
    tolerance: float = 0.0
    evidence: str = ""  # where the expected mass comes from
    followed: str = ""  # every unit is watched
    marks: tuple[tuple[float, bool], ...] = ()  # (seconds ago, fits)


@dataclass(frozen=True, slots=True)
class CartonCard:
    title: str
    detail: str
    state: str
    open: bool
    icon: str


@dataclass(frozen=True, slots=True)
class AddressCard:
    name: str
    lines: tuple[str, ...]
    method: str
    chips: tuple[tuple[str, str, str], ...]  # icon, text, tone
    notes: tuple[tuple[str, str], ...] = ()
    merge: str = ""  # MERGE and what it takes along, while nothing is packed


@dataclass(frozen=True, slots=True)
class Offer:
    """The page between two orders."""

    done_title: str
    done_facts: tuple[tuple[str, str], ...]
    next_title: str
    next_facts: tuple[tuple[str, str], ...]
    next_tone: Tone
    next_due: tuple[str, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Recent:
    text: str
    ok: bool


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A command that fits the moment: its word, its key, what it does, and the barcode that gives it."""

    command: str
    key: str
    sentence: str
    scan: str


@dataclass(frozen=True, slots=True)
class PackScreen:
    """`layout` bench | question | idle | opening | walking | help | stopped."""

    layout: str
    band: Band
    lines: tuple[LineRow, ...] = ()
    focus: LineRow | None = None
    versus: Versus | None = None
    stage: Stage | None = None
    question: str = ""
    choices: tuple[ChoiceTile, ...] = ()
    weight: Weight | None = None
    cartons: tuple[CartonCard, ...] = ()
    address: AddressCard | None = None
    offer: Offer | None = None
    recent: tuple[Recent, ...] = ()
    progress: str = ""
    stopped: str = ""
    commands: frozenset[str] = frozenset()
    bar: frozenset[str] = BAR  # what has a button; of that, `commands` are possible now
    help: tuple[HelpRow, ...] = ()
    how: str = ""
