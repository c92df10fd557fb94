"""Orders, shipments and products of API2Cart in shapes the double does not have."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from station.carts.api2cart.api import many
from station.carts.api2cart.dates import moment, zone_of
from station.carts.api2cart.errors import explain
from station.carts.api2cart.lines import has_left
from station.carts.api2cart.mapping import order_of
from station.carts.api2cart.shipping import shipped_of
from station.carts.api2cart.statuses import key_of, meaning
from station.carts.api2cart.store import Facts
from station.carts.contract import Refused, SignInAgain, TryLater
from station.carts.reading import decode, encode
from station.carts.rest import Asked
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.order import Order, OrderState
from station.model.shipment import ShippedLine
from station.net.http import Answer

SPECS = Path(__file__).parents[3] / "shared" / "specs" / "api2cart"
FACTS = Facts("Shop", "", "Magento1212", frozenset(), ZoneInfo("Europe/Warsaw"), "", "kg", {}, (), {})
AT = {"value": "2026-11-01 10:00:00", "format": "Y-m-d H:i:s"}
PLACE = {
    "first_name": "Anna",
    "last_name": "Żak",
    "address1": "Rynek 1",
    "city": "Kraków",
    "postcode": "30-001",
}


def item(ref: str, quantity: object = 1, **more: object) -> dict[str, object]:
    usual = {"order_product_id": ref, "product_id": f"p{ref}", "model": f"S{ref}", "name": f"Ware {ref}"}
    return {**usual, "quantity": quantity, "price": 10, **more}


def row(**more: object) -> dict[str, object]:
    usual: dict[str, object] = {"id": "000007", "order_id": "7", "create_at": AT, "modified_at": AT}
    usual |= {"status": {"id": "processing", "name": "Processing"}, "currency": {"iso3": "EUR"}}
    usual |= {"shipping_address": {**PLACE, "country": {"code2": "pl"}}, "total": {"total": 30.5}}
    return {**usual, "order_products": [item("1", 2), item("2")], **more}


def read(found: object, shipments: Any = (), **settings: Any) -> Order:
    told: Any = decode(encode(found))  # as it comes over the wire: fractions are text
    store = StoreSettings("main", "https://api.api2cart.com/v1.1", **settings)
    own = {key_of(status): state for status, state in store.states().items()}
    return order_of(told, shipments, store, FACTS, own)


def test_an_order_is_known_by_what_methods_take_and_called_by_its_number() -> None:
    order = read(row())
    assert (order.ref, order.number, order.state) == ("7", "000007", OrderState.READY)
    assert order.placed_at == datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert order.total is not None and order.total.minor == 3050 and order.ship_to.country == "PL"
    assert read(row(id="")).number == "7"


@pytest.mark.parametrize(
    ("value", "php", "wanted"),
    [
        ("2026-07-30T07:52:09-0500", "Y-m-d\\TH:i:sO", "2026-07-30T12:52:09+00:00"),
        ("2026-07-30T07:52:09+02:00", "Y-m-d\\TH:i:sP", "2026-07-30T05:52:09+00:00"),
        ("2026-07-30 07:52:09", "Y-m-d H:i:s", "2026-07-30T05:52:09+00:00"),
        ("30/7/2026 7:52 pm", "j/n/Y g:i a", "2026-07-30T17:52:00+00:00"),
        ("12/01/2026 12:00 AM", "m/d/Y h:i A", "2026-11-30T23:00:00+00:00"),
        ("Thu, 30 Jul 2026 07:52:09 +0000", "r", "2026-07-30T07:52:09+00:00"),
        ("July 30, 26, UTC", "F d, y, e", "2026-07-30T00:00:00+00:00"),
        ("1785397929", "U", "2026-07-30T07:52:09+00:00"),
        ("2026-07-30T07:52:09.123456Z", "Y-m-d\\TH:i:s.up", "2026-07-30T07:52:09.123456+00:00"),
        ("2026-07-30T07:52:09Z", "not its format", "2026-07-30T07:52:09+00:00"),
    ],
)
def test_times_are_read_by_the_format_that_comes_with_them(value: str, php: str, wanted: str) -> None:
    found = moment({"value": value, "format": php}, ZoneInfo("Europe/Warsaw"))
    assert found is not None and found.isoformat() == wanted and found.tzinfo is UTC


@pytest.mark.parametrize("value", [None, "", "0000-00-00 00:00:00", "value", "2026-13-45 10:00:00"])
def test_what_is_no_time_is_none(value: object) -> None:
    assert moment({"value": value, "format": "Y-m-d H:i:s"}, UTC) is None
    assert moment(value, UTC) is None


def test_zones_are_known_by_offset_and_by_name() -> None:
    offset = zone_of("UTC-05:30")
    assert offset is not None and offset.utcoffset(None) is not None
    assert zone_of("Europe/Warsaw") == ZoneInfo("Europe/Warsaw") and zone_of("PST") is None
    assert zone_of("../etc/passwd") is None and zone_of("+99:99") is None


@pytest.mark.parametrize(
    ("behind", "status", "extra", "wanted"),
    [
        ("Magento1212", {"id": "closed", "name": "Closed"}, {}, OrderState.REFUNDED),
        ("Shopify", {"id": "closed", "name": "Closed"}, {}, OrderState.FULFILLED),
        ("Woocommerce", {"id": "wc-on-hold", "name": "On hold"}, {}, OrderState.ON_HOLD),
        ("Prestashop", {"id": "2", "name": "Payment accepted"}, {}, OrderState.READY),
        ("BigCommerce", {"id": "3", "name": "Partially Shipped"}, {}, OrderState.PARTIAL),
        ("AmazonSP", {"id": "Unshipped", "name": "Unshipped"}, {}, OrderState.READY),
        (
            "AmazonSP",
            {"id": "Unshipped", "name": "Unshipped"},
            {"fulfillment_channel": "AFN"},
            OrderState.PAID,
        ),
        ("EBay", {"id": "open", "name": "Open"}, {"financial_status": "paid"}, OrderState.PENDING),
        ("EtsyAPIv3", {"id": "open", "name": "Open"}, {"financial_status": "paid"}, OrderState.READY),
        ("EtsyAPIv3", {"id": "open", "name": "Open"}, {"financial_status": "not_paid"}, OrderState.PENDING),
        ("Shopify", {"id": "open", "name": "Open"}, {}, None),
        ("TikTokShop", {"id": "AWAITING_SHIPMENT", "name": "Awaiting Shipment"}, {}, OrderState.READY),
        ("Walmart", {"id": "Created", "name": "Created"}, {}, OrderState.READY),
        ("Walmart", {"id": "Acknowledged", "name": "Acknowledged"}, {}, OrderState.READY),
        ("Bol", {"id": "open", "name": "OPEN"}, {}, OrderState.READY),
        ("Prestashop", {"id": "14", "name": "W trakcie kompletowania"}, {}, None),
        ("", {}, {}, None),
    ],
)
def test_a_status_means_what_it_means_in_the_cart_behind(
    behind: str, status: dict[str, str], extra: dict[str, str], wanted: OrderState | None
) -> None:
    assert meaning(status, extra, behind, {}) is wanted


def test_a_town_without_a_street_is_no_address() -> None:
    town = {"first_name": "", "address1": "", "address2": "", "city": "Fairview", "postcode": ""}
    found = read(row(shipping_address={**town, "country": {"code2": "US"}}, billing_address=None))
    assert found.warnings == ("address.missing",) and found.ship_to.city == "Fairview"


def test_a_shipping_method_is_known_by_its_code_where_the_cart_tells_one() -> None:
    def way(name: str, code: str, by: str) -> dict[str, object]:
        return {"name": name, "additional_fields": {"code": code, "provider_code": by}}

    flat = way("Order before noon - Next Working Day", "flatrate_flatrate", "flatrate")
    shop = way("Dublin [ Level 2 ]", "pickupatstore_pickupatstore_3", "pickupatstore")
    sent, collected = read(row(shipping_methods=[flat])), read(row(shipping_methods=[shop]))
    assert (sent.method, sent.method_code) == ("Order before noon - Next Working Day", "flatrate_flatrate")
    assert collected.pickup and not sent.pickup and not read(row(shipping_methods=[flat, shop])).pickup
    assert read(row(shipping_methods=[flat]), options={"pickup_methods": ["flatrate_flatrate"]}).pickup


def test_what_a_marketplace_sends_itself_or_has_cancelled_is_not_packed() -> None:
    def sold(*lines: dict[str, object], status: str = "open", behind: str = "Bol") -> Order:
        rows: Any = decode(encode(row(status={"id": status, "name": status}, order_products=list(lines))))
        facts = replace(FACTS, behind=behind)
        return order_of(rows, (), StoreSettings("main", "https://api.api2cart.com/v1.1"), facts, {})

    def line(ref: str, count: int = 1, **extra: object) -> dict[str, object]:
        return item(ref, count, additional_fields=extra)

    ours, theirs = line("1", 3, fulfilment_method="FBR"), line("2", fulfilment_method="FBB")
    some = line("1", 3, fulfilment_method="FBR", quantity_cancelled=1)
    order = sold(some, theirs)
    assert order.state is OrderState.READY
    assert [(one.due, one.cancelled, one.ships) for one in order.lines] == [(2, 1, None), (1, 0, False)]
    assert sold(theirs).state is OrderState.PAID
    assert sold(ours, theirs, behind="").state is OrderState.READY  # known by what its lines have
    gone = line("1", 2, Status="Cancelled", fulfillmentOption="DELIVERY")
    left = line("2", Status="Created", fulfillmentOption="DELIVERY")
    assert [one.due for one in sold(gone, left, status="Created", behind="").lines] == [0, 1]
    assert sold(gone, status="Created", behind="").state is OrderState.CANCELLED
    pattern = line("1", is_digital=True)
    assert [one.ships for one in sold(pattern, line("2", is_digital=False)).lines] == [False, None]


def test_a_stores_own_map_comes_before_all_others() -> None:
    odd = row(status={"id": "14", "name": "W trakcie kompletowania"})
    assert (read(odd).state, read(odd).warnings) == (OrderState.ON_HOLD, ("status.unknown",))
    assert read(odd, status_map={"14": "paid"}).state is OrderState.PAID
    named = read(odd, status_map={"w trakcie kompletowania": "ready_for_fulfillment"})
    assert named.state is OrderState.READY
    assert read(row(), status_map={"Processing": "on_hold"}).state is OrderState.ON_HOLD


def test_what_is_in_a_bundle_is_packed_and_the_bundle_is_not() -> None:
    children = [item("1", 2, parent_order_product_id="9"), item("2", parent_order_product_id="9")]
    for order in (
        read(row(order_products=children, bundles=[item("9")])),
        read(row(order_products=[item("9"), *children])),
    ):
        ships = {line.ref: (line.ships, line.bundle) for line in order.lines}
        assert ships == {"9": (False, ""), "1": (None, "9"), "2": (None, "9")}
    assert [line.ships for line in read(row(bundles=[item("9")])).lines] == [None, None, None]


@pytest.mark.parametrize(("bundles", "due"), [(1, [2, 1]), (2, [0, 0])])
def test_what_left_in_a_bundle_is_not_packed_again(bundles: int, due: list[int]) -> None:
    children = [item("1", 4, parent_order_product_id="9"), item("2", 2, parent_order_product_id="9")]
    sent = {"id": "5", "items": [{"order_product_id": "9", "quantity": bundles}]}
    order = read(row(order_products=children, bundles=[item("9", 2)]), [sent])
    assert [line.due for line in order.lines if line.ships is not False] == due
    assert order.state is (OrderState.PARTIAL if bundles == 1 else OrderState.FULFILLED)


def test_an_item_that_names_no_line_of_the_order_is_found_by_its_product_or_unclear() -> None:
    items = [{"order_product_id": "other", "product_id": "p1", "quantity": 2}]
    found = read(row(), [{"id": "5", "items": items}])
    assert [line.due for line in found.lines] == [0, 1] and not found.warnings
    lost = read(row(), [{"id": "5", "items": [{"order_product_id": "other", "quantity": 2}]}])
    assert (lost.state, lost.warnings) == (OrderState.ON_HOLD, ("refund.unclear",))


def test_a_variant_is_packed_and_its_product_is_its_parent() -> None:
    (variant, plain) = read(
        row(order_products=[item("1", variant_id="v1", barcode="400"), item("2", variant_id="p2")])
    ).lines
    assert (variant.product, variant.parent_product, variant.codes) == ("v1", "p1", ("400",))
    assert (plain.product, plain.parent_product) == ("p2", "")


def test_options_are_shown_as_the_shop_shows_them() -> None:
    options = [{"name": "Engraving", "value": "<b>Jan &amp; Ola</b>"}, {"name": "", "value": "x"}]
    (line,) = read(row(order_products=[item("1", options=options)])).lines
    assert line.options == (("Engraving", "Jan & Ola"),)


def test_refunds_are_taken_from_their_lines() -> None:
    named = row(refunds=[{"total": 10, "items": [{"order_product_id": "1", "qty": 1}]}])
    by_product = row(refunds=[{"items": [{"product_id": "p1", "variant_id": None, "qty": 1}]}])
    older = row(
        status={"id": "processing", "refund_info": {"refunded_items": [{"order_product_id": "1", "qty": 1}]}}
    )
    for order in map(read, (named, by_product, older)):
        assert [line.due for line in order.lines] == [1, 1] and order.state is OrderState.READY
        assert not order.warnings


def test_a_refund_of_nothing_named_is_told_and_one_nobody_can_place_is_unclear() -> None:
    assert read(row(refunds=[{"total": 3, "items": []}])).warnings == ("refund.amount_only",)
    assert read(row(refunds=[{"total": 30.5, "items": []}])).state is OrderState.REFUNDED
    lost = read(row(refunds=[{"total": 3, "items": [{"product_id": "p99", "qty": 1}]}]))
    assert (lost.state, lost.warnings) == (OrderState.ON_HOLD, ("refund.unclear",))


def test_a_refund_of_a_partly_shipped_line_is_unclear() -> None:
    refunds = [{"total": 10, "items": [{"order_product_id": "1", "qty": 1}]}]
    sent = {"id": "5", "items": [{"order_product_id": "1", "quantity": 1}]}
    order = read(row(order_products=[item("1", 3)], refunds=refunds), [sent])
    assert (order.state, order.warnings) == (OrderState.ON_HOLD, ("refund.unclear",))


def test_a_shipment_that_names_no_goods_is_the_whole_order() -> None:
    number = [{"carrier_id": "USPS", "tracking_number": "94001"}]
    order = read(row(), [{"id": "5", "items": [], "tracking_numbers": number}])
    assert order.state is OrderState.FULFILLED and [line.shipped for line in order.lines] == [2, 1]


@pytest.mark.parametrize("left", [False, "False", "false"])
def test_a_shipment_that_has_not_left_counts_for_nothing(left: object) -> None:
    sent = {"id": "5", "is_shipped": left, "items": [{"order_product_id": "1", "quantity": 2}]}
    assert not has_left(sent) and read(row(), [sent]).state is OrderState.READY


def test_a_shipment_is_read_back_with_its_numbers_and_goods() -> None:
    numbers = [{"carrier_id": "ups", "tracking_number": "1Z9"}, {"tracking_number": None}]
    items = [{"order_product_id": "1", "quantity": "2.0"}]
    found = shipped_of({"id": 5, "shipment_provider": None, "tracking_numbers": numbers, "items": items})
    assert (found.ref, found.carrier, found.tracking) == ("5", "ups", ("1Z9",))
    assert found.lines == (ShippedLine("1", 2),)


def test_objects_wrapped_in_lists_are_read_as_objects() -> None:
    plain = row()
    wrapped = {name: [value] if isinstance(value, dict) else value for name, value in plain.items()}
    wrapped |= {"create_at": "2026-11-01 10:00:00", "modified_at": "2026-11-01 10:00:00"}
    wrapped["order_products"] = [{"product": plain["order_products"]}]
    assert read(wrapped) == read(plain)
    assert many([{"status": [{"id": "open"}, {"id": "paid"}]}]) == [{"id": "open"}, {"id": "paid"}]


def test_an_order_for_nobody_and_nowhere_says_so() -> None:
    order = read(row(shipping_address=None, order_products=[], currency=None, total={"total": "much"}))
    assert order.warnings == ("address.missing", "order.no_lines", "currency.unknown")
    assert read(row(total={"total": "much"})).warnings == ("money.unreadable",)
    billed = read(row(shipping_address=None, billing_address={**PLACE, "state": [{"code": "MA"}]}))
    assert (billed.ship_to.city, billed.ship_to.region, billed.warnings) == ("Kraków", "MA", ())


def test_what_is_collected_needs_no_address() -> None:
    order = read(row(shipping_address=None, shipping_method={"name": "Local pickup"}))
    assert order.pickup and not order.warnings and order.method == "Local pickup"
    own = row(shipping_methods=[{"name": "Odbiór osobisty"}])
    assert not read(own).pickup and read(own, options={"pickup_methods": ["odbiór osobisty"]}).pickup


def test_gift_notes_come_from_the_order_its_lines_and_named_fields() -> None:
    line = item("1", additional_fields={"gift_message_text": "For Jan"})
    assert read(row(order_products=[line], gift_message="Happy birthday")).gift_note == (
        "Happy birthday, For Jan"
    )
    named = read(row(custom_fields={"wishes": "Sto lat"}), gift_keys=("wishes",))
    assert named.gift_note == "Sto lat"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"order_products": [item("1", 1.5)]}, "order.fractional_quantity"),
        ({"order_products": [item("", 1)]}, "order.unreadable"),
        ({"order_products": [item("1", "many")]}, "order.unreadable"),
        ({"order_products": [item("1", -1)]}, "order.unreadable"),
        ({"order_id": None, "id": None}, "order.unreadable"),
        ({"create_at": None, "modified_at": None}, "order.unreadable"),
    ],
)
def test_what_nobody_could_pack_is_put_aside(change: dict[str, object], code: str) -> None:
    with pytest.raises(Unreadable) as said:
        read(row(**change))
    assert said.value.problem.code == code


def test_half_a_unit_refunded_leaves_whole_ones_to_pack() -> None:
    back = [{"items": [{"order_product_id": "1", "qty": 0.5}]}]
    (line,) = read(row(order_products=[item("1", 1.5)], refunds=back)).lines
    assert line.due == 1
    assert read(row(order_products=[item("1", 1.5)], status={"id": "complete"})).state is OrderState.FULFILLED


# -- the vendor's own examples


def official(name: str) -> Any:
    if not (SPECS / name).is_file():
        pytest.skip("API2Cart's official documents are not at hand (../shared/specs/api2cart)")
    return decode((SPECS / name).read_bytes())


def test_the_order_of_the_official_envelopes_is_read() -> None:
    body = official("examples/envelopes.json")["order_list_ok"]["body"]
    (told,) = many(body["result"]["order"])
    order = read(told)
    assert (order.ref, order.number, order.state) == ("000000025", "25", OrderState.READY)
    assert [(line.ref, line.sku, line.due, line.product) for line in order.lines] == [
        ("41", "SKU-1", 2, "10")
    ]
    assert order.warnings == ("address.missing", "currency.unknown")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("order_list_ok", None),
        ("shipment_add_ok", None),
        ("store_limit", TryLater),
        ("store_throttled", TryLater),
        ("bad_key", SignInAgain),
        ("not_found", Refused),
    ],
)
def test_every_official_envelope_is_classified(name: str, wanted: type[Exception] | None) -> None:
    told = official("examples/envelopes.json")[name]
    answer = Answer(told["http"], {}, json.dumps(told["body"]).encode())
    found = explain()(answer, told["body"], Asked("GET", "order.info.json", about="order"))
    assert (found is None) if wanted is None else isinstance(found, wanted)


def examples(schema: str) -> Any:
    found = official("openapi_2026-08-16.trimmed.json")["components"]["schemas"][schema]["example"]
    return decode(encode(found))


def test_the_official_order_is_read_once_its_placeholders_are_values() -> None:
    """Its numbers are random and every text is its field's name: times and quantities are made real."""
    told = examples("Order")
    with pytest.raises(Unreadable) as said:
        read(told)
    assert said.value.problem.params["field"] == "modified_at"
    told |= {"modified_at": AT, "create_at": AT}
    order = read(told)
    assert (order.ref, order.number, order.state) == ("order_id", "id", OrderState.REFUNDED)
    told["refunds"] = []
    told["status"]["refund_info"] = None
    with pytest.raises(Unreadable) as said:
        read(told)
    assert said.value.problem.code == "order.fractional_quantity"
    told["order_products"][0]["quantity"] = told["order_products"][1]["quantity"] = 9
    order = read(told)
    assert [line.ordered for line in order.lines] == [9, 9] and order.state is OrderState.ON_HOLD
    assert order.ship_to.street == ("address1", "address2") and order.ship_to.region == "code"
    assert order.method == "name" and order.gift_note == "gift_message" and order.customer_note == "comment"
    assert {(line.sku, line.codes, line.bundle) for line in order.lines} == {
        ("model", ("barcode",), "parent_order_product_id")
    }
    assert {"status.unknown", "currency.unknown"} <= set(order.warnings)


def test_the_official_shipment_is_read() -> None:
    told = examples("Shipment")
    found = shipped_of(told)
    assert has_left(told) and found.tracking == ("tracking_number", "tracking_number")
    assert (found.ref, found.carrier) == ("id", "shipment_provider")
    assert [line.line for line in found.lines] == ["order_product_id", "order_product_id"]
