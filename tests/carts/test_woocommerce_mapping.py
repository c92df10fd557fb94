"""Orders and products of WooCommerce, in every shape they have been seen in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from station.carts.unreadable import Unreadable
from station.carts.woocommerce.mapping import Sources, order_of, wants_fulfillments, wants_refunds
from station.carts.woocommerce.products import gone, product_of
from station.carts.woocommerce.settings import ShopSettings
from station.model.order import Order, OrderState
from station.model.quantity import Mass, Money

SHOP = ShopSettings(name="main", url="https://shop.example")
ADDRESS = {
    "first_name": "Zoe", "last_name": "Weiss", "company": "", "address_1": "Mill 1", "address_2": "",
    "city": "Leeds", "state": "", "postcode": "LS1 1AA", "country": "gb", "phone": "1",
}  # fmt: skip


def line(ref: object = 5, quantity: object = 3, **more: Any) -> dict[str, Any]:
    row = {"id": ref, "name": "Mug", "product_id": 13, "variation_id": 0, "quantity": quantity, "sku": "MUG"}
    return row | {"price": "11.67", "meta_data": []} | more


def row(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    order = {
        "id": 157, "number": "157", "status": "processing", "currency": "GBP", "total": "35.00",
        "date_created_gmt": "2026-11-02T05:32:06", "date_modified_gmt": "2026-11-21T06:37:50",
        "date_paid_gmt": "2026-11-21T06:32:06", "customer_id": 0, "customer_note": "",
        "billing": ADDRESS | {"email": "zoe@example.test"}, "shipping": ADDRESS, "meta_data": [],
        "line_items": list(lines or (line(),)), "refunds": [],
        "shipping_lines": [{"method_id": "flat_rate", "instance_id": "1", "method_title": "Tracked 48"}],
    }  # fmt: skip
    return order | more


def mapped(
    order: dict[str, Any], *, refunds: Any = (), fulfillments: Any = (), shop: ShopSettings = SHOP
) -> Order:
    return order_of(Sources(order, refunds, fulfillments), shop)


def refund(of: object, quantity: object = -1, **more: Any) -> dict[str, Any]:
    meta = [{"key": "_refunded_item_id", "value": of}] if of is not None else []
    return {
        "line_items": [{"product_id": 13, "variation_id": 0, "quantity": quantity, "meta_data": meta} | more]
    }


def fulfillment(items: object, **more: Any) -> dict[str, Any]:
    meta = [{"id": 1, "key": "_items", "value": items}, *more.pop("meta", [])]
    return {"id": 4, "is_fulfilled": True, "status": "fulfilled", "meta_data": meta} | more


def test_an_order_says_who_what_where_and_when() -> None:
    order = mapped(row(number="W-1001", customer_note="Ring &amp; wait"))

    assert (order.store, order.ref, order.number) == ("main", "157", "W-1001")
    assert order.state is OrderState.READY
    assert order.native == ("processing", "paid", "")
    assert order.placed_at == datetime(2026, 11, 2, 5, 32, 6, tzinfo=UTC)
    assert order.changed_at == datetime(2026, 11, 21, 6, 37, 50, tzinfo=UTC)
    assert order.total == Money(3500, "GBP")
    assert (order.method, order.method_code, order.pickup) == ("Tracked 48", "flat_rate:1", False)
    assert order.customer_note == "Ring & wait"
    assert (order.ship_to.name, order.ship_to.street, order.ship_to.country) == (
        "Zoe Weiss",
        ("Mill 1",),
        "GB",
    )
    assert order.ship_to.email == "zoe@example.test"
    assert order.warnings == ()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", OrderState.PENDING),
        ("failed", OrderState.PENDING),
        ("checkout-draft", OrderState.PENDING),
        ("auto-draft", OrderState.PENDING),
        ("on-hold", OrderState.ON_HOLD),
        ("processing", OrderState.READY),
        ("wc-processing", OrderState.READY),
        ("completed", OrderState.FULFILLED),
        ("cancelled", OrderState.CANCELLED),
        ("trash", OrderState.CANCELLED),
        ("refunded", OrderState.REFUNDED),
    ],
)
def test_a_native_status_has_its_canonical_state(status: str, state: OrderState) -> None:
    assert mapped(row(status=status)).state is state


def test_an_unknown_status_is_on_hold_with_a_warning() -> None:
    order = mapped(row(status="driver-assigned"))

    assert order.state is OrderState.ON_HOLD
    assert order.warnings == ("status.unknown",)


def test_a_shop_may_say_what_its_own_status_means() -> None:
    shop = ShopSettings("main", "", status_map={"picked": OrderState.READY, "processing": OrderState.PAID})

    assert mapped(row(status="picked"), shop=shop).state is OrderState.READY
    assert mapped(row(), shop=shop).state is OrderState.PAID


def test_a_line_of_a_simple_product() -> None:
    (got,) = mapped(row(line("5", "3", sku="00123", global_unique_id="5060123450033"))).lines

    assert (got.ref, got.sku, got.ordered, got.product, got.parent_product) == ("5", "00123", 3, "13", "")
    assert got.codes == ("5060123450033",)
    assert got.price == Money(1167, "GBP")
    assert got.ships is None


def test_a_line_of_a_variation_names_variation_and_parent() -> None:
    (got,) = mapped(row(line(product_id="30", variation_id="31"))).lines

    assert (got.product, got.parent_product) == ("31", "30")


def test_a_line_of_a_deleted_product_has_neither_product_nor_sku() -> None:
    (got,) = mapped(row(line(product_id=0, sku=None, global_unique_id=None, price=None))).lines

    assert (got.product, got.parent_product, got.sku, got.codes, got.price) == ("", "", "", (), None)


def test_what_the_customer_chose_tells_two_lines_of_one_sku_apart() -> None:
    first = line(
        5,
        meta_data=[
            {
                "key": "Engraving",
                "value": "x",
                "display_key": "Engraving",
                "display_value": "<p>Zo&eacute; &amp; R</p>\n",
            },
            {"key": "_reduced_stock", "value": "1"},
            {"key": "size", "value": ["S", 3]},
            {"key": "", "value": "nothing"},
            {"key": "extra", "value": {"a": "b"}},
        ],
    )
    order = mapped(row(first, line(6, meta_data=[{"key": "Engraving", "value": None}])))

    assert order.lines[0].options == (("Engraving", "Zoé & R"), ("size", "S, 3"), ("extra", '{"a": "b"}'))
    assert order.lines[1].options == (("Engraving", ""),)


def test_names_keep_their_signs_and_lose_their_entities() -> None:
    (got,) = mapped(row(line(name='Salt &#8217;Duo&#8217; <Mini> "Set"'))).lines

    assert got.name == 'Salt ’Duo’ <Mini> "Set"'


def test_refunded_units_are_taken_from_their_line() -> None:
    order = mapped(row(line(5, 3), line(6, 1)), refunds=[refund("5"), refund(5)])

    assert [(one.refunded, one.due) for one in order.lines] == [(2, 1), (0, 1)]
    assert order.state is OrderState.READY


def test_a_refund_that_names_no_line_is_of_the_only_line_of_its_product() -> None:
    order = mapped(row(line(5, 3), line(6, 1, product_id=14)), refunds=[refund(None)])

    assert [one.refunded for one in order.lines] == [1, 0]
    assert order.warnings == ()


@pytest.mark.parametrize("more", [{}, {"product_id": 0}])
def test_a_refund_of_nobody_knows_which_line_holds_the_order(more: dict[str, Any]) -> None:
    order = mapped(row(line(5, 3), line(6, 1), line(7, 1, product_id=0)), refunds=[refund(None, **more)])

    assert order.state is OrderState.ON_HOLD
    assert order.warnings == ("refund.unclear",)


def test_an_order_refunded_line_by_line_has_nothing_left_to_ship() -> None:
    assert mapped(row(line(5, 1)), refunds=[refund("5", -4)]).state is OrderState.REFUNDED


def test_an_order_whose_money_went_back_is_refunded() -> None:
    back = [{"id": 1, "total": "-30.00"}, {"id": 2, "total": "-5.00"}]

    order = mapped(row(refunds=back), refunds=[{"line_items": []}])

    assert order.state is OrderState.REFUNDED


def test_some_money_back_changes_no_quantity_and_is_said() -> None:
    order = mapped(
        row(refunds=[{"id": 1, "total": "-30.00"}, {"id": 2, "total": "x"}]), refunds=[refund(5, 0)]
    )

    assert order.state is OrderState.READY
    assert order.lines[0].due == 3
    assert order.warnings == ("refund.amount_only",)


def test_a_free_order_is_not_taken_for_a_refunded_one() -> None:
    assert mapped(row(total="0.00")).state is OrderState.READY


def test_what_another_shipped_counts_and_what_we_shipped_does_not() -> None:
    ours = fulfillment([{"item_id": 5, "qty": 1}], meta=[{"key": "_station_uid", "value": "u:1"}])
    theirs = fulfillment([{"item_id": "5", "qty": "1"}, {"item_id": 6, "qty": 1}])
    order = mapped(row(line(5, 3), line(6, 1)), fulfillments=[ours, theirs])

    assert [(one.shipped, one.due) for one in order.lines] == [(1, 2), (1, 0)]
    assert order.state is OrderState.PARTIAL


@pytest.mark.parametrize(
    "more",
    [
        {"is_fulfilled": False, "status": "unfulfilled"},
        {"date_deleted": "2026-11-21 07:43:45"},
        {"meta": [{"key": "_items", "value": None}]},
        {"meta": [{"key": "_items", "value": [{"item_id": 5, "qty": "?"}]}]},
    ],
)
def test_a_draft_a_deleted_and_an_empty_fulfillment_ship_nothing(more: dict[str, Any]) -> None:
    assert mapped(row(), fulfillments=[fulfillment([{"item_id": 5, "qty": 1}], **more)]).lines[0].shipped == 0


def test_items_kept_as_text_are_read() -> None:
    assert mapped(row(), fulfillments=[fulfillment('[{"item_id":5,"qty":2}]')]).lines[0].shipped == 2
    with pytest.raises(Unreadable) as caught:
        mapped(row(), fulfillments=[fulfillment("a:1:{}")])
    assert caught.value.problem.params == {"field": "_items"}


def test_an_order_another_shipped_whole_is_fulfilled() -> None:
    assert mapped(row(), fulfillments=[fulfillment([{"item_id": 5, "qty": 9}])]).state is OrderState.FULFILLED


def test_a_refund_on_a_partly_shipped_line_is_unclear() -> None:
    order = mapped(row(), refunds=[refund(5)], fulfillments=[fulfillment([{"item_id": 5, "qty": 1}])])

    assert order.state is OrderState.ON_HOLD
    assert order.warnings == ("refund.unclear",)


def test_an_unpaid_order_partly_shipped_stays_pending() -> None:
    order = mapped(row(status="pending"), fulfillments=[fulfillment([{"item_id": 5, "qty": 1}])])

    assert order.state is OrderState.PENDING


def test_half_a_unit_to_pack_puts_an_order_aside() -> None:
    with pytest.raises(Unreadable) as caught:
        mapped(row(line(quantity="1.5")))

    assert caught.value.problem.code == "order.fractional_quantity"
    assert caught.value.problem.params == {"name": "Mug", "quantity": "1.5"}


def test_what_is_open_decides_whether_a_quantity_is_whole() -> None:
    (got,) = mapped(row(line(quantity="1.5")), refunds=[refund(5, "-0.5")]).lines

    assert got.due == 1


def test_fractions_of_a_finished_order_do_no_harm() -> None:
    assert mapped(row(line(quantity="1.5"), status="completed")).state is OrderState.FULFILLED


@pytest.mark.parametrize("quantity", [None, "many", -1, True, "NaN", []])
def test_a_quantity_that_is_none_puts_an_order_aside(quantity: object) -> None:
    with pytest.raises(Unreadable) as caught:
        mapped(row(line(quantity=quantity)))
    assert caught.value.problem.code == "order.unreadable"


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"id": None}, "id"),
        ({"date_modified_gmt": None, "date_created_gmt": ""}, "date_modified_gmt"),
        ({"date_modified_gmt": "yesterday", "date_created_gmt": None}, "date_modified_gmt"),
        ({"line_items": [{"id": None, "quantity": 1}]}, "line_items"),
    ],
)
def test_an_order_without_what_it_needs_is_put_aside(broken: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable) as caught:
        mapped(row(**broken))
    assert caught.value.problem.params == {"field": field}


def test_one_missing_date_is_made_up_by_the_other() -> None:
    assert mapped(row(date_modified_gmt=None)).changed_at == datetime(2026, 11, 2, 5, 32, 6, tzinfo=UTC)
    assert mapped(row(date_created_gmt=None)).placed_at == datetime(2026, 11, 21, 6, 37, 50, tzinfo=UTC)
    with_zone = mapped(row(date_modified_gmt="2026-11-21T08:00:00+01:00"))
    assert with_zone.changed_at == datetime(2026, 11, 21, 7, tzinfo=UTC)


def test_an_unpaid_order_says_so() -> None:
    meta = [{"key": "_fulfillment_status", "value": "partially_fulfilled"}]

    assert mapped(row(date_paid_gmt=None, meta_data=meta)).native == (
        "processing",
        "unpaid",
        "partially_fulfilled",
    )


def test_no_shipping_address_means_the_billing_address() -> None:
    order = mapped(row(shipping=dict.fromkeys(ADDRESS, "")))

    assert order.ship_to.city == "Leeds"
    assert order.warnings == ()


def test_a_name_and_a_phone_missing_on_the_address_are_the_payers() -> None:
    order = mapped(row(shipping=ADDRESS | {"first_name": "", "last_name": "", "phone": None, "city": "York"}))

    assert (order.ship_to.name, order.ship_to.phone, order.ship_to.city) == ("Zoe Weiss", "1", "York")


def test_no_address_at_all_is_said_unless_it_is_collected() -> None:
    nowhere: dict[str, Any] = {"shipping": [], "billing": None}
    pickup = [{"method_id": "pickup_location", "instance_id": 0, "method_title": "Shop"}]

    assert mapped(row(**nowhere)).warnings == ("address.missing",)
    collected = mapped(row(**nowhere, shipping_lines=pickup))
    assert collected.warnings == ()
    assert collected.pickup
    assert collected.method_code == "pickup_location"


def test_an_order_with_a_parcel_that_travels_is_no_pickup() -> None:
    both = [
        {"method_id": "local_pickup", "method_title": "Pickup &amp; go"},
        {"method_id": "flat_rate", "method_title": "DPD"},
        {"method_id": "flat_rate", "method_title": "DPD"},
    ]
    order = mapped(row(shipping_lines=both))

    assert (order.pickup, order.method, order.method_code) == (False, "Pickup & go, DPD", "local_pickup")


def test_an_order_without_shipping_has_no_method() -> None:
    order = mapped(row(shipping_lines=[]))

    assert (order.method, order.method_code, order.pickup) == ("", "", False)


@pytest.mark.parametrize("currency", ["BTC", "", None])
def test_an_unknown_currency_is_said_and_no_amount_made_up(currency: object) -> None:
    order = mapped(row(currency=currency))

    assert order.total is None
    assert order.lines[0].price is None
    assert order.warnings == ("currency.unknown",)


def test_an_unreadable_total_is_said() -> None:
    order = mapped(row(total="free!"))

    assert order.total is None
    assert order.warnings == ("money.unreadable",)
    assert mapped(row(total=None)).warnings == ()


def test_an_order_without_lines_is_said() -> None:
    order = mapped(row(line_items=[]))

    assert order.lines == ()
    assert order.warnings == ("order.no_lines",)


def test_a_gift_note_is_the_first_field_that_says_something() -> None:
    meta = [
        {"key": "_gift_message", "value": "Love, M."},
        {"key": "gift_message", "value": ""},
        {"key": "our_card", "value": "For Zoe"},
        "nonsense",
    ]

    assert mapped(row(meta_data=meta)).gift_note == "Love, M."
    shop = ShopSettings("main", "", gift_keys=("our_card", "_gift_message"))
    assert mapped(row(meta_data=meta), shop=shop).gift_note == "For Zoe"


def test_a_list_with_gaps_that_php_made_a_map_of_is_still_a_list() -> None:
    assert len(mapped(row(line_items={"3": line(5), "7": line(6)})).lines) == 2


def bundle(*needs: str) -> list[dict[str, Any]]:
    container = line(1, 1, meta_data=[{"key": "_bundle_cart_key", "value": "k"}])
    children = [
        line(
            10 + place,
            1,
            meta_data=[
                {"key": "_bundled_by", "value": "k"},
                {"key": "_bundled_item_needs_shipping", "value": need},
            ],
        )
        for place, need in enumerate(needs)
    ]
    return [container, *children]


@pytest.mark.parametrize(
    ("needs", "container", "children"),
    [
        (("yes", "yes"), False, [None, None]),
        (("no", "no"), None, [False, False]),
        (("yes", "no"), None, [None, False]),
    ],
)
def test_of_a_bundle_what_travels_is_packed(
    needs: tuple[str, ...], container: bool | None, children: list[bool | None]
) -> None:
    lines = mapped(row(*bundle(*needs))).lines

    assert [one.bundle for one in lines] == ["", "1", "1"]
    assert lines[0].ships is container
    assert [one.ships for one in lines[1:]] == children


def test_a_bundle_is_shipped_when_its_children_are() -> None:
    order = mapped(row(*bundle("yes")), fulfillments=[fulfillment([{"item_id": 10, "qty": 1}])])

    assert order.state is OrderState.FULFILLED


def test_children_name_their_container_by_line_in_newer_plug_ins() -> None:
    lines = mapped(
        row(
            line(752, 1, bundled_by="", composite_parent=""),
            line(753, 1, bundled_by=752),
            line(754, 1, composite_parent="752"),
            line(755, 1, bundled_by=999),
            line(756, 1, bundled_by=756),
        )
    ).lines

    assert [one.bundle for one in lines] == ["", "752", "752", "", ""]


def test_refunds_and_fulfillments_are_asked_for_only_where_they_matter() -> None:
    some = {
        "refunds": [{"id": 1, "total": "-1"}],
        "meta_data": [{"key": "_fulfillment_status", "value": "fulfilled"}],
    }

    assert wants_refunds(row(**some), SHOP)
    assert wants_fulfillments(row(**some), SHOP)
    assert not wants_refunds(row(), SHOP)
    assert not wants_fulfillments(row(), SHOP)
    for status in ("completed", "cancelled", "refunded", "trash"):
        assert not wants_refunds(row(status=status, **some), SHOP)
        assert not wants_fulfillments(row(status=status, **some), SHOP)


PRODUCT = {
    "id": 30, "name": "Tee", "type": "variable", "sku": "TEE", "virtual": False, "manage_stock": False,
    "stock_quantity": None, "weight": "0.2", "shipping_required": True, "parent_id": 0,
    "images": [{"src": "https://shop.example/tee.jpg"}], "meta_data": [{"key": "_bin", "value": "A-01"}],
}  # fmt: skip
VARIATION = {
    "id": 31, "name": "Ink, S", "sku": "TEE-S", "virtual": False, "manage_stock": True,
    "stock_quantity": "26.5", "weight": "", "image": None, "parent_id": 30,
    "global_unique_id": "5060123450200",
    "attributes": [{"option": "Ink"}, {"option": "S"}],
    "meta_data": [
        {"key": "_barcode", "value": "X1, 5060123450200;X2"}, {"key": "_ean", "value": 4012345678901},
    ],
}  # fmt: skip


def test_a_simple_product() -> None:
    got = product_of(PRODUCT | {"manage_stock": True, "stock_quantity": -2}, None, "kg", SHOP)

    assert (got.ref, got.sku, got.name, got.parent) == ("30", "TEE", "Tee", "")
    assert got.mass == Mass(200_000)
    assert (got.image_url, got.bin) == ("https://shop.example/tee.jpg", "A-01")
    assert (got.stock, got.stock_ref, got.ships) == (-2, "30", True)


def test_a_variation_takes_from_its_parent_what_it_does_not_say() -> None:
    got = product_of(VARIATION, PRODUCT, "lbs", SHOP)

    assert (got.ref, got.parent, got.name) == ("31", "30", "Tee - Ink, S")
    assert got.mass == Mass(90_718_474 // 1000)
    assert (got.image_url, got.bin) == ("https://shop.example/tee.jpg", "A-01")
    assert got.codes == ("5060123450200", "X1", "X2", "4012345678901")
    assert (got.stock, got.stock_ref) == (26, "31")


def test_a_variation_of_an_older_shop_is_named_by_its_attributes() -> None:
    assert product_of(VARIATION | {"name": None}, PRODUCT, "kg", SHOP).name == "Tee - Ink, S"
    assert product_of(VARIATION | {"name": "Tee - Ink, S"}, PRODUCT, "kg", SHOP).name == "Tee - Ink, S"


def test_stock_may_be_the_parents_or_nobodys() -> None:
    shared = product_of(VARIATION | {"manage_stock": "parent"}, PRODUCT, "kg", SHOP)
    uncounted = product_of(VARIATION | {"manage_stock": False}, PRODUCT, "kg", SHOP)

    assert (shared.stock, shared.stock_ref) == (26, "30")
    assert (uncounted.stock, uncounted.stock_ref) == (None, "31")
    assert product_of(VARIATION | {"stock_quantity": None}, PRODUCT, "kg", SHOP).stock is None


@pytest.mark.parametrize("more", [{"virtual": True}, {"shipping_required": False}])
def test_what_needs_no_shipping_does_not_ship(more: dict[str, Any]) -> None:
    assert not product_of(PRODUCT | more, None, "kg", SHOP).ships


@pytest.mark.parametrize("weight", ["", "0", "heavy", None])
def test_a_weight_that_is_none_is_none(weight: object) -> None:
    assert product_of(PRODUCT | {"weight": weight}, None, "kg", SHOP).mass is None


def test_a_weight_with_a_comma_is_read() -> None:
    assert product_of(PRODUCT | {"weight": "0,25"}, None, "kg", SHOP).mass == Mass(250_000)


def test_a_product_the_shop_lost_is_gone() -> None:
    got = gone("31", "30", SHOP)

    assert got.gone
    assert (got.ref, got.parent, got.stock_ref) == ("31", "30", "31")


def _meta(**said: str) -> dict[str, Any]:
    return {"meta_data": [{"key": f"_{key}", "value": value} for key, value in said.items()]}


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        (_meta(yith_bundle_cart_key="k", per_items_pricing="no"), _meta(bundled_by="k")),
        (_meta(mnm_cart_key="k"), _meta(mnm_container="k", mnm_item_needs_shipping="yes")),
        ({}, {"mnm_child_of": 5}),
        (_meta(woosb_ids="40/x/2"), _meta(woosb_parent_id="13")),
    ],
)
def test_a_box_of_any_bundle_plug_in_is_not_packed_beside_what_is_in_it(
    box: dict[str, Any], inside: dict[str, Any]
) -> None:
    container, child, other = mapped(
        row(line(5, 1, **box), line(6, 2, product_id=40, **inside), line(7, 1, product_id=0))
    ).lines

    assert (container.ships, child.ships, child.bundle) == (False, None, "5")
    assert (other.ships, other.bundle) == (None, "")


def test_parts_of_two_boxes_of_one_product_belong_to_the_box_they_follow() -> None:
    box, part = _meta(woosb_ids="40/x/1"), _meta(woosb_parent_id="13")
    order = mapped(row(line(5, 1, **box), line(6, 1, **part), line(7, 1, **box), line(8, 1, **part)))

    assert [one.bundle for one in order.lines] == ["", "5", "", "7"]
    assert [one.ships for one in order.lines] == [False, None, False, None]


def test_a_box_that_is_mixed_and_closed_by_the_shop_is_packed_as_one() -> None:
    inside = _meta(mnm_container="k", mnm_item_needs_shipping="no")
    box, part = mapped(row(line(5, 1, **_meta(mnm_cart_key="k")), line(6, 1, **inside))).lines

    assert (box.ships, part.ships) == (None, False)
