"""How a Shopify shop lets us in, what it allows, and what its errors mean."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cart_contract import confirm, parcel, send
from doubles import front
from doubles.double import TEA, Sale
from doubles.shopify import ShopifyDouble
from doubles.shopify.door import answer

from station.carts import registry
from station.carts.contract import (
    Cart,
    CartError,
    InDoubt,
    Refused,
    SignInAgain,
    TryLater,
)
from station.carts.shopify.api import heard
from station.carts.shopify.client import Shopify
from station.model.shipment import AdjustStock
from station.net.http import Answer, Http
from station.sandbox.shop.wire import Response

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[3] / "shared/specs/shopify/examples/graphql_responses.json"


@pytest.fixture
def shop() -> Iterator[ShopifyDouble]:
    made = ShopifyDouble()
    yield made
    made.close()


@pytest.fixture
def cart(shop: ShopifyDouble) -> Iterator[Cart]:
    made = registry.build("shopify", shop.settings(), shop.secrets())
    yield made
    made.close()


def at(shop: ShopifyDouble, **more: Any) -> Shopify:
    """A connector that goes by the shop's clock."""
    settings = replace(shop.settings(), **more)
    return Shopify(settings, shop.secrets(), Http(settings.url), monotonic=shop.clock.monotonic)


# -- signing in ---------------------------------------------------------------------------------------


def test_a_token_for_ever_is_used_as_it_is(shop: ShopifyDouble) -> None:
    shop.way = "token"
    cart, ref = at(shop), shop.sell(Sale())
    shop.pass_time(400 * 86_400)
    assert cart.order(ref).order.ref == ref and shop.door.grants == 0
    shop.revoke()
    with pytest.raises(SignInAgain) as said:
        cart.order(ref)
    assert said.value.problem.code == "cart.sign_in"
    cart.close()


def test_a_days_token_is_renewed_before_its_day_is_over(shop: ShopifyDouble) -> None:
    cart, ref = at(shop), shop.sell(Sale())
    for hours, grants in ((0, 1), (19, 1), (1, 2), (19, 2), (1, 3)):
        shop.pass_time(hours * 3600)
        cart.order(ref)
        assert shop.door.grants == grants
    assert all(one.response is not None and one.response.status == 200 for one in shop.front.exchanges)
    cart.close()


def test_a_token_taken_away_is_renewed_once_and_no_more(shop: ShopifyDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    cart.order(ref)
    shop.front.instead(
        answer(401, {"errors": "[API] Invalid API key or access token"}), times=2, match="graphql"
    )
    with pytest.raises(SignInAgain):
        cart.order(ref)
    assert shop.door.grants == 2


def test_the_next_refresh_token_is_kept_before_anything_is_asked_with_it(shop: ShopifyDouble) -> None:
    shop.way = "refresh"
    kept: list[tuple[str, str, int]] = []
    asked = lambda: len([one for one in shop.front.exchanges if "graphql" in one.request.path])  # noqa: E731
    cart = at(shop, keep=lambda name, value: kept.append((name, value, asked())))
    ref = shop.sell(Sale())
    cart.order(ref)
    assert kept == [("refresh_token", shop.door.refresh, 0)]
    before = asked()
    shop.pass_time(0.81 * 3600)
    cart.order(ref)
    assert kept[1:] == [("refresh_token", shop.door.refresh, before)]
    cart.close()


def test_a_refresh_token_that_was_used_before_is_for_a_person(shop: ShopifyDouble) -> None:
    shop.way = "refresh"
    cart = at(shop)
    shop.door.refresh = "shprt_another"
    with pytest.raises(SignInAgain) as said:
        cart.order(shop.sell(Sale()))
    assert said.value.problem.params["said"] == "invalid_grant"
    assert "shprt" not in str(said.value) and "shpss" not in repr(said.value.problem)
    cart.close()


def test_a_shop_that_breaks_while_it_lets_us_in_is_tried_later(shop: ShopifyDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.front.instead(front.page(503), match="oauth")
    with pytest.raises(TryLater):
        cart.order(ref)
    assert cart.order(ref).order.ref == ref


# -- the connection test ------------------------------------------------------------------------------


def test_another_version_than_was_asked_for_is_said(shop: ShopifyDouble, cart: Cart) -> None:
    shop.served = "2027-01"
    (problem,) = cart.probe().problems
    assert problem.code == "cart.version_fell_forward"
    assert problem.params == {"asked": "2026-10", "served": "2027-01"}


def test_rights_that_are_missing_are_named(shop: ShopifyDouble, cart: Cart) -> None:
    shop.door.scopes = ("read_orders", "read_products", "write_merchant_managed_fulfillment_orders")
    granted = {one.name: one.granted for one in cart.probe().rights}
    assert granted == {
        "read_orders": True,
        "read_merchant_managed_fulfillment_orders": True,  # who may write may read
        "write_merchant_managed_fulfillment_orders": True,
        "read_products": True,
        "read_inventory": False,
        "write_inventory": False,
        "read_locations": False,
    }


def test_a_permission_that_is_missing_is_for_a_person(shop: ShopifyDouble, cart: Cart) -> None:
    shop.door.scopes = ("read_orders",)
    with pytest.raises(SignInAgain) as said:
        cart.changed_orders(LONG_AGO, cart.changed_orders(LONG_AGO, None).cursor)
    assert said.value.problem.code == "cart.scope_missing"
    assert "read_merchant_managed_fulfillment_orders" in str(said.value.problem.params["message"])


# -- limits -------------------------------------------------------------------------------------------


def spent(requested: float, left: float, actual: float | None) -> dict[str, Any]:
    status = {"maximumAvailable": "2000.0", "currentlyAvailable": left, "restoreRate": "100.0"}
    cost = {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}
    return {"extensions": {"cost": cost}}


@pytest.mark.parametrize(
    ("requested", "left", "actual", "wait"),
    [(500, 1800, 40, 0.0), (500, 200, 40, 3.0), (500, 200, None, 0.0)],
)
def test_so_long_is_waited_as_it_takes_to_have_the_points_again(
    requested: int, left: int, actual: int | None, wait: float
) -> None:
    found = heard(Answer(200, {}, b""), spent(requested, left, actual))
    assert found is not None and found.wait == wait
    assert found.budget is not None and (found.budget.left, found.budget.most) == (float(left), 2000.0)


def test_an_answer_that_says_nothing_of_points_changes_nothing() -> None:
    assert heard(Answer(401, {}, b""), {"errors": "no"}) is None and heard(Answer(200, {}, b""), None) is None


def test_the_budget_is_what_the_last_answer_said(shop: ShopifyDouble, cart: Cart) -> None:
    assert cart.budget() is None
    cart.order(shop.sell(Sale()))
    budget = cart.budget()
    assert budget is not None and budget.left == shop.door.left and budget.most == 20_000


def test_no_question_costs_more_than_may_be_asked(shop: ShopifyDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    cart.probe(), cart.locations(), cart.changed_orders(LONG_AGO, None), cart.stock(*shop.product(TEA.sku))
    cart.products([shop.product(TEA.sku)] + [(str(n), "") for n in range(40)])
    send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1))))
    cart.order(order.ref)
    answers = [json.loads(one.response.body) for one in shop.front.exchanges if one.response]
    costs = [one["extensions"]["cost"]["requestedQueryCost"] for one in answers if "extensions" in one]
    assert len(costs) >= 10 and max(costs) <= 1000


# -- errors -------------------------------------------------------------------------------------------


def graphql_error(code: str, data: Any = None) -> Response:
    error = {"message": f"It is {code}.", "extensions": {"code": code}}
    return answer(200, {"errors": [error]} | ({"data": data} if data else {}))


@pytest.mark.parametrize(
    ("response", "kind", "code", "wait"),
    [
        (answer(429, {"errors": "Exceeded"}, {"Retry-After": "2.0"}), TryLater, "cart.busy", None),
        (answer(429, {"errors": "Exceeded"}, {"Retry-After": "2"}), TryLater, "cart.busy", 2.0),
        (answer(430, {"errors": "Shopify Security Rejection"}), TryLater, "cart.busy", None),
        (answer(402, {"errors": "Unavailable Shop"}), TryLater, "cart.paused", 600.0),
        (answer(423, {"errors": "Shop is locked"}), TryLater, "cart.paused", 600.0),
        (answer(404, {"errors": "Not Found"}), Refused, "cart.refused", None),
        (graphql_error("INTERNAL_SERVER_ERROR"), TryLater, "cart.down", None),
        (graphql_error("TIMEOUT", {"order": None}), TryLater, "cart.down", None),
        (graphql_error("SHOP_INACTIVE"), TryLater, "cart.paused", 600.0),
        (graphql_error("MAX_COST_EXCEEDED"), Refused, "cart.refused", None),
        (graphql_error("undefinedField"), Refused, "cart.refused", None),
        (graphql_error("ACCESS_DENIED", {"order": {}}), SignInAgain, "cart.scope_missing", None),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_says_what_to_do_next(
    shop: ShopifyDouble, cart: Cart, response: Response, kind: type[CartError], code: str, wait: float | None
) -> None:
    ref = shop.sell(Sale())
    cart.order(ref)
    shop.front.instead(response)
    with pytest.raises(kind) as said:
        cart.order(ref)
    assert said.value.problem.code == code
    assert wait is None or getattr(said.value, "wait", None) == wait


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (graphql_error("INTERNAL_SERVER_ERROR", {"fulfillmentCreate": None}), InDoubt),
        (graphql_error("TIMEOUT"), InDoubt),
        (graphql_error("THROTTLED"), TryLater),
        (graphql_error("BAD_REQUEST"), Refused),
        (answer(200, {"extensions": {}}), InDoubt),
        (answer(502, {"errors": "Bad Gateway"}), InDoubt),
    ],
)
def test_only_a_write_nobody_can_be_sure_of_is_in_doubt(
    shop: ShopifyDouble, cart: Cart, response: Response, kind: type[CartError]
) -> None:
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1)))
    shop.front.instead(response, writes=True)
    with pytest.raises(kind):
        send(cart, message)
    assert send(cart, message) == 1


def test_every_answer_shopify_documents_is_understood(
    shop: ShopifyDouble, cart: Cart, may_log: Callable[[str], None]
) -> None:
    if not EXAMPLES.exists():
        pytest.skip("Shopify's documented answers are not at hand (../shared/specs/shopify)")
    meanings: dict[str, type[CartError] | None] = {
        "success_cost_extension": None,
        "throttled": TryLater,
        "max_cost_exceeded": Refused,
        "access_denied": SignInAgain,
        "internal_error": TryLater,
        "invalid_token": SignInAgain,
        "shop_frozen": TryLater,
        "shop_locked": TryLater,
        "not_found_version_or_shop": Refused,
        "rest_429": TryLater,
        "missing_idempotency_key": Refused,
        "inventory_cas_stale": TryLater,
        "inventory_idem_concurrent": TryLater,
        "fulfillment_create_usererror": Refused,
    }
    examples = {
        name: one
        for name, one in json.loads(EXAMPLES.read_text(encoding="utf-8")).items()
        if isinstance(one, dict) and "body" in one
    }
    assert set(examples) == set(meanings)
    ref = shop.sell(Sale())
    order = cart.order(ref).order
    product = shop.product(TEA.sku)[0]
    asking: dict[str, Callable[[], object]] = {
        "success_cost_extension": lambda: cart.changed_orders(None, None),
        "inventory_cas_stale": lambda: send(cart, AdjustStock("u", TEA.sku, product, product, 1)),
        "inventory_idem_concurrent": lambda: send(cart, AdjustStock("u", TEA.sku, product, product, 1)),
        "missing_idempotency_key": lambda: send(cart, AdjustStock("u", TEA.sku, product, product, 1)),
        "fulfillment_create_usererror": lambda: send(
            cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1)))
        ),
    }
    for name, one in examples.items():
        writing = True if name in asking and name != "success_cost_extension" else None
        body = answer(one.get("http", 200), one["body"], one.get("headers"))
        shop.front.instead(body, times=2 if name == "invalid_token" else 1, writes=writing)
        ask = asking.get(name, lambda: cart.order(ref))
        meaning = meanings[name]
        if meaning is None:
            ask()
        else:
            with pytest.raises(meaning):
                ask()
        shop.front.clear()
