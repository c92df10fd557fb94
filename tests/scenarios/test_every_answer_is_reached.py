"""However many answers a question has, each is reached by scans alone; where there is one, it is taken."""

from types import SimpleNamespace

import pytest
from floor import Floor, line, order

from station.model.problem import Problem
from station.model.view import Choice
from station.packing.outcome import CartonKind, Rules
from station.usecases import idle


@pytest.fixture
def floor(store, fake_clock):
    return Floor(store, fake_clock, Rules(weigh="off", kinds=(CartonKind("M"),)))


def said(floor: Floor, *texts: str) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def packed(floor: Floor) -> list[str]:
    return [one.ref for one in floor.bench.seat.here.session.lines if one.packed]


def test_a_code_that_fits_twelve_lines_reaches_each_of_them_and_no_other(floor) -> None:
    twelve = [line(f"t{n}", "TEA", 2, options=(("Colour", str(n)),)) for n in range(1, 13)]
    floor.arrives(order("101", line("m", "MUG", 1), *twelve))
    assert said(floor, "101", "TEA") == ["order.opened", "scan.ambiguous"]
    view = floor.bench.view()
    assert view.instruction.params["count"] == 12
    assert view.choices[-1].say.params == {"first": 10, "last": 12, "count": 12}
    assert said(floor, "CMD-NEXT-CARTON") == ["lines.next"]
    floor.start()
    view = floor.bench.view()
    assert [one.say.params["options"] for one in view.choices[:3]] == [
        "Colour: 10",
        "Colour: 11",
        "Colour: 12",
    ]
    assert view.choices[-1].say.params == {"first": 1, "last": 9, "count": 12}, "and round again"
    assert said(floor, "CMD-2") == ["pack.unit"]
    assert packed(floor) == ["t11"]
    assert said(floor, "TEA", "CMD-NEXT-CARTON", "LINE-m", "LINE-t3") == [
        "scan.ambiguous", "lines.next", "scan.answer_first", "pack.unit",
    ]  # fmt: skip
    assert packed(floor) == ["t3", "t11"]


def test_nobody_is_asked_which_line_where_only_one_is_open(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 2)))
    assert said(floor, "OP-SAM", "101", "CMD-SWAP", "CMD-NO", "TEA") == [
        "operator.signed_in", "order.opened", "swap.which_line", "question.left", "pack.line_complete",
    ]  # fmt: skip
    assert said(floor, "CMD-SWAP") == ["swap.scan_item"]
    assert floor.bench.view().instruction.params["sku"] == "MUG"
    assert said(floor, "CMD-NO", "CMD-NO-CODE") == ["question.left", "pack.unit"]
    assert said(floor, "OP-ANA", "CMD-NO-CODE") == ["operator.signed_in", "permission.wanted"]


def test_twelve_answers_at_an_idle_bench_are_turned_over_nine_at_a_time() -> None:
    desk = SimpleNamespace(seat=SimpleNamespace(question=None))
    among = tuple(
        (Choice("", Problem("choice.reprint", {"carton": n})), ("rush", n, "")) for n in range(1, 13)
    )
    leave = (Choice("CMD-NO", Problem("choice.leave")),)
    idle.ask_one_of(desk, Problem("order.shipped", {"order": "101"}), among, leave)
    asked = desk.seat.question
    assert [one.scan for one in asked.choices][-2:] == ["CMD-NEXT-CARTON", "CMD-NO"]
    assert asked.answers["CMD-9"] == ("rush", 9, "")
    what, following, _ = asked.answers["CMD-NEXT-CARTON"]
    assert what == idle.FURTHER
    outcome = idle.more(desk, asked, following)
    assert (outcome.say.code, outcome.say.params) == ("several.next", {"first": 10, "last": 12, "count": 12})
    asked = desk.seat.question
    assert [one.scan for one in asked.choices] == ["CMD-1", "CMD-2", "CMD-3", "CMD-NEXT-CARTON", "CMD-NO"]
    assert asked.answers["CMD-3"] == ("rush", 12, "")
    assert asked.answers["CMD-NEXT-CARTON"] == (idle.FURTHER, 0, "")
