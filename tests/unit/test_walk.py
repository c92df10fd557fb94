"""The walk of a pick list, without a bench: bins, waves, the table of facts, shorts."""

import pytest

from station.model.barcode import comparable
from station.model.picking import WaveRule as Rule
from station.packing import pickfacts as f
from station.packing import pickscan, pickshort
from station.packing.bins import Floor, aisle, bare, natural, several
from station.packing.pickfacts import NEXT, Step
from station.packing.picking import PickRules, Task, Walk, extend, fold
from station.packing.waves import Waiting, Want, choose, plan

TEA, MUG, SPOON = "2000000000015", "2000000000022", "2000000000039"
CODES = {"TEA": TEA, "MUG": MUG, "SPOON": SPOON}
RULES = PickRules()


def task(place: int, order: int, sku: str, bin_: str, asked: int, **more: object) -> Task:
    codes = frozenset({comparable(CODES[sku]), comparable(sku)})
    base = {"due": 1000 + order, "codes": codes, "product": f"p-{sku}", "bins": tuple(several(bin_))}
    return Task(place, order, f"{order}", f"l{place}", sku, sku.title(), bin_, asked, **(base | more))


def walk(*tasks: Task, totes: bool = False, floor: Floor | None = None) -> Walk:
    begun = fold(tasks, totes, floor or Floor(), ())
    return extend(begun, pickscan.begin(begun))


def scanned(at: Walk, text: str, rules: PickRules = RULES) -> tuple[str, Walk]:
    """The verdict's code, and the walk after it."""
    numbers = {one: str(one) for one in at.orders}
    if text == "SHORT":
        said = pickshort.short(at)
    elif text.startswith("CMD-") and at.step is Step.ASKING:
        said = pickshort.answer(at, text, rules)
    elif text.startswith("CMD-"):
        said = pickscan.count(at, int(text.removeprefix("CMD-")))
    elif text.startswith("TOTE-"):
        said = pickscan.scan_tote(at, pickscan.ToteSeen(text), numbers)
    elif pickscan.is_bin(at, text):
        said = pickscan.scan_bin(at, text)
    else:
        said = pickscan.scan_item(at, pickscan.called(at, text), text, rules)
    return said.say.code, extend(at, said.facts) if said.facts else at


def after(at: Walk, *texts: str, rules: PickRules = RULES) -> Walk:
    for text in texts:
        _, at = scanned(at, text, rules)
    return at


# -- bins -----------------------------------------------------------------------------------------


def test_bins_are_walked_by_their_numbers_not_their_letters() -> None:
    path = Floor().path(["A-10-1", "B-01", "A-02-3", "", "A-02-10"])
    assert sorted(path, key=path.__getitem__) == ["A-02-3", "A-02-10", "A-10-1", "B-01", ""]


def test_aisles_in_the_settings_come_first_and_in_their_order() -> None:
    path = Floor(aisles=("C", "a")).path(["A-1", "B-1", "C-1"])
    assert sorted(path, key=path.__getitem__) == ["C-1", "A-1", "B-1", ""]


def test_a_serpentine_walks_every_other_aisle_from_its_far_end() -> None:
    path = Floor(serpentine=True).path(["A-1", "A-2", "B-1", "B-2", "C-1", "C-2"])
    assert sorted(path, key=path.__getitem__) == ["A-1", "A-2", "B-2", "B-1", "C-1", "C-2", ""]


@pytest.mark.parametrize(
    ("name", "found"), [("A-02-3", "A"), ("A02", "A"), ("12.4", "12"), ("R7/3", "R7"), ("", "")]
)
def test_an_aisle_is_what_stands_before_the_first_sign(name: str, found: str) -> None:
    assert aisle(name) == found


def test_the_longest_beginning_names_the_zone() -> None:
    floor = Floor(zones={"dry": ("A", "B"), "cold": ("B-9",)})
    assert [floor.zone(name) for name in ("A-1", "B-90", "B-1", "C-3", "")] == [
        "dry", "cold", "dry", "C", "",
    ]  # fmt: skip


def test_a_bin_label_and_the_name_on_the_shelf_are_one_bin() -> None:
    assert bare("BIN-a-04") == bare(" A-04 ")
    assert natural("A-04") == natural("A-4")
    assert several("A-04, C-11") == ("A-04", "C-11")


# -- waves ----------------------------------------------------------------------------------------


def waiting(order: int, **more: object) -> Waiting:
    base = {"store": "main", "method": "Parcel", "method_code": "flat", "due": 100 + order, "lines": 2}
    return Waiting(order, **(base | more))


def want(order: int, sku: str, bin_: str, quantity: int = 1) -> Want:
    return Want(order, f"{order}-{sku}", "main", sku, f"p-{sku}", sku, bin_, quantity)


def test_a_wave_takes_what_fits_its_rule_the_most_urgent_first() -> None:
    there = [waiting(1), waiting(2, method="Express"), waiting(3, lines=1), waiting(4, tags=("gift",))]
    assert choose(there, Rule()) == (1, 2, 3, 4)
    assert choose(there, Rule(methods=("express", "other"))) == (2,)
    assert choose(there, Rule(methods=("FLAT",))) == (1, 2, 3, 4)
    assert choose(there, Rule(singles="only")) == (3,)
    assert choose(there, Rule(singles="first")) == (3, 1, 2, 4)
    assert choose(there, Rule(tags=("gift", "glass"))) == (4,)
    assert choose(there, Rule(before=102)) == (1, 2)
    assert choose(there, Rule(store="other")) == ()
    assert choose(there, Rule(orders=2)) == (1, 2)


def test_a_rush_order_stays_before_single_lines() -> None:
    assert choose([waiting(1, rush=True), waiting(2, lines=1)], Rule(singles="first")) == (1, 2)


def test_each_way_has_its_lists() -> None:
    wants = [want(1, "TEA", "A-1"), want(1, "MUG", "B-1"), want(2, "TEA", "A-1"), want(3, "SPOON", "")]
    assert [len(one.wants) for one in plan((1, 2, 3), wants, Rule("single"), Floor())] == [2, 1, 1]
    (batch,) = plan((1, 2, 3), wants, Rule("batch"), Floor())
    assert [(one.bin, one.order) for one in batch.wants] == [("A-1", 1), ("A-1", 2), ("B-1", 1), ("", 3)]
    carts = plan((1, 2, 3), wants, Rule("cluster", totes=2), Floor())
    assert [{one.order for one in cart.wants} for cart in carts] == [{1, 2}, {3}]
    zones = plan((1, 2, 3), wants, Rule("zone"), Floor())
    assert [(one.zone, len(one.wants)) for one in zones] == [("", 1), ("A", 2), ("B", 1)]
    assert [one.zone for one in plan((1, 2, 3), wants, Rule("zone", zone="b"), Floor())] == ["B"]


def test_a_list_has_no_more_lines_than_the_rule_says_unless_one_order_has() -> None:
    wants = [want(1, "TEA", "A-1"), want(1, "MUG", "A-2"), want(1, "SPOON", "A-3"), want(2, "TEA", "A-1")]
    lists = plan((1, 2), wants, Rule("batch", lines=2), Floor())
    assert [len(one.wants) for one in lists] == [3, 1]


# -- the table ------------------------------------------------------------------------------------


def test_every_fact_but_a_reversal_has_a_row_and_every_row_a_known_fact() -> None:
    named = {fact for _, fact in NEXT}
    assert named == set(f.KINDS.values()) - {f.Undone}


def test_what_has_no_row_cannot_happen() -> None:
    with pytest.raises(ValueError, match="UnitPut cannot happen in walking"):
        extend(walk(task(1, 1, "TEA", "A-1", 1)), [f.UnitPut(1, 1, "TOTE-1")])


@pytest.mark.parametrize("step", list(Step))
def test_nothing_happens_after_the_end(step: Step) -> None:
    rows = [fact for at, fact in NEXT if at is step]
    assert (not rows) == (step is Step.DONE)


def test_facts_survive_being_stored() -> None:
    facts = [
        f.TotesWanted((1, 2)),
        f.Asked("why", 3, (("CMD-1", "empty"),)),
        f.Shorted(1, 2, "empty", 0, "hold"),
    ]
    assert [f.decode(*f.encode(fact)) for fact in facts] == facts


def test_a_fact_of_before_gets_defaults_for_what_was_added_since() -> None:
    assert f.decode("Counted", 1, '{"quantity": 4, "gone": 1}') == f.Counted(4)


# -- taking ---------------------------------------------------------------------------------------


def test_units_of_a_batch_go_to_whom_is_sent_first() -> None:
    at = walk(task(1, 2, "TEA", "A-1", 2), task(2, 1, "TEA", "A-1", 1), task(3, 1, "MUG", "B-1", 1))
    code, at = scanned(at, TEA)
    assert code == "pick.unit"
    assert [(one.order, one.picked) for one in at.tasks] == [(1, 1), (2, 0), (1, 0)]
    code, at = scanned(after(at, "CMD-2"), TEA)
    assert (code, at.left) == ("pick.stop_complete", 1)
    assert scanned(at, TEA)[0] == "pick.too_many"
    code, at = scanned(at, MUG)
    assert (code, at.step, at.outcome) == ("pick.done", Step.DONE, "done")


def test_a_number_comes_first_and_never_means_more_than_is_asked() -> None:
    at = walk(task(1, 1, "TEA", "A-1", 3), task(2, 1, "MUG", "B-1", 1))
    code, at = scanned(after(at, "CMD-4"), TEA)
    assert (code, at.left) == ("pick.more_than_asked", 4)
    assert after(at, "CMD-3", TEA).left == 1


def test_a_case_is_as_many_units_as_are_in_it() -> None:
    case = "10012345678902"
    at = walk(task(1, 1, "TEA", "A-1", 12, cases=((comparable(case), 6),)))
    assert after(at, case).left == 6
    assert scanned(after(at, "CMD-3"), case)[0] == "pick.more_than_asked"


def test_a_scan_of_a_later_stop_is_taken_and_the_eye_stays_there() -> None:
    at = walk(task(1, 1, "TEA", "A-1", 2), task(2, 1, "MUG", "B-1", 2))
    at = after(at, MUG)
    assert at.focus is not None
    assert at.focus.sku == "MUG"
    assert after(at, MUG).focus.sku == "TEA"


def test_where_two_stops_have_one_code_the_bin_tells() -> None:
    red = {"options": (("Colour", "red"),)}
    at = walk(task(1, 1, "TEA", "A-1", 1), task(2, 1, "MUG", "B-1", 1, **red), task(3, 1, "MUG", "C-1", 1))
    assert scanned(at, MUG)[0] == "pick.bin_tells"
    at = after(at, "BIN-C-1", MUG)
    assert [one.picked for one in at.tasks] == [0, 0, 1]


def test_a_forced_bin_is_scanned_before_its_goods() -> None:
    rules = PickRules(scan_bin="forced")
    at = walk(task(1, 1, "TEA", "A-1", 1), task(2, 1, "MUG", "", 1))
    assert scanned(at, TEA, rules)[0] == "pick.bin_first"
    assert scanned(at, "BIN-B-7", rules)[0] == "pick.wrong_bin"
    code, at = scanned(at, "a-1", rules)
    assert code == "pick.bin"
    at = after(at, TEA, rules=rules)
    assert scanned(at, MUG, rules)[0] == "pick.done"


# -- totes ----------------------------------------------------------------------------------------


def cart() -> Walk:
    return walk(
        task(1, 1, "TEA", "A-1", 2), task(2, 2, "TEA", "A-1", 1), task(3, 2, "MUG", "B-1", 1), totes=True
    )


def test_totes_are_bound_before_the_walk_each_to_one_order() -> None:
    at = cart()
    assert scanned(at, TEA)[0] == "pick.totes_first"
    code, at = scanned(at, "TOTE-1")
    assert (code, at.totes) == ("pick.tote_bound", (("TOTE-1", 1),))
    assert scanned(at, "TOTE-1")[0] == "pick.tote_used"
    taken = pickscan.ToteSeen("TOTE-9", 77, "1077")
    assert pickscan.scan_tote(at, taken, {}).say.params["order"] == "1077"
    assert after(at, "TOTE-2").step is Step.WALKING


def test_a_tote_with_goods_of_an_order_from_another_zone_is_that_orders() -> None:
    said = pickscan.scan_tote(cart(), pickscan.ToteSeen("TOTE-5", 2, "2"), {2: "2"})
    assert said.facts == (f.ToteBound("TOTE-5", 2),)


def test_each_unit_is_put_into_its_orders_tote() -> None:
    at = after(cart(), "TOTE-1", "TOTE-2", TEA)
    assert scanned(at, "TOTE-2")[0] == "pick.wrong_tote"
    assert scanned(at, MUG)[0] == "pick.put_first"
    at = after(at, TEA)
    assert scanned(at, TEA)[0] == "pick.put_first"
    code, at = scanned(at, "TOTE-1")
    assert (code, at.load) == ("pick.put", (("TOTE-1", 1, 2),))
    assert scanned(after(at, "CMD-2"), TEA)[0] == "pick.more_than_tote"
    at = after(at, TEA, "TOTE-2", MUG, "TOTE-2")
    assert (at.step, at.left) == (Step.DONE, 0)


def test_a_full_tote_is_followed_by_an_empty_one() -> None:
    at = after(cart(), "TOTE-1", "TOTE-2", TEA, "TOTE-1", TEA)
    at = extend(at, pickscan.tote_full(at).facts)
    assert scanned(at, "TOTE-2")[0] == "pick.tote_used"
    at = after(at, "TOTE-3")
    assert at.load == (("TOTE-1", 1, 1), ("TOTE-3", 1, 1))
    assert at.totes_of(1) == ("TOTE-1", "TOTE-3")


def test_undo_goes_back_scan_by_scan_to_the_beginning() -> None:
    at = after(cart(), "TOTE-1", "TOTE-2", TEA, "TOTE-1")
    seen = []
    for _ in range(4):
        said = pickscan.undo(at)
        at = extend(at, said.facts)
        seen.append((said.say.code, at.step, len(at.load), len(at.totes)))
    assert seen == [
        ("pick.undone", Step.PUTTING, 0, 2),
        ("undo.done", Step.WALKING, 0, 2),
        ("undo.done", Step.BINDING, 0, 1),
        ("undo.done", Step.BINDING, 0, 0),
    ]
    assert pickscan.undo(at).say.code == "undo.nothing"


# -- short ----------------------------------------------------------------------------------------


def stop_of(*wants: tuple[int, int]) -> list[Task]:
    return [task(n, n, "TEA", "A-1", asked, due=due) for n, (asked, due) in enumerate(wants, 1)]


@pytest.mark.parametrize(
    ("wants", "missing", "hit"),
    [
        ([(2, 1), (4, 3), (1, 9)], 1, {3: 1}),
        ([(2, 1), (4, 3), (1, 9)], 4, {2: 4}),
        ([(2, 1), (4, 3), (1, 9)], 3, {2: 3}),
        ([(1, 1), (1, 1), (1, 1)], 2, {3: 1, 2: 1}),
        ([(2, 5), (3, 4)], 5, {1: 2, 2: 3}),
        ([(3, 5)], 2, {1: 2}),
        ([(3, 5)], 0, {}),
    ],
)
def test_who_is_sent_last_goes_without_and_rather_a_whole_line(wants, missing, hit) -> None:
    assert pickshort.least_harm(stop_of(*wants), missing) == hit


def test_an_empty_bin_needs_no_count_and_the_order_waits_for_goods() -> None:
    at = walk(task(1, 1, "TEA", "A-1", 2), task(2, 1, "MUG", "B-1", 1))
    code, at = scanned(at, "SHORT")
    assert code == "pick.why"
    code, at = scanned(at, "CMD-1")
    assert (code, [value for _, value in at.question.choices]) == ("pick.what_next", ["backorder", "hold"])
    code, at = scanned(at, "CMD-1")
    assert (code, at.tasks[0].short, at.left) == ("pick.short", 2, 1)


def test_what_is_counted_is_still_picked() -> None:
    at = after(walk(task(1, 1, "TEA", "A-1", 5)), "SHORT", "CMD-2", "CMD-3", "CMD-1")
    assert (at.tasks[0].short, at.left) == (2, 3)
    assert after(at, "CMD-3", TEA).outcome == "done"


def test_another_bin_is_offered_and_the_rest_is_walked_for_there() -> None:
    bins = {"bins": ("A-1", "C-4")}
    at = walk(task(1, 1, "TEA", "A-1", 5, **bins), task(2, 1, "MUG", "B-1", 1))
    at = after(at, "SHORT", "CMD-3", "CMD-2")
    assert [value for _, value in at.question.choices] == ["bin:C-4", "backorder", "hold"]
    code, at = scanned(at, "CMD-1")
    assert code == "pick.moved"
    assert [(one.bin, one.left) for one in at.tasks] == [("A-1", 2), ("B-1", 1), ("C-4", 3)]
    at = after(at, "CMD-2", TEA, MUG, "SHORT", "CMD-1")
    assert [value for _, value in at.question.choices] == ["backorder", "hold"]


def test_a_hold_lets_go_of_the_rest_of_its_order() -> None:
    at = walk(task(1, 1, "TEA", "A-1", 1), task(2, 1, "MUG", "B-1", 1), task(3, 2, "MUG", "B-1", 1))
    at = after(at, "SHORT", "CMD-1", "CMD-2")
    assert [(one.short, one.dropped, one.left) for one in at.tasks] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


def test_a_person_chooses_whose_goods_are_missing_where_the_settings_say_so() -> None:
    rules = PickRules(short_orders="ask", after_short="backorder")
    at = walk(*stop_of((2, 1), (1, 9), (2, 5)))
    code, at = scanned(after(at, "SHORT", "CMD-2", rules=rules), "CMD-3", rules)
    assert code == "pick.which_order"
    assert [value for _, value in at.question.choices][0] == "3"
    code, at = scanned(at, "CMD-3", rules)
    assert code == "pick.short"
    assert {one.place: one.short for one in at.tasks if one.short} == {1: 2}


def test_of_twelve_orders_at_one_bin_any_can_be_the_one_that_waits() -> None:
    rules = PickRules(short_orders="ask", after_short="backorder")
    code, at = scanned(after(walk(*stop_of(*[(1, 1)] * 12)), "SHORT", "CMD-2", rules=rules), "CMD-10", rules)
    assert (code, at.question.choices[9]) == ("pick.which_order", ("CMD-NEXT-CARTON", "9"))
    code, at = scanned(at, "CMD-NEXT-CARTON", rules)
    assert (code, len(at.question.choices)) == ("several.next", 4)
    code, at = scanned(at, "CMD-NEXT-CARTON", rules)
    code, at = scanned(scanned(at, "CMD-NEXT-CARTON", rules)[1], "CMD-3", rules)
    assert code == "pick.short"
    assert sum(one.short for one in at.tasks) == 2


def test_undo_takes_a_short_back_with_its_questions() -> None:
    at = after(walk(task(1, 1, "TEA", "A-1", 2)), "SHORT", "CMD-2", "CMD-1", "CMD-1")
    assert at.tasks[0].short == 1
    at = extend(at, pickscan.undo(at).facts)
    assert (at.step, at.tasks[0].short, at.left) == (Step.WALKING, 0, 2)


# -- orders that change ---------------------------------------------------------------------------


def test_a_cancelled_order_is_not_walked_for_and_what_was_picked_goes_back() -> None:
    at = walk(task(1, 1, "TEA", "A-1", 2), task(2, 2, "MUG", "B-1", 1))
    at = after(at, TEA)
    facts = pickshort.drift(at, {(2, "l2"): 1}, {1: "order.cancelled"}, set())
    assert facts == (f.Dropped(1, 1, "order.cancelled"), f.GoesBack(1, 1, "order.cancelled"))
    assert extend(at, facts).left == 1


def test_an_order_on_hold_keeps_what_was_picked() -> None:
    at = after(walk(task(1, 1, "TEA", "A-1", 2), task(2, 2, "MUG", "B-1", 1)), TEA)
    facts = pickshort.drift(at, {(2, "l2"): 1}, {1: "order.on_hold"}, {1})
    assert facts == (f.Dropped(1, 1, "order.on_hold"),)


def test_fewer_units_are_taken_off_what_is_still_to_be_picked() -> None:
    at = after(walk(task(1, 1, "TEA", "A-1", 5)), "CMD-2", TEA)
    facts = pickshort.drift(at, {(1, "l1"): 3}, {}, set())
    assert facts == (f.Dropped(1, 2, ""),)


def test_goods_in_the_hand_for_a_cancelled_order_go_back_and_its_tote_is_not_asked_for() -> None:
    at = after(cart(), "TOTE-1", "TOTE-2", TEA)
    facts = pickshort.drift(at, {(2, "l2"): 1, (2, "l3"): 1}, {1: "order.cancelled"}, set())
    at = extend(at, facts)
    assert (at.hand, at.step) == (None, Step.WALKING)
    binding = cart()
    facts = pickshort.drift(binding, {(1, "l1"): 2}, {2: "order.cancelled"}, set())
    assert extend(binding, facts).unbound == (1,)


def test_a_question_about_goods_nobody_wants_is_over() -> None:
    at = after(walk(task(1, 1, "TEA", "A-1", 2), task(2, 2, "MUG", "B-1", 1)), "SHORT")
    at = extend(at, pickshort.drift(at, {(2, "l2"): 1}, {1: "order.cancelled"}, set()))
    assert (at.question, at.focus.sku) == (None, "MUG")
