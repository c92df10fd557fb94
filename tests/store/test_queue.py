"""The order of work: what comes next, what a filter means, what people do, and what finds an order."""

import json
from dataclasses import replace
from datetime import UTC, time, timedelta

import pytest
from floor import AT, Floor, line, order
from sqlalchemy import insert, select, text, update

from station.model.operator import Operator, Role
from station.model.order import Address, OrderState
from station.model.picking import WaveRule
from station.model.queue_filter import QueueFilter, parse
from station.packing.due import CutOff, CutOffs
from station.packing.outcome import Rules
from station.store import leases, orders, paper, people, queries, queue, totes, unread
from station.store.engine import Transaction, micros
from station.store.schema import NEVER, carton, person_act, person_search, pick, unit_trace, wave
from station.store.schema import orders as table
from station.store.writer import Turn, Writer
from station.sync import elsewhere
from station.usecases import labels, waves
from station.usecases import queue as work
from station.usecases.queue import QueueError

HOUR = timedelta(hours=1)
TODAY = work.days(AT, UTC)
ELSEWHERE = Address(name="Jürgen Groß", street=("Weg 1",), city="Ulm", postal_code="89073", country="DE")


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    fake_clock.advance((AT - fake_clock.now()).total_seconds())
    return Floor(store, fake_clock, Rules(weigh="off"))


def ids(floor: Floor) -> dict[str, int]:
    with floor.store.read() as connection:
        return {row.number: row.id for row in connection.execute(select(table.c.number, table.c.id))}


def upcoming(floor: Floor) -> str | None:
    with floor.store.read() as connection:
        key = work.next_for(floor.bench.seat, connection)
        return connection.execute(select(table.c.number).where(table.c.id == key)).scalar_one_or_none()


def rows(floor: Floor, search: str = "", chosen: str = "") -> list[str]:
    with floor.store.read() as connection:
        return [row.number for row in queries.order_rows(connection, search, chosen, 0, 50, TODAY)]


def test_rush_comes_first_then_what_is_due_then_the_fewest_lines_then_the_oldest(floor) -> None:
    to = [Address(name=f"N{n}", street=("S",), city="C", country="HK") for n in range(5)]
    two = (line("1", "TEA", 1), line("2", "MUG", 1))
    floor.arrives(
        order(
            "old",
            line("1", "TEA", 1),
            line("2", "MUG", 1),
            placed_at=AT - 9 * HOUR,
            ship_to=to[0],
        ),
        order("small", line("1", "TEA", 1), placed_at=AT - HOUR, ship_to=to[1]),
        order("older", line("1", "TEA", 1), placed_at=AT - 2 * HOUR, ship_to=to[2]),
        order("due", *two, ship_by=AT + HOUR, ship_to=to[3]),
        order("rush", *two, ship_to=to[4]),
    )
    with floor.store.write() as tx:
        work.rush(floor.bench.seat, tx, ids(floor)["rush"], True, "Ana")
    seen = []
    while (number := upcoming(floor)) is not None:
        seen.append(number)
        with floor.store.write() as tx:
            orders.set_hold(tx, ids(floor)[number], "hold.stock", "", AT)
    assert seen == ["rush", "due", "older", "small", "old"]
    with floor.store.read() as connection:
        (act,) = queue.acts(connection, ids(floor)["rush"])
    assert (act.what, act.operator, act.bench, act.at) == ("rush", "Ana", "Bench 1", AT)


def test_what_a_bench_parked_comes_back_first_but_not_at_once(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1), placed_at=AT - 3 * HOUR),
        order("102", line("1", "TEA", 2), placed_at=AT - 2 * HOUR, ship_to=ELSEWHERE),
        order("103", line("1", "TEA", 1), placed_at=AT - HOUR),
    )
    floor.scan("102")
    floor.scan("CMD-PARK")
    assert upcoming(floor) == "101"
    floor.scan("CMD-YES")
    floor.scan("CMD-PARK")
    assert upcoming(floor) == "102", "the one parked before comes back, the one just parked waits"


def test_one_more_order_to_the_same_address_is_next_and_said_at_opening(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1), placed_at=AT - 3 * HOUR),
        order("102", line("1", "TEA", 1), placed_at=AT - 2 * HOUR, ship_to=ELSEWHERE),
        order("103", line("1", "MUG", 1), placed_at=AT - HOUR),
    )
    with floor.store.write() as tx:
        work.note(floor.bench.seat, tx, ids(floor)["101"], "fragile, says Eva", "Sam")
    floor.scan("101")
    floor.start()  # and after a restart
    view = floor.bench.view()
    assert (view.same_place, view.staff_notes) == (("103",), ("Sam: fragile, says Eva",))
    floor.scan("TEA")
    floor.scan(floor.prints())
    assert upcoming(floor) == "103"


def test_a_bench_is_offered_its_own_part_of_the_queue(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1), placed_at=AT - HOUR),
        order("102", line("1", "TEA", 1), ship_to=ELSEWHERE),
    )
    with floor.store.write() as tx:
        work.save_filter(tx, "Germany", "open country=de", "Ana", AT)
    floor.bench.seat.policy = type(floor.bench.seat.policy)(
        "Bench 1", Rules(weigh="off"), ("main",), queue="Germany"
    )
    assert upcoming(floor) == "102"
    floor.scan("CMD-YES")
    assert floor.bench.seat.here.stored.order.number == "102"


def test_two_benches_are_never_given_one_order(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "TEA", 1), ship_to=ELSEWHERE))
    with floor.store.write() as tx:  # the other bench has claimed it and not said so yet
        leases.claim(tx, f"order:{ids(floor)['101']}", "Bench 2", floor.store.now(tx, AT), 900.0)
    floor.scan("CMD-YES")
    assert floor.bench.seat.here.stored.order.number == "102"


CONDITIONS: list[tuple[str, set[str]]] = [
    ("", {"101", "102", "103"}),
    ("single", {"102", "103"}),
    ("country=DE", {"102"}),
    ("method=Parcel", {"101", "103"}),
    ("tag=gift", {"102"}),
    ("tag=gif", set()),
    ("due=late", {"101"}),
    ("due=tomorrow|none", {"102", "103"}),
    ("age=5", {"103"}),
    ("open single doubt", {"103"}),
    ("store=other", set()),
]


def test_every_condition_shows_its_orders(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1), line("2", "MUG", 1), ship_by=AT - HOUR),
        order(
            "102", line("1", "TEA", 3), ship_to=ELSEWHERE, method="Express, next day", tags=("Gift", "b2b"),
            ship_by=AT + 24 * HOUR,
        ),
        order(
            "103", line("1", "TEA", 1), placed_at=AT - 6 * HOUR,
            ship_to=Address(name="A", street=("B",), city="C", postal_code="1", country="PL"),
        ),
    )  # fmt: skip
    for chosen, wanted in CONDITIONS:
        asked = parse(chosen)
        assert set(rows(floor, chosen=chosen)) == wanted, chosen
        with floor.store.read() as connection:
            counted = queries.order_counts(connection, "", asked, TODAY)
        assert counted[asked.kind] == len(wanted), chosen


def test_an_address_nobody_can_deliver_to_is_held_when_the_order_is_paid_at_last(floor) -> None:
    bad = Address(name="Zofia", street=("Długa 1",), city="", postal_code="31-146", country="PL")
    floor.arrives(order("101", line("1", "TEA", 1), ship_to=bad, state=OrderState.PENDING))
    floor.arrives(order("101", line("1", "TEA", 1), ship_to=bad, changed_at=AT + HOUR))
    assert upcoming(floor) is None
    with floor.store.read() as connection:
        stored = orders.load(connection, ids(floor)["101"])
    assert stored is not None and stored.hold == "hold.address"


def test_an_address_nobody_can_deliver_to_is_held_once_and_freed_when_the_shop_corrects_it(floor) -> None:
    bad = Address(name="Zofia", street=("Długa 1",), city="", postal_code="31-146", country="PL")
    floor.arrives(order("101", line("1", "TEA", 1), ship_to=bad))
    key = ids(floor)["101"]

    def now() -> orders.Stored:
        with floor.store.read() as connection:
            stored = orders.load(connection, key)
        assert stored is not None
        return stored

    assert (now().hold, now().doubts, upcoming(floor)) == ("hold.address", ("address.no_city",), None)
    with floor.store.write() as tx:
        work.release(floor.bench.seat, tx, key, Operator("Sam", "OP-SAM", Role.SUPERVISOR), "Sam")
    floor.arrives(order("101", line("1", "TEA", 2), ship_to=bad, changed_at=AT + HOUR))
    assert now().hold is None, "a person knew better, and the address is the same"
    worse = Address(name="Zofia", street=("Krótka 1",), city="", postal_code="31-146", country="PL")
    floor.arrives(order("101", line("1", "TEA", 2), ship_to=worse, changed_at=AT + 2 * HOUR))
    assert now().hold == "hold.address"
    floor.arrives(order("101", line("1", "TEA", 2), changed_at=AT + 3 * HOUR))
    assert (now().hold, upcoming(floor)) == (None, "101")


def test_a_hold_has_a_reason_a_person_and_is_let_go_by_one_who_may(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    key, seat = ids(floor)["101"], floor.bench.seat
    with floor.store.write() as tx:
        work.hold(seat, tx, key, "hold.fraud", "Sam", "the card is from elsewhere")
    assert floor.scan("101").say.code == "hold.fraud"
    floor.scan("OP-ANA")
    with floor.store.write() as tx, pytest.raises(QueueError) as refused:
        work.release(seat, tx, key, seat.operator, "Ana")
    assert refused.value.problem.code == "release.needs_supervisor"
    floor.scan("OP-SAM")
    floor.scan("101")
    assert floor.scan("CMD-YES").ok, "a supervisor opens it, and says yes"
    with floor.store.read() as connection:
        acts = queue.acts(connection, key)
    assert [(act.what, act.code, act.operator, act.note) for act in acts] == [
        ("release", "hold.fraud", "Sam", ""),
        ("hold", "hold.fraud", "Sam", "the card is from elsewhere"),
    ]


def test_a_hold_interrupts_the_bench_that_has_the_order_open(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    key, bench = ids(floor)["101"], floor.bench
    floor.scan("101")
    floor.scan("TEA")

    def held(tx: Transaction) -> None:
        work.hold(bench.seat, tx, key, "hold.fraud", "Sam")
        bench.orders_changed(tx, [key])

    bench.work(held)
    view = bench.view()
    assert (view.state, view.instruction.code, view.problem.code) == ("held", "do.held.held", "hold.fraud")
    assert floor.scan("TEA").say.code == "hold.fraud"
    assert floor.scan("CMD-YES").say.code == "held.set_aside"
    assert (bench.view().state, upcoming(floor)) == ("idle", None)
    assert floor.scan("101").say.code == "hold.fraud", "nobody opens it before it is let go"
    bench.work(lambda tx: work.release(bench.seat, tx, key, people.by_badge(tx, "OP-SAM"), "Sam"))
    assert floor.scan("101").say.code == "order.resumed"
    assert [one.left for one in bench.view().lines] == [1], "what is in the carton is in the carton"


def test_a_hold_that_is_lifted_before_anybody_answered_lets_the_bench_go_on(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    key, bench = ids(floor)["101"], floor.bench
    floor.scan("101")
    with floor.store.write() as tx:  # as another process does it
        work.hold(bench.seat, tx, key, "hold.payment", "Sam")
    writer = Writer(floor.store)
    writer.start()
    try:
        assert elsewhere.look(floor.store, writer, bench)
        writer.call(Turn.IMPORT, lambda: None)
        assert bench.view().state == "held"
        assert not elsewhere.look(floor.store, writer, bench), "that is known by now"
        with floor.store.write() as tx:
            work.release(bench.seat, tx, key, people.by_badge(tx, "OP-SAM"), "Sam")
        assert elsewhere.look(floor.store, writer, bench)
        writer.call(Turn.IMPORT, lambda: None)
    finally:
        writer.close()
    assert floor.scan("TEA").ok


def test_a_label_that_is_not_printed_yet_is_stopped_by_a_hold(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    key, bench = ids(floor)["101"], floor.bench
    floor.scan("101")
    floor.scan("TEA")
    assert bench.view().state == "labelling"
    carton = bench.seat.here.session.on_bench.uid
    with floor.store.read() as connection:
        wanted = paper.wanted_labels(connection, "Bench 1")[0]
    with floor.store.write() as tx:
        work.hold(bench.seat, tx, key, "hold.stock", "Sam")
    fresh = {"carrier": "House", "tracking": "T1", "tracking_url": "", "file": "", "sha256": ""}
    done: list[bool] = []
    bench.work(
        lambda tx: done.append(
            labels.made(bench, tx, wanted, fresh | {"scan_back": "[]", "checked": True}, "label")
        )
    )
    assert done == [False]
    assert bench.view().state == "held"
    with floor.store.read() as connection:
        assert paper.wanted_labels(connection, "Bench 1") == []
        assert paper.latest_label(connection, carton) is None


def test_hold_asks_why_in_numbers_and_only_an_answer_sets_the_order_aside(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    floor.scan("101")
    floor.scan("TEA")
    asked = floor.scan("CMD-HOLD")
    assert (asked.say.code, asked.state) == ("hold.why", "asking")
    assert [one.scan for one in asked.choices] == [*(f"CMD-{n}" for n in range(1, 6)), "CMD-NO"]
    assert floor.bench.view().instruction.code == "hold.why"
    for scan, code in (
        ("CMD-9", "scan.not_an_answer"),
        ("TEA", "scan.not_an_answer"),
        ("CMD-HELP", "help.bench"),
    ):
        assert floor.scan(scan).say.code == code
    assert (floor.scan("CMD-NO").say.code, floor.bench.view().state) == ("question.left", "packing")
    floor.scan("CMD-HOLD")
    assert (floor.scan("CMD-5").say.code, floor.bench.view().state) == ("order.held", "idle")
    assert floor.scan("101").say.code == "hold.fraud", "a supervisor's to lift"


def test_rush_by_scanner_takes_the_order_on_the_bench_or_the_next_slip(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1)),
        order("102", line("1", "MUG", 1)),
        order("103", line("1", "MUG", 1)),
    )
    last = next(one for one in ("103", "102", "101") if one != upcoming(floor))
    assert floor.scan("CMD-RUSH").say.code == "rush.scan_slip"
    assert floor.bench.view().instruction.code == "rush.scan_slip"
    assert floor.scan("CMD-YES").say.code == "scan.not_an_answer"
    assert floor.scan("TEA").say.code == "rush.scan_slip", "an item is no slip"
    assert (floor.scan(last).say.code, floor.bench.view().state, upcoming(floor)) == (
        "rush.set",
        "idle",
        last,
    )
    floor.scan("CMD-RUSH")
    assert floor.scan("CMD-NO").say.code == "question.left"
    assert floor.scan("CMD-YES").say.code == "order.opened"
    assert floor.scan("CMD-RUSH").say.code == "rush.already"
    with floor.store.read() as connection:
        assert [act.what for act in queue.acts(connection, ids(floor)[last])] == ["rush"]


def test_units_split_off_wait_as_a_backorder_and_are_sent_with_the_next_carton(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    key, seat = ids(floor)["101"], floor.bench.seat
    with floor.store.write() as tx:
        for later, code in (({"1": 3}, "split.too_many"), ({"1": 2, "2": 1}, "split.nothing_left")):
            with pytest.raises(QueueError) as refused:
                work.split(seat, tx, key, later, "Ana")
            assert refused.value.problem.code == code
        work.split(seat, tx, key, {"1": 1, "2": 1}, "Ana")
    floor.scan("101")
    assert [one.left for one in floor.bench.view().lines] == [1, 0]
    floor.scan("TEA")
    floor.scan(floor.prints())
    with floor.store.read() as connection:
        stored = orders.load(connection, key)
    assert stored is not None
    assert (stored.hold, stored.shipped_here, dict(stored.later)) == ("hold.backorder", {"1": 1, "2": 0}, {})
    assert upcoming(floor) is None
    assert floor.scan("101").ok, "the goods are here"
    assert [one.left for one in floor.bench.view().lines] == [1, 1]


def test_other_cut_offs_move_what_is_due(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1)), order("102", line("1", "TEA", 1), ship_by=AT + 30 * HOUR)
    )
    cut_offs = CutOffs((CutOff("*", time(15, 30)),))
    with floor.store.write() as tx:
        assert queue.cut_offs_changed(tx, cut_offs)
        last = queue.compute_due(tx, cut_offs, 0)
        assert last is not None
        assert queue.compute_due(tx, cut_offs, last) is None
        assert not queue.cut_offs_changed(tx, cut_offs)
        due = {row.number: row.due for row in tx.execute(select(table.c.number, table.c.due))}
    assert due == {
        "101": micros(AT.replace(hour=15, minute=30)),
        "102": micros(AT.replace(hour=15, minute=30)),
    }
    with floor.store.write() as tx:
        key = queue.compute_due(tx, CutOffs(), 0)
        assert key is not None
        due = {row.number: row.due for row in tx.execute(select(table.c.number, table.c.due))}
    assert due == {"101": NEVER, "102": micros(AT + 30 * HOUR)}


FOUND: list[tuple[str, list[str]]] = [
    ("102", ["102"]),
    ("#102", ["102"]),
    ("ORD-main-9102", ["102"]),
    ("9102", ["102"]),
    ("jurgen gross", ["102"]),
    ("GROSS, Jürgen", ["102"]),
    ("jur", ["102"]),
    ("89 073", ["102"]),
    ("j.gross@example.test", ["102"]),
    ("spoon", ["103"]),
    ("2000000000039", ["103"]),
    ("jurgen wojcik", []),
    ("ORD-main-9", []),
    ("%", []),
    ("' or 1=1", []),
]


def test_one_field_finds_an_order_by_anything(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1)),
        order("102", line("1", "MUG", 1), ship_to=replace(ELSEWHERE, email="j.gross@example.test")),
        order("103", line("1", "SPOON", 1)),
    )
    for asked, wanted in FOUND:
        assert rows(floor, asked) == wanted, asked


def test_a_tote_a_serial_a_lot_and_a_carriers_code_find_their_order_too(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "MUG", 1)))
    wrapped, number = "420902109400111899223197428490", "9400111899223197428490"
    floor.scan("101")
    floor.scan("TEA")
    floor.scan(floor.prints())
    with floor.store.write() as tx:
        (uid,) = tx.execute(select(carton.c.uid)).scalars()
        tx.execute(update(carton).values(tracking=number, scan_back=json.dumps([number, wrapped])))
        key = ids(floor)["101"]
        trace = {"carton": uid, "order_id": key, "store": "main", "line": "1", "sku": "TEA", "quantity": 1}
        tx.execute(insert(unit_trace).values(place=1, lot="L-2209", serial="SN-4711", **trace))
        who = {"bench": "Bench 1", "operator": ""}
        tx.execute(
            insert(wave).values(id=1, name="", way="single", state="open", rule="", created_at=0, **who)
        )
        tx.execute(insert(pick).values(id=1, wave=1, way="single", zone="", state="done", **who))
        totes.bind(tx, "TOTE-7", ids(floor)["102"], 1, AT)
    for asked, wanted in (
        ("SN-4711", ["101"]), ("L-2209", ["101"]), ("tote-7", ["102"]), ("TOTE-8", []),
        (number, ["101"]), (wrapped, ["101"]), (f"{wrapped}1", []), ("4209021094001118992", []),
    ):  # fmt: skip
        assert rows(floor, asked) == wanted, asked
    assert (floor.scan(wrapped).say.code, floor.bench.view().state) == ("order.shipped", "asking")


def test_what_is_meant_exactly_stands_before_what_only_begins_so(floor) -> None:
    floor.arrives(
        order("1015", line("1", "TEA", 1), placed_at=AT - HOUR),
        order("101", line("1", "TEA", 1), ship_to=ELSEWHERE),
    )
    assert rows(floor, "101") == ["101", "1015"]


def test_a_forgotten_person_is_found_by_nothing_but_the_number(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1), state=OrderState.CANCELLED, tags=("Zofia",)))
    with floor.store.write() as tx:
        work.note(floor.bench.seat, tx, ids(floor)["101"], "Zofia called", "Ana")
    with floor.store.write() as tx:
        people.forget(tx, AT + 100 * HOUR)
    assert (rows(floor, "zofia"), rows(floor, "101")) == ([], ["101"])
    with floor.store.read() as connection:
        left = connection.execute(select(person_search)).all() + connection.execute(select(person_act)).all()
        row = connection.execute(select(table.c.tags, table.c.address_key)).one()
    assert (left, json.loads(row.tags), row.address_key) == ([], [], "")


def test_the_next_one_is_one_end_of_an_index(floor) -> None:
    if not floor.store.is_sqlite:
        pytest.skip("PostgreSQL plans by what is in the table, and there is nothing in it")
    with floor.store.read() as connection:
        query = queue.first_look().compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
    assert [row[3] for row in plan] == ["SCAN orders USING INDEX ix_orders_next"]


def test_what_is_on_a_pick_list_is_open_and_late_for_everybody_but_the_benches(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1), ship_by=AT - HOUR, tags=("gift",)),
        order("102", line("1", "TEA", 1), ship_to=ELSEWHERE),
    )
    with floor.store.write() as tx:
        waves.build(floor.bench.seat, tx, WaveRule("single", before=micros(AT)), "")
    assert upcoming(floor) == "102"
    assert rows(floor, chosen="open") == ["101", "102"]
    assert rows(floor, chosen="open due=late") == ["101"]
    with floor.store.read() as connection:
        listed = queries.order_rows(connection, "", "", 0, 9, TODAY)
        assert {one.number: one.state for one in listed} == {"101": "in_wave", "102": "ready_for_fulfillment"}
        assert queries.order_counts(connection, "", QueueFilter())["open"] == 2
        assert queue.due_counts(connection, TODAY)["late"] == 1
        assert orders.count_open(connection, "main") == 2
        assert queries.day_totals(connection, AT - HOUR, AT + HOUR, AT).open == 2
        assert queue.tags(connection) == ["gift"]
        checked = unread.least_checked(connection, "main", AT + HOUR, AT - 9 * HOUR)
    assert len(checked) == 2, "a picker walks for it: it is read again as often as what is offered"


def test_what_people_have_of_a_number_or_a_name_is_enough_to_find_the_order(floor) -> None:
    zofia = Address(
        name="Zofia Wójcik", street=("Długa 7",), city="Kraków", postal_code="31-146", country="PL",
        phone="+48 12 345 67 89",
    )  # fmt: skip
    floor.arrives(
        order("SO-100234-PL", line("1", "TEA", 1), ref="5001", ship_to=zofia),
        order("#1002", line("1", "MUG", 1), ref="77", ship_to=replace(ELSEWHERE, phone="0171-5556677")),
    )
    floor.scan("ORD-main-5001")
    floor.scan("TEA")
    tracking = floor.prints()
    floor.scan(tracking)
    said = {
        "SO-100234-PL": (
            "100234", "00234", "so-1002", "12 345 67 89", "0048 12 345 67 89", "(012) 3456789", "345-67-89",
            tracking.lower(), f" {tracking[:4]} {tracking[4:]}", "te", "ord-main-5001", "TEA",
        ),
        "#1002": ("5556677", "0171 5556677", "+49 171 5556677", "٠١٧١ ٥٥٥٦٦٧٧", "002", "mu"),
    }  # fmt: skip
    for number, texts in said.items():
        assert {text: rows(floor, text)[:1] for text in texts} == {text: [number] for text in texts}
    for nobodys in ("9 345 67 89", "67 89", "e", "%", "_u"):
        assert rows(floor, nobodys) == []


def test_a_filter_of_nothing_is_every_order(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    with floor.store.read() as connection:
        assert queries.order_counts(connection, "", QueueFilter())["open"] == 1
