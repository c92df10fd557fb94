"""PrestaShop keeps the contract, and its traps are none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cart_contract import LONG_AGO, CartContract, confirm, newest, parcel, read_all, send
from doubles import front
from doubles.double import MUG, TEA, Sale
from doubles.prestashop import PrestaShopDouble
from doubles.prestashop.webservice import KEY

from station.carts import registry
from station.carts.contract import Cart, InDoubt, Refused, SignInAgain
from station.carts.prestashop.client import PrestaShop
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.model.problem import StationError
from station.model.shipment import CompleteOrder
from station.net.http import Http
from station.sandbox.shop.wire import Request, Response


class TestPrestaShop(CartContract):
    double = PrestaShopDouble


@pytest.fixture
def shop() -> Iterator[PrestaShopDouble]:
    made = PrestaShopDouble()
    yield made
    made.close()


@pytest.fixture
def carts() -> Iterator[Any]:
    """Carts of a shop, with settings other than the usual."""
    made: list[Cart] = []

    def build(shop: PrestaShopDouble, /, settings: StoreSettings | None = None, **options: Any) -> Cart:
        made.append(registry.build("prestashop", settings or shop.settings(**options), shop.secrets()))
        return made[-1]

    yield build
    for one in made:
        one.close()


def may(shop: PrestaShopDouble, resource: str, *methods: str) -> None:
    shop.shop.keys[KEY] = {**shop.shop.keys[KEY], resource: frozenset(methods)}


def asked(shop: PrestaShopDouble, method: str = "") -> list[str]:
    return [one.request.target for one in shop.front.exchanges if one.request.method.startswith(method)]


# -- the key ------------------------------------------------------------------------------------------


def without_header(shop: PrestaShopDouble) -> None:
    """A host whose server keeps the Authorization header to itself."""
    inner = shop.front.answer

    def answer(request: Request) -> Response | None:
        headers = {name: value for name, value in request.headers.items() if name != "authorization"}
        return inner(replace(request, headers=headers))

    shop.front.answer = answer


def test_a_host_that_drops_the_key_is_told_apart_from_a_wrong_key(shop: PrestaShopDouble, carts: Any) -> None:
    ref = shop.sell(Sale())
    without_header(shop)
    with pytest.raises(SignInAgain) as said:
        carts(shop).order(ref)
    assert said.value.problem.code == "cart.header_dropped"
    assert carts(shop, key_in_query=True).order(ref).order.ref == ref
    shop.revoke()
    with pytest.raises(SignInAgain) as wrong:
        carts(shop, key_in_query=True).order(ref)
    assert wrong.value.problem.code == "cart.sign_in" and KEY not in str(wrong.value.problem.params)


def test_a_permission_that_is_missing_is_named(shop: PrestaShopDouble, carts: Any) -> None:
    cart, ref = carts(shop), shop.sell(Sale())
    del shop.shop.keys[KEY]["order_details"]
    may(shop, "order_histories", "GET")
    with pytest.raises(SignInAgain) as said:
        cart.order(ref)
    assert said.value.problem.code == "cart.permission_missing"
    assert said.value.problem.params["permission"] == "order_details GET"
    with pytest.raises(SignInAgain) as written:
        cart.write(CompleteOrder("u", ref), cart.steps(CompleteOrder("u", ref))[0])
    assert written.value.problem.params["permission"] == "order_histories POST"
    refused = {right.name for right in cart.probe().rights if right.granted is False}
    assert refused == {"order_details GET", "order_histories POST"}


def test_a_webservice_switched_off_is_for_a_person(shop: PrestaShopDouble, carts: Any) -> None:
    shop.shop.on = False
    with pytest.raises(SignInAgain) as said:
        carts(shop).changed_orders(LONG_AGO, None)
    assert said.value.problem.code == "cart.webservice_off"


def test_one_shop_of_several_is_named_in_every_request(shop: PrestaShopDouble, carts: Any) -> None:
    cart = carts(shop, shop=3)
    cart.order(shop.sell(Sale()))
    assert all("id_shop=3" in target for target in asked(shop))


# -- reading ------------------------------------------------------------------------------------------


def test_a_page_of_orders_costs_a_handful_of_requests(shop: PrestaShopDouble, carts: Any) -> None:
    for _ in range(30):
        shop.sell(Sale(note="Hello"))
        shop.pass_time(1)
    cart = carts(shop, page_size=50)
    cart.changed_orders(LONG_AGO, None)
    assert len(asked(shop)) <= 10  # small tables included
    before = len(asked(shop))
    cart.changed_orders(LONG_AGO, None)
    assert len(asked(shop)) - before == 5


def test_a_customers_password_is_never_asked_for(shop: PrestaShopDouble, carts: Any) -> None:
    read = carts(shop).order(shop.sell(Sale()))
    assert b"a@example.test" in read.payload and b"$2y$" not in read.payload


def test_a_shop_that_hides_its_settings_needs_its_time_zone_told(shop: PrestaShopDouble, carts: Any) -> None:
    shop.sell(Sale())
    del shop.shop.keys[KEY]["configurations"]
    cart = carts(shop)
    with pytest.raises(SignInAgain) as said:
        cart.changed_orders(LONG_AGO, None)
    assert said.value.problem.code == "cart.timezone_unknown"
    codes = {problem.code for problem in cart.probe().problems}
    assert codes == {"cart.timezone_unknown", "cart.weight_unit_assumed"}
    told = carts(shop, timezone="Europe/Warsaw")
    (read,) = read_all(told, LONG_AGO)
    assert abs(read.order.changed_at - shop.clock.now()) < timedelta(seconds=2)
    with pytest.raises(StationError, match=r"settings\.bad_option"):
        carts(shop, timezone="Mars/Base").changed_orders(LONG_AGO, None)


def until(shop: PrestaShopDouble, moment: datetime) -> None:
    shop.pass_time((moment - shop.clock.now()).total_seconds())


# Clocks in Warsaw go back from 03:00 to 02:00 at 01:00 UTC, and forward from 02:00 at 01:00 UTC.
BACK = datetime(2027, 10, 31, 1, 0, tzinfo=UTC)
FORWARD = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_nothing_is_lost_when_the_shops_clock_goes_back(shop: PrestaShopDouble, carts: Any) -> None:
    until(shop, BACK - timedelta(minutes=10))
    cart, early = carts(shop), shop.sell(Sale())
    mark = newest(read_all(cart, LONG_AGO))[early].changed_at
    assert mark == shop.clock.now()
    until(shop, BACK + timedelta(minutes=10))
    late = shop.sell(Sale())
    shop.cancel(early)
    read = newest(read_all(cart, mark))
    assert set(read) == {early, late} and read[early].state is OrderState.CANCELLED
    assert read[early].changed_at == shop.clock.now() > mark


def test_nothing_is_lost_when_the_shops_clock_goes_forward(shop: PrestaShopDouble, carts: Any) -> None:
    until(shop, FORWARD - timedelta(minutes=10))
    cart, early = carts(shop), shop.sell(Sale())
    mark = newest(read_all(cart, LONG_AGO))[early].changed_at
    until(shop, FORWARD + timedelta(minutes=10))
    late = shop.sell(Sale())
    assert set(newest(read_all(cart, mark))) == {early, late}
    assert newest(read_all(cart, mark))[late].changed_at == shop.clock.now()


def test_a_state_made_since_is_known_a_minute_later(shop: PrestaShopDouble) -> None:
    passed = [0.0]
    http = Http(shop.front.url)
    cart = PrestaShop(shop.settings(), shop.secrets(), http, monotonic=lambda: passed[0])
    ref = shop.sell(Sale())
    cart.order(ref)
    shop.shop.insert("order_states", id=30, name="Ready", paid=1, shipped=0)
    shop.put_in(ref, "30")
    assert cart.order(ref).order.warnings == ("status.unknown",)
    passed[0] = 61.0
    assert cart.order(ref).order.state is OrderState.READY
    cart.close()


def test_a_cursor_of_another_make_begins_the_pass_again(
    shop: PrestaShopDouble, carts: Any, expect_log: Any
) -> None:
    expect_log("read again from its beginning")
    ref = shop.sell(Sale())
    assert [one.order.ref for one in carts(shop).changed_orders(LONG_AGO, "[1]").orders] == [ref]


# -- telling ------------------------------------------------------------------------------------------


def whole(shop: PrestaShopDouble, cart: Cart, *trackings: str, carrier: str = "Own van") -> Any:
    order = cart.order(shop.sell(Sale())).order
    contents = ((TEA.sku, 2), (MUG.sku, 1))
    cartons = [parcel(order, number, contents[n], carrier=carrier) for n, number in enumerate(trackings)]
    return confirm(order, "u1", *cartons)


@pytest.mark.parametrize("version", ["1.7.8.11", "8.2.1"])
def test_without_patch_the_whole_row_is_put_back(carts: Any, version: str) -> None:
    shop = PrestaShopDouble(version)
    cart = carts(shop)
    may(shop, "order_carriers", "GET", "PUT", "POST")
    for tracking in ("T1", "T2"):
        message = whole(shop, cart, tracking)
        send(cart, message)
        (row,) = shop.shop.carriers_of(message.ref)
        assert (row["tracking_number"], row["weight"]) == (tracking, "0.500000") and row["date_add"]
    assert len(asked(shop, "PATCH")) == 1 and len(asked(shop, "PUT")) == 2
    shop.close()


def test_a_second_carton_gets_a_row_of_its_own(shop: PrestaShopDouble, carts: Any) -> None:
    cart = carts(shop)
    message = whole(shop, cart, "T1", "T2")
    assert send(cart, message) == 2 and send(cart, message) == 0
    rows = shop.shop.carriers_of(message.ref)
    assert [(row["tracking_number"], row["id_carrier"]) for row in rows] == [("T1", "2"), ("T2", "2")]
    assert [one.tracking for one in cart.shipments(message.ref)] == [("T1",), ("T2",)]
    assert shop.shop.mails == [("in_transit", "T1")]  # a new row mails nobody


def test_a_number_somebody_else_entered_is_not_written_over(shop: PrestaShopDouble, carts: Any) -> None:
    cart = carts(shop)
    message = whole(shop, cart, "OURS")
    shop.shop.carriers_of(message.ref)[0]["tracking_number"] = "THEIRS"
    send(cart, message)
    assert [one.tracking for one in shop.left(message.ref)] == ["THEIRS", "OURS"]


def test_an_order_without_a_row_gets_one(shop: PrestaShopDouble, carts: Any) -> None:
    cart = carts(shop)
    message = whole(shop, cart, "T1")
    shop.shop.rows["order_carriers"].clear()
    send(cart, message)
    assert [(one.tracking, one.carrier) for one in shop.left(message.ref)] == [("T1", "My carrier")]


def test_a_write_repeated_after_it_arrived_changes_nothing(shop: PrestaShopDouble, carts: Any) -> None:
    cart = carts(shop)
    message = whole(shop, cart, "T1")
    (step,) = cart.steps(message)
    cart.write(message, step)
    cart.write(message, step)
    assert len(shop.front.writes()) == 1 and step.repeatable


def test_cartons_without_number_say_nothing_and_of_one_number_once(
    shop: PrestaShopDouble, carts: Any
) -> None:
    cart = carts(shop)
    assert cart.steps(whole(shop, cart, "", "")) == ()
    assert [step.name for step in cart.steps(whole(shop, cart, "t 1", "T1"))] == ["tracking:1"]


def test_a_number_the_shop_does_not_take_is_refused(shop: PrestaShopDouble, carts: Any) -> None:
    cart = carts(shop)
    with pytest.raises(Refused) as said:
        send(cart, whole(shop, cart, "T1|ą"))
    assert (
        said.value.problem.code == "cart.refused"
        and "tracking_number" in said.value.problem.params["message"]
    )


@pytest.mark.parametrize("named", ["UPS", "3"])
def test_a_carrier_of_ours_may_be_another_one_of_the_shop(
    shop: PrestaShopDouble, carts: Any, named: str
) -> None:
    cart = carts(shop, replace(shop.settings(), carrier_map={"Own van": named}))
    message = whole(shop, cart, "T1")
    send(cart, message)
    assert shop.left(message.ref)[0].carrier == "UPS"


def test_a_mail_that_fails_after_the_number_was_kept_is_doubt_and_evidence_settles_it(
    shop: PrestaShopDouble, carts: Any
) -> None:
    cart = carts(shop)
    message = whole(shop, cart, "T1")
    shop.shop.mail_works = False
    with pytest.raises(InDoubt):
        send(cart, message)
    assert send(cart, message) == 0


@pytest.mark.parametrize(
    ("changes", "options", "mails"),
    [({}, {}, 1), ({"notify_customer": False}, {}, 0), ({}, {"status_mail": False}, 0)],
)
def test_the_status_mails_the_customer_when_it_is_to(
    shop: PrestaShopDouble, carts: Any, changes: dict[str, Any], options: dict[str, Any], mails: int
) -> None:
    ref = shop.sell(Sale())
    assert send(carts(shop, replace(shop.settings(**options), **changes)), CompleteOrder("u1", ref)) == 1
    assert shop.shop.mails == [("state", ref)] * mails and shop.completed(ref)


@pytest.mark.parametrize(("settings", "state"), [({"completed_status": "Delivered"}, "5"), ({}, "5")])
def test_the_status_of_a_shipped_order_may_be_another(
    shop: PrestaShopDouble, carts: Any, settings: dict[str, Any], state: str
) -> None:
    ref = shop.sell(Sale())
    options = {} if settings else {"shipped_state": 5}
    send(carts(shop, replace(shop.settings(**options), **settings)), CompleteOrder("u1", ref))
    assert shop.order(ref)["current_state"] == state


def test_a_status_the_shop_lacks_is_not_written(shop: PrestaShopDouble, carts: Any) -> None:
    cart, ref = carts(shop, shipped_state=99), shop.sell(Sale())
    with pytest.raises(Refused) as said:
        send(cart, CompleteOrder("u1", ref))
    assert said.value.problem.code == "cart.state_unknown" and not shop.front.writes()
    assert [problem.code for problem in cart.probe().problems] == ["cart.state_unknown"]


def test_a_delivered_order_is_not_set_back_to_shipped(shop: PrestaShopDouble, carts: Any) -> None:
    ref = shop.sell(Sale())
    shop.put_in(ref, "5")
    assert send(carts(shop), CompleteOrder("u1", ref)) == 0


def test_an_empty_not_found_of_another_server_is_no_missing_order(shop: PrestaShopDouble, carts: Any) -> None:
    cart, ref = carts(shop), shop.sell(Sale())
    cart.order(ref)
    shop.front.instead(Response(404, b"", front.HTML))
    with pytest.raises(StationError) as said:
        cart.order(ref)
    assert said.value.problem.code == "cart.unusable"
