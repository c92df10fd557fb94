"""The one table of states."""

import pytest

from station.model.view import BenchState
from station.packing import facts as f
from station.packing.states import NEXT, follow


def test_every_state_has_a_row_and_can_be_reached() -> None:
    chores = {BenchState.PICKING, BenchState.LOAD, BenchState.PUT_BACK, BenchState.RETURN}
    outside = {BenchState.STOPPED} | chores  # no session is in them
    assert {state for state, _ in NEXT} | outside == set(BenchState)
    assert {target for target in NEXT.values() if target} | outside == set(BenchState)


def test_every_fact_can_happen_somewhere() -> None:
    handled_apart = {f.Undone, f.Acknowledged}
    assert {kind for _, kind in NEXT} | handled_apart == set(f.KINDS.values())


def test_what_the_table_does_not_know_cannot_happen() -> None:
    with pytest.raises(ValueError, match="UnitPacked cannot happen in scan_back"):
        follow(BenchState.SCAN_BACK, f.UnitPacked("1", 1, "c", "x"), BenchState.PACKING)


def test_an_acknowledged_interrupt_leads_back() -> None:
    assert follow(BenchState.HELD, f.Acknowledged(), BenchState.WEIGHING) is BenchState.WEIGHING


STORED = [
    f.Opened(1, "f", (("1", 2),)),
    f.Rebased(2, "g", (("1", 2),)),
    f.CartonOpened("c", 1, "M"),
    f.UnitPacked("1", 1, "c", "code"),
    f.QuantitySet(6, "Ana"),
    f.PartPacked("1", "TEA", 1, "c", "code"),
    f.UnitMoved("1", 1, "c", "S1"),
    f.KindChosen("c", "L"),
    f.Confirmed("0:insert:FLYER", "c"),
    f.CartonUnsealed("c"),
    f.CartonReopened("c", "contents", "Sam"),
    f.TakenOver("Bench 2", "Bench 1", "Sam"),
    f.LineShorted("1", 1, 0),
    f.Asked("which_line", "", (("CMD-1", "1"),)),
    f.Answered("1"),
    f.CartonSealed("c"),
    f.CartonWeighed("c", 1000, "weight.ok", ""),
    f.LabelWanted("c"),
    f.LabelFailed("c", "printer.unreachable", (("printer", "labels"),)),
    f.LabelReady("c", "T1", ("T1",), False),
    f.CartonVoided("c", "order.cancelled", False),
    f.CartonConfirmed("c", "T1"),
    f.CartonTakenBack("c", "damaged", "Sam"),
    f.Interrupted("order.changed", (("what", "@what.address"),)),
    f.Acknowledged(),
    f.Parked(),
    f.Unparked(),
    f.Undone(3),
    f.Closed("shipped"),
]


@pytest.mark.parametrize("fact", STORED, ids=lambda fact: type(fact).__name__)
def test_a_stored_fact_is_read_back_the_same(fact: f.Fact) -> None:
    assert f.decode(*f.encode(fact)) == fact


def test_every_kind_of_fact_is_among_them() -> None:
    assert {type(fact) for fact in STORED} == set(f.KINDS.values())


def test_a_fact_of_an_older_shape_gets_the_defaults_of_what_was_added() -> None:
    assert f.decode("Interrupted", 1, '{"code": "order.cancelled"}') == f.Interrupted("order.cancelled")
