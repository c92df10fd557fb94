"""The day by its views: where the time went, who comes next, weights in doubt, the shadow."""

import datetime
from dataclasses import replace

import pytest

from station.model.day import DayTimes, NextCutOff, ShadowDay
from ui.pages.day.book import BookPresenter
from ui.pages.day.page import DayPage
from ui.pages.dock.lines import LineBox
from ui.shots_day import DOUBTS, SHADOW, TIMES, ScriptedDaybook
from ui.shots_states import STATES
from ui.theme.tokens import Tone

MORNING = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)


class PlainWords:
    """Words by their names; what they are told is in them."""

    def word(self, key: str, **params: object) -> str:
        return " ".join([key, *map(str, params.values())]) if params else key

    def count(self, key: str, n: int, **params: object) -> str:
        return self.word(key, count=n, **params)

    def listed(self, parts: list[str]) -> str:
        return " · ".join(part for part in parts if part)

    def say(self, problem: object) -> str:
        return problem.code  # type: ignore[attr-defined]


class PlainForm:
    def clock(self, at: datetime.datetime) -> str:
        return f"{at:%H:%M}"

    def moment(self, at: datetime.datetime, _now: datetime.datetime) -> str:
        return f"{at:%d. %H:%M}"

    def until(self, at: datetime.datetime, now: datetime.datetime) -> str:
        return f"{round((at - now).total_seconds() / 60)} min"

    def span(self, seconds: float) -> str:
        return f"{seconds:g} s"

    def number(self, value: int) -> str:
        return str(value)

    def mass(self, mass: object) -> str:
        return f"{mass.mg} mg"  # type: ignore[attr-defined]


@pytest.fixture
def book() -> BookPresenter:
    return BookPresenter(PlainWords(), PlainForm(), lambda: MORNING)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minutes", "open_", "late", "tone"),
    [(30, 4, 0, Tone.WARN), (30, 0, 0, Tone.NEUTRAL), (90, 4, 0, Tone.NEUTRAL), (90, 4, 1, Tone.BAD)],
)
def test_a_cut_off_is_loud_when_it_is_near_and_louder_when_something_is_late(
    book, minutes, open_, late, tone
) -> None:
    at = MORNING + datetime.timedelta(minutes=minutes)
    (line,) = book.cut_offs([NextCutOff("DPD", at, open_, late)])
    assert line.tone is tone
    assert f"DPD {at:%H:%M} · {minutes} min" in line.says
    assert ("day.cut_off_late" in line.says) is bool(late)


def test_a_cut_off_that_is_not_within_a_day_names_its_day(book) -> None:
    (line,) = book.cut_offs([NextCutOff("DPD", MORNING + datetime.timedelta(days=3), 4, 0)])
    assert "DPD 23. 09:00" in line.says


def test_only_causes_that_took_time_have_a_row_and_their_shares_are_those_of_the_bar(book) -> None:
    some = replace(TIMES, causes=(*TIMES.causes[:2], replace(TIMES.causes[2], seconds=0.0)))
    screen = book.times(some)
    assert [row.cause for row in screen.rows] == ["packer", "scale"]
    assert [row.share for row in screen.rows] == [one.share for one in TIMES.causes[:2]]
    assert screen.rows[0].percent == f"{TIMES.causes[0].share:.0%}"


def test_a_doubtful_weight_says_both_and_what_to_do(book) -> None:
    ((first, _),) = [part.lines for part in book.doubts(DOUBTS)]
    assert "900000 mg" in first.says
    assert "1214000 mg" in first.says
    assert first.about == "day.doubt_how POT-1L"
    assert book.doubts(()) == ()


def test_the_shadow_is_counted_by_person_and_article_and_told_one_by_one(book) -> None:
    head, people, goods, each = book.shadow(SHADOW)
    assert head.title == "day.shadow_head 64 3"
    assert [(one.title, one.says) for one in people.lines] == [
        ("Ana Kovač", "day.shadow.item 1 · day.shadow.order 1"),
        ("Ben Müller", "day.shadow.missing 1 · day.shadow.weight 1"),
    ]
    assert [one.title for one in goods.lines] == ["TEA-250", "MUG-RED"]
    assert [one.title.split()[-1] for one in each.lines] == ["10467", "10430", "10430", "10411"]
    assert book.shadow(ShadowDay(3, 0, ())) == ()


def day_page(window: object) -> DayPage:
    page = window.pages["day"]  # type: ignore[attr-defined]
    assert isinstance(page, DayPage)
    return page


class Asked(ScriptedDaybook):
    """Writes down whose times were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.times_of: list[tuple[str, str]] = []

    def times(self, day: datetime.date, bench: str = "", operator: str = "") -> DayTimes:
        self.times_of.append((bench, operator))
        return super().times(day, bench, operator)


def test_a_view_has_the_page_for_itself_and_times_are_asked_for_when_they_are_shown(
    open_window, settled
) -> None:
    window, core = open_window(STATES["picking"], prepare=lambda core: setattr(core, "daybook", Asked()))
    window.go("day")
    settled(window)
    page = day_page(window)
    assert list(page.views) == ["day", "times", "weights"], "there is no shadow here"
    assert core.daybook.times_of == []
    spoken = [one.accessibleName() for one in page.findChildren(LineBox) if one.isVisible()]
    assert any("DPD" in one and "2 late" in one for one in spoken)
    page.choose("times")
    settled(window)
    assert (page.times.isVisible(), page.table.isVisible()) == (True, False)
    assert core.daybook.times_of == [("", "")]
    person = next(one for one in page.times.people.menu().actions() if one.text() == "Ben Müller")
    person.trigger()
    settled(window)
    assert core.daybook.times_of[-1] == ("", "Ben Müller")
    page.choose("weights")
    settled(window)
    assert page.views["weights"].text() == "Weights in doubt (2)"
    assert page.doubts.isVisible()
