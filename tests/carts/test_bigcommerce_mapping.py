"""Orders of BigCommerce in every shape they come in."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from station.carts.bigcommerce.mapping import (
    STATES,
    Sources,
    comments,
    lines_inside,
    mark_of,
    native_state,
    orders_of,
    wants_shipments,
    when,
)
from station.carts.unreadable import Unreadable
from station.model.order import Order, OrderState

Row = dict[str, Any]


def line(**more: object) -> Row:
    return {"id": 7, "product_id": 77, "variant_id": 79, "order_address_id": 51, "name": "Tea", "sku": "TEA",
            "type": "physical", "quantity": 3, "quantity_shipped": 0, "quantity_refunded": 0,
            "price_ex_tax": "10.0000", **more}  # fmt: skip


def place(number: int, *lines: Row) -> Row:
    return {"id": number, "first_name": "Ola", "street_1": "Main Street 1", "city": "Austin", "zip": "78751",
            "country_iso2": "us", "shipping_method": "Flat Rate", "line_items": list(lines)}  # fmt: skip


def row(*lines: Row, **more: object) -> Row:
    units = str(sum(Decimal(str(one["quantity"])) for one in lines))
    return {"id": 118, "status_id": 11, "status": "Awaiting Fulfillment", "payment_status": "captured",
            "date_created": "Wed, 10 Jan 2018 21:05:30 +0000",
            "date_modified": "Thu, 11 Jan 2018 08:00:00 +0000",
            "items_total": units, "items_shipped": 0, "total_inc_tax": "30.5000", "currency_code": "USD",
            "default_currency_code": "EUR",
            "consignments": {"shipping": [place(51, *lines)]}, **more}  # fmt: skip


def one(order: Row, lines: list[Row] | None = None, *shipments: Row, **states: OrderState) -> Order:
    found = lines_inside(order) if lines is None else lines
    assert found is not None
    (made,) = orders_of(Sources(order, found, shipments), "main", states)
    return made


def shipment(comment: str, units: int, **more: object) -> Row:
    items = [{"order_product_id": 7, "product_id": 0, "quantity": units}]
    return {"id": 1, "order_id": 118, "comments": comment, "items": items, **more}


def test_an_order_is_read_as_it_says() -> None:
    order = one(row(line()))
    assert (order.ref, order.number, order.state) == ("118", "118", OrderState.READY)
    assert order.placed_at == datetime(2018, 1, 10, 21, 5, 30, tzinfo=UTC)
    assert order.changed_at == datetime(2018, 1, 11, 8, 0, tzinfo=UTC)
    assert order.native == ("Awaiting Fulfillment", "captured", "0/3")
    assert order.total is not None and (order.total.minor, order.currency) == (3050, "EUR")
    assert (order.ship_to.name, order.ship_to.country, order.method) == ("Ola", "US", "Flat Rate")
    assert (order.lines[0].product, order.lines[0].parent_product, order.lines[0].due) == ("79", "77", 3)
    assert not order.warnings


@pytest.mark.parametrize("status", range(15))
def test_a_status_renamed_by_the_shop_means_what_its_number_means(status: int) -> None:
    order = one(row(line(), status_id=status, status="Renamed", custom_status="Renamed"))
    assert order.state is STATES[str(status)] and "status.unknown" not in order.warnings


def test_a_status_nobody_told_of_is_held() -> None:
    order = one(row(line(), status_id=15, status="On Its Way"))
    assert order.state is OrderState.ON_HOLD and order.warnings == ("status.unknown",)


@pytest.mark.parametrize("name", ["9", "Awaiting Shipment", "At the dock"])
def test_a_store_says_by_number_or_name_what_a_status_means(name: str) -> None:
    order = row(line(), status_id=9, status="Awaiting Shipment", custom_status="At the dock")
    assert one(order, **{name: OrderState.ON_HOLD}).state is OrderState.ON_HOLD


def test_an_archived_order_is_not_packed() -> None:
    assert one(row(line(), is_deleted=True)).state is OrderState.CANCELLED


def test_a_refund_in_part_after_it_left_does_not_open_the_order_again() -> None:
    back = row(line(), status_id=14, date_shipped="Thu, 11 Jan 2018 07:00:00 +0000")
    assert one(back).state is OrderState.FULFILLED


@pytest.mark.parametrize("status", ["refunded"])
def test_money_given_back_whole_is_a_refund_whatever_the_status(status: str) -> None:
    assert one(row(line(), payment_status=status)).state is OrderState.REFUNDED


def test_money_given_back_without_goods_is_said() -> None:
    assert one(row(line(), payment_status="partially refunded")).warnings == ("refund.amount_only",)
    assert one(row(line(quantity_refunded=1), status_id=14)).warnings == ()


def test_quantities_as_text_with_decimals_are_whole_numbers() -> None:
    (found,) = one(row(line(quantity="3.0000", quantity_shipped="1.0000", quantity_refunded="0.0000"))).lines
    assert (found.ordered, found.shipped, found.due) == (3, 1, 2)


def test_a_fraction_that_is_open_cannot_be_packed() -> None:
    with pytest.raises(Unreadable) as said:
        one(row(line(quantity="1.5000")))
    assert said.value.problem.params == {"name": "Tea", "quantity": "1.5000"}


@pytest.mark.parametrize(
    ("shipped", "refunded", "due", "state"),
    [
        (0, 0, 3, OrderState.READY),
        (1, 0, 2, OrderState.PARTIAL),
        (3, 0, 0, OrderState.FULFILLED),
        (0, 1, 2, OrderState.READY),
        (0, 3, 0, OrderState.REFUNDED),
        (2, 1, 0, OrderState.FULFILLED),
        (1, 1, 1, OrderState.ON_HOLD),
        (9, 0, 0, OrderState.FULFILLED),
        (0, 9, 0, OrderState.REFUNDED),
    ],
)
def test_lines_say_more_than_the_status(shipped: int, refunded: int, due: int, state: OrderState) -> None:
    order = one(row(line(quantity_shipped=shipped, quantity_refunded=refunded)))
    assert (order.lines[0].due, order.state) == (due, state)
    assert ("refund.unclear" in order.warnings) == (state is OrderState.ON_HOLD)


def test_what_we_told_of_has_not_left_without_us() -> None:
    order = row(line(quantity_shipped=2), status_id=3)
    assert one(order, None, shipment("PB:u1:1", 2)).lines[0].shipped == 0
    assert one(order, None, shipment("thanks", 2)).lines[0].shipped == 2
    assert one(order, None, shipment("Call PB:u1:1 first", 1), shipment("", 1)).lines[0].shipped == 1
    assert one(order, None, shipment("PB:u1:1 118-51", 2)).lines[0].shipped == 2  # told for another part


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (comments("u1:1", "118"), ("u1:1", "118")),
        (comments("u1:1", "118-51"), ("u1:1", "118-51")),
        ("Ready. PB:u1:12 thanks", ("u1:12", "118")),
        ("APB:u1:1", ("", "")),
        (None, ("", "")),
    ],
)
def test_our_mark_is_found_among_words(said: object, found: tuple[str, str]) -> None:
    assert mark_of({"order_id": 118, "comments": said}) == found


def test_only_an_open_order_with_something_gone_is_asked_for_its_shipments() -> None:
    gone = [line(quantity_shipped="1.0000")]
    assert wants_shipments(gone, OrderState.PARTIAL) and wants_shipments(gone, None)
    assert not wants_shipments(gone, OrderState.FULFILLED)
    assert not wants_shipments([line(quantity_shipped="0.0000")], OrderState.READY)


def test_lines_that_are_not_all_there_are_asked_for() -> None:
    assert lines_inside(row(line())) is not None
    assert lines_inside(row(line(), items_total=4)) is None
    assert lines_inside(row(line(), consignments={"url": "https://x", "resource": "/orders/118/x"})) is None
    links = {"shipping": [place(51, {"url": "https://x", "resource": "/orders/118/products/7"})]}
    assert lines_inside(row(line(), consignments=links)) is None


def test_lines_asked_for_find_their_place_by_link_or_address() -> None:
    link = {"url": "https://x", "resource": "/orders/118/products/8"}
    order = row(
        consignments={"shipping": [place(51), place(52)], "pickups": [{"id": 9, "line_items": [link]}]}
    )
    lines = [line(order_address_id=52), line(id=8, order_address_id=0)]
    found = orders_of(Sources(order, lines), "main", {})
    assert [(made.ref, made.lines[0].ref, made.pickup) for made in found] == [
        ("118-52", "7", False),
        ("118-p9", "8", True),
    ]


def test_what_travels_nowhere_goes_with_the_first_place() -> None:
    digital = line(id=8, type="digital", order_address_id=0)
    found = one(row(line(), items_total=6), [line(), digital])
    assert [(each.ref, each.ships) for each in found.lines] == [("7", None), ("8", False)]


def test_goods_for_an_address_nobody_described_go_to_no_other() -> None:
    found = orders_of(Sources(row(), [line(), line(id=8, order_address_id=52)]), "main", {})
    assert [(made.ref, made.lines[0].ref, made.warnings) for made in found] == [
        ("118-51", "7", ()),
        ("118-52", "8", ("address.missing",)),
    ]
    (alone,) = orders_of(Sources(row(), [line(order_address_id=52)]), "main", {})
    assert alone.ship_to.is_empty and alone.warnings == ("address.missing",)


def test_what_is_collected_is_not_sent_with_the_rest() -> None:
    order = row(consignments={"shipping": [place(51)], "pickups": [{"id": 9}]})
    lines = [line(), line(id=8, order_address_id=0, order_pickup_method_id=1)]
    found = orders_of(Sources(order, lines), "main", {})
    assert [(made.ref, made.pickup) for made in found] == [("118-51", False), ("118-p9", True)]


def test_goods_given_back_at_one_address_are_no_mere_money_at_the_other() -> None:
    order = row(status_id=14, consignments={"shipping": [place(51), place(52)]})
    lines = [line(quantity_refunded=1), line(id=8, order_address_id=52)]
    assert [made.warnings for made in orders_of(Sources(order, lines), "main", {})] == [(), ()]


def test_an_order_of_files_needs_no_address() -> None:
    files = line(type="digital", order_address_id=0)
    order = one(row(items_total=3, consignments={"downloads": [{"line_items": [files]}]}))
    assert order.ship_to.is_empty and order.warnings == ()


def test_a_part_of_a_bundle_knows_what_it_is_part_of() -> None:
    part = line(id=8, parent_order_product_id=7, is_bundled_product=True)
    assert [each.bundle for each in one(row(line(), part)).lines] == ["", "7"]


@pytest.mark.parametrize(
    ("variant", "product", "ref", "parent"),
    [(79, 77, "79", "77"), (0, 77, "p77", ""), (None, "77", "p77", ""), (0, 0, "", "")],
)
def test_a_product_and_a_variant_of_one_number_are_told_apart(
    variant: object, product: object, ref: str, parent: str
) -> None:
    (found,) = one(row(line(variant_id=variant, product_id=product))).lines
    assert (found.product, found.parent_product) == (ref, parent)


def test_yen_have_no_decimals() -> None:
    order = one(row(line(price_ex_tax="1200.0000"), default_currency_code="JPY", total_inc_tax="3600.0000"))
    assert order.total is not None and order.total.minor == 3600
    assert order.lines[0].price is not None and order.lines[0].price.minor == 1200


def test_money_nobody_can_read_is_left_out() -> None:
    assert one(row(line(), default_currency_code="XYZ")).warnings == ("currency.unknown",)
    assert one(row(line(), total_inc_tax="a lot")).warnings == ("money.unreadable",)


def test_an_order_without_anything_says_so() -> None:
    assert one(row(), []).warnings == ("order.no_lines",)


def test_a_missing_address_is_said() -> None:
    empty = {"shipping": [{"id": 51, "line_items": [line()]}]}
    assert one(row(line(), consignments=empty)).warnings == ("address.missing",)


@pytest.mark.parametrize(
    "broken",
    [
        row(line(), id=None),
        row(line(), date_modified="", date_created=None),
        row(line(id=None)),
        row(line(quantity=-1)),
    ],
)
def test_an_order_that_makes_no_sense_is_put_aside(broken: Row) -> None:
    lines = [each for there in broken["consignments"]["shipping"] for each in there["line_items"]]
    with pytest.raises(Unreadable) as said:
        orders_of(Sources(broken, lines), "main", {})
    assert said.value.problem.code == "order.unreadable"


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Wed, 10 Jan 2018 21:05:30 +0000", 21),
        ("Wed, 10 Jan 2018 21:05:30 -0200", 23),
        ("2018-01-10T21:05:30.000-02:00", 23),
        ("Wed, 10 Jan 2018 21:05:30 -0000", 21),
    ],
)
def test_times_come_as_mail_writes_them(text: str, hour: int) -> None:
    assert when(text) == datetime(2018, 1, 10, hour, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", None, "yesterday", 0])
def test_no_time_is_none(text: object) -> None:
    assert when(text) is None


def test_a_status_without_a_number_is_unknown() -> None:
    assert native_state({"status": "Shipped"}, {}) is None
