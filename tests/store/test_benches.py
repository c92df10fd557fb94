"""Sessions, cartons and labels as two benches leave them in one database."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from floor import AT, EANS, Floor, line, order
from sqlalchemy import func, select

from station.bus import Bus
from station.model.events import ProblemFound, ScanJudged
from station.packing import facts as f
from station.packing.facts import TakenOver
from station.packing.outcome import Rules
from station.store import counted, ledger, paper, sessions
from station.store.schema import carton, carton_line, fact, movement
from station.usecases import orders as intake
from station.usecases.bench import Bench
from station.usecases.seat import Policy


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    return Floor(store, fake_clock, Rules(weigh="off"))


class Neighbour:
    """Another bench on the same database."""

    def __init__(self, floor: Floor, name: str = "Bench 2") -> None:
        self.events: list[object] = []
        bus = Bus()
        bus.subscribe(self.events.append)
        self.bench = Bench(floor.store, bus, floor.clock, Policy(name, Rules(weigh="off"), ("main",)))
        self.bench.load()
        self.bench.announce()

    def scan(self, text: str) -> ScanJudged:
        self.bench.scan(EANS.get(text, text))
        return next(event for event in reversed(self.events) if isinstance(event, ScanJudged))


def rows(store, query):
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_facts_come_back_as_they_were_stored(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    for text in ("101", "TEA", "CMD-UNDO", "TEA", "CMD-SHORT", "CMD-1", "CMD-0", "MUG"):
        floor.scan(text)
    current = floor.bench.seat.current
    with floor.store.read() as connection:
        stored = sessions.history(connection, current.session_id)
    assert stored == current.session.history
    kinds = {type(one.fact) for one in stored}
    assert {f.Opened, f.CartonOpened, f.UnitPacked, f.Undone, f.Asked, f.LineShorted, f.CartonSealed} <= kinds


def test_the_rows_of_the_cartons_are_what_the_facts_say(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    for text in ("101", "TEA", "MUG", "CMD-UNDO", "CMD-NEXT-CARTON"):
        floor.scan(text)
    floor.scan(floor.prints())
    floor.scan("MUG")
    content = select(carton.c.number, carton.c.state, carton_line.c.sku, carton_line.c.quantity)
    content = content.join(carton_line, carton_line.c.carton == carton.c.uid)
    assert sorted(rows(floor.store, content)) == [(1, "confirmed", "TEA", 1), (2, "open", "MUG", 1)]
    assert rows(floor.store, select(movement.c.kind, movement.c.sku, movement.c.quantity))[-1] == (
        "ship",
        "TEA",
        -1,
    )


def test_units_in_cartons_and_units_still_owed(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 3)), order("102", line("1", "TEA", 2)))
    floor.scan("101")
    floor.scan("TEA")
    with floor.store.read() as connection:
        assert counted.packed_units(connection, "main", "p-TEA") == 1
        assert counted.open_units(connection, "main", "p-TEA") == 4
    floor.scan("CMD-NEXT-CARTON")
    floor.scan(floor.prints())
    with floor.store.read() as connection:
        assert counted.packed_units(connection, "main", "p-TEA") == 1
        assert counted.open_units(connection, "main", "p-TEA") == 4
        assert ledger.on_hand(connection, "main", "p-TEA") == 10 + 5 - 1


def test_an_order_on_one_bench_is_not_opened_on_another_by_accident(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    neighbour = Neighbour(floor)
    floor.scan("101")
    floor.scan("TEA")
    asked = neighbour.scan("101")
    assert (asked.ok, asked.say.code, asked.state) == (False, "order.on_other_bench", "asking")
    assert neighbour.scan("CMD-NO").state == "idle"
    assert floor.scan("TEA").state == "labelling"


def test_an_order_that_is_taken_over_goes_on_at_the_same_place_and_its_old_bench_is_free(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 3)), order("102", line("1", "MUG", 1)))
    neighbour = Neighbour(floor)
    floor.scan("101")
    floor.scan("TEA")
    neighbour.scan("101")
    taken = neighbour.scan("CMD-YES")
    assert (taken.say.code, taken.left) == ("order.resumed", 2)
    late = floor.scan("TEA")
    assert (late.ok, late.say.code, late.say.params["holder"]) == (False, "order.taken", "Bench 2")
    assert floor.state == "idle"
    floor.start()
    assert floor.state == "idle", "after a restart too"
    assert floor.scan("102").state == "packing"
    assert neighbour.scan("TEA").left == 1
    units = select(func.count()).where(fact.c.kind == "UnitPacked")
    assert rows(floor.store, units) == [(2,)]


def test_a_take_over_is_a_persons_act_and_written_down(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 3)))
    neighbour = Neighbour(floor)
    seat = neighbour.bench.seat
    seat.policy = replace(seat.policy, rules=replace(seat.policy.rules, packer_may=frozenset()))
    floor.scan("101")
    floor.scan("TEA")
    neighbour.scan("OP-ANA")
    codes = [neighbour.scan(text).say.code for text in ("101", "CMD-YES", "OP-ANA", "OP-SAM")]
    assert codes == ["order.on_other_bench", "permission.wanted", "operator.not_allowed", "order.resumed"]
    facts = [one.fact for one in seat.here.session.history]
    assert facts[-1] == TakenOver("Bench 2", "Bench 1", "Sam")
    assert [neighbour.scan(text).say.code for text in ("TEA", "CMD-UNDO", "CMD-UNDO", "CMD-UNDO")] == [
        "pack.unit", "undo.unit", "undo.unit", "undo.nothing",
    ]  # fmt: skip


def test_orders_that_come_in_while_a_bench_loses_its_order_are_stored_all_the_same(floor) -> None:
    packed = order("101", line("1", "TEA", 3))
    floor.arrives(packed)
    neighbour = Neighbour(floor)
    floor.scan("101")
    floor.scan("TEA")
    neighbour.scan("101")
    neighbour.scan("CMD-YES")
    changed = order("101", line("1", "TEA", 2), changed_at=AT + timedelta(minutes=1))
    floor.arrives(changed)
    with floor.store.read() as connection:
        from station.store import orders

        stored = orders.load(connection, orders.by_ref(connection, "main", changed.ref))
    assert stored.order.lines[0].ordered == 2
    assert [one.say.code for one in floor.events if isinstance(one, ProblemFound)] == ["order.taken"]
    assert floor.state == "idle"


def test_numbers_are_never_given_twice(store) -> None:
    """To eight at once, and not after a transaction that failed either."""
    got: list[int] = []
    lock = threading.Lock()

    def take() -> None:
        for _ in range(10):
            with store.write() as tx:
                number = paper.take_number(tx, "tracking", 1)
            with lock:
                got.append(number)

    threads = [threading.Thread(target=take, name=f"taker {n}") for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got) == list(range(1, 81))


def test_a_job_goes_from_waiting_to_printed_and_a_void_carton_takes_its_jobs_along(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    floor.scan("101")
    floor.scan("TEA")
    uid = floor.bench.seat.current.session.carton.uid
    with floor.store.write() as tx:
        paper.add_job(tx, "j1", "Bench 1", "shipping_label", "a.pdf", "label", AT, carton_uid=uid)
        paper.add_job(tx, "j2", "Bench 1", "shipping_label", "b.pdf", "label", AT, carton_uid=uid)
        paper.add_job(tx, "j3", "Bench 2", "packing_slip", "c.pdf", "slip", AT)
    with floor.store.read() as connection:
        assert [job.id for job in paper.jobs(connection, "Bench 1", ["waiting"])] == ["j1", "j2"]
    with floor.store.write() as tx:
        paper.set_job(tx, "j1", "printed", target_file="out.pdf")
        paper.cancel_jobs(tx, uid)
    with floor.store.read() as connection:
        states = {name: paper.job(connection, name).state for name in ("j1", "j2", "j3")}
    assert states == {"j1": "printed", "j2": "cancelled", "j3": "waiting"}


def test_only_the_last_label_of_a_carton_counts(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    floor.scan("101")
    floor.scan("TEA")
    with floor.store.read() as connection:
        (first,) = paper.wanted_labels(connection, "Bench 1")
        assert paper.wanted_labels(connection, "Bench 2") == []
    with floor.store.write() as tx:
        paper.set_label(tx, first.id, "made", file="a.pdf")
        second = paper.want_label(tx, first.carton, "print", AT)
    with floor.store.read() as connection:
        assert paper.latest_label(connection, first.carton) is None
        assert [one.id for one in paper.wanted_labels(connection, "Bench 1")] == [second]


def test_a_movement_is_written_once(store) -> None:
    about = ("main", "TEA", "p-TEA", "ship", -1, "ship:c1:1", "Ana", AT)
    with store.write() as tx:
        assert [ledger.move(tx, *about), ledger.move(tx, *about)] == [True, False]
    with store.read() as connection:
        assert ledger.on_hand(connection, "main", "p-TEA") == -1


def test_two_benches_take_in_the_same_orders_at_one_moment(floor) -> None:
    from station.packing.fingerprint import fingerprint
    from station.store.incoming import Incoming

    made = [order(str(number), line("1", "TEA", 1)) for number in range(100, 140)]
    benches = [floor.bench, *(Neighbour(floor, f"Bench {n}").bench for n in (2, 3, 4))]
    trouble: list[BaseException] = []

    def pull(bench: Bench) -> None:
        try:
            for at in range(0, len(made), 10):
                part = [Incoming(one, fingerprint(one), b"{}") for one in made[at : at + 10]]
                bench.work(lambda tx, part=part: intake.store_slice(bench, tx, part))
        except BaseException as error:  # noqa: BLE001
            trouble.append(error)

    threads = [threading.Thread(target=pull, args=(bench,), name="pull") for bench in benches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert trouble == []
    from station.store.schema import orders

    assert rows(floor.store, select(func.count()).select_from(orders)) == [(40,)]
