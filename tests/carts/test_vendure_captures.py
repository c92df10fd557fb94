"""Every exchange recorded from a Vendure 3.7.3: answered again over HTTP, and mapped or classified."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles.front import Front

from station.carts.contract import CartError, Refused, SignInAgain
from station.carts.reading import part_of, rows_of
from station.carts.settings import StoreSettings
from station.carts.vendure.api import Api, refused
from station.carts.vendure.documents import FULFILL, LOGIN, MOVE, SET_STOCK, STOCK, Documents
from station.carts.vendure.mapping import Rules, order_of
from station.model.order import OrderState
from station.net.http import Http
from station.sandbox.shop.wire import Request, Response

SHARED = Path(__file__).parents[3] / "shared"
FOLDER = SHARED / "captures" / "vendure"
SPECS = SHARED / "specs" / "vendure"
REASON = "the recorded exchanges are not here (../shared/captures/vendure)"
here = pytest.mark.skipif(not FOLDER.is_dir(), reason=REASON)
STORE = StoreSettings("main", "http://127.0.0.1")
USER = {"username": "bench", "password": "secret"}

# Orders by code: state, units due by line.
ORDERS = {
    "03-orders-page1": {"SAUQ5AJ3AJXUYU19": (OrderState.READY, [2, 1])},
    "04-orders-page2": {"414S7KDLGK1HJP86": (OrderState.READY, [1, 2])},
    "05-orders-updated-after": {"SAUQ5AJ3AJXUYU19": (OrderState.READY, [2, 1])},
    "07-order-variants-polish": {"MJGQX1M98T3SBC3B": (OrderState.READY, [1, 2])},
    "08-order-japanese-untracked-line": {"414S7KDLGK1HJP86": (OrderState.READY, [1, 2])},
    "16-order-after-shipped": {"SAUQ5AJ3AJXUYU19": (OrderState.FULFILLED, [0, 0])},
}
# Results at status 200 that are no success: field, what it says.
RESULTS = {
    "11-fulfillment-shipped": ("transitionFulfillmentToState", "FULFILLMENT_STATE_TRANSITION_ERROR"),
    "12-fulfillment-over-quantity": ("addFulfillmentToOrder", "ITEMS_ALREADY_FULFILLED_ERROR"),
    "13-fulfillment-no-lines": ("addFulfillmentToOrder", "EMPTY_ORDER_LINE_SELECTION_ERROR"),
    "14-fulfillment-unknown-handler": ("addFulfillmentToOrder", "INVALID_FULFILLMENT_HANDLER_ERROR"),
}
# Errors: class, code of ours, what the server calls it.
ERRORS: dict[str, tuple[type[CartError], str, str]] = {
    "06-orders-take-too-large": (Refused, "cart.refused", "USER_INPUT_ERROR"),
    "21-stock-negative": (Refused, "cart.refused", "USER_INPUT_ERROR"),
    "22-error-400-validation": (Refused, "cart.refused", "GRAPHQL_VALIDATION_FAILED"),
    "23-error-not-authenticated": (SignInAgain, "cart.sign_in", "FORBIDDEN"),
    "24-error-bad-date": (Refused, "cart.refused", "BAD_USER_INPUT"),
}
# Good answers: a path into `data`, what is there.
GOOD: dict[str, tuple[tuple[str | int, ...], object]] = {
    "09-fulfillment-add-partial": (("addFulfillmentToOrder", "state"), "Pending"),
    "10-fulfillment-bad-transition": (("transitionFulfillmentToState", "state"), "Delivered"),
    "15-fulfillment-add-rest": (("addFulfillmentToOrder", "state"), "Pending"),
    "17-fulfillment-of-authorized-order": (("addFulfillmentToOrder", "state"), "Pending"),
    "18-order-note": (("addNoteToOrder", "id"), "1"),
    "19-stock-read": (("productVariant", "stockLevels", 0, "stockAllocated"), 2),
    "20-stock-set": (("updateProductVariants", 0, "stockLevels", 0, "stockOnHand"), 77),
    "25-order-unknown-id": (("order",), None),
    "26-api-key-auth": (("orders", "totalItems"), 17),
    "27-order-cancel": (("cancelOrder", "state"), "Cancelled"),
}
SIGN_INS = {"01-login-wrong", "02-login"}


def recorded(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


class Replay:
    """A server that has one answer, and the bench's way to ask it."""

    def __init__(self, name: str, secrets: dict[str, str]) -> None:
        self.said = recorded(name)
        self.front = Front(self._answer, lambda _: False)
        self.front.start()
        self.api = Api(STORE, secrets, Http(self.front.url))

    def _answer(self, _: Request) -> Response:
        said = self.said["response"]
        wanted = ("content-type", "vendure-auth-token", "date")
        headers = [(name, value) for name, value in said["headers"] if name.lower() in wanted]
        return Response(said["status"], json.dumps(said["body"]).encode(), headers)

    def ask(self) -> Any:
        document = self.said["request"]["body"]["query"]
        if document.startswith("mutation"):
            return self.api.write(document, {})
        return self.api.read(document)[0]

    def close(self) -> None:
        self.api.close()
        self.front.close()


@pytest.fixture
def replay(request: pytest.FixtureRequest) -> Iterator[Replay]:
    secrets = USER if request.param in SIGN_INS else {"api_key": "key"}
    made = Replay(request.param, secrets)
    yield made
    made.close()


@here
def test_every_recorded_exchange_is_looked_at() -> None:
    known = {*ORDERS, *RESULTS, *ERRORS, *GOOD, *SIGN_INS}
    assert {path.stem for path in FOLDER.glob("[0-9]*.json")} == known and len(known) == 27


@here
@pytest.mark.parametrize("replay", ORDERS, indirect=True)
def test_recorded_orders_are_read(replay: Replay, request: pytest.FixtureRequest) -> None:
    rows = list(rows_of(part_of(replay.ask(), "orders").get("items")))
    orders = {order.number: order for order in (order_of(row, 2, Rules.of(STORE)) for row in rows)}
    assert len(orders) == len(rows) and not any(order.warnings for order in orders.values())
    for number, (state, due) in ORDERS[request.node.callspec.params["replay"]].items():
        order = orders[number]
        assert (order.state, [line.due for line in order.lines]) == (state, due)
        assert order.ship_to.city and order.total is not None and order.total.currency == "USD"


@here
@pytest.mark.parametrize("replay", RESULTS, indirect=True)
def test_recorded_refusals_at_status_200_are_refusals(replay: Replay, request: pytest.FixtureRequest) -> None:
    field, code = RESULTS[request.node.callspec.params["replay"]]
    problem = refused(part_of(replay.ask(), field)).problem
    assert (problem.code, problem.params["status"]) == ("cart.refused", code) and problem.params["message"]


@here
@pytest.mark.parametrize("replay", ERRORS, indirect=True)
def test_recorded_errors_are_named_by_what_to_do(replay: Replay, request: pytest.FixtureRequest) -> None:
    kind, code, status = ERRORS[request.node.callspec.params["replay"]]
    with pytest.raises(CartError) as said:
        replay.ask()
    assert type(said.value) is kind
    assert (said.value.problem.code, said.value.problem.params["status"]) == (code, status)


@here
@pytest.mark.parametrize("replay", GOOD, indirect=True)
def test_recorded_answers_are_read(replay: Replay, request: pytest.FixtureRequest) -> None:
    path, wanted = GOOD[request.node.callspec.params["replay"]]
    found = replay.ask()
    for step in path:
        found = found[step]
    assert found == wanted


@here
@pytest.mark.parametrize("replay", ["01-login-wrong"], indirect=True)
def test_a_recorded_wrong_password_is_one(replay: Replay) -> None:
    with pytest.raises(SignInAgain) as said:
        replay.api.read("{me{id}}")
    assert said.value.problem.params["status"] == "INVALID_CREDENTIALS_ERROR"


@here
@pytest.mark.parametrize("replay", ["02-login"], indirect=True)
def test_a_recorded_sign_in_gives_the_token_for_what_follows(replay: Replay) -> None:
    assert replay.api.read("{me{id}}")[0]
    assert replay.front.exchanges[-1].request.headers["authorization"] == "Bearer <redacted>"


@pytest.mark.skipif(not SPECS.is_dir(), reason="the official schema is not here (../shared/specs/vendure)")
def test_every_document_is_right_by_the_official_schema() -> None:
    from graphql import build_client_schema, parse, validate

    from station.carts.vendure.documents import CHANNEL, LOCATIONS, ME, TRIALS

    told = json.loads((SPECS / "schema-admin_3.5.4.introspection.json").read_text(encoding="utf-8"))
    schema = build_client_schema(told.get("data", told), assume_valid=True)
    own = Documents.of(STORE)
    ours = [
        LOGIN,
        CHANNEL,
        ME,
        *TRIALS.values(),
        LOCATIONS,
        STOCK,
        SET_STOCK,
        FULFILL,
        MOVE,
        own.orders,
        own.order,
        own.variants,
    ]
    theirs = [path.read_text(encoding="utf-8") for path in sorted((SPECS / "operations").glob("*.graphql"))]
    for text in (*ours, *theirs):
        assert validate(schema, parse(text)) == [], text
