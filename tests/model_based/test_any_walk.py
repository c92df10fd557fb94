"""Any sequence of scans on a walk: nothing is lost, nothing is in two totes, UNDO never invents a unit."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from station.model.barcode import comparable
from station.packing import pickfacts as f
from station.packing import pickscan, pickshort
from station.packing.bins import Floor
from station.packing.pickfacts import Step
from station.packing.picking import PickOutcome, PickRules, Task, Walk, extend, fold

CODES = {"TEA": "2000000000015", "MUG": "2000000000022", "SPOON": "2000000000039"}
CASE = "10012345678902"
BINS = ("A-1", "A-10", "B-2", "")
tasks_drawn = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(sorted(CODES)), st.sampled_from(BINS), st.integers(1, 7)),
    min_size=1,
    max_size=8,
)


def task(place: int, order: int, sku: str, bin_: str, asked: int) -> Task:
    bins = (bin_, "C-9") if bin_ == "A-1" else (bin_,)
    cases = ((comparable(CASE), 3),) if sku == "TEA" else ()
    codes = frozenset({comparable(CODES[sku])})
    return Task(
        place, order, f"#{order}", f"l{place}", sku, sku, bin_, asked, due=100 - order, product=sku,
        codes=codes, cases=cases, bins=bins,
    )  # fmt: skip


PARTS = (("TEA", "A-10", 2), ("MUG", "A-1", 1), ("SPOON", "", 3))


def part(place: int, kits: int, sku: str, bin_: str, each: int) -> Task:
    """Of as many kits, on order 4."""
    return replace(task(place, 4, sku, bin_, kits * each), line="kit", each=each)


class AnyWalk(RuleBasedStateMachine):
    walk: Walk
    rules: PickRules
    due: dict[tuple[int, str], int]

    @initialize(
        kits=st.integers(0, 3), drawn=tasks_drawn, totes=st.booleans(), forced=st.booleans(),
        then=st.sampled_from(("ask", "backorder")), choose=st.sampled_from(("rule", "ask")),
    )  # fmt: skip
    def begin(self, kits, drawn, totes, forced, then, choose) -> None:
        wanted = tuple(task(place, *one) for place, one in enumerate(drawn, 1))
        if kits:
            free = len(wanted) + 1
            wanted += tuple(part(free + place, kits, *one) for place, one in enumerate(PARTS))
        self.rules = PickRules("forced" if forced else "optional", then, choose)
        walk = fold(wanted, totes, Floor(), ())
        self.walk = extend(walk, pickscan.begin(walk))
        self.due = {(one.order, one.line): one.asked // max(1, one.each) for one in wanted}

    def make(self, outcome: PickOutcome) -> None:
        if outcome.facts:
            self.walk = extend(self.walk, outcome.facts)
        again = fold(self.walk.start, self.walk.totes_used, self.walk.floor, self.walk.history)
        assert again == self.walk, "a restart stands elsewhere"

    def over(self) -> bool:
        return self.walk.step is Step.DONE

    @precondition(lambda self: not self.over())
    @rule(text=st.sampled_from([*CODES.values(), CASE]))
    def goods(self, text) -> None:
        found = pickscan.called(self.walk, text)
        if found:
            self.make(pickscan.scan_item(self.walk, found, text, self.rules))

    @precondition(lambda self: not self.over())
    @rule(number=st.integers(1, 6))
    def tote(self, number) -> None:
        numbers = {order: f"#{order}" for order in self.walk.orders}
        self.make(pickscan.scan_tote(self.walk, pickscan.ToteSeen(f"TOTE-{number}"), numbers))

    @precondition(lambda self: not self.over() and self.walk.hand is not None)
    @rule()
    def the_right_tote(self) -> None:
        order = self.walk.task(self.walk.hand.place).order
        self.make(pickscan.scan_tote(self.walk, pickscan.ToteSeen(self.walk.totes_of(order)[-1]), {}))

    @precondition(lambda self: not self.over())
    @rule(name=st.sampled_from([*BINS[:3], "C-9", "Z-1"]))
    def bin(self, name) -> None:
        self.make(pickscan.scan_bin(self.walk, f"BIN-{name}"))

    @precondition(lambda self: not self.over())
    @rule(number=st.integers(0, 9))
    def digit(self, number) -> None:
        if self.walk.step is Step.ASKING:
            self.make(pickshort.answer(self.walk, f"CMD-{number}", self.rules))
        else:
            self.make(pickscan.count(self.walk, number))

    @precondition(lambda self: not self.over())
    @rule(what=st.sampled_from(("short", "full", "undo", "no")))
    def command(self, what) -> None:
        if what == "no" and self.walk.step is Step.ASKING:
            self.make(pickshort.answer(self.walk, "CMD-NO", self.rules))
        elif what != "no":
            act = {"short": pickshort.short, "full": pickscan.tote_full, "undo": pickscan.undo}[what]
            self.make(act(self.walk))

    @precondition(lambda self: not self.over())
    @rule()
    def park_and_come_back(self) -> None:
        facts: list[f.PickFact] = []
        if self.walk.step is Step.ASKING:
            facts += pickshort.answer(self.walk, "CMD-NO", self.rules).facts
        self.walk = extend(self.walk, [*facts, f.Parked()])
        self.walk = extend(self.walk, [f.Unparked()])

    @precondition(lambda self: not self.over())
    @rule(order=st.integers(1, 4), units=st.integers(0, 3), waits=st.booleans())
    def the_order_changes(self, order, units, waits) -> None:
        for key in self.due:
            if key[0] == order:
                self.due[key] = min(self.due[key], units)
        why = {order: "order.on_hold" if waits else "order.cancelled"}
        facts = pickshort.drift(self.walk, self.due, why, {order} if waits else set())
        self.make(PickOutcome(True, pickscan.no("scan.nothing_asked").say, facts))

    @precondition(lambda self: self.over())
    @rule()
    def nothing_follows_the_end(self) -> None:
        with pytest.raises(ValueError, match="cannot happen in done"):
            extend(self.walk, [f.UnitPicked(1, 1, "")])

    # -- what always holds ------------------------------------------------------------------------

    @invariant()
    def every_unit_is_accounted_for(self) -> None:
        for one in self.walk.tasks:
            assert min(one.picked, one.short, one.dropped, one.left) >= 0, one
            assert one.picked + one.short + one.dropped + one.left == one.asked
        for one in self.walk.start:
            parts = [task for task in self.walk.tasks if one.place in (task.place, task.origin)]
            assert sum(part.asked for part in parts) == one.asked

    @invariant()
    def nobody_walks_for_parts_of_kits_that_cannot_be_made(self) -> None:
        parts: dict[str, list[Task]] = {}
        for one in self.walk.tasks:
            if one.each:
                parts.setdefault(one.sku, []).append(one)
        if any(one.short for some in parts.values() for one in some):
            wanted = {
                sku: sum(one.asked - one.short - one.dropped for one in some) for sku, some in parts.items()
            }
            kits = min(units // parts[sku][0].each for sku, units in wanted.items())
            for sku, some in parts.items():
                over = wanted[sku] - kits * some[0].each
                assert not over or not sum(one.left for one in some), (sku, over)

    @invariant()
    def no_unit_is_in_two_totes_and_none_in_anothers(self) -> None:
        walk = self.walk
        assert len({code for code, _ in walk.totes}) == len(walk.totes), "a tote of two orders"
        whose = dict(walk.totes)
        for tote, place, units in walk.load:
            assert units > 0
            assert whose[tote] == walk.task(place).order
        if walk.totes_used:
            for one in walk.tasks:
                assert sum(units for _, place, units in walk.load if place == one.place) == one.picked

    @invariant()
    def the_hand_never_has_more_than_is_asked(self) -> None:
        hand = self.walk.hand
        assert (hand is not None) == (self.walk.step is Step.PUTTING)
        assert hand is None or 0 < hand.quantity <= self.walk.task(hand.place).left

    @invariant()
    def it_ends_when_nothing_is_left_and_never_before(self) -> None:
        if self.walk.outcome:
            assert self.walk.complete
        elif self.walk.step is Step.WALKING:
            assert not self.walk.complete
        assert (self.walk.question is not None) == (self.walk.step is Step.ASKING)


AnyWalk.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyWalk = AnyWalk.TestCase
