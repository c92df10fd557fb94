"""An order is over, or smaller, while its goods are out: where they lie, and how they come back."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from floor import AT, Floor, line, order
from pg import BOTH, store_on
from sqlalchemy import select

from station.dock import Dock
from station.model.order import OrderState
from station.model.picking import WaveRule
from station.model.problem import Problem
from station.model.quantity import Mass
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.store import counted, evidence, ledger, paper
from station.store.schema import carton, label, outbox
from station.store.writer import Turn
from station.sync.elsewhere import Elsewhere
from station.usecases import labels, waves

TEA, MUG = line("1", "TEA", 5), line("2", "MUG", 2)
KINDS = (CartonKind("M", Mass.of(Decimal(120), "g")),)


@pytest.fixture
def store(request, tmp_path):
    """SQLite, but for the stories that are told on both back ends."""
    with store_on(getattr(request, "param", "sqlite"), tmp_path) as made:
        yield made


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    return Floor(store, fake_clock, Rules(weigh="off", kinds=KINDS))


@pytest.fixture
def weighing(store, fake_clock) -> Floor:
    return Floor(store, fake_clock, Rules(weigh="required", kinds=KINDS))


def codes(floor, *texts) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def changed(floor, one, minutes=1, **how):
    now = replace(one, changed_at=AT + timedelta(minutes=minutes), **how)
    floor.arrives(now)
    return now


def waiting(floor):
    """What the dock page lists to go back: (order, units, cartons with their bench, totes, goods)."""
    rows = Dock(floor.store, floor.bench, floor.clock).back_rows()
    return [
        (one.order, one.units, one.places, one.totes, [(row.left, row.sku) for row in one.goods])
        for one in rows
    ]


def on_hand(floor, sku):
    with floor.store.read() as connection:
        return ledger.on_hand(connection, "main", f"p-{sku}")


def in_cartons(floor, sku):
    with floor.store.read() as connection:
        query = "select coalesce(sum(quantity), 0) from carton_line where sku = :sku"
        return connection.exec_driver_sql(query.replace(":sku", f"'{sku}'")).scalar_one()


def states(floor):
    with floor.store.read() as connection:
        return [row.state for row in connection.execute(select(carton).order_by(carton.c.number))]


# -- cancelled on the bench -------------------------------------------------------------------------


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_yes_to_a_cancellation_begins_the_way_back_with_every_carton_and_the_tote(floor):
    one = order("101", TEA, MUG)
    floor.arrives(one)
    before = {sku: on_hand(floor, sku) for sku in ("TEA", "MUG")}
    with floor.store.write() as tx:
        waves.build(floor.bench.seat, tx, WaveRule("single"), "")
    assert codes(floor, "PICK-1", "TOTE-7", "CMD-5", "TEA", "CMD-2", "MUG")[-1] == "pick.done"
    codes(floor, "TOTE-7", "CMD-2", "TEA", "CMD-NEXT-CARTON")
    first = floor.prints()
    assert codes(floor, first, "TEA", "MUG") == ["ship.carton_confirmed", "pack.unit", "pack.unit"]
    assert on_hand(floor, "TEA") == before["TEA"] - 2
    changed(floor, one, state=OrderState.CANCELLED)
    assert (floor.state, floor.bench.view().instruction.code) == ("held", "do.held.cancelled")
    assert (floor.scan("CMD-YES").say.code, floor.state) == ("held.put_back", "put_back")
    assert states(floor) == ["void", "void"]
    # Two units left in carton 1, two lie open in carton 2, three are in the tote still.
    goods = floor.bench.view().chore.goods
    assert sorted((one.sku, one.due, one.carton, one.tote) for one in goods) == [
        ("MUG", 1, 0, "TOTE-7"), ("MUG", 1, 2, ""), ("TEA", 1, 2, ""), ("TEA", 2, 0, "TOTE-7"),
        ("TEA", 2, 1, ""),
    ]  # fmt: skip
    floor.start()
    assert (floor.state, floor.bench.seat.left) == ("put_back", 7)
    assert codes(floor, *["TEA"] * 5, "MUG", "MUG") == ["back.on_shelf"] * 6 + ["back.done"]
    assert {sku: on_hand(floor, sku) for sku in before} == before, "what had left the books is in them again"
    assert (waiting(floor), codes(floor, "TOTE-7")) == ([], ["tote.empty"])


def test_a_substitute_and_the_parts_of_a_kit_go_back_as_what_they_are(floor):
    kit = GoodsRule(skus=("SET",), kit={"TEA": 1, "SPOON": 2})
    floor.bench.seat.policy = replace(floor.bench.seat.policy, goods=(kit,))
    one = order("101", line("1", "SET", 2), line("2", "MUG", 1))
    floor.arrives(order("900", TEA, line("9", "SPOON", 1), line("8", "POT", 1)), one)
    codes(floor, "101", "TEA", "SPOON", "SPOON", "TEA")
    changed(floor, one, state=OrderState.CANCELLED)
    assert codes(floor, "CMD-YES") == ["held.put_back"]
    assert sorted((row.sku, row.due) for row in floor.bench.view().chore.goods) == [
        ("SPOON", 2), ("TEA", 1), ("TEA", 1),
    ]  # fmt: skip


# -- cancelled or refunded while it stands aside ----------------------------------------------------


NOTHING_LEFT = {"lines": (replace(TEA, refunded=5), replace(MUG, refunded=2))}


@pytest.mark.parametrize("store", BOTH, indirect=True)
@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"state": OrderState.CANCELLED}, "order.cancelled"),
        ({"state": OrderState.REFUNDED}, "order.refunded"),
        (NOTHING_LEFT, "order.refunded"),
    ],
)
def test_a_parked_order_that_is_over_waits_to_be_put_back_with_its_place(floor, how, reason):
    one = order("101", TEA, MUG)
    floor.arrives(one, order("102", line("1", "TEA", 3)))
    before, mugs = on_hand(floor, "TEA"), on_hand(floor, "MUG")
    codes(floor, "101", "CMD-4", "TEA", "MUG", "CMD-PARK")
    assert in_cartons(floor, "TEA") == 4
    with floor.store.read() as connection:
        assert counted.open_units(connection, "main", "p-TEA") == 4
    changed(floor, one, **how)
    # Said at once, to be found by place, and in no carton any more.
    assert floor.problems()[-1] == "back.parked_over"
    assert waiting(floor) == [("101", 5, ((1, "Bench 1"),), (), [(4, "TEA"), (1, "MUG")])]
    assert in_cartons(floor, "TEA") == 0
    with floor.store.read() as connection:
        assert counted.open_units(connection, "main", "p-TEA") == 3, "the other order's"
        assert [row[0] for row in counted.coming_back(connection, "main", "p-TEA")] == [reason]
    floor.start()
    assert codes(floor, "101", "CMD-4", "TEA") == ["back.begun", "back.armed", "back.on_shelf"]
    assert codes(floor, "CMD-SHORT")[0] in ("back.done", "back.who_restocks")
    codes(floor, "CMD-1")
    assert (waiting(floor), on_hand(floor, "TEA"), floor.state) == ([], before, "idle")
    assert on_hand(floor, "MUG") == mugs - 1, "one is gone"


def test_an_order_that_ends_while_it_is_being_parked_is_found_all_the_same(floor, store):
    """Another process stores the cancellation, and this bench has not looked yet."""
    one = order("101", TEA)
    floor.arrives(one)
    codes(floor, "101", "TEA")
    with store.write() as tx:
        tx.exec_driver_sql("update orders set state = 'cancelled'")
    assert codes(floor, "CMD-PARK") == ["order.parked"]
    assert [row[:2] for row in waiting(floor)] == [("101", 1)]


def test_what_ended_before_the_bench_was_started_is_found_at_the_start(floor, store):
    floor.arrives(order("101", TEA))
    codes(floor, "101", "TEA", "CMD-PARK")
    with store.write() as tx:
        tx.exec_driver_sql("update orders set state = 'cancelled'")
    assert waiting(floor) == []
    floor.start()
    assert [row[:2] for row in waiting(floor)] == [("101", 1)]


def test_goods_on_their_way_back_are_there_when_a_shelf_is_counted(floor):
    one = order("101", TEA)
    floor.arrives(one, order("102", line("1", "TEA", 1), MUG))
    codes(floor, "101", "CMD-4", "TEA", "CMD-PARK")
    changed(floor, one, state=OrderState.CANCELLED)
    codes(floor, "102", "CMD-SHORT", "CMD-1", "CMD-0")
    with floor.store.read() as connection:
        (body,) = connection.execute(select(outbox.c.body).where(outbox.c.topic == "stock")).scalars()
    assert json.loads(body)["counted"] == 4


# -- a line that became smaller ---------------------------------------------------------------------


def test_a_parked_carton_says_what_has_to_come_out_when_it_comes_back(floor):
    one = order("101", TEA, MUG)
    floor.arrives(one)
    codes(floor, "101", "CMD-4", "TEA", "CMD-PARK")
    changed(floor, one, lines=(replace(TEA, refunded=2), MUG))
    assert waiting(floor) == [], "three of them are still wanted"
    assert codes(floor, "101") == ["order.resumed"]
    said = floor.bench.view().instruction
    assert (floor.state, said.code, said.params["goods"]) == (
        "held",
        "do.held.take_out",
        "1\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}TEA",
    )
    assert codes(floor, "CMD-YES", "TEA", "MUG") == ["held.taken_out", "pack.too_many", "pack.unit"]
    assert waiting(floor) == [("101", 1, ((1, "Bench 1"),), (), [(1, "TEA")])]
    codes(floor, "MUG")
    assert codes(floor, floor.prints()) == ["ship.done"]
    here = on_hand(floor, "TEA")
    assert codes(floor, "101", "TEA", "CMD-1") == ["back.begun", "back.who_restocks", "back.done"]
    assert on_hand(floor, "TEA") == here, "it never left"


@pytest.mark.parametrize("weighed", [False, True])
def test_a_sealed_carton_is_opened_for_it_and_weighed_again(weighing, weighed):
    floor, one = weighing, order("101", TEA)
    floor.arrives(one)
    codes(floor, "101", "CMD-5", "TEA")
    floor.clock.advance(1)
    if weighed:
        floor.puts_on_scale(0)
        floor.puts_on_scale(5 * 280 + 120)
        old = floor.prints()
    assert floor.state == ("scan_back" if weighed else "weighing")
    changed(floor, one, lines=(replace(TEA, refunded=2),))
    assert codes(floor, "CMD-YES") == ["held.taken_out"]
    assert (floor.state, floor.bench.seat.left) == ("weighing", 0)
    floor.clock.advance(1)
    floor.puts_on_scale(0)
    floor.puts_on_scale(3 * 280 + 120)
    new = floor.prints()
    if weighed:
        assert codes(floor, old)[0] != "ship.done"
    assert codes(floor, new) == ["ship.done"]
    assert [row[:2] for row in waiting(floor)] == [("101", 2)]


def test_a_unit_known_by_its_serial_number_is_not_guessed(floor):
    floor.bench.seat.policy = replace(
        floor.bench.seat.policy, goods=(GoodsRule(skus=("TEA",), require=("serial",)),)
    )
    one = order("101", line("1", "TEA", 2))
    floor.arrives(one)
    codes(floor, "101", "TEA", "S1", "TEA", "S2")
    changed(floor, one, lines=(replace(one.lines[0], refunded=1),))
    assert floor.bench.view().instruction.code == "do.held.changed"
    assert codes(floor, "CMD-YES") == ["held.start_again"]


def test_nothing_is_packed_where_all_that_was_in_the_carton_came_out(floor):
    one = order("101", TEA, MUG)
    floor.arrives(one)
    codes(floor, "101", "TEA")
    changed(floor, one, lines=(replace(TEA, refunded=5), MUG))
    assert codes(floor, "CMD-YES") == ["held.taken_out"]
    assert (floor.state, floor.bench.seat.left) == ("packing", 2)


# -- aside while something waits --------------------------------------------------------------------


def waits_for_its_shop(floor) -> None:
    """The last look at the order is not to be had."""
    with floor.store.read() as connection:
        (wanted,) = paper.wanted_labels(connection, floor.name)
    problem = Problem("label.waiting_for_cart", {"store": "main"})
    floor.bench.work(lambda tx: labels.waiting(floor.bench, tx, wanted, problem))


def test_an_order_whose_label_waits_for_its_shop_can_be_parked_and_gets_it_later(floor):
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", MUG))
    codes(floor, "101", "TEA")
    assert codes(floor, "CMD-PARK") == ["park.label_first"], "it may be at the printer any moment"
    waits_for_its_shop(floor)
    assert codes(floor, "CMD-PARK") == ["order.parked"]
    with floor.store.read() as connection:
        assert paper.wanted_labels(connection, floor.name) == []
    floor.start()
    assert codes(floor, "102", "CMD-PARK", "101") == ["order.opened", "order.parked", "order.resumed"]
    assert (floor.state, floor.bench.view().instruction.code) == ("labelling", "do.wait_for_label")
    assert codes(floor, floor.prints()) == ["ship.done"]
    with floor.store.read() as connection:
        assert connection.execute(select(label.c.state).order_by(label.c.id)).scalars().all() == [
            "void",
            "printed",
        ]


def test_a_label_a_carrier_may_have_been_asked_for_keeps_its_order_here(floor, store):
    floor.arrives(order("101", line("1", "TEA", 1)))
    codes(floor, "101", "TEA")
    waits_for_its_shop(floor)
    with store.write() as tx:
        (wanted,) = paper.wanted_labels(tx, floor.name)
        paper.intend(tx, wanted)
    assert codes(floor, "CMD-PARK") == ["park.label_first"]


def test_no_weight_counts_while_a_reason_is_asked_for(weighing):
    floor = weighing
    floor.arrives(order("101", line("1", "TEA", 1)))
    codes(floor, "101", "TEA", "CMD-HOLD")
    floor.clock.advance(1)
    floor.puts_on_scale(0)
    floor.puts_on_scale(400)
    assert (floor.state, codes(floor, "OP-SAM"), floor.state) == ("asking", ["operator.signed_in"], "asking")
    assert codes(floor, "CMD-1", "101", "CMD-YES") == ["order.held", "hold.operator", "order.resumed"]
    assert floor.state == "weighing"
    codes(floor, "CMD-HOLD")
    floor.clock.advance(1)
    floor.puts_on_scale(0)
    floor.puts_on_scale(400)
    assert (codes(floor, "CMD-NO"), floor.state) == (["question.left"], "labelling"), "the weight counts now"


# -- a confirmed carton is reopened -----------------------------------------------------------------


def reopened(floor, tracking) -> list[str]:
    return codes(floor, "OP-SAM", "CMD-REOPEN", tracking, "CMD-2")


def two_cartons(floor):
    floor.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)))
    codes(floor, "101", "TEA", "CMD-NEXT-CARTON")
    first = floor.prints()
    codes(floor, first, "MUG")
    second = floor.prints()
    assert codes(floor, second) == ["ship.done"]
    return first, second


def notified(floor):
    """(numbers, whether the customer is mailed) of the messages that stand."""
    query = select(outbox.c.body).where(outbox.c.topic == "tracking", outbox.c.state != "cancelled")
    with floor.store.read() as connection:
        found = [json.loads(one) for one in connection.execute(query.order_by(outbox.c.id)).scalars()]
    return [([one["tracking"] for one in body["parcels"]], body["notify"]) for body in found]


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_who_reopened_a_carton_and_why_is_in_its_record(floor):
    first, _ = two_cartons(floor)
    assert reopened(floor, first)[-1] == "reopen.done"
    with floor.store.read() as connection:
        (uid,) = evidence.cartons_of(connection, first)
        happened = evidence.evidence(connection, uid).happened
    last = happened[-1]
    assert (last.what, last.code, last.operator) == ("CartonTakenBack", "damaged", "Sam")
    codes(floor, "101", "TEA")
    assert codes(floor, floor.prints()) == ["ship.done"], "and its order is packed again"


def test_the_customer_is_not_mailed_again_for_a_parcel_that_was_packed_again(floor):
    floor.bench.seat.policy = replace(floor.bench.seat.policy, notify=frozenset({"main"}))
    first, second = two_cartons(floor)
    assert notified(floor) == [([first, second], True)]
    reopened(floor, first)
    assert notified(floor) == [([second], True)]
    codes(floor, "101", "TEA")
    again = floor.prints()
    codes(floor, again)
    assert notified(floor) == [([second], True), ([again], False)]


def test_a_parcel_nobody_was_mailed_about_is_mailed_when_it_is_packed_again(floor):
    floor.bench.seat.policy = replace(floor.bench.seat.policy, notify=frozenset({"main"}))
    floor.arrives(order("101", line("1", "TEA", 1)))
    codes(floor, "101", "TEA")
    first = floor.prints()
    codes(floor, first)
    reopened(floor, first)
    codes(floor, "101", "TEA")
    again = floor.prints()
    codes(floor, again)
    assert notified(floor) == [([again], True)]


# -- numbers ----------------------------------------------------------------------------------------


def test_a_number_that_was_scanned_for_what_comes_next_survives_a_restart(floor):
    one = order("101", TEA)
    floor.arrives(one)
    codes(floor, "101", "CMD-4", "TEA", "CMD-PARK")
    changed(floor, one, state=OrderState.CANCELLED)
    codes(floor, "101", "CMD-3")
    floor.start()
    assert floor.bench.view().chore.armed == 3
    assert (codes(floor, "TEA"), floor.bench.seat.left) == (["back.on_shelf"], 1)
    floor.start()
    assert (floor.bench.view().chore.armed, codes(floor, "TEA")) == (0, ["back.done"])


def test_a_number_in_a_customers_return_survives_a_restart(floor):
    floor.arrives(order("101", TEA))
    codes(floor, "101", "CMD-5", "TEA")
    codes(floor, floor.prints(), "CMD-RETURN", "101", "CMD-3")
    floor.start()
    assert floor.bench.view().chore.armed == 3
    assert codes(floor, "TEA", "CMD-1") == ["return.how_is_it", "return.restock"]
    assert floor.bench.view().chore.done == 3


def test_no_two_cartons_have_one_number_whoever_drew_it(floor):
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", MUG))
    codes(floor, "101", "TEA")
    first = floor.prints()
    codes(floor, first, "102", "CMD-2", "MUG")
    draws_the_same(floor, first)
    assert (floor.state, floor.problems()[-1]) == ("labelling", "carrier.number_used")
    assert states(floor) == ["confirmed", "sealed"]
    codes(floor, "CMD-REPRINT")
    assert codes(floor, floor.prints()) == ["ship.done"]


def draws_the_same(floor, tracking) -> None:
    with floor.store.read() as connection:
        (wanted,) = paper.wanted_labels(connection, floor.name)
    fresh = {
        "tracking": tracking, "scan_back": json.dumps([tracking]), "carrier": "Own van", "tracking_url": "",
        "checked": True, "file": "label.pdf", "sha256": "",
    }  # fmt: skip
    floor.bench.work(lambda tx: labels.made(floor.bench, tx, wanted, fresh, "label"))


# -- two benches ------------------------------------------------------------------------------------


class Neighbour(Floor):
    name = "Bench 2"


@pytest.fixture
def other(floor) -> Floor:
    return Neighbour(floor.store, floor.clock, floor.rules, numbers=floor.numbers)


class AtOnce:
    """A writer without a thread."""

    def submit(self, turn, job):
        assert turn is Turn.WORK
        job()


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_who_is_second_hears_it_and_has_the_next_order_at_once(floor, other):
    floor.arrives(order("101", TEA), order("102", MUG))
    for one in (floor, other):
        one.bench.work(lambda _: None)
        assert one.bench.view().offered.number == "101"
    assert codes(floor, "CMD-YES") == ["order.opened"]
    said = other.scan("CMD-YES").say
    assert (said.code, said.params["taken"], said.params["holder"]) == (
        "order.opened_instead",
        "101",
        "Bench 1",
    )
    assert (said.params["order"], other.state) == ("102", "packing")
    codes(other, "CMD-PARK")
    codes(floor, "CMD-PARK")


def test_who_is_second_at_the_last_order_hears_that_too(floor, other):
    floor.arrives(order("101", TEA))
    other.bench.work(lambda _: None)
    codes(floor, "CMD-YES")
    said = other.scan("CMD-YES").say
    assert (said.code, other.state) == ("order.next_taken", "idle")


def test_an_idle_bench_shows_what_others_took_and_built(floor, other):
    floor.arrives(order("101", TEA), order("102", MUG))
    other.bench.work(lambda _: None)
    looks = Elsewhere(other.store, AtOnce(), other.bench)
    looks.look()
    told = len(other.events)
    looks.look()
    assert len(other.events) == told, "nothing is different, nothing is told"
    codes(floor, "101")
    looks.look()
    assert other.bench.seat.offered.number == "102"
    told = len(other.events)
    with floor.store.write() as tx:
        waves.build(floor.bench.seat, tx, WaveRule("single"), "")
    looks.look()
    what = [one.what for one in other.events[told:] if hasattr(one, "what")]
    assert any("pick" in names for names in what)
    assert other.bench.seat.offered is None
