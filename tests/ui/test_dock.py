"""The dock page: what must not go stands first, work in hand takes the page, the day names what to pull."""

import datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QPushButton

from station.model.events import BenchChanged, ScanJudged
from station.model.problem import Problem
from ui.bridge import Bridge
from ui.format import Format
from ui.locale import LocaleNumbers
from ui.pages.dock.lines import LineBox
from ui.pages.dock.presenter import DockPresenter
from ui.pages.pack.presenter import PackPresenter
from ui.shots_dock import BACK, PULL, RETURNS, WORKS
from ui.shots_states import STATES
from ui.text import Text

NOON = datetime.datetime(2026, 11, 20, 11, 0, tzinfo=datetime.UTC)


def presenters(core):
    text = Text(core.say)
    form = Format(text, LocaleNumbers(QLocale("en")), datetime.UTC)
    return DockPresenter(text, form, lambda: NOON), PackPresenter(text, form, lambda: NOON)


def work(core, name):
    dock, pack = presenters(core)
    return dock.work(WORKS[name], pack.show(WORKS[name]))


def test_a_carton_that_must_not_go_stands_out_in_the_load(core) -> None:
    screen = work(core, "load_pull")
    first = screen.rows[0]
    assert (first.current, first.done, first.shorted, first.count) == (True, False, 1, "take off")
    assert "Put it in the returns bin" in first.name
    assert [row.code for row in screen.totes] == ["10503", "10504 / 2"]


def test_the_eye_is_on_the_bin_the_next_unit_goes_to(core) -> None:
    screen = work(core, "back")
    assert (screen.stop.big, screen.stop.count, screen.layout) == ("A-04", "2 ×", "walk")
    assert [row.sku for row in screen.rows if row.current] == ["TEA-250"]


@pytest.mark.parametrize(("name", "count"), [("return_how", 3), ("back_who", 2), ("load_missing", 2)])
def test_questions_are_numbered_answers(core, name, count) -> None:
    screen = work(core, name)
    assert (screen.layout, len(screen.choices)) == ("question", count)


def test_where_nothing_is_in_hand_there_is_no_work(core) -> None:
    dock, pack = presenters(core)
    assert dock.work(STATES["idle"], pack.show(STATES["idle"])) is None


def test_lists_say_what_to_do_and_leave_out_what_there_is_not(core) -> None:
    dock, _ = presenters(core)
    parts = dock.parts(PULL, BACK, RETURNS)
    assert [len(part.lines) for part in parts] == [3, 2, 2]
    assert "returns bin" in parts[0].lines[0].says
    assert dock.parts((), BACK, ()) == (parts[1],)


def test_a_verdict_beside_the_van_is_seen_on_its_page(core, window, qtbot) -> None:
    core.bus.publish(BenchChanged(WORKS["load"]))
    core.bus.publish(ScanJudged("x", True, Problem("load.opened"), "load", 2, None, ()))
    qtbot.waitUntil(lambda: window.page == "dock" and window.pages["dock"].is_working)
    core.bus.publish(BenchChanged(STATES["idle"]))
    qtbot.waitUntil(lambda: not window.pages["dock"].is_working)


def test_the_day_names_what_must_not_go(core, window, qtbot) -> None:
    window.go("day")
    bridge = window.findChild(Bridge)
    qtbot.waitUntil(lambda: bridge.idle)
    spoken = [one.accessibleName() for one in window.pages["day"].findChildren(LineBox)]
    assert any("order 10482 was cancelled" in one for one in spoken)


def test_buttons_give_the_commands(core, window, qtbot) -> None:
    window.go("dock")
    page = window.pages["dock"]
    page.begin_load.click()
    page.begin_return.click()
    assert core.scans[-2:] == ["CMD-HANDOVER", "CMD-RETURN"]


@pytest.mark.parametrize(("name", "ends"), [("load", "HANDOVER"), ("return", "RETURN")])
def test_what_begins_and_ends_work_beside_the_van_has_a_button(core, window, qtbot, name, ends) -> None:
    core.bus.publish(BenchChanged(WORKS[name]))
    core.bus.publish(ScanJudged("x", True, Problem("load.opened"), WORKS[name].state.value, 2, None, ()))
    page = window.pages["dock"]
    qtbot.waitUntil(lambda: page.work.commands.isVisible())
    shown = {
        one.property("command"): one
        for one in page.work.commands.findChildren(QPushButton)
        if one.isVisible() and one.isEnabled()
    }
    assert sorted(shown, key=lambda name: shown[name].x()) == ["UNDO", "PARK", ends, "HELP"]
    shown[ends].click()
    assert core.scans[-1] == f"CMD-{ends}"
