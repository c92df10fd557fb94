"""Orders and variants of Vendure nobody would make up."""

from typing import Any

import pytest

from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.carts.vendure.mapping import Rules, order_of, product_of
from station.model.order import OrderState

STORE = StoreSettings("main", "https://shop.example")


def line(ref: str = "1", quantity: Any = 2, **more: Any) -> dict[str, Any]:
    variant = {"id": f"9{ref}", "productId": "7", "sku": f"SKU-{ref}", "name": "Tea &amp; more"}
    usual = {"id": ref, "quantity": quantity, "orderPlacedQuantity": quantity, "unitPriceWithTax": 500}
    return {**usual, "productVariant": variant, **more}


def row(**more: Any) -> dict[str, Any]:
    address = {"fullName": "Ela", "streetLine1": "Rynek 1", "city": "Kraków", "countryCode": "pl"}
    return {
        "id": "5",
        "code": "ABC",
        "state": "PaymentSettled",
        "createdAt": "2026-11-21T06:59:27.000Z",
        "updatedAt": "2026-11-21T06:59:27.123Z",
        "currencyCode": "EUR",
        "totalWithTax": 1000,
        "customer": {"firstName": "Ela", "lastName": "Nowak", "emailAddress": "ela@mail.example"},
        "shippingAddress": address,
        "shippingLines": [],
        "lines": [line()],
        "payments": [{"state": "Settled", "amount": 1000, "refunds": []}],
        "fulfillments": [],
        **more,
    }


def fulfillment(
    units: int, state: str = "Shipped", code: str | None = "T1", ref: str = "1"
) -> dict[str, Any]:
    lines = [{"orderLineId": "1", "quantity": units}]
    return {"id": "3", "state": state, "method": "Post", "trackingCode": code, "lines": lines}


def read(**more: Any) -> Any:
    return order_of(row(**more), 2, Rules.of(STORE))


def test_an_order_is_read() -> None:
    order = read()
    assert (order.number, order.state, order.native) == (
        "ABC",
        OrderState.READY,
        ("PaymentSettled", "Settled", ""),
    )
    assert order.total.minor == 1000 and order.lines[0].price.minor == 500
    assert (order.ship_to.country, order.ship_to.email) == ("PL", "ela@mail.example")
    assert order.lines[0].name == "Tea & more" and order.changed_at.microsecond == 123000


@pytest.mark.parametrize(
    ("more", "warning"),
    [
        ({"state": "AwaitingPick"}, "status.unknown"),
        ({"shippingAddress": None}, "address.missing"),
        ({"lines": []}, "order.no_lines"),
        ({"currencyCode": "???"}, "currency.unknown"),
        ({"totalWithTax": None}, "money.unreadable"),
    ],
)
def test_what_is_odd_is_pointed_out(more: dict[str, Any], warning: str) -> None:
    assert read(**more).warnings == (warning,)


@pytest.mark.parametrize("more", [{"updatedAt": None}, {"id": ""}, {"lines": [line(quantity=None)]}])
def test_what_cannot_be_packed_from_is_put_aside(more: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as said:
        read(**more)
    assert said.value.problem.code == "order.unreadable"


def test_a_plug_in_with_halves_is_put_aside() -> None:
    with pytest.raises(Unreadable) as said:
        read(lines=[line(quantity="1.5")])
    assert said.value.problem.code == "order.fractional_quantity"
    assert said.value.problem.params == {"name": "Tea & more", "quantity": "1.5"}


def test_an_order_without_customer_is_an_order() -> None:
    order = read(customer=None)
    assert order.ship_to.name == "Ela" and order.ship_to.email == ""


def test_a_name_missing_in_the_address_is_the_customers() -> None:
    assert read(shippingAddress={"city": "Kraków"}).ship_to.name == "Ela Nowak"


def test_units_added_later_are_ordered_units() -> None:
    (one,) = read(lines=[line(quantity=3, orderPlacedQuantity=1)]).lines
    assert (one.ordered, one.cancelled, one.due) == (3, 0, 3)


def test_units_taken_off_are_cancelled_ones_and_their_refund_takes_no_more() -> None:
    back = {"state": "Settled", "total": 500, "lines": [{"orderLineId": "1", "quantity": 1}]}
    payments = [{"state": "Settled", "amount": 1000, "refunds": [back]}]
    order = read(lines=[line(quantity=2, orderPlacedQuantity=3)], payments=payments)
    assert (order.lines[0].cancelled, order.lines[0].refunded, order.lines[0].due) == (1, 0, 2)
    assert not order.warnings


def test_a_refund_that_did_not_go_through_is_none() -> None:
    back = {"state": "Failed", "total": 1000, "lines": []}
    order = read(payments=[{"state": "Settled", "amount": 1000, "refunds": [back]}])
    assert order.state is OrderState.READY and not order.warnings


def test_a_refund_of_goods_that_left_takes_nothing_off() -> None:
    back = {"state": "Settled", "total": 500, "lines": [{"orderLineId": "1", "quantity": 1}]}
    payments = [{"state": "Settled", "amount": 1000, "refunds": [back]}]
    order = read(fulfillments=[fulfillment(2)], payments=payments, state="Shipped")
    assert order.state is OrderState.FULFILLED and order.lines[0].refunded == 0


def test_our_own_fulfillments_are_known_by_their_number() -> None:
    rules = Rules.of(StoreSettings("main", "https://shop.example", ours=lambda number: number == "T1"))
    (one,) = order_of(row(fulfillments=[fulfillment(1)]), 2, rules).lines
    assert (one.shipped, one.due) == (0, 2)
    (one,) = order_of(row(fulfillments=[fulfillment(1, code="T2")]), 2, rules).lines
    assert (one.shipped, one.due) == (1, 1)


def test_a_fulfillment_without_tracking_is_somebody_elses() -> None:
    (one,) = read(fulfillments=[fulfillment(1, code=None)]).lines
    assert one.shipped == 1


def test_a_stores_own_states_count() -> None:
    rules = Rules.of(StoreSettings("main", "https://shop.example", status_map={"AwaitingPick": "on_hold"}))
    order = order_of(row(state="AwaitingPick"), 2, rules)
    assert order.state is OrderState.ON_HOLD and not order.warnings


def test_three_decimals_are_read_as_three() -> None:
    order = order_of(row(totalWithTax=12345), 3, Rules.of(STORE))
    assert order.total is not None and str(order.total.amount) == "12.34"


def test_a_picture_is_the_variants_or_its_products() -> None:
    variant = {"id": "1", "sku": "A", "name": "A", "trackInventory": "TRUE", "stockLevels": []}
    above = {"product": {"featuredAsset": {"preview": "https://a/p.png"}}}
    assert product_of({**variant, **above}, {}, STORE).image_url == "https://a/p.png"
    own = {"featuredAsset": {"preview": "https://a/v.png"}}
    assert product_of({**variant, **above, **own}, {}, STORE).image_url == "https://a/v.png"


def test_without_a_place_of_ours_all_places_count() -> None:
    levels = [
        {"stockLocationId": "1", "stockOnHand": 5, "stockAllocated": 2},
        {"stockLocationId": "2", "stockOnHand": 4, "stockAllocated": 0},
    ]
    variant = {"id": "1", "sku": "A", "name": "A", "trackInventory": "TRUE", "stockLevels": levels}
    assert product_of(variant, {}, STORE).stock == 7
    attic = StoreSettings("main", "https://shop.example", options={"location": "2"})
    assert product_of(variant, {}, attic).stock == 4
