"""A document as PDF: vector bars on the printer's dot grid, fonts embedded, the same bytes every time."""

import io
from math import atan2, degrees, hypot
from typing import Any

from station.labels import fonts, symbols, typeset
from station.labels.document import (
    MM_PER_INCH,
    Align,
    Document,
    Fill,
    Frame,
    Item,
    Role,
    Stack,
    Symbol,
    Text,
)
from station.model.problem import StationError

_POINTS = typeset.POINTS_PER_MM
# A thin outline makes a font with one cut look semi-bold: share of the type size.
_EMBOLDEN = 0.028
_PRACTICE = "PRACTICE"
_PRACTICE_SHARE = 0.72


def draw(document: Document) -> bytes:
    """PDF 1.x bytes. Problems: `label.glyph_missing`, `label.does_not_fit`, `label.symbol_text`,
    `label.symbol_too_wide`, each with the field, before anything could be printed.
    """
    from reportlab.pdfgen.canvas import Canvas

    paper = io.BytesIO()
    dot = 72 / document.dpi
    size = (_dots(document.width, document.dpi) * dot, _dots(document.height, document.dpi) * dot)
    canvas = Canvas(paper, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(document.title)
    canvas.setCreator("Fulfillment Station")
    for page in document.pages:
        sheet = _Sheet(canvas, document, size[1])
        if document.practice:
            sheet.practice(tuple(item for item in page if isinstance(item, Symbol)))
        for item in page:
            sheet.draw(item)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _dots(millimetres: float, dpi: int) -> int:
    return round(millimetres * dpi / MM_PER_INCH)


class _Sheet:
    """One page being drawn: turns millimetres from the top into points from the bottom."""

    def __init__(self, canvas: Any, document: Document, height: float) -> None:
        self._canvas = canvas
        self._document = document
        self._dpi = document.dpi
        self._dot = 72 / document.dpi
        self._height = height

    def draw(self, item: Item) -> None:
        match item:
            case Text():
                self._text(item)
            case Stack():
                self._stack(item)
            case Symbol():
                self._symbol(item)
            case Fill():
                self._fill(item)
            case Frame():
                self._frame(item)

    def _text(self, item: Text) -> None:
        text, size = item.text, item.size
        if item.width:
            limit = item.width * _POINTS - item.spacing * len(text)
            size = typeset.shrink(text, item.role, size, item.least, limit, item.field)
            if not size and not item.clip:
                raise StationError("label.does_not_fit", field=item.field)
            if not size:
                size = item.least or item.size
                text = typeset.clip(text, item.role, size, limit, item.field)
        self._line(
            text, item.role, size, item.x * _POINTS, self._down(item.y),
            item.align, item.ink, item.spacing, item.field,
        )  # fmt: skip

    def _stack(self, stack: Stack) -> None:
        # An Arabic address hangs on its right edge as a whole, its country's English name included.
        hangs_right = bool(stack.rows) and fonts.runs_right_to_left(stack.rows[0].text)
        align = Align.RIGHT if hangs_right else Align.LEFT
        x = stack.x + (stack.width if hangs_right else 0)
        for line in typeset.fit(stack):
            y = self._down(stack.y) - line.baseline
            self._line(line.text, line.role, line.size, x * _POINTS, y, align, line.ink, 0, line.field)

    def _line(
        self, text: str, role: Role, size: float, x: float, y: float,
        align: Align, ink: float, spacing: float, field: str,
    ) -> None:  # fmt: skip
        """One line of text at points `x`, `y`, a run per font."""
        runs = fonts.runs(text, role, field)
        x += self._document.left * _POINTS
        if align is Align.START:
            align = Align.RIGHT if fonts.runs_right_to_left(text) else Align.LEFT
        if align in (Align.RIGHT, Align.CENTRE):
            letters = sum(len(run.text) for run in runs)
            taken = sum(run.width for run in runs) * size / 1000 + spacing * max(0, letters - 1)
            x -= taken if align is Align.RIGHT else taken / 2
        self._canvas.setFillGray(ink)
        pen = self._canvas.beginText(x, y)
        if spacing:
            pen.setCharSpace(spacing)
        for run in runs:
            pen.setFont(run.face.name, size)
            pen.setTextRenderMode(2 if run.embolden else 0)
            if run.embolden:
                self._canvas.setStrokeGray(ink)
                self._canvas.setLineWidth(size * _EMBOLDEN)
            pen.textOut(run.text)
        # Both outlive the text object they are set in.
        pen.setTextRenderMode(0)
        pen.setCharSpace(0)
        self._canvas.drawText(pen)

    def _symbol(self, item: Symbol) -> None:
        found = symbols.bars(item.text, gs1=item.gs1, field=item.field)
        module = symbols.module_dots(found.modules, item.width, self._dpi, item.widest, item.narrowest)
        if not module:
            raise StationError("label.symbol_too_wide", field=item.field, text=item.text)
        left, room = self._across(item.x), _dots(item.width, self._dpi)
        spare = room - found.modules * module
        quiet = symbols.QUIET_MODULES * module
        left += {Align.LEFT: quiet, Align.RIGHT: spare - quiet}.get(item.align, spare // 2)
        bottom, height = self._rise(item.y, item.height)
        path = self._canvas.beginPath()
        for first, count in found.bars:
            path.rect((left + first * module) * self._dot, bottom, count * module * self._dot, height)
        self._canvas.setFillGray(0)
        self._canvas.drawPath(path, fill=1, stroke=0)

    def _fill(self, item: Fill) -> None:
        left = self._across(item.x)
        across = max(1, self._across(item.x + item.width) - left)
        bottom, height = self._rise(item.y, item.height)
        self._canvas.setFillGray(item.ink)
        self._canvas.rect(left * self._dot, bottom, across * self._dot, height, fill=1, stroke=0)

    def _frame(self, item: Frame) -> None:
        self._canvas.setStrokeGray(item.ink)
        self._canvas.setLineWidth(item.line * _POINTS)
        self._canvas.roundRect(
            (item.x + self._document.left) * _POINTS, self._down(item.y + item.height),
            item.width * _POINTS, item.height * _POINTS, item.radius * _POINTS, fill=0, stroke=1,
        )  # fmt: skip

    def _across(self, x: float) -> int:
        """Whole dots from the page's left edge."""
        return _dots(x + self._document.left, self._dpi)

    def _down(self, y: float) -> float:
        """Points from the page's bottom edge."""
        return self._height - (y + self._document.top) * _POINTS

    def _rise(self, y: float, height: float) -> tuple[float, float]:
        """Bottom edge and height in points, both on whole dots from the page's top."""
        top, tall = _dots(y + self._document.top, self._dpi), max(1, _dots(height, self._dpi))
        return self._height - (top + tall) * self._dot, tall * self._dot

    def practice(self, kept_free: tuple[Symbol, ...]) -> None:
        """PRACTICE corner to corner in outline, so that what lies over it stays readable.

        Symbols keep white ground, and a label's word stands above them: practice labels are scanned
        back like real ones.
        """
        clear = min((symbol.y + self._document.top for symbol in kept_free), default=self._document.height)
        high = clear if clear > self._document.height / 2 else self._document.height
        width, height = self._document.width * _POINTS, high * _POINTS
        diagonal = hypot(width, height)
        size = diagonal * _PRACTICE_SHARE / typeset.width(_PRACTICE, Role.SEMIBOLD, 1)
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(width / 2, self._height - height / 2)
        canvas.rotate(degrees(atan2(height, width)))
        canvas.setStrokeGray(0)
        canvas.setLineJoin(1)
        canvas.setLineWidth(0.3 * _POINTS)
        pen = canvas.beginText(-diagonal * _PRACTICE_SHARE / 2, -size * 0.357)
        pen.setFont(fonts.load("NotoSans-SemiBold").name, size)
        pen.setTextRenderMode(1)
        pen.textOut(_PRACTICE)
        canvas.drawText(pen)
        canvas.restoreState()
        for symbol in kept_free:
            self._fill(Fill(symbol.x, symbol.y, symbol.width, symbol.height, ink=1.0))
