"""The doubles answer as the carts' official documents say, and the checker would notice if they did not."""

import json

import pytest
from doubles import conform
from doubles.front import Exchange

from station.sandbox.shop.wire import Request, Response

DOCUMENTED = ("shopify", "vendure", "magento", "bigcommerce", "amazon", "api2cart")


@pytest.fixture(autouse=True)
def documents() -> None:
    if not conform.SPECS.is_dir():
        pytest.skip(conform.ABSENT)


@pytest.mark.parametrize("cart", DOCUMENTED)
def test_every_documented_cart_is_checked(cart: str) -> None:
    assert conform.covered(cart)


def exchange(method: str, target: str, body: object, status: int, answer: object) -> Exchange:
    sent = b"" if body is None else json.dumps(body).encode()
    return Exchange(
        Request(method, target, {}, sent), Response(status, json.dumps(answer).encode()), own=True
    )


SHIP = "/rest/default/V1/order/7/ship"
SHIPMENTS = "/stores/abc/v2/orders/7/shipments"
CONFIRM = "/orders/v0/orders/1/shipmentConfirmation"
ITEM = {"order_product_id": 1, "quantity": 1}


@pytest.mark.parametrize(
    ("cart", "wrong", "said"),
    [
        ("magento", exchange("POST", SHIP, {"item": []}, 200, 3), "item"),
        ("magento", exchange("GET", "/rest/default/V1/no-such", None, 200, {}), "has this operation"),
        ("bigcommerce", exchange("POST", SHIPMENTS, {"items": [ITEM], "colour": "red"}, 201, {}), "colour"),
        ("amazon", exchange("POST", CONFIRM, {"marketplaceId": "A1"}, 204, None), "packageDetail"),
        ("amazon", exchange("GET", "/orders/2026-01-01/orders?color=red", None, 200, {}), "color"),
        ("api2cart", exchange("GET", "/v1.1/order.list.json?colour=red", None, 200, {}), "colour"),
        (
            "shopify",
            exchange("POST", "/admin/api/2026-10/graphql.json", {"query": "{shop{colour}}"}, 200, {}),
            "colour",
        ),
        (
            "shopify",
            exchange(
                "POST",
                "/admin/api/2026-10/graphql.json",
                {"query": "{shop{name}}"},
                200,
                {"data": {"shop": {"name": None}}},
            ),
            "name is null",
        ),
        ("vendure", exchange("POST", "/admin-api", {"query": "{colours}"}, 200, {}), "colours"),
    ],
)
def test_what_is_wrong_is_noticed(cart: str, wrong: Exchange, said: str) -> None:
    assert any(said in one for one in conform.complaints(cart, [wrong])), conform.complaints(cart, [wrong])
