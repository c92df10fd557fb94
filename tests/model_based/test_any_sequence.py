"""Whatever is scanned, weighed, changed in the shop or cut off, in any order: the books balance."""

import tempfile
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
from station.model.order import Address, Order, OrderState
from station.model.quantity import Mass
from station.packing import kits
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.packing.session import fold
from station.store import orders as kept
from station.store import outbox, paper
from station.store.engine import Store
from station.store.prepare import prepare

NUMBERS = ("101", "102", "103", "104")
TEXTS = ("OP-SAM", "OP-ANA", "4711", "LINE-1", "CMD-9", "CASE", "QTY-2", "CARTON-M", "S1")


class Clock:
    """Time that only moves when told to."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> Any:
        return AT + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed


class AnySequence(RuleBasedStateMachine):
    """One bench, three orders, a shop that changes its mind."""

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
        for text in ("OP-SAM", "CMD-REOPEN", self.left[which % len(self.left)]):
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
        self.clock.passed += 0.3
        self.floor.puts_on_scale(grams, stable)

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

    def wanted(self) -> bool:
        with self.store.read() as connection:
            return bool(paper.wanted_labels(connection, "Bench 1"))

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

    @rule()
    def plug_is_pulled(self) -> None:
        before = (self.floor.state, self.floor.bench.seat.left) if self.floor.bench.seat.current else None
        self.floor.start()
        if before is not None:
            assert (self.floor.state, self.floor.bench.seat.left) == before

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
                assert one.packed + one.shorted <= max(one.due, one.packed)
                assert one.packed <= one.due or session.state.value == "held"
            assert fold(session.start, session.history, session.tasks) == session
            marks = [mark for c in session.cartons if not c.voided for mark in c.marks]
            serials = [mark.serial for mark in marks if mark.serial]
            assert len(set(serials)) == len(serials), "a serial number is there once"

    @invariant()
    def books_agree_with_the_floor(self) -> None:
        if not hasattr(self, "floor"):
            return
        with self.store.read() as connection:
            moved = connection.exec_driver_sql(
                "select coalesce(sum(quantity), 0) from movement where kind = 'ship'"
            ).scalar_one()
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
            shipped = connection.exec_driver_sql(
                "select coalesce(sum(shipped_here), 0) from order_line"
            ).scalar_one()
        assert -moved == confirmed == shipped
        assert all(cartons == 1 for _, cartons in labels), "no number on two cartons"
        assert len({row.key for row in told}) == len(told)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


AnySequence.TestCase.settings = settings(
    max_examples=25, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnySequence = AnySequence.TestCase
