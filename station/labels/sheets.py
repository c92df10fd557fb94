"""What a bench keeps at hand, A4: the command barcodes, and the badges of the people who pack."""

from collections.abc import Sequence

from station.labels.document import Align, Document, Frame, Item, Role, Symbol, Text
from station.labels.shipping import caption
from station.labels.words import words
from station.model.operator import Operator

WIDTH, HEIGHT = 210.0, 297.0
_COLUMNS, _ROWS = 3, 8
_CELL_WIDTH, _CELL_HEIGHT = 62.0, 31.0
_SHEET_LEFT, _SHEET_TOP = 12.0, 36.0
# ISO/IEC 7810 ID-1, the size of a bank card.
_CARD_WIDTH, _CARD_HEIGHT = 85.6, 54.0


def command_sheet(
    commands: Sequence[tuple[str, str]], *, dpi: int = 203, practice: bool = False, language: str = "en"
) -> Document:
    """Every (title, barcode) in a grid of three by eight."""
    word = words(language)
    pages = []
    per_page = _COLUMNS * _ROWS
    for start in range(0, len(commands), per_page):
        items: list[Item] = [
            Text(16, 22.5, word["commands"], 22, Role.SEMIBOLD, width=100, least=14),
            Text(194, 22.5, word["commands_hint"], 10, align=Align.RIGHT, width=76, least=6, ink=0.35),
        ]
        for place, (title, code) in enumerate(commands[start : start + per_page]):
            items += _command(title, code, place)
        pages.append(tuple(items))
    return Document(word["commands"], WIDTH, HEIGHT, tuple(pages), dpi, practice)


def _command(title: str, code: str, place: int) -> list[Item]:
    x = _SHEET_LEFT + place % _COLUMNS * _CELL_WIDTH
    y = _SHEET_TOP + place // _COLUMNS * _CELL_HEIGHT
    middle = x + _CELL_WIDTH / 2
    room = _CELL_WIDTH - 6
    return [
        Text(middle, y, title, 11, Role.SEMIBOLD, Align.CENTRE, room, 6, clip=True, field="title"),
        Symbol(x, y + 2.2, _CELL_WIDTH, 14.0, code, widest=0.38, field="barcode"),
        Text(middle, y + 19.6, code, 7, align=Align.CENTRE, width=room, least=4, ink=0.35, field="barcode"),
    ]


def badges(
    operators: Sequence[Operator], *, dpi: int = 203, practice: bool = False, language: str = "en"
) -> Document:
    """Cards to cut out, two by five on a page."""
    pages = []
    for start in range(0, len(operators), 10):
        items: list[Item] = []
        for place, operator in enumerate(operators[start : start + 10]):
            items += _badge(operator, place, language)
        pages.append(tuple(items))
    return Document(words(language)["badges"], WIDTH, HEIGHT, tuple(pages), dpi, practice)


def _badge(operator: Operator, place: int, language: str) -> list[Item]:
    x = (WIDTH - 2 * _CARD_WIDTH) / 2 + place % 2 * _CARD_WIDTH
    y = (HEIGHT - 5 * _CARD_HEIGHT) / 2 + place // 2 * _CARD_HEIGHT
    middle = x + _CARD_WIDTH / 2
    return [
        Frame(x, y, _CARD_WIDTH, _CARD_HEIGHT, line=0.1, ink=0.5),
        caption(x + 7, y + 10, words(language)[operator.role.value]),
        Text(
            x + 7, y + 19.5, operator.name, 20, Role.SEMIBOLD, width=_CARD_WIDTH - 14, least=8,
            clip=True, field="operator.name",
        ),
        Symbol(x + 1, y + 27, _CARD_WIDTH - 2, 16.0, operator.badge, widest=0.38, field="operator.badge"),
        Text(
            middle, y + 47, operator.badge, 8, align=Align.CENTRE, width=72, least=4, field="operator.badge"
        ),
    ]  # fmt: skip
