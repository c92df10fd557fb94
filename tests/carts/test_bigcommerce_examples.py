"""Every example BigCommerce documents is understood.

They are kept beside the repository, not in it; without them these tests are skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from station.carts.bigcommerce.api import Api
from station.carts.bigcommerce.client import BigCommerce
from station.carts.bigcommerce.mapping import STATES, Sources, mark_of, orders_of, when
from station.carts.contract import CartError, InDoubt, Refused, SignInAgain, TryLater
from station.carts.reading import decode, encode, rows_of
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.net.http import Http

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "specs" / "bigcommerce" / "examples"
pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason=f"the documented examples are not in {EXAMPLES}"
)

URL = "https://api.example/stores/abc123"
TROUBLE: dict[int, type[CartError]] = {
    400: Refused,
    401: SignInAgain,
    404: Refused,
    422: Refused,
    503: InDoubt,
}


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    return found


def names(pattern: str) -> list[str]:
    return sorted(path.name for path in EXAMPLES.glob(pattern)) if EXAMPLES.is_dir() else []


def answers(status: int, body: object, **headers: str) -> Http:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=b"" if body is None else encode(body), headers=headers)

    return Http(URL, transport=httpx.MockTransport(answer))


def all_rows(pattern: str) -> Iterator[dict[str, Any]]:
    """Every example, as an answer would be read: fractions stay text."""
    for name in names(pattern):
        found: Any = decode((EXAMPLES / name).read_bytes())
        for example in found.values():
            yield from (dict(row) for row in rows_of(example if isinstance(example, list) else [example]))


def test_every_order_is_read() -> None:
    orders = [
        row for row in all_rows("orders_v2__*Order*__200.json") if "status_id" in row and "currency_id" in row
    ]
    assert len(orders) >= 6
    for row in orders:
        (order,) = orders_of(Sources(row), "main", {})
        assert order.ref == str(row["id"]) and order.state is STATES[str(row["status_id"])]
        assert order.total is not None and order.currency == "USD"


def test_every_line_is_read() -> None:
    lines = [
        row for row in all_rows("orders_v2__getOrderProduct*__200.json") if "order_product_id" not in row
    ]
    assert len(lines) >= 4
    order = next(row for row in all_rows("orders_v2__getOrders__200.json"))
    for line in lines:
        ((made,),) = (one.lines for one in orders_of(Sources(order, [line]), "main", {}))
        assert made.ref == str(line["id"]) and made.ordered == line["quantity"] and made.name
        assert made.ships is (None if line["type"] == "physical" else False)
        assert bool(made.product) == bool(line["product_id"])
        assert len(made.options) == len(line.get("product_options", ()))


def test_every_consignment_is_a_place() -> None:
    order = next(row for row in all_rows("orders_v2__getOrders__200.json"))
    line = {"id": 12, "name": "Tea", "quantity": 1, "order_address_id": 0}
    for places in all_rows("orders_v2__getOrderConsignments__200.json"):
        (made,) = orders_of(Sources(order | {"consignments": places}, [line]), "main", {})
        assert made.pickup and made.method == "Pick Up"


def test_every_address_is_read() -> None:
    rows = list(all_rows("orders_v2__getOrderShippingAddresses__200.json"))
    order = next(row for row in all_rows("orders_v2__getOrders__200.json"))
    lines = [
        {"id": n, "name": "Tea", "quantity": 1, "order_address_id": row["id"]}
        for n, row in enumerate(rows, 1)
    ]
    made = orders_of(Sources(order | {"consignments": {"shipping": rows}}, lines), "main", {})
    assert [(one.ship_to.name, one.ship_to.city, one.ship_to.country) for one in made] == [
        ("Trishy Smith", "San Antonio", "US"),
        ("Jane Doe", "Austin", "US"),
    ]


@pytest.mark.parametrize("name", names("orders_v2__*OrderShipments__20*.json"))
def test_every_shipment_is_read(name: str) -> None:
    for rows in read(name).values():
        kept = rows if isinstance(rows, list) else [rows]
        cart = BigCommerce(StoreSettings("main", URL), {"access_token": "t"}, answers(200, kept))
        for found, row in zip(cart.shipments("118"), kept, strict=True):
            assert (found.tracking, found.carrier, found.uid) == ((row["tracking_number"],), "usps", "")
            assert [one.quantity for one in found.lines] == [1] * len(row["items"])
            assert mark_of(row) == ("", "") and when(row["date_created"]) is not None
        cart.close()


def test_every_documented_status_has_its_meaning() -> None:
    rows = list(all_rows("orders_v2__getOrderStatuses__200.json"))
    assert {str(row["id"]) for row in rows} == set(STATES)
    kept = {row["name"]: STATES[str(row["id"])] for row in rows}
    assert kept["Shipped"] is OrderState.FULFILLED and kept["Disputed"] is OrderState.ON_HOLD


@pytest.mark.parametrize("name", names("*__4*.json") + names("*__5*.json"))
def test_every_trouble_is_named(name: str) -> None:
    status = int(name.removesuffix(".json").rpartition("__")[2])
    for body in read(name).values():
        api = Api(answers(status, body), "t")
        with pytest.raises(TROUBLE[status]) as said:
            api.write("POST", "v3/anything", {})
        api.close()
        message = said.value.problem.params["message"]
        title = body[0]["message"] if isinstance(body, list) else body.get("title", "")
        assert str(message).startswith(title[:100])


def test_the_documented_budget_is_heard() -> None:
    api = Api(answers(200, {}, **read("rate_limit_and_errors.json")["headers_standard_plan"]), "t")
    api.read("v2/store")
    assert api.limits.budget is not None
    assert (api.limits.budget.left, api.limits.budget.most) == (35, 150)
    api.close()


@pytest.mark.parametrize(("name", "wait"), [("http_429", 15), ("http_429_platform_overload", 60)])
def test_the_documented_pauses_are_kept(name: str, wait: float) -> None:
    told = read("rate_limit_and_errors.json")[name]
    api = Api(answers(429, told.get("body"), **told["headers"]), "t")
    with pytest.raises(TryLater) as said:
        api.read("v2/orders")
    assert said.value.wait == wait
    api.close()


@pytest.mark.parametrize(
    ("name", "error"), [("v2_error_shape", "cart.order_gone"), ("v3_error_shape", "cart.refused")]
)
def test_both_shapes_of_trouble_are_read(name: str, error: str) -> None:
    told = read("rate_limit_and_errors.json")[name]
    api = Api(answers(told["status"], told["body"]), "t")
    with pytest.raises(Refused) as said:
        api.read("v2/orders/1", about="order")
    assert said.value.problem.code == error and said.value.problem.params["message"]
    api.close()


def test_an_empty_list_is_no_trouble() -> None:
    told = read("rate_limit_and_errors.json")["v2_empty_list"]
    cart = BigCommerce(StoreSettings("main", URL), {"access_token": "t"}, answers(told["status"], None))
    assert cart.changed_orders(None, None).orders == () and cart.shipments("1") == ()
    cart.close()
