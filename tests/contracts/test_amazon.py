"""Amazon keeps the contract, and its own ways are known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from cart_contract import LONG_AGO, CartContract, confirm, line_of, newest, parcel, read_all, send
from doubles.amazon import AmazonDouble
from doubles.amazon.truth import GERMANY, JAPAN
from doubles.double import MUG, SPOON, TEA, Sale
from doubles.packing_line import PackingLine

from station.carts import registry
from station.carts.amazon.rates import Rates
from station.carts.contract import Cart, Refused, SignInAgain, TryLater
from station.model.order import OrderState
from station.model.shipment import AdjustStock, CompleteOrder
from station.net.http import Answer


class TestAmazon(CartContract):
    double = AmazonDouble


@pytest.fixture
def shop() -> Iterator[AmazonDouble]:
    made = AmazonDouble()
    yield made
    made.close()


@pytest.fixture
def cart(shop: AmazonDouble) -> Iterator[Cart]:
    made = registry.build("amazon", shop.settings(), shop.secrets())
    yield made
    made.close()


@pytest.fixture
def bench(tmp_path: Any, cart: Cart, fake_clock: Any) -> Iterator[PackingLine]:
    made = PackingLine(tmp_path, cart, fake_clock)
    yield made
    made.close()


def asked(shop: AmazonDouble, path: str) -> list[dict[str, str]]:
    """The queries that reached the shop there."""
    return [
        dict(parse_qsl(one.request.target.partition("?")[2]))
        for one in shop.front.exchanges
        if one.request.path == path and one.own
    ]


LIST = "/orders/2026-01-01/orders"
WHOLE = ((TEA.sku, 2), (MUG.sku, 1))

# -- the list that ends two minutes ago -----------------------------------------------------------


def test_an_order_is_readable_at_once_and_listed_two_minutes_later(shop: AmazonDouble, cart: Cart) -> None:
    shop.linger = 0
    ref = shop.sell(Sale())
    early = cart.changed_orders(LONG_AGO, None)
    assert cart.order(ref).order.ref == ref and early.orders == ()
    shop.pass_time(119)
    assert read_all(cart, early.answered_at) == []
    shop.pass_time(1)
    assert list(newest(read_all(cart, early.answered_at))) == [ref]


def test_the_watermark_is_the_end_of_the_list_its_first_page_named(shop: AmazonDouble, cart: Cart) -> None:
    for _ in range(shop.page + 1):
        shop.sell(Sale())
    end = shop.clock.now() - timedelta(minutes=2)
    first = cart.changed_orders(LONG_AGO, None)
    shop.pass_time(3600)
    last = cart.changed_orders(LONG_AGO, first.cursor)
    assert last.cursor is None and last.answered_at == end
    assert first.answered_at == LONG_AGO, "rows may come in any order: nothing is known before the last page"


def test_every_page_repeats_the_question(shop: AmazonDouble, cart: Cart) -> None:
    for _ in range(shop.page * 2 + 1):
        shop.sell(Sale())
    read_all(cart, LONG_AGO)
    pages = asked(shop, LIST)
    assert len(pages) == 3 and "paginationToken" in pages[2] and "lastUpdatedBefore" not in pages[0]
    assert [{**one, "paginationToken": ""} for one in pages] == [{**pages[0], "paginationToken": ""}] * 3
    assert pages[0]["fulfilledBy"] == "MERCHANT" and "fulfillmentStatuses" not in pages[0]


def test_a_bench_that_knows_nothing_reads_only_what_is_to_be_packed(shop: AmazonDouble, cart: Cart) -> None:
    done, fresh = shop.sell(Sale()), shop.sell(Sale())
    shop.put_in(done, "SHIPPED")
    assert list(newest(read_all(cart, None))) == [fresh]
    assert set(newest(read_all(cart, LONG_AGO))) == {done, fresh}


def test_a_page_asked_for_too_late_is_refused_and_the_next_pass_is_whole(
    shop: AmazonDouble, cart: Cart
) -> None:
    refs = {shop.sell(Sale()) for _ in range(shop.page + 1)}
    first = cart.changed_orders(LONG_AGO, None)
    shop.pass_time(25 * 3600)
    with pytest.raises(Refused):
        cart.changed_orders(LONG_AGO, first.cursor)
    assert set(newest(read_all(cart, LONG_AGO))) == refs


def test_a_cursor_that_is_none_begins_the_pass_again(shop: AmazonDouble, cart: Cart, expect_log: Any) -> None:
    ref = shop.sell(Sale())
    expect_log("read again from its beginning")
    assert [one.order.ref for one in cart.changed_orders(LONG_AGO, '{"a": 1}').orders] == [ref]


def test_an_order_amazon_sends_itself_is_not_read(shop: AmazonDouble, cart: Cart) -> None:
    theirs, ours = shop.sell(Sale()), shop.sell(Sale())
    shop.order(theirs).fulfilled_by = "AMAZON"
    assert list(newest(read_all(cart, LONG_AGO))) == [ours]


def test_an_order_without_its_time_is_put_aside_and_the_others_go_on(shop: AmazonDouble, cart: Cart) -> None:
    bad, good = shop.sell(Sale()), shop.sell(Sale())
    shop.decorate(bad, "createdTime", "")
    page = cart.changed_orders(LONG_AGO, None)
    assert [one.order.ref for one in page.orders] == [good]
    assert [(one.ref, one.problem.code) for one in page.bad] == [(bad, "order.unreadable")]


# -- rates ----------------------------------------------------------------------------------------


def test_a_pass_longer_than_the_rate_is_taken_up_where_it_was_broken_off(
    shop: AmazonDouble, cart: Cart
) -> None:
    refs = {shop.sell(Sale()) for _ in range(shop.page * 2)}
    first = cart.changed_orders(None, None)
    shop.throttle(1, 179)
    with pytest.raises(TryLater) as said:
        cart.changed_orders(None, first.cursor)
    assert said.value.wait == pytest.approx(179, abs=1)
    rest = cart.changed_orders(None, None)
    assert rest.cursor is None
    assert {one.order.ref for one in (*first.orders, *rest.orders)} == refs


def test_no_more_is_asked_than_amazon_allows(shop: AmazonDouble, cart: Cart) -> None:
    with pytest.raises(TryLater) as said:
        for _ in range(30):
            cart.changed_orders(LONG_AGO, None)
    assert said.value.problem.code == "cart.busy" and 60 < (said.value.wait or 0) < 180
    assert len(asked(shop, LIST)) == 20, "the 21st is not even sent"
    budget = cart.budget()
    assert budget is not None and budget.left < 1 and budget.most == 20


def test_a_short_wait_is_waited_and_the_accounts_own_rate_is_learned() -> None:
    at, rested = [0.0], []
    rates = Rates(monotonic=lambda: at[0], rest=rested.append)
    for _ in range(31):
        rates.take("getOrder")
    assert rested == [pytest.approx(2.0)]
    rates.heard("getOrder", {"x-amzn-ratelimit-limit": "0.1"})
    with pytest.raises(TryLater) as said:
        rates.take("getOrder")
    assert said.value.wait == pytest.approx(20.0)
    at[0] += 20
    rates.take("getOrder")
    assert rates.pause("getOrder", Answer(429, {}, b"")) == pytest.approx(10.0)
    assert rates.pause("getOrder", Answer(429, {"retry-after": "3"}, b"")) == 3


# -- signing in -----------------------------------------------------------------------------------


def test_a_missing_role_is_said_after_one_new_token(shop: AmazonDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    cart.order(ref)
    shop.gate.closed = {"getOrder"}
    with pytest.raises(SignInAgain) as said:
        cart.order(ref)
    assert said.value.problem.code == "cart.key_may_not" and shop.gate.given == 2


def test_a_secret_that_was_changed_asks_for_the_new_one(shop: AmazonDouble) -> None:
    ref = shop.sell(Sale())
    secrets = shop.secrets()
    shop.gate.credentials.client_secret = "amzn1.oa2-cs.v1.changed"
    cart = registry.build("amazon", shop.settings(), secrets)
    with pytest.raises(SignInAgain) as said:
        cart.order(ref)
    cart.close()
    assert said.value.problem.code == "cart.sign_in"
    assert secrets["client_secret"] not in f"{said.value.problem} {said.value!r}"


def test_the_token_never_goes_to_where_tokens_are_given(shop: AmazonDouble, cart: Cart) -> None:
    cart.order(shop.sell(Sale()))
    (told,) = shop.front.exchanges
    assert told.request.headers["x-amz-access-token"] == "Atza|1"
    assert b"hush" not in told.request.body and "refresh" not in told.request.target


def test_the_connection_test_says_which_role_and_which_marketplace_is_missing(
    shop: AmazonDouble, cart: Cart
) -> None:
    shop.sell(Sale(address=False))
    shop.gate.closed = {"searchListingsItems"}
    shop.selling.sells_in = [GERMANY]
    found = cart.probe()
    missing = {right.name for right in found.rights if right.granted is False}
    assert missing == {"Product Listing", "Direct-to-Consumer Delivery (Restricted)"}
    assert {one.params["role"] for one in found.problems if one.code == "cart.role_missing"} == missing
    (unknown,) = [one for one in found.problems if one.code == "cart.marketplace_unknown"]
    assert unknown.params["marketplace"] == JAPAN
    assert found.title == "Teehaus" and not shop.front.writes()


# -- telling of cartons ---------------------------------------------------------------------------


def test_a_carton_told_again_edits_its_own_package(shop: AmazonDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order, "u1", parcel(order, "T1", *WHOLE))
    (step,) = cart.steps(message)
    assert step.repeatable
    cart.write(message, step)
    corrected = confirm(order, "u1", parcel(order, "T2", *WHOLE))
    cart.write(corrected, step)
    assert [one.tracking for one in shop.left(order.ref)] == ["T2"] and shop.completed(order.ref)


@pytest.mark.parametrize("day", ["2026-01-05", "2099-12-31", ""])
def test_a_day_amazon_would_not_take_becomes_one_it_takes(shop: AmazonDouble, cart: Cart, day: str) -> None:
    order = cart.order(shop.sell(Sale())).order
    message = replace(confirm(order, "u1", parcel(order, "T1", *WHOLE)), shipped_on=day)
    send(cart, message)
    (package,) = shop.order(order.ref).packages.values()
    shipped = datetime.fromisoformat(package.shipped).astimezone(UTC)
    assert order.placed_at <= shipped <= shop.clock.now()


def test_a_carrier_amazon_has_no_code_for_goes_with_its_name(shop: AmazonDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    send(cart, confirm(order, "u1", parcel(order, "T1", *WHOLE, carrier="Own van")))
    assert shop.left(order.ref)[0].carrier == "Own van"
    assert b'"carrierCode":"Other"' in shop.front.writes()[0].request.body


def test_our_own_packages_are_told_from_others(shop: AmazonDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale(lines=((TEA.sku, 5),)))).order
    send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2))))
    shop.ship_elsewhere(order.ref, "ELSE-1", {TEA.sku: 1})
    line = line_of(cart.order(order.ref).order, TEA.sku)
    assert (line.shipped, line.due) == (1, 4), "the station knows of its own two by itself"
    found = {one.tracking: bool(one.uid) for one in cart.shipments(order.ref)}
    assert found == {("T1",): True, ("ELSE-1",): False}


def test_what_others_shipped_whole_meanwhile_is_refused(shop: AmazonDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    shop.ship_elsewhere(order.ref, "ELSE-1", dict(WHOLE))
    with pytest.raises(Refused) as said:
        send(cart, confirm(order, "u1", parcel(order, "T1", *WHOLE)))
    assert "PackageToUpdateNotFound" in str(said.value.problem.params["message"])
    assert [one.tracking for one in shop.left(order.ref)] == ["ELSE-1"]


def test_an_order_is_completed_by_its_shipments_alone(cart: Cart) -> None:
    assert cart.steps(CompleteOrder("u1", "306-0000001-0007919")) == ()


class TestSlowAmazon:
    """What Amazon accepted is worked off half a minute later."""

    @pytest.fixture
    def shop(self) -> Iterator[AmazonDouble]:
        made = AmazonDouble(lag=30)
        yield made
        made.close()

    def test_a_lost_answer_leaves_one_shipment(self, shop: AmazonDouble, bench: PackingLine) -> None:
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, WHOLE)
        shop.front.lose_answer()
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking]
        assert not bench.waiting() and not bench.parked()

    def test_every_carton_is_told_before_the_first_is_seen(
        self, shop: AmazonDouble, bench: PackingLine
    ) -> None:
        ref = shop.sell(Sale(lines=((TEA.sku, 3),)))
        cartons = bench.pack(ref, [(TEA.sku, 1)], [(TEA.sku, 1)], [(TEA.sku, 1)])
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == cartons and shop.completed(ref)

    def test_a_shipment_told_while_the_last_is_worked_off_still_fits(
        self, shop: AmazonDouble, cart: Cart
    ) -> None:
        order = cart.order(shop.sell(Sale())).order
        send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1))))
        assert not cart.shipments(order.ref)
        send(cart, confirm(order, "u2", parcel(order, "T2", (TEA.sku, 1), (MUG.sku, 1))))
        assert shop.completed(order.ref)
        assert not any(line.shipped for line in cart.order(order.ref).order.lines)

    def test_an_accepted_number_is_not_yet_there(self, shop: AmazonDouble, cart: Cart) -> None:
        message = AdjustStock("c1", SPOON.sku, SPOON.sku, SPOON.sku, -3)
        (step,) = cart.steps(message)
        cart.write(message, step)
        assert not cart.evidence(message, step) and not step.repeatable
        shop.pass_time(30)
        assert cart.evidence(message, step) and shop.stock(SPOON.sku) == SPOON.stock - 3


# -- what must not leave --------------------------------------------------------------------------


def test_a_buyer_who_asks_to_cancel_holds_the_order(shop: AmazonDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.hold(ref)
    order = cart.order(ref).order
    assert order.state is OrderState.ON_HOLD and order.warnings == ("order.cancel_requested",)


def test_a_pending_order_shows_nobody_and_waits(shop: AmazonDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.put_in(ref, "PENDING")
    order = cart.order(ref).order
    assert order.state is OrderState.PENDING and order.ship_to.is_empty
    assert order.warnings == () and order.total is None and line_of(order, TEA.sku).due == 2
