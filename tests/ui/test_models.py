"""Models keep Qt's rules, and fetch only what is looked at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from station.bus import Bus
from station.model.view import OrderRow
from ui.bridge import Bridge
from ui.models.cell import Cell, Column
from ui.models.lines import LineModel
from ui.models.paged import PAGE, PagedTable
from ui.pages.pack.screen import LineRow
from ui.shots_lists import ORDERS

COLUMNS = (Column("Order", 80), Column("Lines", 80, numbers=True))


def cells(row: OrderRow) -> tuple[Cell, ...]:
    return Cell(row.number), Cell(str(row.lines))


@pytest.fixture
def bridge(qapp: object) -> Iterator[Bridge]:
    made = Bridge(Bus())
    yield made
    made.close()


@pytest.fixture
def paged(bridge: Bridge) -> PagedTable:
    return PagedTable(bridge, "orders", COLUMNS, cells)


class Fetches:
    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, offset: int, limit: int) -> Sequence[OrderRow]:
        self.asked.append(offset)
        return ORDERS[offset : offset + limit]


def test_the_paged_table_keeps_the_rules(
    qtbot: QtBot, bridge: Bridge, paged: PagedTable, qtmodeltester: ModelTester
) -> None:
    paged.show(Fetches(), len(ORDERS))
    paged.row(0)
    qtbot.waitUntil(lambda: bridge.idle, timeout=30_000)
    qtmodeltester.check(paged)
    qtbot.waitUntil(lambda: bridge.idle, timeout=30_000)


def test_only_the_page_that_is_looked_at_is_fetched(qtbot: QtBot, bridge: Bridge, paged: PagedTable) -> None:
    fetches = Fetches()
    paged.show(fetches, len(ORDERS))
    assert paged.row(150) is None
    with qtbot.waitSignal(paged.dataChanged, timeout=30_000):
        pass
    assert paged.row(150).number == ORDERS[150].number
    assert fetches.asked == [PAGE]


def test_a_page_of_the_list_before_is_not_shown_in_the_new_one(
    qtbot: QtBot, bridge: Bridge, paged: PagedTable
) -> None:
    paged.show(Fetches(), len(ORDERS))
    paged.row(0)
    paged.show(lambda offset, limit: [replace(ORDERS[0], number="new")], 1)
    paged.row(0)
    qtbot.waitUntil(lambda: bridge.idle, timeout=30_000)
    assert paged.row(0).number == "new"


def test_a_page_that_does_not_come_is_told(
    qtbot: QtBot, paged: PagedTable, expect_log: Callable[[str], None]
) -> None:
    expect_log("a query of the window failed")

    def broken(_offset: int, _limit: int) -> Sequence[OrderRow]:
        raise TimeoutError("store.busy")

    paged.show(broken, 10)
    with qtbot.waitSignal(paged.failed, timeout=30_000):
        paged.row(0)


def row(ref: str, packed: int) -> LineRow:
    return LineRow(ref, ref, ref, "A-01", "", (), packed, 4, 0, f"{packed} of 4", "", False, packed == 4)


def test_a_scan_changes_one_row_and_moves_none(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = LineModel()
    model.show_rows((row("A", 0), row("B", 0), row("C", 0)))
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.show_rows((row("A", 0), row("B", 4), row("C", 0)))
    assert (changed, resets) == ([1], [])
    assert model.data(model.index(1)) == "B, B, 4 of 4"
    qtmodeltester.check(model)
