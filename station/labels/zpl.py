"""A document as native ZPL II: symbols and the printer's own letters where they do, dots of ours where not.

A printer's font 0 has the Latin alphabet of Western Europe. Any other line is drawn from the bundled fonts
and sent as a picture, as is a symbol that printers do not agree how to be told of.
"""

from typing import TYPE_CHECKING

from station.labels import commands, fonts, inking, layout, matrices
from station.labels.document import (
    MM_PER_INCH,
    Align,
    Document,
    Fill,
    Frame,
    Item,
    Matrix,
    Picture,
    Stack,
    Symbol,
    Text,
)

if TYPE_CHECKING:
    from PIL import Image

# Letters and signs of ISO 8859-1. A backslash is a command in a field block.
_FONT_0 = frozenset(map(chr, (*range(32, 127), *range(0xA1, 0xAD), *range(0xAE, 0x100)))) - {"\\"}
_OUTLINE = 0.3


def draw(document: Document) -> bytes:
    """ZPL, one format per page. Problems are those of `pdf.draw`.

    Grey is printed black up to the middle, white beyond: a label printer has nothing between.
    """
    width, height = layout.page_size(document)
    said = []
    for page in document.pages:
        said.append(commands.head(width, height))
        if document.practice:
            said.append(_practice(document, layout.kept_free(page)))
        said += [_field(item, document) for item in page]
        said.append(commands.TAIL)
    return "".join(said).encode("ascii")


def _field(item: Item, document: Document) -> str:
    match item:
        case Text() | Stack():
            return "".join(_line(line, document) for line in layout.lines(item, document))
        case Symbol():
            return _symbol(layout.bars(item, document))
        case Matrix():
            return _matrix(item, document)
        case Fill():
            return _fill(item, document)
        case Frame():
            return _frame(item, document)
        case Picture():
            return _picture(item, document)


def _line(line: layout.Line, document: Document) -> str:
    text = fonts.clean(line.text)
    if not text.strip():
        return ""
    if _FONT_0.issuperset(text):
        return _letters(line, text, document)
    return _drawn(line, document)


def _letters(line: layout.Line, text: str, document: Document) -> str:
    """In font 0, which is narrower than ours: what fits in ours fits in it."""
    dot = document.dpi / 72
    x, y, size = round(line.x * dot), round(line.y * dot), max(10, round(line.size * dot))
    width = layout.page_size(document)[0]
    block = ""
    if line.align is Align.RIGHT:
        x, block = 0, f"^FB{max(1, x)},1,0,R"
    elif line.align is Align.CENTRE:
        half = max(1, min(x, width - x))
        x, block = x - half, f"^FB{2 * half},1,0,C"
    reverse = "^FR" if line.ink > 0.5 else ""
    return f"^FT{x},{y}^A0N,{size},{size}{block}{reverse}{commands.value(text)}"


def _drawn(line: layout.Line, document: Document) -> str:
    dot = document.dpi / 72
    ink = inking.line(line.text, line.role, line.size * dot, line.spacing * dot, line.field)
    if ink is None:
        return ""
    before = {Align.RIGHT: ink.width, Align.CENTRE: ink.width / 2}.get(line.align, 0.0)
    left, top = round(line.x * dot - before) + ink.left, round(line.y * dot) + ink.top
    return commands.graphic(left, top, ink.dots, white=line.ink > 0.5)


def _symbol(placed: layout.PlacedBars) -> str:
    told = commands.code_128(placed.left, placed.top, placed.module, placed.height, placed.bars.codes)
    if told:
        return told
    boxes = [
        (first * placed.module, 0, (first + count) * placed.module, placed.height)
        for first, count in placed.bars.bars
    ]
    size = placed.bars.modules * placed.module, placed.height
    return commands.graphic(placed.left, placed.top, _inked(size, boxes))


def _matrix(item: Matrix, document: Document) -> str:
    placed = layout.matrix(item, document)
    place = placed.left, placed.top, placed.module
    if item.gs1:
        told = commands.data_matrix(*place, item.text.split(matrices.GS))
    else:
        told = commands.qr(*place, item.text)
    if told:
        return told
    module = placed.module
    boxes = [
        (across * module, down * module, (across + 1) * module, (down + 1) * module)
        for down, row in enumerate(placed.square.rows)
        for across, ink in enumerate(row)
        if ink
    ]
    side = placed.square.side * module
    return commands.graphic(placed.left, placed.top, _inked((side, side), boxes))


def _inked(size: tuple[int, int], boxes: list[tuple[int, int, int, int]]) -> "Image.Image":
    from PIL import Image

    dots = Image.new("1", size)
    for box in boxes:
        dots.paste(1, box)
    return dots


def _picture(item: Picture, document: Document) -> str:
    box = layout.picture(item, document)
    return commands.graphic(box.left, box.top, inking.picture(item.png, (box.width, box.height)))


def _fill(item: Fill, document: Document) -> str:
    box = layout.box(item, document)
    return commands.rectangle(box.left, box.top, box.width, box.height, white=item.ink > 0.5)


def _frame(item: Frame, document: Document) -> str:
    box = layout.box(item, document)
    line = max(1, layout.dots(item.line, document.dpi))
    radius = layout.dots(item.radius, document.dpi)
    return commands.outline(box.left, box.top, (box.width, box.height), line, radius)


def _practice(document: Document, free: tuple[Fill, ...]) -> str:
    """PRACTICE corner to corner in outline, and white ground for the symbols."""
    word = layout.practice_word(document, free)
    dot = document.dpi / 72
    line = _OUTLINE * document.dpi / MM_PER_INCH
    dots = inking.outlined(layout.PRACTICE, word.size * dot, line, word.angle)
    left, top = round(word.x * dot) - dots.width // 2, round(word.y * dot) - dots.height // 2
    return commands.graphic(left, top, dots) + "".join(_fill(one, document) for one in free)
