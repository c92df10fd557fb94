"""Floor stories, told with scans."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floor import AT, line, order

from station.model.events import LabelPrinted, OrderShipped, SessionResumed
from station.model.order import Address, OrderState
from station.store import outbox


def tracking_messages(floor) -> list:
    with floor.store.read() as connection:
        return outbox.listed(connection, ["ready", "parked", "done"])


def test_an_order_is_packed_labelled_scanned_back_and_told_to_the_cart(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    assert floor.scan("101").state == "packing"
    assert (floor.scan("TEA").say.code, floor.scan("MUG").say.code) == ("pack.unit", "pack.line_complete")
    last = floor.scan("TEA")
    assert (last.say.code, last.state, last.left) == ("pack.order_complete", "labelling", 0)
    tracking = floor.prints()
    assert floor.state == "scan_back"
    assert floor.scan("HV99999999").say.code == "label.not_this"
    done = floor.scan(tracking)
    assert (done.ok, done.state, done.left) == (True, "idle", None)
    assert [e.tracking for e in floor.events if isinstance(e, OrderShipped)] == [(tracking,)]
    assert [row.topic for row in tracking_messages(floor)] == ["tracking", "status"]


def test_what_is_not_on_the_order_does_not_go_in(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "MUG", 1)))
    floor.scan("101")
    wrong = floor.scan("MUG")
    assert (wrong.ok, wrong.say.code, wrong.say.params["expected"], wrong.left) == (
        False,
        "pack.not_on_order",
        "TEA",
        1,
    )
    assert floor.scan("4711").say.code == "scan.unknown"
    assert floor.scan("102").say.code == "pack.finish_or_park"


def test_one_too_many_is_refused(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)))
    floor.scan("101")
    floor.scan("TEA")
    again = floor.scan("TEA")
    assert (again.ok, again.say.code, again.left) == (False, "pack.too_many", 1)


def test_undo_takes_back_the_last_unit_and_stops_at_the_label(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    floor.scan("101")
    floor.scan("TEA")
    assert (floor.scan("CMD-UNDO").say.code, floor.bench.seat.left) == ("undo.unit", 2)
    assert floor.scan("CMD-UNDO").say.code == "undo.nothing"
    floor.scan("TEA")
    floor.scan("TEA")
    floor.prints()
    assert floor.scan("CMD-UNDO").say.code == "undo.nothing"


def test_the_same_sku_with_another_engraving_is_asked(floor) -> None:
    floor.arrives(
        order(
            "101",
            line("1", "MUG", 1, options=(("Engraving", "For Zoë"),)),
            line("2", "MUG", 1, options=(("Engraving", "For René"),)),
        )
    )
    floor.scan("101")
    asked = floor.scan("MUG")
    assert (asked.ok, asked.state, [c.scan for c in asked.choices]) == (False, "asking", ["CMD-1", "CMD-2"])
    assert floor.scan("TEA").ok is False
    assert floor.scan("CMD-7").say.code == "scan.not_an_answer"
    assert (floor.scan("CMD-2").say.code, floor.state) == ("pack.line_complete", "packing")
    assert floor.scan("MUG").state == "labelling", "only one engraving is left: nothing to ask"


def test_a_short_pick_ships_the_rest_and_leaves_the_order_open(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    floor.scan("101")
    floor.scan("TEA")
    assert floor.scan("CMD-SHORT").say.code == "short.which_line"
    assert floor.scan("CMD-1").say.code == "short.how_many"
    short = floor.scan("CMD-0")
    assert (short.ok, short.state, short.left) == (True, "packing", 2)
    assert floor.scan("MUG").state == "labelling"
    floor.scan(floor.prints())
    rows = tracking_messages(floor)
    assert sorted(row.topic for row in rows) == ["stock", "tracking"], "no status: a unit is still open"
    reopened = floor.scan("101")
    assert (reopened.say.code, reopened.left) == ("order.opened", 1)


def test_undo_of_a_short_takes_the_count_back(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    floor.scan("101")
    floor.scan("TEA")
    floor.scan("CMD-SHORT")
    floor.scan("CMD-UNDO")
    assert floor.state == "packing"
    floor.scan("CMD-SHORT")
    floor.scan("CMD-NO")
    assert floor.state == "packing"
    assert tracking_messages(floor) == []


def test_the_second_carton_goes_the_same_way(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)))
    floor.scan("101")
    assert floor.scan("CMD-NEXT-CARTON").say.code == "pack.carton_empty"
    floor.scan("TEA")
    assert floor.scan("CMD-NEXT-CARTON").state == "labelling"
    first = floor.prints()
    between = floor.scan(first)
    assert (between.state, between.left) == ("packing", 1)
    assert tracking_messages(floor) == [], "one message with every carton's lines, once the last is confirmed"
    floor.scan("MUG")
    second = floor.prints()
    floor.scan(second)
    assert [e.tracking for e in floor.events if isinstance(e, OrderShipped)] == [(first, second)]
    assert [e.carton for e in floor.events if isinstance(e, LabelPrinted)] == [1, 2]


def test_the_scale_decides_and_a_supervisor_may_overrule_it(weighing_floor) -> None:
    floor = weighing_floor
    floor.arrives(order("101", line("1", "TEA", 1)))
    floor.scan("101")
    assert floor.scan("TEA").state == "weighing"
    floor.puts_on_scale(900)
    assert floor.problems() == ["weight.too_heavy"]
    assert floor.scan("OP-ANA").say.code in ("operator.signed_in", "operator.not_allowed")
    assert floor.state == "weighing"
    assert (floor.scan("OP-SAM").say.code, floor.state) == ("weight.passed", "labelling")


def test_a_new_carton_never_inherits_the_last_weight(weighing_floor) -> None:
    floor = weighing_floor
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "TEA", 1)))
    for number in ("101", "102"):
        floor.scan(number)
        floor.scan("TEA")
        if number == "102":
            floor.puts_on_scale(400)
            assert floor.state == "weighing", "it is still the first carton that stands there"
            floor.puts_on_scale(0)
        floor.puts_on_scale(400)
        assert floor.state == "labelling"
        floor.scan(floor.prints())


def test_an_unstable_weight_is_no_weight(weighing_floor) -> None:
    floor = weighing_floor
    floor.arrives(order("101", line("1", "TEA", 1)))
    floor.scan("101")
    floor.scan("TEA")
    floor.puts_on_scale(400, stable=False)
    assert floor.state == "weighing"
    floor.puts_on_scale(400)
    assert floor.state == "labelling"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": OrderState.CANCELLED}, "order.cancelled"),
        ({"state": OrderState.ON_HOLD}, "order.on_hold"),
        ({"state": OrderState.REFUNDED}, "order.refunded"),
        (
            {"ship_to": Address(name="Somebody", street=("Elsewhere 1",), city="Łódź", country="PL")},
            "order.changed",
        ),
    ],
)
def test_a_change_in_the_shop_interrupts_the_packer(floor, change, code) -> None:
    packed = order("101", line("1", "TEA", 2))
    floor.arrives(packed)
    floor.scan("101")
    floor.scan("TEA")
    floor.arrives(replace(packed, changed_at=AT + timedelta(minutes=1), **change))
    assert (floor.state, floor.problems()) == ("held", [code])
    refused = floor.scan("TEA")
    assert (refused.ok, refused.say.code, refused.state) == (False, code, "held")
    assert floor.scan("CMD-YES").ok
    over = code in ("order.cancelled", "order.refunded")
    assert floor.state == ("put_back" if over else "packing" if code == "order.changed" else "idle")


def test_a_new_address_after_the_label_asks_for_a_new_label(floor) -> None:
    packed = order("101", line("1", "TEA", 1))
    floor.arrives(packed)
    floor.scan("101")
    floor.scan("TEA")
    old = floor.prints()
    moved = replace(packed.ship_to, street=("ul. Krótka 1",))
    floor.arrives(replace(packed, changed_at=AT + timedelta(minutes=1), ship_to=moved))
    assert floor.state == "held"
    assert floor.scan("CMD-YES").state == "labelling"
    new = floor.prints()
    assert floor.scan(old).say.code in ("label.not_this", "label.other_carton")
    assert floor.scan(new).say.code == "ship.done"


def test_a_line_taken_out_in_the_shop_sends_the_goods_back(floor) -> None:
    packed = order("101", line("1", "TEA", 1), line("2", "MUG", 1))
    floor.arrives(packed)
    floor.scan("101")
    floor.scan("TEA")
    floor.arrives(replace(packed, lines=packed.lines[1:], changed_at=AT + timedelta(minutes=1)))
    view = floor.bench.view()
    assert (view.instruction.code, view.instruction.params["goods"]) == (
        "do.held.take_out",
        "1\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}TEA",
    )
    assert (floor.scan("CMD-YES").say.code, floor.state) == ("held.taken_out", "packing")
    assert (floor.scan("MUG").say.code, floor.bench.seat.left) == ("pack.order_complete", 0)
    assert floor.scan(floor.prints()).say.code == "ship.done"
    assert [floor.scan(text).say.code for text in ("101", "TEA")] == ["back.begun", "back.done"]


def test_park_and_hold_keep_the_place(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)), order("102", line("1", "MUG", 1)))
    floor.scan("101")
    floor.scan("TEA")
    assert (floor.scan("CMD-PARK").say.code, floor.state) == ("order.parked", "idle")
    floor.scan("102")
    assert (floor.scan("CMD-HOLD").say.code, floor.state) == ("hold.why", "asking")
    assert (floor.scan("CMD-HOLD").say.code, floor.state) == ("order.held", "idle")
    back = floor.scan("101")
    assert (back.say.code, back.left) == ("order.resumed", 1)
    floor.scan("CMD-PARK")
    asked = floor.scan("102")
    assert (asked.ok, asked.state) == (False, "asking")
    assert floor.scan("CMD-YES").state == "packing"


def test_the_slip_of_a_shipped_order_prints_its_label_again(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    floor.scan("101")
    floor.scan("TEA")
    floor.scan(floor.prints())
    asked = floor.scan("ORD-main-9101")
    assert (asked.say.code, asked.state) == ("order.shipped", "asking")
    assert floor.scan("CMD-REPRINT").say.code == "reprint.queued"
    assert floor.state == "idle"


def test_a_carrier_label_that_is_stuck_on_names_itself_once(sticking_floor) -> None:
    floor = sticking_floor
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "TEA", 1)))
    floor.scan("101")
    floor.scan("TEA")
    floor.prints()
    assert floor.state == "scan_back"
    assert floor.scan("TEA").say.code == "carrier.not_a_tracking"
    assert floor.scan("JD014600003SE").say.code == "ship.done"
    floor.scan("102")
    floor.scan("TEA")
    floor.prints()
    assert floor.scan("JD014600003SE").say.code == "carrier.number_used"


def test_after_a_crash_the_packer_stands_at_the_same_scan(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    script = ["101", "TEA", "CMD-SHORT", "CMD-1", "CMD-0", "MUG"]
    for text in script:
        judged = floor.scan(text)
        floor.start()
        if judged.state != "idle":
            resumed = [e for e in floor.events if isinstance(e, SessionResumed)][-1]
            assert (resumed.state, resumed.left) == (judged.state, judged.left)
            assert resumed.choices == judged.choices
    tracking = floor.prints()
    floor.start()
    assert [e for e in floor.events if isinstance(e, SessionResumed)][-1].scan_back == (tracking,)
    assert floor.scan(tracking).say.code == "ship.done"


def test_caps_lock_on_a_scanner_that_types_loses_no_slip_and_no_badge(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    assert floor.scan("op-sam").say.code == "operator.signed_in"
    assert floor.scan("ORD-main-9101".swapcase()).say.code == "order.opened"
    assert floor.scan("LINE-1".swapcase()).say.code == "pack.order_complete"
