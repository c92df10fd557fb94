"""What of an order matters to the parcel."""

from dataclasses import replace

import pytest
from floor import AT, line, order

from station.model.order import Address, Line, Order, OrderState
from station.packing.fingerprint import change_between, fingerprint, parcel_change, parcel_print

PACKED = order("101", line("1", "TEA", 2), line("2", "MUG", 1))


def first_line(**more: object) -> Order:
    return replace(PACKED, lines=(replace(PACKED.lines[0], **more), PACKED.lines[1]))


SAME = {
    "time of change": replace(PACKED, changed_at=AT.replace(year=2027)),
    "payment": replace(PACKED, native=("processing", "unpaid", "")),
    "total": replace(PACKED, total=None, currency="USD"),
    "phone": replace(PACKED, ship_to=replace(PACKED.ship_to, phone="1", email="a@example.test")),
    "order of lines": replace(PACKED, lines=PACKED.lines[::-1]),
    "partly shipped": replace(PACKED, state=OrderState.PARTIAL),
    "a line that needs no parcel": replace(PACKED, lines=(*PACKED.lines, line("3", "TEA", 1, ships=False))),
}


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_what_does_not_matter_to_the_parcel_is_no_change(same: Order) -> None:
    assert fingerprint(same) == fingerprint(PACKED)
    assert change_between(PACKED, same) is None


CHANGES = {
    "cancelled": (replace(PACKED, state=OrderState.CANCELLED), "order.cancelled"),
    "refunded": (replace(PACKED, state=OrderState.REFUNDED), "order.refunded"),
    "held": (replace(PACKED, state=OrderState.ON_HOLD), "order.on_hold"),
    "unpaid again": (replace(PACKED, state=OrderState.PENDING), "order.on_hold"),
    "address": (replace(PACKED, ship_to=Address(name="B", street=("C",), country="PL")), "order.changed"),
    "quantity": (first_line(ordered=3), "order.changed"),
    "refund": (first_line(refunded=1), "order.changed"),
    "engraving": (first_line(options=(("Engraving", "Z"),)), "order.changed"),
    "method": (replace(PACKED, method="Express"), "order.changed"),
    "gift note": (replace(PACKED, gift_note="Hello"), "order.changed"),
}


@pytest.mark.parametrize(("now", "code"), CHANGES.values(), ids=CHANGES)
def test_what_matters_is_named(now: Order, code: str) -> None:
    change = change_between(PACKED, now)
    assert change is not None
    assert change.code == code
    assert fingerprint(now) != fingerprint(PACKED)


def test_a_completed_order_is_no_longer_packed_though_its_parcel_is_the_same() -> None:
    done = replace(PACKED, state=OrderState.FULFILLED)
    assert fingerprint(done) == fingerprint(PACKED)
    change = change_between(PACKED, done)
    assert change is not None
    assert change.code == "order.fulfilled"


PRINT = parcel_print(PACKED, {"1": 2})

STILL_RIGHT = {
    "a line that is not in the parcel was refunded": replace(
        PACKED, lines=(PACKED.lines[0], replace(PACKED.lines[1], refunded=1))
    ),
    "more was ordered": first_line(ordered=5),
    "a line was added": replace(PACKED, lines=(*PACKED.lines, Line("9", "NEW", "New", 1))),
    "somebody completed it": replace(PACKED, state=OrderState.FULFILLED),
}


@pytest.mark.parametrize("now", STILL_RIGHT.values(), ids=STILL_RIGHT)
def test_a_parcel_that_is_still_wanted_is_told(now: Order) -> None:
    assert parcel_change(PRINT, now) is None


NOT_RIGHT = {name: now for name, (now, _) in CHANGES.items() if name != "quantity"} | {
    "line gone": replace(PACKED, lines=PACKED.lines[1:]),
    "fewer": first_line(ordered=1),
}


@pytest.mark.parametrize("now", NOT_RIGHT.values(), ids=NOT_RIGHT)
def test_a_parcel_that_is_not_wanted_like_this_is_not_told(now: Order) -> None:
    assert parcel_change(PRINT, now) is not None


def test_the_print_of_a_parcel_holds_nothing_personal() -> None:
    assert "Zofia" not in str(PRINT)
    assert "Kraków" not in str(PRINT)
