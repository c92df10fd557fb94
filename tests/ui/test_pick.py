"""The pick page: waves, a wave by rule, the walk; and that verdicts are seen on the page they belong to."""

import datetime

import pytest

from station.model.events import BenchChanged, ScanJudged
from station.model.picking import WaveRule
from station.model.problem import Problem
from ui.bridge import Bridge
from ui.format import Format
from ui.locale import LocaleNumbers
from ui.pages.pack.presenter import PackPresenter
from ui.pages.pick.presenter import NoTime, PickPresenter
from ui.shots_core import ScriptedCore
from ui.shots_picking import WALKS, WAVES
from ui.shots_states import STATES
from ui.text import Text

NOON = datetime.datetime(2026, 11, 20, 11, 0, tzinfo=datetime.UTC)


def presenter(core: ScriptedCore) -> PickPresenter:
    from PySide6.QtCore import QLocale

    text = Text(core.say)
    return PickPresenter(text, Format(text, LocaleNumbers(QLocale("en")), datetime.UTC), lambda: NOON)


def walk(core: ScriptedCore, name: str):
    text = Text(core.say)
    from PySide6.QtCore import QLocale

    form = Format(text, LocaleNumbers(QLocale("en")), datetime.UTC)
    return presenter(core).walk(WALKS[name], PackPresenter(text, form, lambda: NOON).show(WALKS[name]))


def test_the_eye_is_on_bin_and_count_until_the_hand_is_full_then_on_the_tote(core) -> None:
    taking, putting = walk(core, "take"), walk(core, "put")
    assert (taking.stop.big, taking.stop.count, taking.layout) == ("A-04", "3 ×", "walk")
    assert (putting.stop.big, putting.stop.count) == ("TOTE-3", "3 ×")
    assert [row.sku for row in taking.rows if row.current] == ["TEA-250"]
    assert [tote.code for tote in taking.totes if tote.current] == ["TOTE-3"]


def test_a_question_shows_its_answers_and_no_way_but_out(core) -> None:
    asked = walk(core, "short")
    assert (asked.layout, len(asked.choices), asked.commands) == ("question", 3, frozenset({"NO", "HELP"}))


def test_where_no_list_is_in_hand_there_is_no_walk(core) -> None:
    view = STATES["idle"]
    assert presenter(core).walk(view, None) is None


def test_open_waves_stand_first_with_who_has_their_lists(core) -> None:
    cards = presenter(core).waves(WAVES)
    assert [card.id for card in cards] == [4, 3, 2]
    assert [card.is_open for card in cards] == [True, True, False]
    assert "Ana" in cards[1].lists[0].about


@pytest.mark.parametrize(
    ("text", "hour", "day"), [("15:30", 15, 20), ("9", 9, 21), ("09:00", 9, 21), ("23:59", 23, 20)]
)
def test_a_time_that_is_over_means_tomorrow(core, text, hour, day) -> None:
    rule = presenter(core).rule({"way": ("cluster",)}, {"before": text, "orders": "20", "totes": "x"})
    then = datetime.datetime.fromtimestamp(rule.before / 1_000_000, datetime.UTC)
    assert (then.hour, then.day) == (hour, day)
    assert (rule.way, rule.orders, rule.totes) == ("cluster", 20, 0)


def test_what_is_no_time_is_said(core) -> None:
    with pytest.raises(NoTime):
        presenter(core).rule({}, {"before": "noon"})


def test_a_wave_is_built_by_the_rule_that_was_entered(core, window, qtbot) -> None:
    window.go("pick")
    page = window.pages["pick"]
    page.open_form()
    qtbot.waitUntil(lambda: page.is_entering)
    page.form.choose("way", "cluster")
    page.form.choose("method", "DHL Paket")
    page.form.done.emit(True)
    qtbot.waitUntil(lambda: bool(core.waves.told) and not page.is_entering)
    ((what, rule, name, printed),) = core.waves.told
    assert (what, name, printed) == ("build", "", True)
    assert rule == WaveRule("cluster", methods=("DHL Paket",), orders=100, totes=12)


def test_a_rule_nothing_fits_keeps_what_was_entered_and_says_why(core, window, qtbot) -> None:
    window.go("pick")
    page = window.pages["pick"]
    page.open_form()
    qtbot.waitUntil(lambda: page.is_entering)
    page.form.choose("zone", "cold")
    page.form.done.emit(False)
    bridge = window.findChild(Bridge)
    qtbot.waitUntil(lambda: bool(core.waves.told) and bridge.idle)
    assert page.is_entering
    assert page.form.chosen["zone"] == ("cold",)


def test_orders_a_new_wave_leaves_out_are_named_with_their_reason_until_the_next(core, window, qtbot) -> None:
    window.go("pick")
    page = window.pages["pick"]
    page.open_form()
    qtbot.waitUntil(lambda: page.is_entering)
    page.form.choose("singles", "first")
    page.form.done.emit(False)
    qtbot.waitUntil(lambda: bool(core.waves.told) and not page.is_entering)
    assert page.left_out.isVisibleTo(page)
    said = page.left_out.text().splitlines()
    assert [("#1031" in one, "#1034" in one, "LAMP-01" in one) for one in said] == [
        (True, False, True), (False, True, True),
    ]  # fmt: skip
    page.open_form()
    assert not page.left_out.isVisibleTo(page)


def test_a_wave_is_cancelled_by_the_second_press_only(core, window, qtbot) -> None:
    window.go("pick")
    page = window.pages["pick"]
    bridge = window.findChild(Bridge)
    qtbot.waitUntil(lambda: bridge.idle)
    box = page.waves._boxes[0]  # noqa: SLF001
    box._cancel.click()  # noqa: SLF001
    assert core.waves.told == []
    box._cancel.click()  # noqa: SLF001
    qtbot.waitUntil(lambda: core.waves.told == [("cancel", 4)])


def test_a_verdict_of_the_walk_brings_its_page_and_parking_the_list_brings_the_other(
    core, window, qtbot
) -> None:
    assert window.page == "pack"
    core.bus.publish(ScanJudged("PICK-7", True, Problem("pick.opened"), "picking", 8))
    core.bus.publish(BenchChanged(WALKS["take"]))
    qtbot.waitUntil(lambda: window.page == "pick")
    assert window.pages["pick"].is_walking
    core.bus.publish(ScanJudged("CMD-PARK", True, Problem("pick.parked"), "idle", None))
    core.bus.publish(BenchChanged(STATES["idle"]))
    qtbot.waitUntil(lambda: window.page == "pack")
    assert not window.pages["pick"].is_walking


def test_a_button_of_the_walk_is_a_command(core, window, qtbot) -> None:
    core.bus.publish(ScanJudged("PICK-7", True, Problem("pick.opened"), "picking", 8))
    core.bus.publish(BenchChanged(WALKS["take"]))
    qtbot.waitUntil(lambda: window.page == "pick")
    window.pages["pick"].wanted.emit("CMD-SHORT")
    assert core.scans == ["CMD-SHORT"]
