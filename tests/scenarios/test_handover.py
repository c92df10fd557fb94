"""The load of a van: every carton is scanned once more, and what nobody wants stays here."""

import json
from dataclasses import replace

import pytest
from floor import Floor, line, order
from pg import BOTH, store_on
from sqlalchemy import func, select, update

from station.model.order import Address, OrderState
from station.model.picking import WaveRule
from station.store import loads, paper, putbacks
from station.store.schema import carton, label, movement, orders, outbox, print_job
from station.usecases import dock, load, waves

TEA = line("1", "TEA", 1)


@pytest.fixture
def store(request, tmp_path):
    """SQLite, but for the stories that are told on both back ends."""
    with store_on(getattr(request, "param", "sqlite"), tmp_path) as made:
        yield made


def pack(floor, one, *skus):
    floor.arrives(one)
    for text in (one.number, *skus):
        assert floor.scan(text).ok
    tracking = floor.prints()
    assert floor.scan(tracking).ok
    floor.clock.advance(60)
    return tracking


def codes(floor, *texts):
    return [floor.scan(text).say.code for text in texts]


def answer(floor, there=True):
    """The shops are asked for every order of the load."""
    floor.clock.advance(1)

    def job(tx):
        for store, ref in load.wanted_reads(floor.bench.seat, tx):
            if there:
                read = int(floor.clock.now().timestamp() * 1_000_000)
                tx.execute(update(orders).where(orders.c.ref == ref).values(checked_at=read))
            dock.was_read(floor.bench, tx, store, ref, there)

    floor.bench.work(job)


def states(floor):
    with floor.store.read() as connection:
        return {row.tracking: row.state for row in connection.execute(select(carton))}


def on_hand(floor, sku):
    query = select(func.sum(movement.c.quantity)).where(movement.c.sku == sku)
    with floor.store.read() as connection:
        return int(connection.execute(query).scalar_one())


def messages(floor, topic):
    with floor.store.read() as connection:
        rows = connection.execute(select(outbox).where(outbox.c.topic == topic).order_by(outbox.c.id))
        return [(row.state, json.loads(row.body)) for row in rows]


def test_a_load_is_scanned_closed_and_its_manifest_is_printed(floor):
    first = pack(floor, order("1001", TEA), "TEA")
    second = pack(floor, order("1002", line("1", "MUG", 2)), "MUG", "MUG")
    assert codes(floor, "CMD-HANDOVER", first, first) == ["load.opened", "load.in", "load.already"]
    assert floor.state == "load"
    assert codes(floor, "CMD-HANDOVER") == ["load.reading"]
    answer(floor)
    assert codes(floor, "CMD-HANDOVER", "CMD-NO", second) == ["load.missing", "load.goes_on", "load.in"]
    answer(floor)
    assert codes(floor, "CMD-HANDOVER") == ["load.closed"]
    assert states(floor) == {first: "handed_over", second: "handed_over"}
    with floor.store.read() as connection:
        (job,) = [one for one in paper.jobs(connection, "Bench 1", ["wanted"]) if one.document == "manifest"]
    assert (job.title, floor.state) == ("load-1", "idle")
    assert codes(floor, "CMD-HANDOVER", first) == ["load.opened", "load.handed_over"]
    assert codes(floor, "CMD-YES") == ["load.nothing"]


def test_what_is_missing_can_stay_behind_on_a_persons_word(floor):
    first = pack(floor, order("1001", TEA), "TEA")
    second = pack(floor, order("1002", TEA), "TEA")
    floor.scan("CMD-HANDOVER")
    floor.scan(first)
    answer(floor)
    said = floor.scan("CMD-HANDOVER")
    assert (said.say.code, said.say.params["cartons"]) == ("load.missing", "1002")
    assert codes(floor, "CMD-YES") == ["load.closed"]
    assert states(floor) == {first: "handed_over", second: "confirmed"}


def test_a_load_survives_a_crash(floor):
    first = pack(floor, order("1001", TEA), "TEA")
    floor.scan("CMD-HANDOVER")
    floor.scan(first)
    floor.start()
    view = floor.bench.view()
    assert (floor.state, view.chore.done, view.instruction.code) == ("load", 1, "do.load.close")
    assert codes(floor, "CMD-PARK", "CMD-HANDOVER", "CMD-UNDO", "CMD-UNDO") == [
        "load.parked", "load.resumed", "load.out", "undo.nothing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": OrderState.CANCELLED}, "load.cancelled"),
        ({"state": OrderState.REFUNDED}, "load.refunded"),
        ({"state": OrderState.ON_HOLD}, "load.held"),
        ({"ship_to": Address(name="Z", street=("Other 1",), city="Kraków", country="PL")}, "load.changed"),
        ({"lines": (replace(TEA, refunded=1),)}, "load.changed"),
        ({"lines": (replace(TEA, shipped=1),)}, "load.changed"),
    ],
)
def test_what_the_order_does_not_want_any_more_stays_here(floor, change, code):
    one = order("1001", TEA)
    first = pack(floor, one, "TEA")
    floor.arrives(replace(one, **change))
    with floor.store.read() as connection:
        (row,) = load.pull_list(connection, floor.clock.now(), {})
    assert (row.state, row.say.code) == ("pull", code)
    assert codes(floor, "CMD-HANDOVER", first) == ["load.opened", code]
    assert floor.bench.view().chore.done == 0


def test_our_own_news_of_the_shipment_is_no_change(floor):
    one = order("1001", TEA)
    first = pack(floor, one, "TEA")
    floor.arrives(replace(one, state=OrderState.FULFILLED, native=("completed", "paid", "fulfilled")))
    assert codes(floor, "CMD-HANDOVER", first) == ["load.opened", "load.in"]


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_an_order_cancelled_while_its_carton_is_in_the_load_is_named_and_scanned_out(floor):
    one = order("1001", TEA)
    first, second = pack(floor, one, "TEA"), pack(floor, order("1002", TEA), "TEA")
    codes(floor, "CMD-HANDOVER", first, second)
    floor.arrives(replace(one, state=OrderState.CANCELLED))
    answer(floor)
    assert "load.cancelled" in floor.problems()
    assert floor.bench.view().instruction.code == "do.load.pull"
    said = floor.scan("CMD-HANDOVER")
    assert (said.say.code, said.say.params["cartons"]) == ("load.doubtful", "1001")
    assert codes(floor, first, "CMD-HANDOVER") == ["load.taken_out", "load.closed"]
    assert states(floor) == {first: "confirmed", second: "handed_over"}


def test_a_carton_packed_unchecked_waits_for_its_shop(floor):
    first = pack(floor, order("1001", TEA), "TEA")
    with floor.store.write() as tx:
        tx.execute(update(carton).values(checked=False))
    assert codes(floor, "CMD-HANDOVER", first) == ["load.opened", "load.unchecked"]
    answer(floor, there=False)
    assert codes(floor, first) == ["load.unchecked_away"]
    answer(floor)
    assert codes(floor, first) == ["load.in"]


def test_checked_cartons_may_go_while_the_shop_is_away_and_are_marked(floor):
    first = pack(floor, order("1001", TEA), "TEA")
    codes(floor, "CMD-HANDOVER", first)
    floor.clock.advance(1)
    answer(floor, there=False)
    assert floor.bench.view().chore.cartons[0].state == "unread"
    assert codes(floor, "CMD-HANDOVER") == ["load.closed_unread"]
    with floor.store.read() as connection:
        assert loads.cartons(connection, 1)[0].unread


def test_labels_of_others_are_told_apart(floor):
    first, second = pack(floor, order("1001", TEA), "TEA"), pack(floor, order("1002", TEA), "TEA")
    with floor.store.write() as tx:
        tx.execute(update(carton).where(carton.c.tracking == second).values(carrier="GLS"))
    assert codes(floor, "CMD-HANDOVER", first, second, "1Z999") == [
        "load.opened", "load.in", "load.other_carrier", "load.unknown",
    ]  # fmt: skip
    assert codes(floor, "ORD-main-91001", "CMD-WEIGH", "CMD-HELP") == [
        "load.scan_label", "load.not_now", "help.load",
    ]  # fmt: skip
    assert codes(floor, "CMD-UNDO", "CMD-PARK", "CMD-REOPEN", second) == [
        "load.out", "load.parked", "reopen.scan_label", "reopen.why",
    ]  # fmt: skip


def test_a_carton_is_in_one_load_only(floor, store, fake_clock):
    first = pack(floor, order("1001", TEA), "TEA")
    codes(floor, "CMD-HANDOVER", first)
    floor.bench.seat.policy = replace(floor.bench.seat.policy, bench="Bench 2")
    floor.bench.seat.chore = None
    said = [floor.scan(text).say for text in ("CMD-HANDOVER", first)]
    assert [one.code for one in said] == ["load.opened", "load.other_load"]
    assert said[1].params["holder"] == "Bench 1"


# -- what is pulled goes back to the shelf ----------------------------------------------------------


def cancelled(floor, *lines, state=OrderState.CANCELLED, skus=("TEA", "MUG", "MUG")):
    one = order("1001", *(lines or (TEA, line("2", "MUG", 2))))
    tracking = pack(floor, one, *skus)
    floor.arrives(replace(one, state=state))
    return tracking


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_a_pulled_carton_is_voided_once_and_unpacked_unit_by_unit(floor):
    tracking = cancelled(floor)
    before = {sku: on_hand(floor, sku) for sku in ("TEA", "MUG")}
    assert codes(floor, tracking, "SPOON", "MUG") == ["back.begun", "scan.unknown", "back.on_shelf"]
    assert states(floor) == {tracking: "void"}
    floor.start()
    assert (floor.state, floor.bench.view().left) == ("put_back", 2)
    assert codes(floor, "CMD-PARK", tracking, "MUG", "MUG", "TEA") == [
        "back.parked", "back.begun", "back.on_shelf", "back.enough", "back.done",
    ]  # fmt: skip
    assert floor.state == "idle"
    assert {sku: on_hand(floor, sku) - before[sku] for sku in before} == {"TEA": 1, "MUG": 2}
    with floor.store.read() as connection:
        query = select(movement.c.kind, func.sum(movement.c.quantity)).group_by(movement.c.kind)
        kinds = connection.execute(query)
        assert dict(kinds.all())["return_to_shelf"] == 3
        assert connection.execute(select(label.c.state)).scalars().all() == ["void"]
        jobs = select(print_job.c.state).where(print_job.c.document == "shipping_label")
        assert connection.execute(jobs).scalars().all() == ["printed"]
        assert load.pull_list(connection, floor.clock.now(), {}) == []
    # The shop gives the units of a cancelled order back by itself, and hears of no shipment.
    assert messages(floor, "stock") == []
    assert [state for state, _ in messages(floor, "tracking")] == ["cancelled"]


def test_a_message_that_was_parked_for_the_change_falls_with_the_carton(floor):
    tracking = cancelled(floor, TEA, skus=("TEA",))
    with floor.store.write() as tx:
        tx.execute(update(outbox).values(state="parked", problem=json.dumps(["ship.changed_after_pack", {}])))
    assert codes(floor, tracking, "TEA") == ["back.begun", "back.done"]
    assert {state for state, _ in messages(floor, "tracking")} == {"cancelled"}


def test_undo_counts_and_broken_units(floor):
    tracking = cancelled(floor)
    before = on_hand(floor, "MUG")
    assert codes(floor, tracking, "CMD-2", "MUG", "CMD-UNDO", "CMD-3", "MUG", "CMD-NO") == [
        "back.begun", "back.armed", "back.on_shelf", "back.undone", "back.armed", "back.too_many",
        "back.armed",
    ]  # fmt: skip
    assert on_hand(floor, "MUG") == before
    assert codes(floor, "TEA", "MUG", "CMD-SHORT") == ["back.on_shelf", "back.on_shelf", "back.done"]
    assert on_hand(floor, "MUG") == before + 1
    # The shop counts two mugs as being back; one of them is not there.
    assert [body["plus"] for _, body in messages(floor, "stock")] == [-1]


def test_after_a_refund_the_packer_says_who_counts_the_units_again(floor):
    tracking = cancelled(floor, state=OrderState.REFUNDED)
    assert codes(floor, tracking, "CMD-YES") == ["back.begun", "back.who_restocks"]
    floor.start()
    assert floor.bench.view().instruction.code == "back.who_restocks"
    assert codes(floor, "TEA", "CMD-2") == ["scan.nothing_asked", "back.done"]
    told = {body["sku"]: body["plus"] for _, body in messages(floor, "stock")}
    assert told == {"TEA": 1, "MUG": 2}


def test_after_a_cancellation_it_is_asked_where_the_shop_lets_people_choose(floor):
    floor.bench.seat.policy = replace(
        floor.bench.seat.policy,
        restocks={"main": frozenset()},
        may_restock={"main": frozenset({"cancel", "refund"})},
    )
    tracking = cancelled(floor)
    assert codes(floor, tracking, "CMD-YES") == ["back.begun", "back.who_restocks"]
    assert codes(floor, "CMD-1") == ["back.done"], "whoever cancelled it ticked the box"
    assert messages(floor, "stock") == []


def test_a_shop_that_never_puts_units_back_is_told_of_them(floor):
    floor.bench.seat.policy = replace(
        floor.bench.seat.policy, restocks={"main": frozenset()}, may_restock={"main": frozenset()}
    )
    tracking = cancelled(floor)
    assert codes(floor, tracking, "CMD-YES") == ["back.begun", "back.done"]
    assert {body["sku"]: body["plus"] for _, body in messages(floor, "stock")} == {"TEA": 1, "MUG": 2}


def test_a_changed_carton_is_packed_again(floor):
    one = order("1001", TEA)
    tracking = pack(floor, one, "TEA")
    before = on_hand(floor, "TEA")
    floor.arrives(replace(one, gift_note="For you"))
    assert codes(floor, tracking, "CMD-YES") == ["load.pack_again", "reopen.done"]
    assert on_hand(floor, "TEA") == before + 1
    assert floor.scan("1001").say.code == "order.opened"
    with floor.store.read() as connection:
        assert putbacks.everything_open(connection) == []


def test_the_slip_of_a_cancelled_order_leads_on_with_its_goods(floor: Floor):
    tracking = cancelled(floor)
    assert codes(floor, tracking, "CMD-PARK", "1001", "CMD-HELP", "CMD-WEIGH") == [
        "back.begun", "back.parked", "back.begun", "help.put_back", "back.not_now",
    ]  # fmt: skip


def test_what_was_only_picked_goes_back_one_by_one_and_changes_no_book(floor):
    one = order("1001", line("1", "TEA", 2))
    floor.arrives(one)
    with floor.store.write() as tx:
        waves.build(floor.bench.seat, tx, WaveRule("single"), "")
    before = on_hand(floor, "TEA")
    assert codes(floor, "PICK-1", "TOTE-7", "CMD-2", "TEA")[-1] == "pick.done"
    floor.arrives(replace(one, state=OrderState.CANCELLED))
    assert codes(floor, "TOTE-7", "CMD-1", "TEA", "TEA") == [
        "tote.put_back", "back.begun", "back.on_shelf", "back.done",
    ]  # fmt: skip
    assert codes(floor, "TOTE-7") == ["tote.empty"]
    assert (on_hand(floor, "TEA"), messages(floor, "stock")) == (before, [])
