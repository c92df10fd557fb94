"""What the pick page shows, in plain values."""

from dataclasses import dataclass

from ui.pages.pack.screen import BAR, Band, ChoiceTile, HelpRow, LineRow, Recent
from ui.theme.tokens import Tone
from ui.widgets.gauge import Gauge


@dataclass(frozen=True, slots=True)
class StopCard:
    """Where to stand and what to take. `big` is the bin, or the tote when the hand is full."""

    big: str
    icon: str
    count: str
    name: str
    sku: str
    picture: str
    chips: tuple[tuple[str, str, str], ...]  # icon, text, tone
    picked: int = 0
    asked: int = 0
    short: int = 0


@dataclass(frozen=True, slots=True)
class ToteRow:
    code: str
    order: str
    count: str
    current: bool
    done: bool


@dataclass(frozen=True, slots=True)
class WalkScreen:
    """`layout` walk | question | help."""

    layout: str
    band: Band
    title: str
    about: str
    gauge: Gauge
    stop: StopCard | None
    rows: tuple[LineRow, ...]
    totes: tuple[ToteRow, ...]
    choices: tuple[ChoiceTile, ...] = ()
    recent: tuple[Recent, ...] = ()
    commands: frozenset[str] = frozenset()
    bar: frozenset[str] = BAR
    help: tuple[HelpRow, ...] = ()
    how: str = ""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One pick list of a wave."""

    barcode: str
    about: str
    state: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class WaveCard:
    id: int
    title: str
    about: str
    state: str
    tone: Tone
    gauge: Gauge
    lists: tuple[ListLine, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Option:
    """Something a rule can name: `key` is what the rule has, `text` what a person reads."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class FormScreen:
    """`groups` are (name, title, several at once, options)."""

    about: str
    groups: tuple[tuple[str, str, bool, tuple[Option, ...]], ...]
    fields: tuple[tuple[str, str, str, str], ...]  # name, title, what it holds now, hint
