"""Odd shapes of Shopify's orders, as orders of ours."""

from typing import Any

import pytest

from station.carts.settings import StoreSettings
from station.carts.shopify.mapping import order_of
from station.carts.unreadable import Unreadable
from station.model.order import Order, OrderState
from station.model.quantity import Money

HERE, THERE = "gid://shopify/Location/1", "gid://shopify/Location/2"


def money(amount: str, currency: str = "EUR") -> dict[str, Any]:
    """The shop's own currency is another one than the customer's."""
    shop = {"amount": "999.00", "currencyCode": "USD"}
    return {"shopMoney": shop, "presentmentMoney": {"amount": amount, "currencyCode": currency}}


def line(number: int, quantity: Any = 2, **more: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "name": "Tea - 250 g",
        "title": "Tea",
        "sku": "TEA-250",
        "quantity": quantity,
        "currentQuantity": quantity,
        "requiresShipping": True,
        "isGiftCard": False,
        "customAttributes": [],
        "originalUnitPriceSet": money("5.00"),
        "variant": {"id": "gid://shopify/ProductVariant/7"},
        "lineItemGroup": None,
        **more,
    }


def to_ship(units: dict[int, Any], **more: Any) -> dict[str, Any]:
    rows = [
        {
            "id": f"gid://shopify/FulfillmentOrderLineItem/{1000 + number}",
            "totalQuantity": left,
            "remainingQuantity": left,
            "lineItem": {"id": f"gid://shopify/LineItem/{number}"},
        }
        for number, left in units.items()
    ]
    return {
        "id": "gid://shopify/FulfillmentOrder/50",
        "status": "OPEN",
        "requestStatus": "UNSUBMITTED",
        "assignedLocation": {"name": "Bench", "location": {"id": HERE}},
        "deliveryMethod": {"methodType": "SHIPPING"},
        "fulfillmentHolds": [],
        "supportedActions": [{"action": "CREATE_FULFILLMENT"}],
        "lineItems": {"nodes": rows},
        **more,
    }


def left(tracking: str, units: dict[int, int], status: str = "SUCCESS") -> dict[str, Any]:
    nodes = [
        {"quantity": count, "lineItem": {"id": f"gid://shopify/LineItem/{number}"}}
        for number, count in units.items()
    ]
    tracked = [{"company": "UPS", "number": tracking, "url": None}]
    return {
        "id": "gid://shopify/Fulfillment/9",
        "status": status,
        "trackingInfo": tracked,
        "fulfillmentLineItems": {"nodes": nodes},
    }


def order(
    lines: list[dict[str, Any]], orders: list[dict[str, Any]], gone: Any = (), **more: Any
) -> dict[str, Any]:
    return {
        "id": "gid://shopify/Order/1001",
        "name": "#1001-DE",
        "createdAt": "2026-10-01T08:00:00Z",
        "updatedAt": "2026-10-01T09:00:00Z",
        "cancelledAt": None,
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "email": None,
        "phone": None,
        "note": None,
        "presentmentCurrencyCode": "EUR",
        "customAttributes": [],
        "currentTotalPriceSet": money("10.00"),
        "shippingAddress": {"name": "Jan Kowalski", "address1": "Rynek 1", "city": "Kraków", "zip": "31-042"},
        "shippingLines": {"nodes": []},
        "lineItems": {"nodes": lines},
        "fulfillmentOrders": {"nodes": orders},
        "fulfillments": list(gone),
        **more,
    }


def read(row: dict[str, Any], *, ours: Any = None, status_map: Any = None, **options: object) -> Order:
    settings = StoreSettings("main", "https://x", options=options, ours=ours, status_map=status_map or {})
    return order_of(row, settings)


def dues(found: Order) -> list[int]:
    return [one.due for one in found.lines]


# -- what is to be packed -----------------------------------------------------------------------------


def test_what_is_open_is_what_the_fulfillment_orders_say() -> None:
    found = read(order([line(1, 5)], [to_ship({1: 2}), to_ship({1: 1}), to_ship({1: 9}, status="CLOSED")]))
    assert dues(found) == [3] and found.lines[0].cancelled == 2


def test_refunded_and_removed_units_are_told_from_those_that_leave_elsewhere() -> None:
    found = read(order([line(1, 5, currentQuantity=4)], [to_ship({1: 2})]))
    assert (found.lines[0].refunded, found.lines[0].cancelled, found.lines[0].due) == (1, 2, 2)


def test_units_returned_after_they_left_change_nothing_open() -> None:
    found = read(order([line(1, 3, currentQuantity=2)], [to_ship({1: 1})], [left("T1", {1: 2})]))
    assert dues(found) == [1] and found.lines[0].refunded == 0 and not found.warnings


def test_with_a_location_only_what_leaves_from_there_is_packed() -> None:
    there = to_ship({2: 1}, assignedLocation={"name": "Hall", "location": {"id": THERE}})
    row = order([line(1), line(2, 1)], [to_ship({1: 2}), there])
    assert dues(read(row)) == [2, 1]
    assert dues(read(row, location="1")) == [2, 0]
    assert dues(read(row, location=THERE)) == [0, 1]


def test_an_order_that_leaves_from_elsewhere_is_nothing_for_this_bench() -> None:
    found = read(order([line(1)], [to_ship({1: 2})]), location="2")
    assert found.state is OrderState.PAID and dues(found) == [0]


def test_a_services_part_and_a_download_are_not_packed() -> None:
    service = to_ship({2: 1}, supportedActions=[{"action": "REQUEST_FULFILLMENT"}])
    download = to_ship({3: 1}, deliveryMethod={"methodType": "NONE"})
    found = read(order([line(1), line(2, 1), line(3, 1)], [to_ship({1: 2}), service, download]))
    assert dues(found) == [2, 0, 0] and found.state is OrderState.READY


def test_what_comes_later_waits_while_the_rest_goes() -> None:
    later = to_ship({2: 1}, status="SCHEDULED", supportedActions=[{"action": "MARK_AS_OPEN"}])
    found = read(order([line(1), line(2, 1)], [to_ship({1: 2}), later]))
    assert dues(found) == [2, 0] and found.state is OrderState.READY
    alone = read(order([line(2, 1)], [later]))
    assert dues(alone) == [1] and alone.state is OrderState.PAID


def test_one_held_part_holds_the_order() -> None:
    held = to_ship({2: 1}, status="ON_HOLD", supportedActions=[{"action": "RELEASE_HOLD"}])
    found = read(order([line(1), line(2, 1)], [to_ship({1: 2}), held]))
    assert found.state is OrderState.ON_HOLD and dues(found) == [2, 1]
    assert read(
        order([line(1), line(2, 1)], [to_ship({1: 2}), held], cancelledAt="2026-10-01T09:00:00Z")
    ).state is (OrderState.CANCELLED)


def test_a_hold_at_another_location_does_not_hold_this_one() -> None:
    place = {"name": "Hall", "location": {"id": THERE}}
    held = to_ship({2: 1}, status="ON_HOLD", supportedActions=[], assignedLocation=place)
    found = read(order([line(1), line(2, 1)], [to_ship({1: 2}), held]), location="1")
    assert found.state is OrderState.READY and dues(found) == [2, 0]


def test_what_is_collected_is_a_pickup() -> None:
    found = read(
        order([line(1)], [to_ship({1: 2}, deliveryMethod={"methodType": "PICK_UP"})], shippingAddress=None)
    )
    assert found.pickup and dues(found) == [2] and found.warnings == ()


def test_of_a_mixed_order_only_the_part_that_travels_is_packed() -> None:
    collected = to_ship({2: 1}, deliveryMethod={"methodType": "PICK_UP"})
    found = read(order([line(1), line(2, 1)], [to_ship({1: 2}), collected]))
    assert not found.pickup and dues(found) == [2, 0]


@pytest.mark.parametrize("way", ["LOCAL", "PICKUP_POINT", "SHIPPING"])
def test_what_somebody_carries_away_is_packed(way: str) -> None:
    found = read(order([line(1)], [to_ship({1: 2}, deliveryMethod={"methodType": way})]))
    assert dues(found) == [2] and not found.pickup


# -- what has left ------------------------------------------------------------------------------------


def test_shipments_of_ours_are_not_taken_off_a_second_time() -> None:
    row = order([line(1, 3)], [to_ship({1: 1})], [left("OURS", {1: 2})])
    mine, nobodys = read(row, ours=lambda number: number == "OURS"), read(row)
    assert (mine.lines[0].due, mine.lines[0].shipped) == (3, 0)
    assert (nobodys.lines[0].due, nobodys.lines[0].shipped) == (1, 2)
    assert mine.state is nobodys.state is OrderState.PARTIAL


def test_a_cancelled_shipment_never_left() -> None:
    found = read(order([line(1)], [to_ship({1: 2})], [left("T1", {1: 2}, "CANCELLED")]))
    assert found.lines[0].shipped == 0 and dues(found) == [2] and found.state is OrderState.READY


def test_an_order_whose_part_here_has_left_is_done_here() -> None:
    there = to_ship({2: 1}, assignedLocation={"name": "Hall", "location": {"id": THERE}})
    row = order(
        [line(1), line(2, 1)], [there], [left("T1", {1: 2})], displayFulfillmentStatus="PARTIALLY_FULFILLED"
    )
    assert read(row, location="1").state is OrderState.FULFILLED


# -- payment ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "options", "state"),
    [
        ("AUTHORIZED", {}, OrderState.PAID),
        ("AUTHORIZED", {"ship_before_capture": True}, OrderState.READY),
        ("AUTHORIZED", {"ship_unpaid": True}, OrderState.PAID),
        ("PENDING", {}, OrderState.PENDING),
        ("PENDING", {"ship_unpaid": True}, OrderState.READY),
        ("PARTIALLY_PAID", {"ship_unpaid": True}, OrderState.READY),
        ("EXPIRED", {"ship_unpaid": True, "ship_before_capture": True}, OrderState.PENDING),
        ("VOIDED", {"ship_unpaid": True}, OrderState.ON_HOLD),
    ],
)
def test_a_store_decides_what_it_ships_before_the_money(
    status: str, options: dict[str, object], state: OrderState
) -> None:
    assert read(order([line(1)], [to_ship({1: 2})], displayFinancialStatus=status), **options).state is state


def test_the_rest_of_an_unpaid_order_waits_for_the_money() -> None:
    row = order([line(1, 3)], [to_ship({1: 1})], [left("T1", {1: 2})], displayFinancialStatus="PENDING")
    assert read(row).state is OrderState.PENDING


def test_money_given_back_for_goods_still_open_is_for_a_person() -> None:
    found = read(order([line(1)], [to_ship({1: 2})], displayFinancialStatus="REFUNDED"))
    assert found.state is OrderState.ON_HOLD and found.warnings == ("refund.amount_only",)
    some = read(order([line(1)], [to_ship({1: 2})], displayFinancialStatus="PARTIALLY_REFUNDED"))
    assert some.state is OrderState.READY and some.warnings == ("refund.amount_only",)


@pytest.mark.parametrize("field", ["displayFinancialStatus", "displayFulfillmentStatus"])
@pytest.mark.parametrize("status", ["BRAND_NEW", None])
def test_a_status_nobody_knows_is_held(field: str, status: str | None) -> None:
    found = read(order([line(1)], [to_ship({1: 2})], **{field: status}))
    assert found.state is OrderState.ON_HOLD and "status.unknown" in found.warnings


def test_a_store_may_give_a_status_another_meaning() -> None:
    row = order([line(1)], [to_ship({1: 2})], displayFulfillmentStatus="BRAND_NEW")
    ready = read(row, status_map={"BRAND_NEW": "ready_for_fulfillment"})
    assert ready.state is OrderState.READY and ready.warnings == ()
    usual = order([line(1)], [to_ship({1: 2})])
    assert read(usual, status_map={"PAID": "on_hold"}).state is OrderState.ON_HOLD
    assert read(usual, status_map={"UNFULFILLED": "paid"}).state is OrderState.PAID


def test_a_declined_request_is_for_a_person() -> None:
    declined = to_ship({1: 2}, requestStatus="REJECTED", supportedActions=[])
    assert read(order([line(1)], [declined])).state is OrderState.ON_HOLD
    assert read(order([line(1)], [to_ship({1: 2}, status="INCOMPLETE")])).state is OrderState.ON_HOLD


# -- lines --------------------------------------------------------------------------------------------


def test_a_line_of_no_product_and_without_sku_is_packed_by_its_name() -> None:
    (found,) = read(order([line(1, variant=None, sku=None)], [to_ship({1: 2})])).lines
    assert (found.product, found.sku, found.name, found.due) == ("", "", "Tea - 250 g", 2)


def test_gift_cards_and_downloads_do_not_travel() -> None:
    row = order([line(1, requiresShipping=False), line(2, isGiftCard=True)], [], shippingAddress=None)
    found = read(row)
    assert [one.ships for one in found.lines] == [False, False]
    assert found.state is OrderState.READY and found.warnings == ()


def test_the_parts_of_a_bundle_say_whose_they_are() -> None:
    group = {"id": "gid://shopify/LineItemGroup/1", "title": "Tea set", "quantity": 1, "variantSku": "SET"}
    found = read(order([line(1, lineItemGroup=group), line(2)], [to_ship({1: 2, 2: 2})]))
    assert [one.bundle for one in found.lines] == ["Tea set", ""]


def test_what_the_customer_chose_is_kept_and_what_machines_wrote_is_not() -> None:
    said = [
        {"key": "Engraving", "value": "Für Ola"},
        {"key": "_id", "value": "9"},
        {"key": "Wrap", "value": None},
    ]
    (found,) = read(order([line(1, customAttributes=said)], [to_ship({1: 2})])).lines
    assert found.options == (("Engraving", "Für Ola"),)


def test_a_gift_note_is_found_under_its_usual_names() -> None:
    said = [{"key": "Gift message", "value": "Happy birthday"}]
    found = read(order([line(1)], [to_ship({1: 2})], customAttributes=said, note="Ring twice"))
    assert (found.gift_note, found.customer_note) == ("Happy birthday", "Ring twice")


def test_half_a_unit_puts_the_order_aside() -> None:
    with pytest.raises(Unreadable) as said:
        read(order([line(1, "1.5")], [to_ship({1: 1})]))
    assert said.value.problem.code == "order.fractional_quantity"


def test_half_a_unit_open_puts_the_order_aside() -> None:
    with pytest.raises(Unreadable) as said:
        read(order([line(1, 2)], [to_ship({1: "0.5"})]))
    assert said.value.problem.code == "order.fractional_quantity"


@pytest.mark.parametrize(("field", "value"), [("id", None), ("updatedAt", "yesterday")])
def test_an_order_without_name_or_time_is_put_aside(field: str, value: object) -> None:
    with pytest.raises(Unreadable):
        read(order([line(1)], [to_ship({1: 2})], **{field: value}))


def test_an_order_without_lines_says_so() -> None:
    assert "order.no_lines" in read(order([], [])).warnings


# -- money and address --------------------------------------------------------------------------------


def test_money_is_what_the_customer_saw() -> None:
    found = read(order([line(1)], [to_ship({1: 2})]))
    assert found.total is not None and (found.total.minor, found.currency) == (1000, "EUR")
    assert found.lines[0].price is not None and found.lines[0].price.minor == 500


def test_a_currency_there_is_not_leaves_the_value_out() -> None:
    found = read(order([line(1)], [to_ship({1: 2})], presentmentCurrencyCode="XXX"))
    assert found.warnings == ("currency.unknown",) and found.total is None and found.currency == ""


def test_an_amount_that_is_none_is_said() -> None:
    assert read(order([line(1)], [to_ship({1: 2})], currentTotalPriceSet=None)).warnings == (
        "money.unreadable",
    )


@pytest.mark.parametrize("address", [None, {"name": None, "address1": None, "city": None, "zip": None}])
def test_an_address_the_app_may_not_see_is_missing(address: object) -> None:
    found = read(order([line(1)], [to_ship({1: 2})], shippingAddress=address))
    assert found.ship_to.is_empty and found.warnings == ("address.missing",)


def test_the_native_words_are_kept() -> None:
    found = read(order([line(1)], [to_ship({1: 2})]))
    assert (found.native, found.number, found.ref) == (("open", "PAID", "UNFULFILLED"), "#1001-DE", "1001")


def test_what_an_answer_leaves_out_keeps_no_order_from_being_packed() -> None:
    """Older answers know neither units taken back, nor what may be done, nor the customer's currency."""
    price = {"shopMoney": {"amount": "10.00", "currencyCode": "CAD"}}
    bare = line(1, currentQuantity=None, originalUnitPriceSet=price)
    shown = {"currentTotalPriceSet": price, "presentmentCurrencyCode": None, "updatedAt": None}
    found = read(order([bare], [to_ship({1: 2}, supportedActions=None)], **shown))

    assert (found.state, found.lines[0].due, found.lines[0].refunded) == (OrderState.READY, 2, 0)
    assert (found.currency, found.total, found.warnings) == ("CAD", Money(1000, "CAD"), ())
    assert found.lines[0].price == Money(1000, "CAD") and found.changed_at == found.placed_at


def test_an_amount_in_another_currency_is_not_taken_for_the_customers() -> None:
    total = {"shopMoney": {"amount": "999.00", "currencyCode": "USD"}}
    found = read(order([line(1)], [to_ship({1: 2})], currentTotalPriceSet=total))
    assert (found.currency, found.total, found.warnings) == ("EUR", None, ("money.unreadable",))
