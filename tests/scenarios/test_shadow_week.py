"""A bench beside the old way of working: it says everything, stops nothing, and nothing leaves it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floor import AT, Floor, line, order
from pg import store_on
from sqlalchemy import func, select

from station.carts.contract import Refused, Step
from station.model.operator import Role
from station.model.order import OrderState
from station.model.problem import StationError
from station.model.shipment import CompleteOrder
from station.store import outbox, shadow
from station.store.schema import outbox as messages
from station.store.schema import print_job
from station.sync.watching import OnlyLooks

DAY = (AT.replace(hour=0), AT.replace(hour=0) + timedelta(days=1))


def watches(floor: Floor) -> Floor:
    floor.clock.advance((AT - floor.clock.now()).total_seconds())
    with floor.store.write() as tx:
        shadow.settle(tx, True)
    floor.bench.seat.policy = replace(floor.bench.seat.policy, shadow=True, print_slip="never")
    return floor


@pytest.fixture
def store(tmp_path):
    """A bench in shadow writes to a file of its own, wherever the others write."""
    with store_on("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def beside(floor) -> Floor:
    made = watches(floor)
    made.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)), order("102", line("1", "SPOON", 1)))
    made.scan("OP-ANA")
    return made


@pytest.fixture
def weighing(weighing_floor) -> Floor:
    made = watches(weighing_floor)
    made.arrives(order("101", line("1", "TEA", 1)))
    return made


def notes(floor: Floor) -> list[tuple[str, str, str]]:
    with floor.store.read() as connection:
        return [(one.kind, one.say.code, one.sku) for one in shadow.of_day(connection, *DAY).notes]


def nothing_left(floor: Floor) -> bool:
    """No message to a shop, nothing to print."""
    with floor.store.read() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (messages, print_job)
        ]
    return counts == [0, 0]


def test_an_order_is_checked_and_ends_with_the_label_of_the_old_way(beside) -> None:
    codes = [beside.scan(text).say.code for text in ("101", "TEA", "MUG", "OLD-LABEL-0001")]
    assert codes == ["order.opened", "pack.line_complete", "pack.order_complete", "ship.done"]
    assert beside.state == "idle"
    assert notes(beside) == []
    assert nothing_left(beside)


def test_a_wrong_item_is_refused_written_down_and_the_order_goes_on(beside) -> None:
    beside.arrives(order("103", line("1", "POT", 1)))
    beside.scan("101")
    wrong = beside.scan("POT")
    assert (wrong.ok, wrong.say.code) == (False, "pack.not_on_order")
    assert beside.scan("TEA").ok
    ended = beside.scan("CMD-YES")
    assert (ended.ok, ended.say.code, ended.say.params["count"]) == (True, "shadow.ended", 1)
    assert beside.state == "idle"
    assert notes(beside) == [
        ("item", "pack.not_on_order", "POT"),
        ("missing", "shadow.not_scanned", "MUG"),
    ]
    assert beside.scan("101").say.code != "order.opened", "it is over here"
    assert nothing_left(beside)


def test_the_same_mistake_in_a_row_is_one(beside) -> None:
    beside.scan("101")
    beside.scan("TEA")
    assert [beside.scan("TEA").say.code for _ in range(3)] == ["pack.too_many"] * 3
    assert notes(beside) == [("item", "pack.too_many", "TEA")]


def test_a_wrong_weight_is_said_and_the_carton_goes_on_with_yes(weighing) -> None:
    weighing.scan("101")
    weighing.scan("TEA")
    weighing.puts_on_scale(0)
    weighing.puts_on_scale(700)
    assert weighing.state == "weighing"
    (said,) = notes(weighing)
    assert (said[0], said[1].split(".")[0]) == ("weight", "weight")
    assert weighing.scan("CMD-YES").say.code == "shadow.went_on"
    assert weighing.scan("OLD-LABEL-0001").say.code == "ship.done"
    assert nothing_left(weighing)


def test_a_weight_that_is_right_is_taken_as_always(weighing) -> None:
    weighing.scan("101")
    weighing.scan("TEA")
    weighing.puts_on_scale(0)
    weighing.puts_on_scale(400)
    assert weighing.state == "scan_back"
    assert notes(weighing) == []


def test_the_label_of_another_order_is_told(beside) -> None:
    for text in ("102", "SPOON", "OLD-LABEL-0002", "101", "TEA", "MUG"):
        assert beside.scan(text).ok
    assert beside.scan("OLD-LABEL-0002").say.code == "carrier.number_used"
    assert beside.scan("CMD-YES").say.code == "shadow.unlabelled"
    assert notes(beside) == [("label", "carrier.number_used", "")]
    assert beside.state == "idle"


def test_an_order_cancelled_meanwhile_is_told_and_yes_goes_on(beside) -> None:
    beside.scan("101")
    beside.scan("TEA")
    beside.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1), state=OrderState.CANCELLED))
    assert beside.state == "held"
    assert beside.scan("CMD-YES").ok
    assert beside.state == "idle"
    assert notes(beside) == [("order", "order.cancelled", "")]
    assert nothing_left(beside)


def test_an_order_that_may_not_be_packed_is_told_when_its_slip_is_scanned(beside) -> None:
    beside.arrives(order("104", line("1", "TEA", 1), state=OrderState.ON_HOLD))
    assert beside.scan("104").say.code == "order.on_hold"
    assert notes(beside) == [("order", "order.on_hold", "")]


def test_the_old_way_telling_the_shop_stops_nothing(beside) -> None:
    beside.scan("101")
    beside.scan("TEA")
    beside.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1), state=OrderState.FULFILLED))
    assert beside.state == "packing"
    assert beside.scan("MUG").ok
    assert beside.scan("OLD-LABEL-0001").say.code == "ship.done"
    assert notes(beside) == []


def test_what_is_short_is_told_to_nobody(beside) -> None:
    beside.scan("102")
    for text in ("CMD-SHORT", "CMD-0"):
        beside.scan(text)
    assert nothing_left(beside)


def test_the_day_says_how_many_orders_were_watched_and_stopped_whose_they_were(beside) -> None:
    for text in ("102", "SPOON", "OLD-LABEL-0002", "101", "TEA", "TEA", "CMD-YES"):
        beside.scan(text)
    with beside.store.read() as connection:
        found = shadow.of_day(connection, *DAY)
        assert shadow.of_day(connection, DAY[1], DAY[1] + timedelta(days=1)).notes == ()
    assert (found.orders, found.stopped) == (2, 1)
    assert {(one.order, one.operator, one.units) for one in found.notes} == {
        ("101", "Ana", 0),
        ("101", "Ana", 1),
    }


def test_at_a_working_bench_yes_ends_nothing_and_nothing_is_written_down(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    floor.scan("101")
    floor.scan("SPOON")
    assert floor.scan("CMD-YES").say.code == "scan.nothing_asked"
    assert floor.state == "packing"
    with floor.store.read() as connection:
        assert shadow.of_day(connection, AT - timedelta(days=9), AT + timedelta(days=999)).notes == ()


# -- the walls between it and the world ------------------------------------------------------------


def test_a_database_of_a_shadow_takes_no_message_whoever_writes_it(beside) -> None:
    beside.bench.seat.policy = replace(beside.bench.seat.policy, shadow=False)  # as if somebody forgot
    with beside.store.write() as tx:
        assert outbox.add(tx, "main", "order:main:1", "status", "status:1", {}, "Bench 1", AT, AT) is None
    assert nothing_left(beside)


def test_no_bench_works_in_the_database_of_a_shadow_and_none_watches_in_a_real_one(beside, tmp_path) -> None:
    with pytest.raises(StationError) as refused, beside.store.write() as tx:
        shadow.settle(tx, False)
    assert refused.value.problem.code == "shadow.database"
    with beside.store.write() as tx:
        shadow.settle(tx, True)


def test_none_watches_in_a_database_that_was_worked_in(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    floor.scan("101")
    with pytest.raises(StationError) as refused, floor.store.write() as tx:
        shadow.settle(tx, True)
    assert refused.value.problem.code == "shadow.worked_in"


class _Written(Exception):
    pass


class _Shop:
    manifest = None

    def write(self, *_: object) -> None:
        raise _Written

    add_note = forget = steps = write


def test_a_shop_that_is_only_looked_at_cannot_be_written_to() -> None:
    looked_at = OnlyLooks(_Shop())  # type: ignore[arg-type]
    message, step = CompleteOrder("1", "2"), Step("status", repeatable=True)
    for act in (lambda: looked_at.write(message, step), lambda: looked_at.steps(message)):
        with pytest.raises(Refused):
            act()
    assert not hasattr(looked_at, "add_note")
    assert not hasattr(looked_at, "forget")


def test_a_packer_needs_nobodys_badge(beside) -> None:
    assert beside.bench.seat.operator.role is Role.PACKER
    beside.scan("101")
    assert beside.scan("CMD-YES").ok
