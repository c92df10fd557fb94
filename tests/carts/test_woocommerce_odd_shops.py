"""Shops that answer oddly: closed settings, hidden lists, missing headers, half-hidden plug-ins."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from station.carts.contract import Refused, SignInAgain, Step, TryLater, Unusable
from station.carts.woocommerce.client import WooCommerce
from station.carts.woocommerce.settings import ShopSettings
from station.model.quantity import Mass
from station.model.shipment import AdjustStock, Parcel, ShipConfirm, ShippedLine
from station.net.http import Http

NO_ROUTE = httpx.Response(404, json={"code": "rest_no_route", "message": "No route", "data": {"status": 404}})
CLOSED = httpx.Response(403, json={"code": "woocommerce_rest_cannot_view", "message": "Sorry"})
GONE = httpx.Response(404, json={"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID."})
INDEX: dict[str, Any] = {"name": "Shop", "namespaces": ["wc/v3"], "timezone_string": ""}
SHIPPED = ShipConfirm(
    "u1",
    "7",
    (Parcel("JD01", "DHL", "", (ShippedLine("5", 1),)),),
    notify_customer=True,
    shipped_on="2026-03-02",
)

Answers = dict[str, Any]


@pytest.fixture
def plug() -> Iterator[Callable[[Answers], WooCommerce]]:
    """A cart at a shop that answers each `METHOD path` below wp-json with what it is given for it."""
    carts: list[WooCommerce] = []

    def make(answers: Answers) -> WooCommerce:
        def shop(request: httpx.Request) -> httpx.Response:
            route = request.url.path.removeprefix("/wp-json/").removeprefix("wc/v3/")
            found = answers.get(f"{request.method} {route}", INDEX if not route else NO_ROUTE)
            answer = found if isinstance(found, httpx.Response) else httpx.Response(200, json=found)
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

        http = Http("https://shop.example", transport=httpx.MockTransport(shop))
        secrets = {"consumer_key": "ck_1", "consumer_secret": "cs_1"}
        carts.append(WooCommerce(ShopSettings("main", "https://shop.example"), secrets, http))
        return carts[-1]

    yield make
    for cart in carts:
        cart.close()


def order(ref: int = 7, **more: Any) -> dict[str, Any]:
    row = {"id": ref, "status": "processing", "date_modified_gmt": "2026-03-02T08:00:00", "line_items": []}
    return row | more


@pytest.mark.parametrize("body", [{"id": 7}, "orders", 5, None])
def test_a_list_that_is_none_is_not_taken_for_an_empty_one(plug: Any, body: object) -> None:
    with pytest.raises(Unusable):
        plug({"GET orders": httpx.Response(200, content=json.dumps(body))}).changed_orders(None, None)


def test_an_order_that_is_a_list_is_not_taken_for_one(plug: Any) -> None:
    with pytest.raises(Unusable):
        plug({"GET orders/7": []}).order("7")


def test_a_row_that_is_no_order_is_put_aside(plug: Any) -> None:
    page = plug({"GET orders": [None, order()]}).changed_orders(None, None)

    assert [one.order.ref for one in page.orders] == ["7"]
    assert [one.problem.params["field"] for one in page.bad] == ["id"]


def test_an_order_that_surprises_the_mapping_is_put_aside(plug: Any) -> None:
    huge = order(8, line_items=[{"id": 1, "quantity": "1e999999"}])

    page = plug({"GET orders": [order(), huge]}).changed_orders(None, None)

    assert [one.order.ref for one in page.orders] == ["7"]
    assert [(one.ref, one.problem.code) for one in page.bad] == [("8", "order.unreadable")]


def test_without_the_shops_clock_the_watermark_is_what_was_read(plug: Any) -> None:
    cart = plug({"GET orders": [order()]})
    assert cart.changed_orders(None, None).answered_at == datetime(2026, 3, 2, 8, tzinfo=UTC)

    empty = plug({"GET orders": []})
    assert empty.changed_orders(None, None).answered_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_more_refunds_than_one_answer_holds_are_all_read(plug: Any) -> None:
    one = {"line_items": [{"quantity": -1, "meta_data": [{"key": "_refunded_item_id", "value": 5}]}]}
    pages = iter(([one] * 100, [one] * 3))

    def shop(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/refunds"):
            return httpx.Response(200, json=next(pages))
        if request.url.path.endswith("/orders/7"):
            line = {"id": 5, "quantity": 200, "name": "Mug", "product_id": 1}
            return httpx.Response(200, json=order(line_items=[line], refunds=[{"id": 1}]))
        return httpx.Response(200, json=INDEX)

    http = Http("https://shop.example", transport=httpx.MockTransport(shop))
    cart = WooCommerce(ShopSettings("main", ""), {"consumer_key": "a", "consumer_secret": "b"}, http)

    assert cart.order("7").order.lines[0].due == 97
    cart.close()


def test_a_fulfillment_list_in_trouble_is_not_taken_for_an_empty_one(plug: Any) -> None:
    row = order(meta_data=[{"key": "_fulfillment_status", "value": "fulfilled"}])
    page = httpx.Response(200, text="<html>checking your browser</html>")

    with pytest.raises(Unusable):
        plug({"GET orders/7": row, "GET orders/7/fulfillments": page}).order("7")


def test_a_shop_that_hides_its_index_is_asked_directly(plug: Any) -> None:
    hidden = httpx.Response(401, json={"code": "rest_login_required", "message": "Log in"})
    tracked: Answers = {"GET wc-shipment-tracking/v3/orders/7/shipment-trackings": []}

    assert plug({"GET ": hidden} | tracked).steps(SHIPPED)[0].name == "tracking:1"
    assert plug({"GET ": hidden}).steps(SHIPPED)[0].name == "meta"


def test_fulfillments_that_are_closed_to_the_key_are_not_used(plug: Any) -> None:
    cart = plug({"GET orders/7/fulfillments": CLOSED, "GET orders": []})

    assert [step.name for step in cart.steps(SHIPPED)] == ["meta", "note"]


def test_a_key_that_is_no_good_is_not_taken_for_a_shop_without_fulfillments(plug: Any) -> None:
    with pytest.raises(SignInAgain):
        plug({"GET orders/7/fulfillments": CLOSED, "GET orders": CLOSED}).steps(SHIPPED)


def test_a_page_instead_of_fulfillments_decides_nothing(plug: Any) -> None:
    with pytest.raises(Unusable):
        plug({"GET orders/7/fulfillments": httpx.Response(200, text="<p>")}).steps(SHIPPED)


def test_a_shop_with_fulfillments_that_lost_the_order_still_has_them(plug: Any) -> None:
    lost = httpx.Response(404, json={"code": "woocommerce_rest_order_invalid_id", "message": "Invalid"})
    cart = plug({"GET orders/7/fulfillments": lost})

    (step,) = cart.steps(SHIPPED)

    assert step.name == "fulfillment:1"
    with pytest.raises(Refused) as caught:
        cart.evidence(SHIPPED, step)
    assert caught.value.problem.code == "cart.order_gone"


def told(*meta: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"is_fulfilled": True, "meta_data": [{"key": key, "value": value} for key, value in meta]} | more


@pytest.mark.parametrize(
    ("row", "proves"),
    [
        (told(("_station_uid", "u1:1")), True),
        (told(("_tracking_number", " jd 01")), True),
        (told(("_tracking_number", "JD01"), ("_station_uid", "u1:2")), False),
        (told(("_tracking_number", "JD02")), False),
        (told(("_tracking_number", "JD01"), date_deleted="2026-03-02"), False),
        (told(("_tracking_number", "JD01"), is_fulfilled=False), False),
    ],
)
def test_what_proves_that_a_carton_was_told(plug: Any, row: dict[str, Any], proves: bool) -> None:
    cart = plug({"GET orders/7/fulfillments": [row]})

    assert cart.evidence(SHIPPED, Step("fulfillment:1", repeatable=False)) is proves


@pytest.mark.parametrize("answer", [CLOSED, GONE, {"value": "stone"}, {"value": "lbs"}])
def test_a_weight_unit_that_is_not_told_is_kilogrammes(plug: Any, answer: Any) -> None:
    answers = {
        "GET settings/products/woocommerce_weight_unit": answer,
        "GET products": [{"id": 1, "weight": "2"}],
    }

    (product,) = plug(answers).products([("1", "")])

    known = isinstance(answer, dict) and answer["value"] == "lbs"
    assert product.mass == (Mass(907_185) if known else Mass(2_000_000))


def test_a_connection_test_of_a_shop_that_tells_little(plug: Any) -> None:
    answers = {
        "GET orders": [{"id": 7, "version": "9.9.5", "currency": "PLN"}],
        "PUT orders/0": httpx.Response(500, json={"code": "internal_server_error", "message": ""}),
        "GET settings/products/woocommerce_weight_unit": CLOSED,
    }

    found = plug(answers).probe()

    assert found.version == "WooCommerce 9.9.5, PLN, kg"
    assert [problem.code for problem in found.problems] == ["cart.weight_unit_assumed"]
    assert plug(answers | {"PUT orders/0": {}}).probe().target == "note"


def test_a_wordpress_without_woocommerce_is_said_so(plug: Any) -> None:
    with pytest.raises(Unusable) as caught:
        plug({"GET ": INDEX | {"namespaces": ["wp/v2"]}}).order("7")
    assert caught.value.problem.code == "cart.not_woocommerce"
    assert caught.value.problem.params == {"title": "Shop"}


def test_an_unknown_zone_is_taken_for_one_without_summer_time(plug: Any) -> None:
    cart = plug({"GET ": INDEX | {"timezone_string": "Mars/Olympus"}, "GET orders": []})

    assert cart.changed_orders(datetime(2026, 3, 29, 2, 30, tzinfo=UTC), None).cursor


MUG: dict[str, Any] = {"id": 13, "type": "simple", "manage_stock": True, "stock_quantity": 3, "meta_data": []}
DELTA = Step("delta", repeatable=False)
LESS = AdjustStock("s1", "MUG", "13", "13", -1)


def test_a_correction_the_shop_ignored_is_refused(plug: Any) -> None:
    cart = plug({"GET products/13": MUG, "PUT products/13": MUG | {"manage_stock": False}})

    with pytest.raises(Refused) as caught:
        cart.write(LESS, DELTA)
    assert caught.value.problem.code == "stock.not_managed"


def test_a_correction_whose_marker_was_not_kept_is_in_doubt(plug: Any) -> None:
    cart = plug({"GET products/13": MUG, "PUT products/13": MUG})

    with pytest.raises(Exception, match="marker_lost"):
        cart.write(LESS, DELTA)


def test_a_product_list_that_is_closed_says_so(plug: Any) -> None:
    refused = httpx.Response(400, json={"code": "rest_invalid_param", "message": "include"})
    unit = {"GET settings/products/woocommerce_weight_unit": {"value": "kg"}}

    with pytest.raises(Refused):
        plug(unit | {"GET products": refused}).products([("1", "")])
    (lost,) = plug(unit | {"GET products": [{"id": 30}], "GET products/30/variations": GONE}).products(
        [("31", "30")]
    )
    assert lost.gone


def test_the_key_may_travel_in_the_address(plug: Any) -> None:
    asked: list[httpx.Request] = []

    def shop(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=INDEX if request.url.path == "/wp-json/" else order())

    http = Http("https://shop.example", transport=httpx.MockTransport(shop))
    secrets = {"consumer_key": "ck_1", "consumer_secret": "cs_1"}
    cart = WooCommerce(ShopSettings("main", "", key_in_query=True), secrets, http)
    cart.order("7")

    assert asked[-1].url.params["consumer_secret"] == "cs_1"
    assert "authorization" not in asked[-1].headers
    cart.close()


def test_a_read_that_finds_a_page_before_a_write_leaves_no_doubt(plug: Any) -> None:
    cart = plug({"GET orders/7": httpx.Response(200, text="<p>")})

    with pytest.raises(TryLater):
        cart.write(SHIPPED, Step("meta", repeatable=True))
