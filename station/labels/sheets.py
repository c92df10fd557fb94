"""What a bench keeps at hand, A4 or Letter: the command barcodes, badges, and codes of goods without one."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.labels import paper as papers
from station.labels.document import Align, Document, Fill, Frame, Item, Role, Symbol, Text
from station.labels.look import Look
from station.labels.paper import GREY, INNER, LEFT, RIGHT, Paper
from station.labels.shipping import caption
from station.labels.template import PLAIN, Template
from station.model.barcode import Command
from station.model.operator import Operator

_COLUMNS = 3
_CELL_WIDTH, _CELL_HEIGHT, _HEADING = 62.0, 27.5, 10.5
_SHEET_LEFT, _TOP = 12.0, 34.0
_MODULE = 0.38
# ISO/IEC 7810 ID-1, the size of a bank card.
_CARD_WIDTH, _CARD_HEIGHT = 85.6, 54.0
# By what a packer is doing when the hand goes to the sheet. A command in none of them is of the order.
_OF_CARTON = (
    Command.NEXT_CARTON,
    Command.WEIGH,
    Command.REPRINT,
    Command.MOVE,
    Command.VOID,
    Command.REOPEN,
)
_OF_DOCK = (Command.HANDOVER, Command.RETURN)
_ANSWERS = (Command.YES, Command.NO, Command.HELP)


@dataclass(frozen=True, slots=True)
class Code:
    """One barcode of a sheet: `hint` is a line in small type below its title."""

    title: str
    barcode: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Codes under one heading."""

    title: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """Up to three codes beside each other, or one that takes the whole width; or a heading."""

    height: float
    codes: tuple[Code, ...] = ()
    heading: str = ""
    wide: bool = False


def command_groups(cartons: Sequence[Code] = (), *, language: str = "en") -> tuple[Group, ...]:
    """Every command by its occasion: order, carton, answers, numbers. `cartons` are the site's own types.

    Commands are called the same in every language; what they do is said in the bench's.
    """
    look = Look(language)
    numbers = tuple(one for one in Command if one.number is not None)
    elsewhere = {*_OF_CARTON, *_OF_DOCK, *_ANSWERS, *numbers}
    order = tuple(one for one in Command if one not in elsewhere)
    named = {"group_order": order, "group_carton": _OF_CARTON, "group_dock": _OF_DOCK}
    named |= {"group_answers": _ANSWERS}
    groups = [
        Group(look.word[title], tuple(_command(one, look) for one in codes))
        for title, codes in (named | {"group_numbers": numbers}).items()
    ]
    return (*groups, Group(look.word["group_cartons"], tuple(cartons))) if cartons else tuple(groups)


def _command(command: Command, look: Look) -> Code:
    name = command.value.removeprefix("CMD-")
    return Code(name.replace("-", " "), command.value, look.word.get(f"command_{name.lower()}", ""))


def command_sheet(
    groups: Sequence[Group],
    *,
    bench: str = "",
    paper: Paper | None = None,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """The groups of `command_groups`, headed with the bench's name."""
    look = Look(language, template)
    hint = look.word["commands_hint"] if look.shows("hint") else ""
    return _sheet(look.word["commands"], bench, hint, groups, look, paper, dpi, practice)


def line_codes(
    groups: Sequence[Group],
    *,
    paper: Paper | None = None,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """Codes for goods that carry none: a group per order, a `LINE-…` per line with the article's name."""
    look = Look(language, template)
    return _sheet(look.word["line_codes"], "", "", groups, look, paper, dpi, practice)


def _sheet(
    title: str,
    about: str,
    hint: str,
    groups: Sequence[Group],
    look: Look,
    paper: Paper | None,
    dpi: int,
    practice: bool,
) -> Document:
    paper = paper or look.template.paper
    head = (
        Text(LEFT, 22.5, title, 22, Role.SEMIBOLD, width=104, least=12, colour=look.colour),
        Text(
            RIGHT, 18.0, about, 12, Role.SEMIBOLD, Align.RIGHT, 70, 6, clip=True, field="bench"
        ),
        Text(RIGHT, 22.7, hint, 9, align=Align.RIGHT, width=72, least=6, ink=GREY),
        Fill(LEFT, 26.5, INNER, 0.7, colour=look.colour),
    )  # fmt: skip
    sheets = _together([_rows(group, dpi) for group in groups], paper)
    pages = []
    for number, sheet in enumerate(sheets, start=1):
        items: list[Item] = []
        y = _TOP
        for row in sheet:
            items += _heading(row, y) if row.heading else _codes(row, y, look)
            y += row.height
        foot = papers.foot(about, paper, (number, len(sheets)), look.language, look.word)
        pages.append((*head, *items, *foot))
    return look.dressed(papers.sheets(title, pages, paper, dpi, practice))


def _together(groups: Sequence[list[_Row]], paper: Paper) -> list[list[_Row]]:
    """Rows over pages; a group that one page can hold is on one page."""
    sheets: list[list[_Row]] = [[]]
    whole = paper.bottom - _TOP
    room = whole
    for rows in groups:
        high = sum(row.height for row in rows)
        if room < high <= whole:
            sheets.append([])
            room = whole
        for row in rows:
            if row.height > room and sheets[-1]:
                sheets.append([])
                room = whole
            sheets[-1].append(row)
            room -= row.height
    return sheets


def _rows(group: Group, dpi: int) -> list[_Row]:
    """A heading is never the last of its page: it is part of the first row's height there."""
    rows: list[_Row] = []
    beside: list[Code] = []
    for code in group.codes:
        if not papers.fits(code.barcode, _CELL_WIDTH, dpi):
            rows += [_Row(_CELL_HEIGHT, tuple(beside))] if beside else []
            rows.append(_Row(_CELL_HEIGHT, (code,), wide=True))
            beside = []
            continue
        beside.append(code)
        if len(beside) == _COLUMNS:
            rows.append(_Row(_CELL_HEIGHT, tuple(beside)))
            beside = []
    rows += [_Row(_CELL_HEIGHT, tuple(beside))] if beside else []
    if group.title and rows:
        first = rows[0]
        rows[0] = _Row(first.height + _HEADING, first.codes, group.title, first.wide)
    return rows


def _heading(row: _Row, y: float) -> list[Item]:
    items: list[Item] = [
        Text(LEFT, y + 2.2, row.heading, 9, Role.SEMIBOLD, width=INNER, least=6, clip=True, field="title"),
        Fill(LEFT, y + 3.8, INNER, 0.2, GREY),
    ]
    return items + _codes(_Row(row.height - _HEADING, row.codes, wide=row.wide), y + _HEADING, Look())


def _codes(row: _Row, y: float, look: Look) -> list[Item]:
    items: list[Item] = []
    width = INNER + 8 if row.wide else _CELL_WIDTH
    for place, code in enumerate(row.codes):
        items += _code(code, _SHEET_LEFT + place * _CELL_WIDTH, y, width, look)
    return items


def _code(code: Code, x: float, y: float, width: float, look: Look) -> list[Item]:
    middle, room = x + width / 2, width - 5
    written = code.barcode if look.shows("codes") else ""
    return [
        Text(middle, y + 1.0, code.title, 11, Role.SEMIBOLD, Align.CENTRE, room, 6, clip=True, field="title"),
        Text(middle, y + 4.6, code.hint, 7.2, Role.REGULAR, Align.CENTRE, room, 5, clip=True, field="hint"),
        Symbol(x, y + 6.2, width, 12.0, code.barcode, widest=_MODULE, field="barcode"),
        Text(middle, y + 21.2, written, 6.5, align=Align.CENTRE, width=room, least=4, clip=True, ink=GREY),
    ]


def badges(
    operators: Sequence[Operator],
    *,
    paper: Paper | None = None,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """Cards to cut out, two beside each other, as many rows as the paper has room for."""
    look = Look(language, template)
    paper = paper or template.paper
    rows = int((paper.height - 10.0) // _CARD_HEIGHT)
    pages = []
    for start in range(0, len(operators), 2 * rows):
        items: list[Item] = []
        for place, operator in enumerate(operators[start : start + 2 * rows]):
            top = (paper.height - rows * _CARD_HEIGHT) / 2
            items += _badge(operator, place, top, look)
        pages.append(items)
    return look.dressed(papers.sheets(look.word["badges"], pages, paper, dpi, practice))


def _badge(operator: Operator, place: int, top: float, look: Look) -> list[Item]:
    x = (papers.A4.width - 2 * _CARD_WIDTH) / 2 + place % 2 * _CARD_WIDTH
    y = top + place // 2 * _CARD_HEIGHT
    middle = x + _CARD_WIDTH / 2
    role = operator.role.value
    return [
        Frame(x, y, _CARD_WIDTH, _CARD_HEIGHT, line=0.1, ink=0.5),
        caption(x + 7, y + 10, look.word.get(role, role) if look.shows("role") else ""),
        *look.logo(x + 45, y + 4.5, 34, Align.RIGHT, highest=8.0),
        Text(
            x + 7, y + 19.5, operator.name, 20, Role.SEMIBOLD, width=_CARD_WIDTH - 14, least=8,
            clip=True, field="operator.name",
        ),
        Symbol(x + 1, y + 27, _CARD_WIDTH - 2, 16.0, operator.badge, widest=_MODULE, field="operator.badge"),
        Text(
            middle, y + 47, operator.badge, 8, align=Align.CENTRE, width=72, least=4, field="operator.badge"
        ),
    ]  # fmt: skip
