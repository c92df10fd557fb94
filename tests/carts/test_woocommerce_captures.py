"""Every exchange recorded from a real WooCommerce, and every documented example, is understood.

They are kept beside the repository, not in it; without them these tests are skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from station.carts.contract import CartError, InDoubt, OrderRead, Refused, SignInAgain, TryLater
from station.carts.reading import decode, encode
from station.carts.unreadable import Unreadable
from station.carts.woocommerce.api import Api
from station.carts.woocommerce.auth import Keys
from station.carts.woocommerce.client import WooCommerce
from station.carts.woocommerce.errors import of_answer
from station.carts.woocommerce.mapping import Sources, order_of
from station.carts.woocommerce.products import product_of
from station.carts.woocommerce.settings import ShopSettings
from station.carts.woocommerce.shipping import ShipmentTracking
from station.model.order import OrderState
from station.model.quantity import Mass, Money
from station.model.shipment import Parcel, ShipConfirm
from station.net.http import Answer, Http

SHARED = Path(__file__).resolve().parents[3] / "shared"
CAPTURES = SHARED / "captures" / "woocommerce"
EXAMPLES = SHARED / "specs" / "woocommerce" / "examples"
SHOP = ShopSettings("main", "https://127.0.0.1:8443")
SECRETS = {"consumer_key": "ck_1", "consumer_secret": "cs_1"}

pytestmark = pytest.mark.skipif(
    not (CAPTURES.is_dir() and EXAMPLES.is_dir()), reason=f"the recorded exchanges are not in {SHARED}"
)

ERRORS: dict[str, tuple[type[CartError], str]] = {
    "37": (Refused, "cart.refused"),
    "49": (Refused, "cart.product_gone"),
    "51": (Refused, "cart.refused"),
    "54": (Refused, "cart.refused"),
    "55": (SignInAgain, "cart.sign_in"),
    "56": (SignInAgain, "cart.sign_in"),
    "57": (SignInAgain, "cart.read_only_key"),
    "58": (SignInAgain, "cart.sign_in"),
    "61": (Refused, "cart.order_gone"),
    "62": (Refused, "cart.refused"),
    "63": (Refused, "cart.refused"),
    "64": (InDoubt, "cart.in_doubt"),
    "65": (Refused, "cart.refused"),
    "66": (TryLater, "cart.down"),
    "68": (TryLater, "cart.down"),
    "71": (TryLater, "cart.down"),
    "72": (TryLater, "cart.down"),
    "73": (TryLater, "cart.down"),
    "74": (TryLater, "cart.down"),
}


def captures() -> list[Path]:
    return [path for path in sorted(CAPTURES.glob("*.json")) if path.name != "index.json"]


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def capture(number: str) -> Any:
    return load(next(path for path in captures() if path.name.startswith(number)))


def answer_of(recorded: Any) -> httpx.Response:
    said = recorded["response"]
    body = said["body"] if isinstance(said["body"], str) else json.dumps(said["body"])
    headers = [pair for pair in said["headers"] if pair[0] not in ("Transfer-Encoding", "Content-Length")]
    return httpx.Response(said["status"], headers=headers, content=body.encode())


def index() -> httpx.Response:
    names = {"name": "Leaf and Clay", "namespaces": ["wc/v3", "wp/v2"], "timezone_string": "Europe/Warsaw"}
    return httpx.Response(200, json=names)


class Recorded:
    """A shop that answers what was recorded, and knows the details of its orders."""

    def __init__(self, recorded: Any) -> None:
        self.recorded = recorded
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/wp-json/"):
            return index()
        self.asked.append(request)
        if len(self.asked) > 1 and path.endswith("/162/fulfillments"):
            made = [capture(number)["response"]["body"] for number in ("36", "38")]
            return httpx.Response(200, json=made)
        if len(self.asked) > 1 and path.endswith("/fulfillments"):
            return answer_of(capture("35"))
        if len(self.asked) > 1 and path.endswith("/refunds"):
            return answer_of(capture("30"))
        return answer_of(self.recorded)


def plug(shop: Recorded) -> tuple[Api, WooCommerce, Http]:
    url = shop.recorded["request"].get("url", "https://127.0.0.1:8443/x")
    parts = urlsplit(url)
    http = Http(f"{parts.scheme}://{parts.netloc}", transport=httpx.MockTransport(shop))
    return Api(http, Keys("ck_1", "cs_1"), lambda: 0.0), WooCommerce(SHOP, SECRETS, http), http


def route_of(recorded: Any) -> tuple[str, list[tuple[str, str]]]:
    parts = urlsplit(recorded["request"]["url"])
    return parts.path.partition("/wp-json/")[2], parse_qsl(parts.query)


@pytest.fixture
def closing() -> Iterator[list[Http]]:
    opened: list[Http] = []
    yield opened
    for http in opened:
        http.close()


def named(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


@pytest.mark.parametrize("path", captures(), ids=named(captures()))
def test_a_recorded_exchange_is_understood(path: Path, closing: list[Http]) -> None:
    recorded = load(path)
    if recorded.get("direction") == "inbound":
        understand_webhook(recorded)
        return
    api, cart, http = plug(Recorded(recorded))
    closing.append(http)
    route, query = route_of(recorded)
    number = path.name[:2]
    asked = recorded["request"]
    if recorded["response"]["status"] >= 400:
        kind, code = ERRORS[number]
        with pytest.raises(kind) as caught:
            if asked["method"] == "GET":
                api.read(route, query)
            else:
                api.write(asked["method"], route, {"as": "recorded"}, query)
        assert type(caught.value) is kind
        assert caught.value.problem.code == code
    elif asked["method"] == "GET":
        understand_read(route, recorded, api, cart)
    else:
        assert api.write(asked["method"], route, {"as": "recorded"}, query)


def understand_webhook(recorded: Any) -> None:
    body = recorded["request"]["raw_body"].encode()
    if body.startswith(b"webhook_id="):
        with pytest.raises(ValueError):
            decode(body)
        return
    order = order_of(Sources(decode(body)), SHOP)  # type: ignore[arg-type]
    assert order.ref == str(recorded["request"]["body"]["id"])
    assert order.warnings == ()


def understand_read(route: str, recorded: Any, api: Api, cart: WooCommerce) -> None:
    body = recorded["response"]["body"]
    match route.removeprefix("wc/v3/").split("/"):
        case ["orders"]:
            page = cart.changed_orders(None, None)
            rows = decode(body.encode()) if isinstance(body, str) else body
            assert [one.order.ref for one in page.orders] == [str(row["id"]) for row in rows]
            assert not page.bad
        case ["orders", ref]:
            understand_order(ref, body, cart.order(ref))
        case ["products"]:
            for row in api.read(route).rows:
                assert product_of(row, None, "kg", SHOP).mass
        case ["products", *_]:
            understand_products(api.read(route).data, body)
        case _:
            assert api.read(route).data == decode(encode(body))


def understand_order(ref: str, body: Any, read: OrderRead) -> None:
    order = read.order
    assert order.ref == ref
    assert len(order.lines) == len(body["line_items"])
    assert order.total == Money.parse(body["total"], body["currency"])
    assert not order.ship_to.is_empty
    assert order.warnings == ()
    assert all(line.product and line.price for line in order.lines)


def understand_products(found: Any, body: Any) -> None:
    rows = found if isinstance(found, list) else [found]
    for row in rows:
        product = product_of(row, None, "kg", SHOP)
        assert product.mass
        assert product.ships


def order(number: str, closing: list[Http]) -> Any:
    recorded = capture(number)
    _, cart, http = plug(Recorded(recorded))
    closing.append(http)
    return cart.order(str(recorded["response"]["body"]["id"])).order


def test_three_lines_with_codes(closing: list[Http]) -> None:
    got = order("06", closing)

    assert [(line.sku, line.ordered, line.codes) for line in got.lines[:2]] == [
        ("TEA-EARL-250", 2, ("5060123450019",)),
        ("MUG-COB", 3, ("5060123450033",)),
    ]
    assert got.lines[2].name == 'Salt & Pepper "Duo" <Mini> Set'
    assert got.native == ("processing", "paid", "partially_fulfilled")


def test_a_variation_has_its_options(closing: list[Http]) -> None:
    line = order("07", closing).lines[0]

    assert (line.product, line.parent_product) == ("31", "30")
    assert line.options == (("Colour", "Ink Blue"), ("Size", "S"))


def test_one_sku_engraved_twice_is_two_different_lines(closing: list[Http]) -> None:
    first, second = order("14", closing).lines

    assert first.sku == second.sku
    assert first.options == (("Engraving", "For Zoë & René"), ("pa_custom", "x"))
    assert second.options == (("Engraving", "Second line same SKU"),)


def test_addresses_of_the_world(closing: list[Http]) -> None:
    assert order("09", closing).ship_to.name == "はるか 田中"
    assert order("10", closing).ship_to.postal_code == ""
    assert order("13", closing).ship_to.company == "Töpferei Groß GmbH"
    assert order("16", closing).ship_to.city == "Leeds"  # no shipping address: the billing one
    other = order("20", closing)
    assert (other.ship_to.country, other.customer_note) == ("DE", "Gift – no invoice please")


def test_leading_zeros_of_a_sku_stay(closing: list[Http]) -> None:
    assert order("12", closing).lines[0].sku == "00123"


def test_a_pickup_paid_at_the_door_is_ready(closing: list[Http]) -> None:
    got = order("23", closing)

    assert got.pickup
    assert got.state is OrderState.READY
    assert got.native[1] == "unpaid"


def test_two_shipping_methods_are_both_named(closing: list[Http]) -> None:
    assert ", " in order("22", closing).method


def test_the_states_recorded(closing: list[Http]) -> None:
    states = {number: order(number, closing).state for number in ("26", "27", "28", "29", "39")}

    assert states == {
        "26": OrderState.READY,
        "27": OrderState.CANCELLED,
        "28": OrderState.CANCELLED,
        "29": OrderState.READY,
        "39": OrderState.FULFILLED,
    }


def test_one_of_three_mugs_refunded_leaves_two(closing: list[Http]) -> None:
    assert order("29", closing).lines[0].due == 2


def test_maintenance_says_how_long(closing: list[Http]) -> None:
    api, _, http = plug(Recorded(capture("68")))
    closing.append(http)

    with pytest.raises(TryLater) as caught:
        api.read("wc/v3/orders")
    assert caught.value.wait == 600


def test_stock_of_a_variation_that_shares_its_parents(closing: list[Http]) -> None:
    _, cart, http = plug(Recorded(capture("44")))
    closing.append(http)

    level = cart.stock("38", "37")
    assert (level.quantity, level.stock_ref) == (40, "37")


def test_the_answer_of_ignored_stock_is_seen_through() -> None:
    for number in ("45", "46"):
        assert capture(number)["response"]["body"]["manage_stock"] is not True


def examples(pattern: str) -> list[Path]:
    return sorted(EXAMPLES.glob(pattern))


NOT_TO_PACK = {
    "ios_order-with-special-character-currency": "order.fractional_quantity",
    "ios_order-auto-draft-status": "order.fractional_quantity",
    "ios_order": "order.fractional_quantity",
}
NO_ORDERS = ("ios_order-notes-without-data", "ios_order-statuses")
ORDER_FILES = [
    path
    for path in [*examples("ios_order*.json"), *examples("docs_orders-*.json")]
    if path.stem not in NO_ORDERS
]


def rows_in(path: Path) -> list[Any]:
    text = path.read_text("utf-8").replace(
        ",\n    }\n}", "\n    }\n}"
    )  # one example ends with a comma too much
    found = decode(text.encode())
    if isinstance(found, dict) and "data" in found and "id" not in found:
        found = found["data"]
    if isinstance(found, dict) and {"create", "update"} & set(found):
        found = [*found.get("create", []), *found.get("update", [])]
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("path", ORDER_FILES, ids=named(ORDER_FILES))
def test_an_example_of_an_order_is_mapped_or_put_aside(path: Path) -> None:
    for row in rows_in(path):
        if path.stem in NOT_TO_PACK:
            with pytest.raises(Unreadable) as caught:
                order_of(Sources(row), SHOP)
            assert caught.value.problem.code == NOT_TO_PACK[path.stem]
            continue
        got = order_of(Sources(row), SHOP)
        assert got.ref == str(row["id"])
        assert len(got.lines) == len(row["line_items"])
        assert got.total is not None


def test_the_example_of_a_bundle_packs_its_child() -> None:
    (row,) = rows_in(EXAMPLES / "ios_order-with-bundled-line-items.json")
    container, child = order_of(Sources(row), SHOP).lines

    assert (container.ships, child.ships, child.bundle) == (False, None, container.ref)


def test_the_example_of_a_full_refund_is_refunded() -> None:
    (row,) = rows_in(EXAMPLES / "ios_order-fully-refunded.json")

    assert order_of(Sources(row), SHOP).state is OrderState.REFUNDED


PRODUCT_FILES = [*examples("docs_product*.json"), *examples("ios_product*.json")]


@pytest.mark.parametrize("path", PRODUCT_FILES, ids=named(PRODUCT_FILES))
def test_an_example_of_a_product_is_mapped(path: Path) -> None:
    for row in rows_in(path):
        got = product_of(row, None, "kg", SHOP)
        assert got.ref == str(row["id"])
        assert got.mass is None or got.mass > Mass(0)


@pytest.mark.parametrize(
    ("name", "status", "writing", "kind", "code"),
    [
        ("rest_no_route_404", 404, True, TryLater, "cart.no_route"),
        ("invalid_key_401", 401, False, SignInAgain, "cart.sign_in"),
        ("invalid_secret_401", 401, False, SignInAgain, "cart.sign_in"),
        ("key_lacks_write_401", 401, True, SignInAgain, "cart.read_only_key"),
        ("cannot_view_401_or_403", 401, False, SignInAgain, "cart.sign_in"),
        ("cannot_view_401_or_403", 403, False, SignInAgain, "cart.key_may_not"),
        ("order_invalid_id", 404, False, Refused, "cart.order_gone"),
        ("order_invalid_id_on_update_400", 400, True, Refused, "cart.order_gone"),
        ("product_invalid_id", 404, False, Refused, "cart.product_gone"),
        ("rest_invalid_param_400", 400, True, Refused, "cart.refused"),
        ("batch_too_large_413", 413, True, Refused, "cart.refused"),
        ("refund_invalid_amount", 500, True, InDoubt, "cart.in_doubt"),
        ("wp_critical_error_500", 500, False, TryLater, "cart.down"),
    ],
)
def test_a_documented_error_has_its_class(
    name: str, status: int, writing: bool, kind: type[CartError], code: str
) -> None:
    said = load(EXAMPLES / "errors.json")[name]

    error = of_answer(Answer(status, {}, b""), said, writing=writing, signed_in=False, plain=False)

    assert (type(error), error.problem.code) == (kind, code)


def test_documented_fulfillments_and_refunds_are_counted() -> None:
    told = load(EXAMPLES / "docs_order-fulfillments.json")["list"]["response"]
    (row,) = rows_in(EXAMPLES / "docs_orders-retrieve-an-order.json")
    row = row | {"line_items": [row["line_items"][0] | {"id": 456, "quantity": 5}]}
    refunds = rows_in(EXAMPLES / "docs_order-refunds-list-all-refunds.json")

    got = order_of(Sources(row, refunds, told), SHOP)

    assert got.lines[0].shipped == 2
    assert "refund.amount_only" in got.warnings


TRACKING_FILES = [
    path
    for path in examples("ios_shipment_tracking_*.json")
    if not path.stem.endswith(("providers_without_data", "not_active", "empty"))
]


@pytest.mark.parametrize("path", TRACKING_FILES, ids=named(TRACKING_FILES))
def test_a_documented_tracking_entry_is_evidence(path: Path, closing: list[Http]) -> None:
    rows = rows_in(path)
    recorded = {"request": {}, "response": {"status": 200, "headers": [], "body": rows}}
    api, _, http = plug(Recorded(recorded))
    closing.append(http)
    parcels = tuple(Parcel(f" {number}", "TNT", "", ()) for number in (rows[0]["tracking_number"], "other"))
    message = ShipConfirm("u1", "33", parcels, True, "2026-03-02")
    way = ShipmentTracking(api, {})

    assert [way.has(message, step) for step in way.steps(message)] == [True, False]
