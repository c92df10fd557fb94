"""Whatever is scanned, weighed, changed in the shop or cut off, in any order: the books balance."""

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from floor import AT, EANS, GRAMS, Floor, line, order
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from station.model.barcode import Command
from station.model.operator import Operator, Role
from station.model.order import Address, Order, OrderState
from station.model.picking import WaveRule
from station.model.quantity import Mass
from station.packing import kits
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.packing.session import fold
from station.store import leases, merged, outbox, paper
from station.store import orders as kept
from station.store.engine import Store
from station.store.prepare import prepare
from station.usecases import merging, opening, queue, waves

NUMBERS = ("101", "102", "103", "104")
SAM = Operator("Sam", "OP-SAM", Role.SUPERVISOR)
TEXTS = ("OP-SAM", "OP-ANA", "4711", "LINE-1", "CMD-9", "CASE", "QTY-2", "CARTON-M", "S1")


class Clock:
    """Time that only moves when told to."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.set_to = 0.0  # somebody set the clock; the other one never goes back

    def now(self) -> Any:
        return AT + timedelta(seconds=self.passed + self.set_to)

    def monotonic(self) -> float:
        return self.passed


class Neighbour(Floor):
    """Another bench on the same database."""

    name = "Bench 2"


class AnySequence(RuleBasedStateMachine):
    """Two benches, a few orders, a shop that changes its mind, and people who hold, split and rush."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(f"sqlite:///{self.folder.name}/bench.db")
        prepare(self.store, Path(self.folder.name), AT)
        self.changes = 0

    @initialize(weigh=st.sampled_from(["off", "required", "optional"]))
    def begin(self, weigh: str) -> None:
        self.clock = Clock()
        rules = Rules(weigh=weigh, kinds=(CartonKind("M", Mass.of(Decimal(120), "g")),))
        goods = (
            GoodsRule(skus=("SPOON",), require=("lot",)),
            GoodsRule(skus=("MUG",), instruction="Wrap it.", per_carton=True, case_codes={"CASE": 2}),
            GoodsRule(insert="CARD"),
            GoodsRule(skus=("SET",), kit={"TEA": 1, "SPOON": 2}),
            GoodsRule(skus=("POT",), own_box=True, require=("serial",)),
        )
        self.floor = Floor(self.store, self.clock, rules, goods=goods)
        self.other = Neighbour(self.store, self.clock, rules, goods=goods, numbers=self.floor.numbers)
        self.shop: dict[str, Order] = {
            "101": order("101", line("1", "TEA", 2), line("2", "MUG", 1)),
            "102": order(
                "102",
                line("1", "MUG", 1, options=(("Engraving", "A"),)),
                line("2", "MUG", 2, options=(("Engraving", "B"),)),
            ),
            "103": order("103", line("1", "SPOON", 3)),
            "104": order("104", line("1", "SET", 2), line("2", "POT", 1)),
        }
        self.left = list[str]()
        self.floor.arrives(*self.shop.values())

    def judged(self, text: str) -> None:
        self.clock.passed += 1
        assert self.floor.scan(text).say.code != "station.mistake"

    def state_is(self, *states: str) -> bool:
        return self.floor.state in states

    @rule(text=st.sampled_from([*EANS, *NUMBERS, *TEXTS]))
    def scans_anything(self, text: str) -> None:
        self.judged(text)

    @rule(command=st.sampled_from(list(Command)))
    def scans_a_command(self, command: Command) -> None:
        self.judged(command.value)

    @precondition(lambda self: self.state_is("idle"))
    @rule(number=st.sampled_from(NUMBERS))
    def opens(self, number: str) -> None:
        self.judged(number)

    @precondition(lambda self: self.state_is("packing"))
    @rule(units=st.integers(1, 3))
    def packs_what_is_next(self, units: int) -> None:
        for _ in range(units):
            current = self.floor.bench.seat.current
            due = [one for one in current.session.lines if one.left] if current else []
            if not due or not self.state_is("packing"):
                return
            here = current.session
            kit = due[0].parts[:1] if due[0].parts and units > 1 else ()
            if here.kit_line:
                kit = tuple(part for part, _ in kits.missing(here, here.known(here.kit_line)))
            self.judged(kit[0].sku if kit else EANS[due[0].sku])

    @precondition(lambda self: self.state_is("asking"))
    @rule(answer=st.integers(0, 8))
    def answers(self, answer: int) -> None:
        choices = [one for one in self.floor.bench.view().choices if one.scan != "CMD-NO"]
        question = self.floor.bench.seat.here.session.question if self.floor.bench.seat.current else None
        if choices:
            self.judged(choices[answer % len(choices)].scan)
        elif question is not None and question.question == "permission":
            self.judged("OP-SAM")
        elif answer:
            self.judged(("L1", "S1", "S2", "CMD-NO", *EANS)[answer % 7])
        else:
            self.judged("CMD-NO")

    @precondition(lambda self: self.state_is("idle") and self.left)
    @rule(which=st.integers(0, 5))
    def reopens(self, which: int) -> None:
        for text in ("OP-SAM", "CMD-REOPEN", self.left[which % len(self.left)], "CMD-1"):
            self.judged(text)

    @precondition(lambda self: self.state_is("weighing"))
    @rule(off=st.sampled_from([0, 0, 0, 500]))
    def puts_the_carton_on(self, off: int) -> None:
        session = self.floor.bench.seat.here.session
        grams = sum(
            GRAMS[line.sku] * dict(session.on_bench.content).get(line.ref, 0) for line in session.lines
        )
        self.clock.passed += 0.3
        self.floor.puts_on_scale(0)
        self.floor.puts_on_scale(grams + 120 + off)

    @rule(grams=st.sampled_from([0, 160, 400, 5000]), stable=st.booleans())
    def weighs_anything(self, grams: float, stable: bool) -> None:
        seat = self.floor.bench.seat
        asked = seat.current.session if seat.current is not None and seat.question is not None else None
        self.clock.passed += 0.3
        self.floor.puts_on_scale(grams, stable)
        assert asked is None or seat.here.session == asked, "nothing goes on while something is asked"

    @precondition(lambda self: self.state_is("packing", "weighing"))
    @rule(grams=st.sampled_from([0, 400, 700]), answer=st.sampled_from(["CMD-NO", "CMD-1", "OP-SAM"]))
    def is_weighed_while_a_reason_is_asked_for(self, grams: float, answer: str) -> None:
        self.judged("CMD-HOLD")
        self.weighs_anything(0, True)
        self.weighs_anything(grams, True)
        self.judged(answer)

    @precondition(lambda self: self.state_is("packing"))
    @rule(state=st.sampled_from([OrderState.CANCELLED, OrderState.REFUNDED]), parked=st.booleans())
    def is_over_with_units_in_its_carton(self, state: OrderState, parked: bool) -> None:
        number = self.floor.bench.seat.here.stored.order.number
        if number not in self.shop:
            return  # put together from several, each of which may end
        self.packs_what_is_next(2)
        if parked:
            self.judged("CMD-PARK")
        self.changes += 1
        now = self.shop[number]
        self.shop[number] = replace(now, changed_at=AT + timedelta(seconds=self.changes), state=state)
        self.floor.arrives(self.shop[number])
        hears_of_it(self.other)

    @precondition(lambda self: self.state_is("put_back"))
    @rule(
        how=st.sampled_from(["unit", "unit", "unit", "CMD-2", "CMD-SHORT", "CMD-YES", "CMD-UNDO", "CMD-PARK"])
    )
    def puts_something_back(self, how: str) -> None:
        view = self.floor.bench.view().chore
        assert view is not None
        unit = view.goods[view.focus].sku if view.focus >= 0 else "CMD-1"
        self.judged(unit if how == "unit" else how)

    @precondition(lambda self: self.state_is("held"))
    @rule()
    def acknowledges(self) -> None:
        self.judged("CMD-YES")

    @precondition(lambda self: self.floor.state == "labelling" and self.wanted())
    @rule(scans_back=st.booleans())
    def label_comes(self, scans_back: bool) -> None:
        tracking = self.floor.prints()
        if scans_back:
            self.left.append(tracking)
            self.judged(tracking)

    @precondition(lambda self: self.state_is("scan_back"))
    @rule()
    def scans_the_label(self) -> None:
        self.left.append(self.floor.bench.seat.here.session.on_bench.tracking)
        self.judged(self.left[-1])

    @precondition(lambda self: self.state_is("idle"))
    @rule(way=st.sampled_from(["single", "batch", "cluster"]), walked=st.booleans())
    def wave_is_made(self, way: str, walked: bool) -> None:
        with suppress(waves.WaveError):
            self.floor.bench.work(lambda tx: waves.build(self.floor.bench.seat, tx, WaveRule(way)))
        with self.store.read() as connection:
            lists = connection.exec_driver_sql(
                "select id from pick where state in ('open', 'parked')"
            ).scalars()
            first = next(iter(lists), None)
        if walked and first is not None:
            self.judged(f"PICK-{first}")

    @precondition(lambda self: self.state_is("picking"))
    @rule(scans=st.integers(1, 9), short=st.integers(0, 9))
    def walks_on(self, scans: int, short: int) -> None:
        for number in range(scans):
            walking = self.floor.bench.seat.walking
            if walking is None:
                return
            walk, choices = walking.walk, self.floor.bench.view().choices
            if choices:
                self.judged(choices[short % len(choices)].scan)
            elif walk.unbound:
                self.judged(f"TOTE-{walking.pick.id}{walk.unbound[0]}")
            elif walk.hand is not None:
                self.judged(walk.totes_of(walk.task(walk.hand.place).order)[-1])
            elif walk.focus is not None:
                self.judged("CMD-SHORT" if number == short else EANS.get(walk.focus.sku, walk.focus.sku))

    def wanted(self) -> bool:
        with self.store.read() as connection:
            return bool(paper.wanted_labels(connection, self.floor.name))

    @rule(number=st.sampled_from(NUMBERS), change=st.sampled_from([2, 2, 3, 4, 5, 0, 1]))
    def shop_changes(self, number: str, change: int) -> None:
        self.changes += 1
        now = self.shop[number]
        first = now.lines[0]
        more: dict[str, Any] = [
            {"state": OrderState.CANCELLED},
            {"state": OrderState.ON_HOLD},
            {"state": OrderState.READY},
            {"ship_to": Address(name="A", street=(f"Road {self.changes}",), city="B", country="PL")},
            {"lines": (replace(first, refunded=min(first.ordered, first.refunded + 1)), *now.lines[1:])},
            {"lines": (replace(first, ordered=first.ordered + 1), *now.lines[1:])},
        ][change]
        self.shop[number] = replace(now, changed_at=AT + timedelta(seconds=self.changes), **more)
        self.floor.arrives(self.shop[number])
        hears_of_it(self.other)

    @rule()
    def packer_goes_to_the_other_bench(self) -> None:
        self.floor, self.other = self.other, self.floor

    @rule(seconds=st.sampled_from([-7200, -5, 30, 1000, 86400]))
    def clock_is_set(self, seconds: int) -> None:
        self.clock.set_to += seconds

    @rule(number=st.sampled_from(NUMBERS), what=st.sampled_from(["hold", "release", "rush", "split"]))
    def person_does_something(self, number: str, what: str) -> None:
        seat = self.floor.bench.seat

        def job(tx: Any) -> None:
            key = kept.by_ref(tx, "main", f"9{number}")
            assert key is not None
            with suppress(queue.QueueError):
                if what == "hold":
                    queue.hold(seat, tx, key, "hold.fraud", "Sam")
                elif what == "release":
                    queue.release(seat, tx, key, SAM, "Sam")
                elif what == "rush":
                    queue.rush(seat, tx, key, True, "Sam")
                else:
                    queue.split(seat, tx, key, {"1": 1}, "Sam")

        self.floor.bench.work(job)
        for floor in (self.floor, self.other):
            hears_of_it(floor)

    @rule(numbers=st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3))
    def person_merges_or_takes_apart(self, numbers: list[str]) -> None:
        seat = self.floor.bench.seat

        def job(tx: Any) -> None:
            keys = [kept.by_ref(tx, "main", f"9{number}") for number in numbers]
            whole = merged.whole_of(tx, keys[0])
            if len(numbers) > 1:
                merging.merge(seat, tx, keys, "Sam")
            elif whole is not None:
                merging.take_apart(seat, tx, whole, "Sam")

        with suppress(queue.QueueError):
            self.floor.bench.work(job)
        for floor in (self.floor, self.other):
            hears_of_it(floor)

    @precondition(lambda self: self.state_is("packing"))
    @rule()
    def goes_with_the_others(self) -> None:
        self.judged("CMD-MERGE")

    @rule()
    def shop_is_told(self) -> None:
        with self.store.write() as tx:
            tx.exec_driver_sql("update outbox set state = 'done', sent_at = 1 where state = 'ready'")

    @rule()
    def plug_is_pulled(self) -> None:
        seat = self.floor.bench.seat
        before = (self.floor.state, seat.left) if seat.current and self.is_ours() else None
        if before is not None and seat.question is not None:
            before = (seat.current.session.state.value, seat.left)
        chore = seat.chore if seat.current is None and seat.walking is None else None
        self.floor.start()
        if chore is not None:
            after = self.floor.bench.seat.chore
            assert after is not None and (after.key, after.armed) == (chore.key, chore.armed)
        if before is not None:
            assert (self.floor.state, self.floor.bench.seat.left) == before

    def is_ours(self) -> bool:
        """Nobody has taken it over."""
        current = self.floor.bench.seat.here
        with self.store.read() as connection:
            return leases.token(connection, current.lease, self.floor.name) == current.token

    @invariant()
    def units_balance(self) -> None:
        """What is in cartons is never more than was ordered, and the session agrees with its cartons."""
        if not hasattr(self, "floor"):
            return
        current = self.floor.bench.seat.current
        if current is not None:
            session = current.session
            for one in session.lines:
                packed = sum(dict(c.content).get(one.ref, 0) for c in session.cartons if not c.voided)
                assert packed == one.packed
                if session.state.value != "held":
                    assert one.packed + one.shorted + one.left == one.due
            assert fold(session.start, session.history, session.tasks) == session
            marks = [mark for c in session.cartons if not c.voided for mark in c.marks]
            serials = [mark.serial for mark in marks if mark.serial]
            assert len(set(serials)) == len(serials), "a serial number is there once"

    @invariant()
    def books_agree_with_the_floor(self) -> None:
        if not hasattr(self, "floor"):
            return
        with self.store.read() as connection:
            given_back = connection.exec_driver_sql(
                "select uid from carton where state = 'void' and uid in"
                " (select carton from put_back where key like 'carton:%')"
            ).scalars().all()  # fmt: skip
            moved = sum(
                quantity
                for key, quantity in connection.exec_driver_sql(
                    "select key, quantity from movement where kind = 'ship'"
                )
                if not any(f":{uid}:" in key for uid in given_back)
            )
            confirmed = connection.exec_driver_sql(
                "select coalesce(sum(l.quantity), 0) from carton_line l join carton c on c.uid = l.carton"
                " where c.state = 'confirmed'"
            ).scalar_one()
            told = [row for row in outbox.listed(connection, ["ready"]) if row.topic == "tracking"]
            labels = connection.exec_driver_sql(
                "select tracking, count(distinct carton) from label where tracking <> '' group by tracking"
            ).all()
            for number in NUMBERS:
                key = kept.by_ref(connection, "main", f"9{number}")
                stored = kept.load(connection, key) if key is not None else None
                assert stored is not None
            left = dict(
                connection.exec_driver_sql(
                    "select o.id, sum(l.shipped_here) from order_line l join orders o on o.id = l.order_id"
                    " group by o.id"
                ).all()
            )
            of_shop = set(
                connection.exec_driver_sql("select id from orders where ref not like 'merged-%'").scalars()
            )
            parts = set(connection.exec_driver_sql("select part from merged_part").scalars())
        # What was put together here, and what it was made of: each knows all that left of it.
        shipped = sum(left[key] for key in of_shop)
        whole = sum(left[key] for key in left.keys() - parts)
        assert -moved == confirmed == shipped == whole
        assert all(cartons == 1 for _, cartons in labels), "no number on two cartons"
        assert len({row.key for row in told}) == len(told)

    @invariant()
    def what_nobody_wants_any_more_is_on_its_way_back(self) -> None:
        """No carton of an order that is over holds anything, unless it is on a bench; and what is put back
        moves only what had left the books.
        """
        if not hasattr(self, "floor"):
            return
        with self.store.read() as connection:
            kept_in = connection.exec_driver_sql(
                "select c.uid from carton c join carton_line l on l.carton = c.uid"
                " join orders o on o.id = c.order_id join session s on s.id = c.session"
                " where c.state in ('open', 'sealed', 'labelled') and s.state <> 'open'"
                " and o.state in ('cancelled', 'refunded', 'fulfilled')"
            ).scalars()
            assert list(kept_in) == []
            back = "select coalesce(sum(done + lost), 0) from put_back where key like 'carton:%'"
            moved = "select coalesce(sum(quantity), 0) from movement where kind = 'return_to_shelf'"
            lost = "select coalesce(sum(lost), 0) from put_back"
            gone = "select coalesce(-sum(quantity), 0) from movement where kind = 'damage'"
            for rows, books in ((back, moved), (lost, gone)):
                assert connection.exec_driver_sql(rows).scalar_one() == int(
                    connection.exec_driver_sql(books).scalar_one()
                )

    @invariant()
    def what_is_packed_with_others_is_offered_as_one(self) -> None:
        """Nobody can take up a part by itself; and what waits for nothing is offered, alone or as a part."""
        if not hasattr(self, "floor"):
            return
        with self.store.read() as connection:
            loose = connection.exec_driver_sql(
                "select o.number from orders o join merged_part m on m.part = o.id"
                " where o.hold is null or o.bench is not null or o.wave is not null"
            ).scalars()
            assert list(loose) == []
            stray = connection.exec_driver_sql(
                "select number from orders where hold = 'hold.merged' and id not in"
                " (select part from merged_part)"
            ).scalars()
            assert list(stray) == []
            left = connection.exec_driver_sql(
                "select number, state from orders where ref like 'merged-%' and id not in"
                " (select whole from merged_part) and (state <> 'cancelled' or open_units > 0)"
            )
            assert left.all() == []

    @invariant()
    def kits_are_made_of_their_parts(self) -> None:
        if not hasattr(self, "floor"):
            return
        with self.store.read() as connection:
            rows = connection.exec_driver_sql(
                "select sku, kind, sum(quantity) from movement where kind in ('ship', 'assemble')"
                " group by sku, kind"
            ).all()
        sums = {(sku, kind): int(units) for sku, kind, units in rows}
        made = sums.get(("SET", "assemble"), 0)
        parts = (sums.get(("TEA", "assemble"), 0), sums.get(("SPOON", "assemble"), 0))
        assert parts == (-made, -2 * made)
        with self.store.read() as connection:
            bodies = connection.exec_driver_sql(
                "select body from outbox where state <> 'cancelled'"
                " and (key like 'plus:kit:%' or key like 'plus:again:%')"
            ).scalars()
            told = [json.loads(body) for body in bodies]
        hearing = {sku: sum(one["plus"] for one in told if one["sku"] == sku) for sku in ("TEA", "SPOON")}
        assert (hearing["TEA"], hearing["SPOON"]) == parts, "the shop hears of every part once"
        assert 0 <= made <= -sums.get(("SET", "ship"), 0)

    @invariant()
    def every_carton_that_left_is_told_once(self) -> None:
        if not hasattr(self, "floor"):
            return
        with self.store.read() as connection:
            bodies = (
                connection.exec_driver_sql(
                    "select body from outbox where topic = 'tracking' and state <> 'cancelled'"
                )
                .scalars()
                .all()
            )
            parcels = [(body["ref"], one) for body in map(json.loads, bodies) for one in body["parcels"]]
            inside = dict(
                connection.exec_driver_sql(
                    "select c.tracking, sum(l.quantity) from carton_line l join carton c on c.uid = l.carton"
                    " where c.state in ('confirmed', 'handed_over') group by c.tracking"
                ).all()
            )
            left = connection.exec_driver_sql(
                "select c.tracking, c.order_id, s.completed_at from carton c"
                " left join shipment s on s.id = c.shipment where c.state = 'confirmed'"
            ).all()
            waiting = {order for _, order, done in left if done is None}
            orders = {key: kept.load(connection, key) for key in waiting}
        heard = [(ref, one["tracking"]) for ref, one in parcels]
        assert len(set(heard)) == len(heard), "nothing is told twice"
        assert not any(ref.startswith("merged-") for ref, _ in heard), "of what the shop does not know"
        told = dict[str, int]()
        for _, one in parcels:
            told[one["tracking"]] = told.get(one["tracking"], 0) + sum(units for _, units in one["lines"])
        for tracking, key, done in left:
            assert done is None or told.get(tracking) == inside[tracking], "what left is told, all of it"
            stored = orders.get(key)
            going = stored is not None and stored.order.state is OrderState.READY
            if going and done is None and stored is not None:
                more = any(opening.due_now(stored, None).values())
                assert more or stored.bench, "and does not wait for what nobody wants any more"

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


def hears_of_it(floor: Floor) -> None:
    """What another bench or a person did to the order on this one."""
    current = floor.bench.seat.current
    if current is not None:
        floor.bench.work(lambda tx: floor.bench.orders_changed(tx, [current.stored.id]))


AnySequence.TestCase.settings = settings(
    max_examples=25, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnySequence = AnySequence.TestCase
