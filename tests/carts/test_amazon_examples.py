"""Every official example of Amazon is understood. They are kept beside the repository, not in it; without
them these tests are skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from station.carts.amazon.api import Api
from station.carts.amazon.client import ORDERS, Amazon
from station.carts.amazon.listings import Listings
from station.carts.amazon.manifest import MANIFEST
from station.carts.amazon.mapping import order_of
from station.carts.amazon.packages import shipments
from station.carts.amazon.sign_in import SignIn
from station.carts.contract import CartError, InDoubt, Refused, SignInAgain, TryLater
from station.carts.reading import decode, encode
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.model.quantity import Mass
from station.model.shipment import AdjustStock
from station.net.http import Http

SHARED = Path(__file__).resolve().parents[3] / "shared"
EXAMPLES = SHARED / "specs" / "amazon" / "examples"
OPTIONS = {"marketplace_ids": ["ATVPDKIKX0DER"], "seller_id": "A1"}
SHOP = StoreSettings("main", "https://127.0.0.1:9", options=OPTIONS)
SECRETS = {"client_id": "id", "client_secret": "hush", "refresh_token": "again"}

pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason=f"the official examples are not in {SHARED}")


def cases(pattern: str) -> Iterator[Any]:
    for file in sorted(EXAMPLES.glob(pattern)) if EXAMPLES.is_dir() else ():
        said: Any = decode(file.read_bytes())
        for number, case in enumerate(said["cases"]):
            yield pytest.param(case, id=f"{file.stem}-{number}")


def orders() -> Iterator[Any]:
    for param in cases("orders2026__*__200.json"):
        answer = param.values[0]["response"]
        for one in answer.get("orders") or [answer["order"]]:
            yield pytest.param(one, id=f"{one['orderId']}-{param.id}")


def answering(status: int, body: Any, headers: dict[str, str] | None = None) -> tuple[Http, SignIn]:
    """A host that gives this one answer, and one that gives tokens."""

    def say(request: httpx.Request) -> httpx.Response:
        del request
        content = b"" if body is None else encode(body)
        return httpx.Response(status, headers=headers or {}, content=content)

    def token(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, json={"access_token": "Atza|1", "expires_in": 3600})

    tokens = Http("https://127.0.0.1:9", transport=httpx.MockTransport(token))
    selling = Http("https://127.0.0.1:9", transport=httpx.MockTransport(say))
    return selling, SignIn(tokens, "/auth/o2/token", SECRETS, lambda: 0.0)


def api(status: int, body: Any, headers: dict[str, str] | None = None) -> Api:
    http, sign_in = answering(status, body, headers)
    return Api(http, sign_in, lambda: 0.0)


WANTED = {
    "171-9876543-2109876": (OrderState.ON_HOLD, ("order.amazon_label",)),
    "028-1234567-8901234": (OrderState.FULFILLED, ()),
    "114-9876543-1234567": (OrderState.READY, ()),
    "202-1234567-8901234": (OrderState.FULFILLED, ()),
    "250-1234567-8901234": (OrderState.FULFILLED, ()),
    "202-7654321-1098765": (OrderState.FULFILLED, ()),
    "171-2345678-9012345": (OrderState.ON_HOLD, ("order.amazon_label",)),
    "123-4567890-1234567": (OrderState.FULFILLED, ()),
}


@pytest.mark.parametrize("row", list(orders()))
def test_every_order_is_mapped(row: Any) -> None:
    order = order_of(row, SHOP)
    assert (order.state, order.warnings) == WANTED[order.ref]
    assert order.total is not None and str(order.total.amount) == row["proceeds"]["grandTotal"]["amount"]
    assert order.ship_to.street and order.ship_to.city and order.ship_to.country and order.method
    assert [line.ordered for line in order.lines] == [one["quantityOrdered"] for one in row["orderItems"]]
    assert all(line.sku and line.product and line.name and line.price for line in order.lines)
    told = sum(len(one["packageItems"]) for one in row.get("packages", ()))
    assert sum(len(one.lines) for one in shipments(row)) == told
    assert not any(one.uid for one in shipments(row))


def test_the_orders_of_all_examples_were_read() -> None:
    assert {param.values[0]["orderId"] for param in orders()} == set(WANTED)


def test_an_order_collected_in_a_store_is_no_parcel() -> None:
    (row,) = [one.values[0] for one in orders() if one.values[0]["orderId"].startswith("114-")]
    assert order_of(row, SHOP).pickup


@pytest.mark.parametrize("case", list(cases("listings__getListingsItem__200.json")))
def test_every_listing_is_a_product(case: Any) -> None:
    listings = Listings(api(200, case["response"]), "main", "A1", "ATVPDKIKX0DER")
    assert listings.stock("GM-ZDPI-9B4E").quantity == 100
    searched = Listings(
        api(200, {"items": [case["response"]], "numberOfResults": 1}), "main", "A1", "ATVPDKIKX0DER"
    )
    (found,) = searched.products([("GM-ZDPI-9B4E", "")])
    assert found.name == "Hardside Carry-On Spinner Suitcase Luggage" and found.stock == 100
    assert found.image_url == "https://www.example.com/luggage.png" and not found.gone


@pytest.mark.parametrize("case", list(cases("listings__searchListingsItems__200.json")))
def test_every_found_listing_is_a_product(case: Any) -> None:
    skus = [one["sku"] for one in case["response"]["items"]]
    listings = Listings(api(200, case["response"]), "main", "A1", "ATVPDKIKX0DER")
    found = listings.products([(sku, "") for sku in skus])
    assert [one.ref for one in found] == skus and not any(one.gone for one in found)
    weighed = ["item_package_weight" in one.get("attributes", {}) for one in case["response"]["items"]]
    assert [one.mass for one in found] == [Mass(62_142_000) if known else None for known in weighed]


@pytest.mark.parametrize("case", list(cases("listings__patchListingsItem__200.json")))
def test_only_an_accepted_number_is_one(case: Any) -> None:
    shelf = {"fulfillmentAvailability": [{"fulfillmentChannelCode": "DEFAULT", "quantity": 3}]}
    listings = Listings(api(200, case["response"] | shelf), "main", "A1", "ATVPDKIKX0DER")
    correction = AdjustStock("c1", "S", "S", "S", 1)
    if case["response"]["status"] == "ACCEPTED":
        listings.adjust(correction)
        return
    with pytest.raises(Refused if case["response"]["status"] == "INVALID" else InDoubt):
        listings.adjust(correction)


@pytest.mark.parametrize("case", list(cases("*__400.json")))
def test_every_refusal_is_one(case: Any) -> None:
    with pytest.raises(Refused) as said:
        api(400, case["response"]).write("confirmShipment", "POST", f"{ORDERS}/1", {})
    first = case["response"]["errors"][0]
    assert said.value.problem.params["said"] == first["code"]


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("quota_429", TryLater, "cart.busy"),
        ("unauthorized_403", SignInAgain, "cart.key_may_not"),
        ("role_missing_403", SignInAgain, "cart.key_may_not"),
        ("confirmShipment_package_not_found_400", Refused, "cart.refused"),
        ("confirmShipment_packageReferenceId_type_400", Refused, "cart.refused"),
    ],
)
def test_every_known_error_says_what_to_do(name: str, error: type[CartError], code: str) -> None:
    case = json.loads((EXAMPLES / "errors.json").read_text(encoding="utf-8"))[name]
    headers = {name: value for name, value in case.get("headers", {}).items() if value.isascii()}
    with pytest.raises(error) as said:
        api(case["status"], case["body"], headers).read("searchOrders", ORDERS)
    assert said.value.problem.code == code
    if isinstance(said.value, TryLater):
        assert said.value.wait == pytest.approx(178.57, abs=0.01)


def test_a_shipment_taken_without_a_word_is_told() -> None:
    assert api(204, None).write("confirmShipment", "POST", f"{ORDERS}/1", {}).status == 204


def test_a_refresh_token_that_ended_asks_for_a_person() -> None:
    case = json.loads((EXAMPLES / "errors.json").read_text(encoding="utf-8"))["lwa_invalid_grant_400"]
    tokens, _ = answering(case["status"], case["body"])
    selling, _ = answering(200, {"orders": []})
    cart = Amazon(SHOP, SECRETS, selling, tokens)
    assert cart.manifest is MANIFEST
    with pytest.raises(SignInAgain) as said:
        cart.changed_orders(None, None)
    assert said.value.problem.code == "cart.sign_in" and "hush" not in str(said.value.problem)
