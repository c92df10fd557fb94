"""A document as PDF: vector bars on the printer's dot grid, fonts embedded, the same bytes every time."""

import io
from collections.abc import Iterable
from typing import Any

from station.labels import fonts, layout, typeset
from station.labels.document import (
    Align,
    Document,
    Fill,
    Frame,
    Item,
    Matrix,
    Picture,
    Role,
    Stack,
    Symbol,
    Text,
)

_POINTS = typeset.POINTS_PER_MM
# A thin outline makes a font with one cut look semi-bold: share of the type size.
_EMBOLDEN = 0.028


def draw(document: Document) -> bytes:
    """PDF 1.x bytes. Problems: `label.glyph_missing`, `label.does_not_fit`, `label.symbol_text`,
    `label.symbol_too_wide`, each with the field, before anything could be printed.
    """
    from reportlab.pdfgen.canvas import Canvas

    paper = io.BytesIO()
    width, height = (count * 72 / document.dpi for count in layout.page_size(document))
    canvas = Canvas(paper, pagesize=(width, height), invariant=1, pageCompression=1)
    canvas.setTitle(document.title)
    canvas.setCreator("Fulfillment Station")
    for page in document.pages:
        sheet = _Sheet(canvas, document, height)
        if document.practice:
            sheet.practice(layout.kept_free(page))
        for item in page:
            sheet.draw(item)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


class _Sheet:
    """One page being drawn: turns places from the top into points from the bottom."""

    def __init__(self, canvas: Any, document: Document, height: float) -> None:
        self._canvas = canvas
        self._document = document
        self._dot = 72 / document.dpi
        self._height = height

    def draw(self, item: Item) -> None:
        match item:
            case Text() | Stack():
                for line in layout.lines(item, self._document):
                    self._line(line)
            case Symbol():
                self._symbol(layout.bars(item, self._document))
            case Matrix():
                self._matrix(layout.matrix(item, self._document))
            case Fill():
                self._fill(item)
            case Frame():
                self._frame(item)
            case Picture():
                self._picture(item)

    def _line(self, line: layout.Line) -> None:
        """One line of text, a run per font."""
        runs = fonts.runs(line.text, line.role, line.field)
        x = line.x
        if line.align in (Align.RIGHT, Align.CENTRE):
            letters = sum(len(run.text) for run in runs)
            taken = sum(run.width for run in runs) * line.size / 1000 + line.spacing * max(0, letters - 1)
            x -= taken if line.align is Align.RIGHT else taken / 2
        self._colour(line.ink, line.colour)
        pen = self._canvas.beginText(x, self._height - line.y)
        if line.spacing:
            pen.setCharSpace(line.spacing)
        for run in runs:
            pen.setFont(run.face.name, line.size)
            pen.setTextRenderMode(2 if run.embolden else 0)
            if run.embolden:
                self._canvas.setStrokeGray(line.ink)
                self._canvas.setLineWidth(line.size * _EMBOLDEN)
            if run.places:
                self._placed(pen, run, x, line)
            else:
                pen.textOut(run.text)
            x += run.width * line.size / 1000 + line.spacing * len(run.text)
        # Both outlive the text object they are set in.
        pen.setTextRenderMode(0)
        pen.setCharSpace(0)
        self._canvas.drawText(pen)

    def _placed(self, pen: Any, run: fonts.Run, start: float, line: layout.Line) -> None:
        """Shaped letters, each at its place; the pen ends where the next run begins."""
        scale, base = line.size / 1000, self._height - line.y
        for number, (char, (right, up)) in enumerate(zip(run.text, run.places, strict=True)):
            pen.setTextOrigin(start + right * scale + line.spacing * number, base + up * scale)
            pen.textOut(char)
        pen.setTextOrigin(start + run.width * scale + line.spacing * len(run.text), base)

    def _symbol(self, placed: layout.PlacedBars) -> None:
        module = placed.module
        self._inked(
            layout.Box(placed.left + first * module, placed.top, count * module, placed.height)
            for first, count in placed.bars.bars
        )

    def _matrix(self, placed: layout.PlacedSquare) -> None:
        module = placed.module
        self._inked(
            layout.Box(placed.left + across * module, placed.top + down * module, module, module)
            for down, row in enumerate(placed.square.rows)
            for across, ink in enumerate(row)
            if ink
        )

    def _inked(self, boxes: Iterable[layout.Box]) -> None:
        path = self._canvas.beginPath()
        for box in boxes:
            path.rect(*self._points(box))
        self._canvas.setFillGray(0)
        self._canvas.drawPath(path, fill=1, stroke=0)

    def _fill(self, item: Fill) -> None:
        self._colour(item.ink, item.colour)
        self._canvas.rect(*self._points(layout.box(item, self._document)), fill=1, stroke=0)

    def _colour(self, ink: float, colour: str) -> None:
        """`colour` as `#rrggbb`; grey where there is none."""
        if colour:
            self._canvas.setFillColorRGB(*(byte / 255 for byte in bytes.fromhex(colour.removeprefix("#"))))
        else:
            self._canvas.setFillGray(ink)

    def _picture(self, item: Picture) -> None:
        from reportlab.lib.utils import ImageReader

        place = self._points(layout.picture(item, self._document))
        self._canvas.drawImage(ImageReader(io.BytesIO(item.png)), *place)

    def _frame(self, item: Frame) -> None:
        self._canvas.setStrokeGray(item.ink)
        self._canvas.setLineWidth(item.line * _POINTS)
        self._canvas.roundRect(
            (item.x + self._document.left) * _POINTS,
            self._height - (item.y + item.height + self._document.top) * _POINTS,
            item.width * _POINTS, item.height * _POINTS, item.radius * _POINTS, fill=0, stroke=1,
        )  # fmt: skip

    def _points(self, box: layout.Box) -> tuple[float, float, float, float]:
        """Left, bottom, width and height."""
        dot = self._dot
        bottom = self._height - (box.top + box.height) * dot
        return box.left * dot, bottom, box.width * dot, box.height * dot

    def practice(self, free: tuple[Fill, ...]) -> None:
        """PRACTICE corner to corner in outline, so that what lies over it stays readable."""
        word = layout.practice_word(self._document, free)
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(word.x, self._height - word.y)
        canvas.rotate(word.angle)
        canvas.setStrokeGray(0)
        canvas.setLineJoin(1)
        canvas.setLineWidth(0.3 * _POINTS)
        half = typeset.width(layout.PRACTICE, Role.SEMIBOLD, word.size) / 2
        pen = canvas.beginText(-half, -word.size * 0.357)
        pen.setFont(fonts.load("NotoSans-SemiBold").name, word.size)
        pen.setTextRenderMode(1)
        pen.textOut(layout.PRACTICE)
        canvas.drawText(pen)
        canvas.restoreState()
        for one in free:
            self._fill(one)
