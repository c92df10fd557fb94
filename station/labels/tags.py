"""Labels that stay in the warehouse, on any label paper: totes, bins, and goods.

Sources: GS1 General Specifications 3 (01 GTIN, 17 expiry as YYMMDD, 10 lot), 5.2.3 (an EAN's module is 0.264
to 0.66 mm), 2.1 (which of them comes when: set lengths first, so that no separator is needed).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from station.labels import symbols
from station.labels.document import Align, Document, Item, Matrix, Role, Row, Stack, Symbol, Text
from station.labels.look import Look
from station.labels.matrices import readable
from station.labels.shipping import caption
from station.labels.template import PLAIN, Template
from station.model.barcode import is_gtin
from station.model.problem import StationError

SIZE = (100.0, 50.0)
Symbology = Literal["auto", "ean", "code128", "gs1-128", "datamatrix"]
_LEAST = (25.0, 15.0)
_GTIN_14 = 14
# Bars narrower than this are read with patience only: a DataMatrix is better then.
_EASY = 0.33


@dataclass(frozen=True, slots=True)
class SkuLabel:
    """What stands on goods. `code` is their barcode; empty: the SKU itself.

    `expiry` and `lot` go into the symbol when `code` is a GTIN, and are written on the label anyway.
    """

    sku: str
    name: str = ""
    code: str = ""
    options: tuple[tuple[str, str], ...] = ()
    lot: str = ""
    expiry: date | None = None
    bin: str = ""
    symbology: Symbology = "auto"


@dataclass(frozen=True, slots=True)
class _Canvas:
    """The part of a label that is printed: at most four fifths as high as wide, in the middle.

    `unit` is what a millimetre of a label of 100 x 50 is here.
    """

    left: float
    top: float
    width: float
    height: float
    unit: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def place_label(
    kind: Literal["tote", "bin"],
    name: str,
    *,
    paper: tuple[float, float] = SIZE,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """`TOTE-<name>` or `BIN-<name>` as Code 128, the name in large type. `paper` is width and height in
    millimetres.
    """
    look = Look(language, template)
    room = _canvas(paper)
    code = f"{kind.upper()}-{name}"
    high = room.height
    head = 4.0 * room.unit if look.shows("caption") else 0.0
    large = (high * 0.5 - head) / 0.75
    page: list[Item] = [
        Text(
            room.middle, room.top + high * 0.5 - 1.5 * room.unit, name, large * 72 / 25.4, Role.SEMIBOLD,
            Align.CENTRE, room.width, 6, field=kind,
        ),
        Symbol(0.5, room.top + high * 0.53, paper[0] - 1, high * 0.36, code, widest=0.76, field=kind),
        Text(
            room.middle, room.top + high - 0.3 * room.unit, code, 9 * room.unit, align=Align.CENTRE,
            width=room.width, least=3, field=kind,
        ),
        *look.logo(room.left, room.top, room.width, Align.RIGHT, highest=head),
    ]  # fmt: skip
    if head:
        page.append(caption(room.left, room.top + 2.2 * room.unit, look.word[kind]))
    return look.dressed(Document(code, *paper, (tuple(page),), dpi, practice))


def sku_label(
    label: SkuLabel,
    *,
    paper: tuple[float, float] = SIZE,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """Name, SKU and one symbol: EAN, Code 128, GS1-128 or GS1 DataMatrix, as `symbology` says.

    By itself: an EAN for a GTIN alone; GS1-128 for one with lot or expiry, or a DataMatrix where that is too
    wide; Code 128 for everything else. `label.symbol_text` for what is asked for and cannot be.
    """
    look = Look(language, template)
    room = _canvas(paper)
    symbol = _symbol(label, room, dpi)
    page = (*_goods(label, symbol, room, look), *_coded(symbol, room))
    return look.dressed(Document(f"SKU {label.sku}", *paper, (page,), dpi, practice))


def _canvas(paper: tuple[float, float]) -> _Canvas:
    """`label.paper_too_small` under 25 x 15 mm."""
    width, height = paper
    if width < _LEAST[0] or height < _LEAST[1]:
        raise StationError("label.paper_too_small", width=width, height=height)
    used = min(height, width * 0.8)
    edge = 2.0 if width < 60 else 3.0
    unit = max(0.36, min(width / 100, used / 50, 1.5))
    return _Canvas(edge, (height - used) / 2 + edge, width - 2 * edge, used - 2 * edge, unit)


@dataclass(frozen=True, slots=True)
class _Coded:
    """The symbol a label gets: the kind, what is in it, and what people read below it."""

    kind: str
    text: str
    written: str


def _symbol(label: SkuLabel, room: _Canvas, dpi: int) -> _Coded:
    code = label.code or label.sku
    kind: str = label.symbology
    if kind == "auto":
        kind = _fitting(label, code, room, dpi)
    if kind == "code128":
        return _Coded(kind, code, code)
    if not is_gtin(code):
        raise StationError("label.symbol_text", field="code", character=code)
    if kind == "ean":
        return _Coded(kind, code, code)
    elements = _elements(label, code)
    return _Coded(kind, elements, readable(elements))


def _fitting(label: SkuLabel, code: str, room: _Canvas, dpi: int) -> str:
    if not is_gtin(code):
        return "code128"
    if not (label.lot or label.expiry) and len(code) != _GTIN_14:
        return "ean"
    elements = _elements(label, code)
    bars = symbols.bars(elements, gs1=True, field="lot")
    wide = symbols.module_dots(bars.modules, room.width + 4, dpi, 0.51, _EASY)
    return "gs1-128" if wide and len(elements) <= symbols.GS1_LONGEST else "datamatrix"


def _elements(label: SkuLabel, code: str) -> str:
    """01, then 17, then 10: only the last may be of any length."""
    expiry = f"17{label.expiry:%y%m%d}" if label.expiry else ""
    return f"01{code.zfill(_GTIN_14)}{expiry}{f'10{label.lot}' if label.lot else ''}"


def _goods(label: SkuLabel, symbol: _Coded, room: _Canvas, look: Look) -> tuple[Item, ...]:
    """Name and options; SKU, lot, expiry and bin. Beside a DataMatrix, above bars."""
    unit = room.unit
    options = " · ".join(f"{name}: {value}" if name else value for name, value in label.options)
    facts = [
        label.sku if look.shows("sku") else "",
        f"{look.word['lot']} {label.lot}" if label.lot else "",
        f"{look.word['expiry']} {label.expiry.isoformat()}" if label.expiry else "",
        f"{look.word['bin']} {label.bin}" if label.bin and look.shows("bin") else "",
    ]
    rows = tuple(
        row
        for row in (
            Row(label.name if look.shows("name") else "", 15 * unit, Role.SEMIBOLD, field="name"),
            Row(options if look.shows("options") else "", 10 * unit, field="options"),
            Row(" · ".join(one for one in facts if one), 10 * unit, gap=1, field="sku"),
        )
        if row.text.strip()
    )
    if not rows:
        return ()
    beside = symbol.kind == "datamatrix"
    left = room.left + (_side(room) + 2 * unit if beside else 0.0)
    high = room.height - 5 * unit if beside else room.height * 0.42
    return (Stack(left, room.top, room.left + room.width - left, high, rows, least=0.25),)


def _side(room: _Canvas) -> float:
    return min(room.height - 5 * room.unit, room.width * 0.45)


def _coded(symbol: _Coded, room: _Canvas) -> tuple[Item, ...]:
    foot = room.top + room.height
    written = Text(
        room.middle, foot - 0.3 * room.unit, symbol.written, 9 * room.unit, align=Align.CENTRE,
        width=room.width, least=3, field="code",
    )  # fmt: skip
    if symbol.kind == "datamatrix":
        side = _side(room)
        return (Matrix(room.left, room.top, side, symbol.text, gs1=True, widest=1.6, field="code"), written)
    least, most = symbols.EAN_MODULES if symbol.kind == "ean" else (0.25, 0.51)
    bars = Symbol(
        room.left - 2, room.top + room.height * 0.45, room.width + 4, room.height * 0.55 - 4.5 * room.unit,
        symbol.text, gs1=symbol.kind == "gs1-128", ean=symbol.kind == "ean", widest=most, narrowest=least,
        field="code",
    )  # fmt: skip
    return (bars, written)
