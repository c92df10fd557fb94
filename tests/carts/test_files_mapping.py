"""A document of a file as an order, and what is shipped of it by whom."""

from datetime import UTC, datetime
from typing import Any

import pytest

from station.carts.files.mapping import order_of, product_of
from station.carts.files.settings import FolderSettings
from station.carts.settings import StoreSettings
from station.model.order import Order, OrderState
from station.model.quantity import Mass, Money

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def form(**more: Any) -> FolderSettings:
    return FolderSettings.of(StoreSettings("main", "file:/nowhere", **more))


def line(sku: str = "TEA", **cells: Any) -> dict[str, Any]:
    return {"id": sku, "sku": sku, "name": sku, "quantity": 2, **cells}


def order(
    *lines: dict[str, Any], ours: Any = None, completed: bool = False, settings: Any = None, **cells: Any
) -> Order:
    document = {"street1": "Main St 1", "city": "Kraków", **cells, "lines": list(lines or (line(),))}
    return order_of("1", document, AT, settings or form(), ours=ours or {}, completed=completed)


@pytest.mark.parametrize(
    ("lines", "status", "state"),
    [
        ((line(refunded=2),), "open", OrderState.REFUNDED),
        ((line(cancelled=2),), "open", OrderState.CANCELLED),
        ((line(shipped=2),), "open", OrderState.FULFILLED),
        ((line(shipped=1),), "open", OrderState.PARTIAL),
        ((line(shipped=1, refunded=1),), "open", OrderState.FULFILLED),
        ((line(shipped=1),), "on hold", OrderState.ON_HOLD),
        ((line(quantity=0),), "open", OrderState.CANCELLED),
        ((line(refunded=2), line("FEE", ships=False)), "open", OrderState.REFUNDED),
        ((line("FEE", ships=False),), "open", OrderState.READY),
        ((line(shipped=1),), "cancelled", OrderState.CANCELLED),
    ],
)
def test_an_order_is_judged_by_what_of_its_lines_is_open(lines: Any, status: str, state: OrderState) -> None:
    assert order(*lines, status=status).state is state


def test_a_word_nobody_knows_holds_the_order_and_the_settings_explain_it() -> None:
    held = order(status="Zu packen")
    assert held.state is OrderState.ON_HOLD and held.warnings == ("status.unknown",)
    known = form(status_map={"zu-packen": "ready_for_fulfillment"})
    assert order(status="Zu packen", settings=known).state is OrderState.READY


def test_units_under_a_number_of_ours_are_ours() -> None:
    repeated = line(quantity=5, shipped=3, tracking=["t 1", "X9"])
    assert order(repeated, ours={("TEA", "T1"): 2}).lines[0].shipped == 1
    assert order(repeated, ours={("TEA", "T1"): 5}).lines[0].shipped == 0
    assert order(repeated, ours={("MUG", "T1"): 2}).lines[0].shipped == 3


@pytest.mark.parametrize(
    ("cells", "warnings"),
    [
        ({}, ()),
        ({"currency": "eur", "total": "12.50"}, ()),
        ({"currency": "EUR", "total": "?"}, ("money.unreadable",)),
        ({"currency": "XYZ", "total": "1"}, ("currency.unknown",)),
        ({"street1": "", "city": ""}, ("address.missing",)),
        ({"street1": "", "city": "", "pickup": "yes"}, ()),
    ],
)
def test_what_a_person_should_see_is_a_warning(cells: dict[str, str], warnings: tuple[str, ...]) -> None:
    assert order(**cells).warnings == warnings


def test_money_is_in_the_orders_currency() -> None:
    found = order(line(price="9.5"), currency="eur", total="12.50")
    assert found.total == Money(1250, "EUR") and found.lines[0].price == Money(950, "EUR")
    assert order(line(price="9"), currency="JPY").lines[0].price == Money(9, "JPY")
    assert order(line(price="?"), currency="EUR").lines[0].price is None


def test_when_nothing_says_when_it_was_placed_it_is_when_it_came() -> None:
    assert order().placed_at == AT
    assert order(placed="2026-11-01T00:00:00+00:00").placed_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_a_completed_order_stays_so_whatever_else_its_partner_says_of_it() -> None:
    assert order(status="open", completed=True).state is OrderState.FULFILLED
    assert order(status="on_hold", completed=True).state is OrderState.ON_HOLD
    assert order(status="cancelled", completed=True).state is OrderState.CANCELLED


def test_a_product_has_what_files_said_of_it() -> None:
    facts = {"name": "Tea", "codes": ["1", "2"], "mg": 5, "image": "tea.jpg", "bin": "A", "ships": False}
    found = product_of("TEA", "", facts, 7, form())
    assert (found.name, found.codes, found.mass, found.bin) == ("Tea", ("1", "2"), Mass(5), "A")
    assert (found.image_url, found.ships, found.stock, found.stock_ref) == ("tea.jpg", False, 7, "TEA")
    assert product_of("TEA", "", {}, None, form()).name == "TEA"
    assert product_of("TEA", "", None, None, form()).gone
