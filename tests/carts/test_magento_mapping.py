"""Orders and products of Magento in the odd shapes they come in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from doubles.magento import rows
from doubles.magento.rows import Row

from station.carts.magento.mapping import Rules, Sources, order_of
from station.carts.magento.products import Facts, product_of
from station.carts.reading import decode, encode
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.order import Order, OrderState
from station.model.quantity import Mass, Money

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SHIRT = rows.product(7, "SHIRT", "Shirt", "configurable")
SHIRT_M = rows.product(8, "SHIRT-M", "Shirt-M", weight=0.2)
BOOK = rows.product(9, "BOOK", "Book")
SET = rows.product(10, "SET-BOOK-SHIRT", "Gift set", "bundle")
SONG = rows.product(11, "SONG", "Song", "downloadable")


def item(ref: int, ware: Row, qty: float = 1, **more: Any) -> Row:
    return rows.item(ref, 1, ware, qty, **more)


def order(*items: Row, **more: Any) -> Row:
    base: Row = {"state": "processing", "status": "processing", "address": dict(rows.ADDRESS)}
    return rows.order(1, list(items), AT, **(base | more))


def mapped(row: Row, rules: Rules | None = None, **more: Any) -> Order:
    return order_of(Sources(read(row), **more), rules or Rules("main"))


def read(row: Row) -> Any:
    """As it comes from the shop: no float."""
    return decode(encode(row))


def shipment(*units: tuple[int, float], mark: str = "") -> Row:
    comments = [{"comment": f"station:{mark}"}] if mark else [{"comment": "Handed over by Jan"}]
    items = [{"order_item_id": ref, "qty": count} for ref, count in units]
    return {"entity_id": 90, "order_id": 1, "items": items, "comments": comments, "tracks": []}


# -- composite products -------------------------------------------------------------------------------


def test_a_configurable_product_is_one_line_packed_as_the_chosen_one_and_shipped_as_its_parent() -> None:
    parent = item(20, SHIRT, 3, sku="SHIRT-M", price=25)
    child = item(21, SHIRT_M, 3, parent_item_id=20, price=0)
    (line,) = mapped(order(parent, child)).lines
    assert (line.ref, line.sku, line.name) == ("20", "SHIRT-M", "Shirt-M")
    assert (line.product, line.parent_product) == ("8", "7")
    assert (line.due, line.ships, line.price) == (3, True, Money(2500, "EUR"))


def test_a_configurable_product_whose_chosen_one_is_gone_is_still_a_line() -> None:
    (line,) = mapped(order(item(20, SHIRT, 1, sku="SHIRT-M", product_id=None))).lines
    assert (line.sku, line.product, line.parent_product) == ("SHIRT-M", "", "")


def bundle() -> tuple[Row, Row, Row]:
    return item(20, SET, 1), item(21, BOOK, 2, parent_item_id=20), item(22, SHIRT_M, 1, parent_item_id=20)


def test_a_bundle_that_leaves_as_one_is_shipped_as_one() -> None:
    found = mapped(order(*bundle()), bundles={"10": "0"})
    assert [(one.ref, one.ships, one.bundle) for one in found.lines] == [
        ("20", True, ""),
        ("21", False, "20"),
        ("22", False, "20"),
    ]
    assert found.state is OrderState.READY and not found.warnings


def test_a_bundle_that_leaves_in_parts_is_shipped_by_its_parts() -> None:
    found = mapped(order(*bundle()), bundles={"10": "1"})
    assert [(one.ref, one.ships) for one in found.lines] == [("20", False), ("21", True), ("22", True)]


def test_what_the_order_says_of_a_bundle_goes_before_what_its_product_is_now() -> None:
    whole, *parts = bundle()
    whole["product_options"] = {"shipment_type": 1}
    found = mapped(order(whole, *parts), bundles={"10": "0"})
    assert [one.ships for one in found.lines] == [False, True, True]


def test_a_bundle_nobody_can_say_how_to_ship_waits_for_a_person() -> None:
    found = mapped(order(*bundle()))
    assert found.state is OrderState.ON_HOLD and found.warnings == ("bundle.unclear",)


def test_parts_of_a_group_are_lines_of_their_own() -> None:
    found = mapped(order(item(20, BOOK, product_type="grouped"), item(21, SHIRT_M, product_type="grouped")))
    assert [one.due for one in found.lines if one.ships] == [1, 1]


# -- what does not leave ------------------------------------------------------------------------------


def test_virtual_and_locked_lines_do_not_leave() -> None:
    found = mapped(order(item(20, BOOK), item(21, SONG), item(22, SHIRT_M, locked_do_ship=1)))
    assert [one.ships for one in found.lines] == [True, False, False]


def test_an_order_of_virtual_goods_needs_no_address() -> None:
    found = mapped(order(item(20, SONG), address=None))
    assert found.ship_to.is_empty and found.warnings == ()


def test_what_is_cancelled_refunded_or_gone_is_not_open() -> None:
    found = mapped(
        order(
            item(20, BOOK, 5, qty_canceled=1, qty_refunded=2),
            item(21, SHIRT_M, 4, qty_shipped=1),
        ),
        shipments=[shipment((21, 1))],
    )
    assert [one.due for one in found.lines] == [2, 3]
    assert (found.state, found.warnings) == (OrderState.PARTIAL, ())


def test_what_left_by_our_hand_is_open_on_the_line_and_not_in_the_state() -> None:
    row = order(item(20, BOOK, 3, qty_shipped=3))
    theirs = mapped(row, shipments=[shipment((20, 1)), shipment((20, 2), mark="u1:1")])
    assert [(one.shipped, one.due) for one in theirs.lines] == [(1, 2)]
    assert theirs.state is OrderState.FULFILLED


def test_a_refund_of_a_partly_shipped_line_waits_for_a_person() -> None:
    found = mapped(order(item(20, BOOK, 3, qty_shipped=1, qty_refunded=1)), shipments=[shipment((20, 1))])
    assert found.state is OrderState.ON_HOLD and found.warnings == ("refund.unclear",)


def test_goods_that_came_back_after_they_left_are_no_riddle() -> None:
    found = mapped(order(item(20, BOOK, 2, qty_shipped=2, qty_refunded=1)), shipments=[shipment((20, 2))])
    assert found.state is OrderState.FULFILLED and found.warnings == ()


def test_an_order_refunded_whole_before_it_left_is_refunded() -> None:
    assert mapped(order(item(20, BOOK, 2, qty_refunded=2))).state is OrderState.REFUNDED


@pytest.mark.parametrize("quantity", [1.5, "0.2500"])
def test_a_fraction_of_a_unit_is_put_aside(quantity: Any) -> None:
    row = order(item(20, BOOK))
    row["items"][0]["qty_ordered"] = str(quantity)
    with pytest.raises(Unreadable) as said:
        mapped(row)
    assert said.value.problem.code == "order.fractional_quantity"
    assert said.value.problem.params["name"] == "Book"


def test_quantities_with_empty_decimals_are_whole() -> None:
    row = order(item(20, BOOK))
    row["items"][0] |= {"qty_ordered": "2.0000", "qty_canceled": "1.0000"}
    assert mapped(row).lines[0].due == 1


def test_a_fraction_in_an_order_that_is_over_keeps_nobody() -> None:
    row = order(item(20, BOOK), state="complete")
    row["items"][0]["qty_ordered"] = "1.5000"
    assert mapped(row).state is OrderState.FULFILLED


# -- states -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "status", "meaning"),
    [
        ("processing", "fraud", OrderState.ON_HOLD),
        ("processing", "packed_twice", OrderState.READY),
        ("payment_review", "payment_review", OrderState.ON_HOLD),
        ("new", "pending", OrderState.PENDING),
        ("closed", "closed", OrderState.REFUNDED),
    ],
)
def test_the_state_counts_before_the_merchants_word(state: str, status: str, meaning: OrderState) -> None:
    assert mapped(order(item(20, BOOK), state=state, status=status)).state is meaning


def test_a_store_may_say_what_its_words_mean() -> None:
    rules = Rules("main", states={"packed_twice": OrderState.ON_HOLD, "new": OrderState.READY})
    assert mapped(order(item(20, BOOK), status="packed_twice"), rules).state is OrderState.ON_HOLD
    assert mapped(order(item(20, BOOK), state="new", status="pending"), rules).state is OrderState.READY


def test_orders_paid_on_delivery_are_packed_where_the_store_says_so() -> None:
    row = order(item(20, BOOK), state="new", status="pending")
    assert mapped(row, Rules("main", offline=("checkmo",))).state is OrderState.READY
    assert mapped(row, Rules("main", offline=("banktransfer",))).state is OrderState.PENDING


def test_a_state_nobody_knows_is_never_packed() -> None:
    found = mapped(order(item(20, BOOK), state="quarantine", status="quarantine"))
    assert found.state is OrderState.ON_HOLD and found.warnings == ("status.unknown",)


# -- where to, for whom -------------------------------------------------------------------------------


def test_address_and_names_are_as_the_label_needs_them() -> None:
    row = order(item(20, BOOK), address=dict(rows.ADDRESS) | {"middlename": "Maria", "company": "Huta S.A."})
    to = mapped(row).ship_to
    assert (to.name, to.company) == ("Zofia Maria Wójcik", "Huta S.A.")
    assert (to.street, to.region, to.country) == (("ul. Długa 7/3",), "PL-12", "PL")
    assert (to.phone, to.email) == ("+48 12 000 00 00", "zofia@example.com")


def test_an_address_without_mail_has_the_customers() -> None:
    place = {name: value for name, value in rows.ADDRESS.items() if name != "email"}
    assert mapped(order(item(20, BOOK), address=place)).ship_to.email == "zofia@example.com"


def assigned(*places: Row) -> Row:
    row = order(item(20, BOOK))
    ways = [{"shipping": {"address": place, "method": "flatrate_flatrate"}, "items": []} for place in places]
    row["extension_attributes"]["shipping_assignments"] = ways
    return row


def test_an_order_to_several_places_waits_for_a_person() -> None:
    found = mapped(assigned(dict(rows.ADDRESS), dict(rows.ADDRESS) | {"city": "Gdańsk"}))
    assert found.state is OrderState.ON_HOLD and found.warnings == ("address.several",)


def test_several_assignments_to_one_place_are_one_parcel() -> None:
    found = mapped(assigned(dict(rows.ADDRESS), dict(rows.ADDRESS)))
    assert found.state is OrderState.READY and found.warnings == ()
    assert found.method_code == "flatrate_flatrate"


def test_goods_collected_in_a_shop_are_no_parcel() -> None:
    row = order(item(20, BOOK), address=None)
    row["extension_attributes"]["pickup_location_code"] = "krakow_1"
    found = mapped(row)
    assert found.pickup and "address.missing" not in found.warnings


def test_gift_messages_of_order_and_lines_are_on_the_card() -> None:
    row = order(item(20, BOOK))
    message = {"sender": "Ola", "recipient": "Jan", "message": "Sto lat!"}
    row["extension_attributes"]["gift_message"] = message
    row["items"][0]["extension_attributes"] = {"gift_message": message | {"message": "Strona 9"}}
    assert mapped(row).gift_note == "Jan\nSto lat!\nOla\n\nBook\nJan\nStrona 9\nOla"


def test_what_is_engraved_tells_lines_of_one_product_apart() -> None:
    def engraved(ref: int, text: str) -> Row:
        options = {"custom_options": [{"option_id": "5", "option_value": text}]}
        return item(ref, BOOK, product_option={"extension_attributes": options})

    found = mapped(order(engraved(20, "Ola"), engraved(21, "Jan")))
    assert [one.options for one in found.lines] == [(("5", "Ola"),), (("5", "Jan"),)]


def test_the_customers_currency_counts_not_the_shops() -> None:
    found = mapped(order(item(20, BOOK), order_currency_code="JPY", grand_total="3000.0000"))
    assert found.total == Money(3000, "JPY")


def test_money_nobody_can_read_is_said_so() -> None:
    assert mapped(order(item(20, BOOK), order_currency_code="XXX")).warnings == ("currency.unknown",)
    assert mapped(order(item(20, BOOK), grand_total="much")).warnings == ("money.unreadable",)


def test_an_order_without_lines_says_so() -> None:
    assert mapped(order()).warnings == ("order.no_lines",)


def test_a_guest_and_payment_are_in_the_native_words() -> None:
    row = order(item(20, BOOK), customer_is_guest=1, customer_id=None, total_paid=10, status="picked")
    assert mapped(row).native == ("processing/picked", "paid", "")


@pytest.mark.parametrize("field", ["entity_id", "updated_at"])
def test_an_order_without_number_or_time_is_put_aside(field: str) -> None:
    row = order(item(20, BOOK))
    row |= {field: None, "created_at": None if field == "updated_at" else row["created_at"]}
    with pytest.raises(Unreadable):
        mapped(row)


# -- products -----------------------------------------------------------------------------------------

FACTS = Facts("kg", "https://shop.example/media/catalog/product")


def product(row: Row, above: Row | None = None, **more: Any) -> Any:
    settings = StoreSettings("main", "https://shop.example", **more)
    return product_of(read(row), read(above or {}), "", None, FACTS, settings)


def test_a_product_has_its_codes_picture_and_weight() -> None:
    attributes = {"ean": "4006381333931", "image": "/b/o/book.jpg", "gtin": "4006381333931 4006381333948"}
    found = product(rows.product(9, "BOOK", "Book", weight=0.35, attributes=attributes))
    assert found.codes == ("4006381333931", "4006381333948")
    assert found.image_url == "https://shop.example/media/catalog/product/b/o/book.jpg"
    assert found.mass == Mass(350_000) and found.ships and found.ref == "9"


def test_a_store_names_where_its_codes_are_and_what_it_weighs_in() -> None:
    row = rows.product(9, "BOOK", "Book", weight=2, attributes={"shelf_code": "X-1", "ean": "Y-2"})
    found = product(row, barcode_keys=("shelf_code",), weight_unit="LB")
    assert found.codes == ("X-1", "Y-2") and found.mass == Mass(907_185)


def test_a_chosen_product_without_picture_has_its_parents() -> None:
    above = rows.product(7, "SHIRT", "Shirt", attributes={"image": "/s/shirt.jpg"})
    plain = rows.product(8, "SHIRT-M", "Shirt-M", attributes={"image": "no_selection"})
    assert product(plain, above).image_url.endswith("/product/s/shirt.jpg")


def test_a_picture_of_the_gallery_is_better_than_none() -> None:
    row = rows.product(9, "BOOK", "Book")
    row["media_gallery_entries"] = [
        {"media_type": "image", "file": "/h/hidden.jpg", "disabled": True},
        {"media_type": "external-video", "file": "/v/video.jpg", "disabled": False},
        {"media_type": "image", "file": "/b/back.jpg", "disabled": False},
    ]
    assert product(row).image_url.endswith("/b/back.jpg")


def test_a_download_does_not_leave() -> None:
    assert not product(SONG).ships
