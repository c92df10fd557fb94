"""What every cart must do, seen through real HTTP. A cart's own test is one line:

    class TestShopify(CartContract): double = ShopifyDouble

What a cart has nothing for is skipped with the double's own reason; nothing else is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from doubles import conform, front
from doubles.double import MUG, SPOON, TEA, WARES, Double, Sale
from doubles.packing_line import PackingLine

from station.carts import registry
from station.carts.contract import Cart, CartError, OrderRead, Refused, SignInAgain, TryLater, Unusable
from station.model.order import Order, OrderState
from station.model.shipment import Parcel, ShipConfirm, ShippedLine

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MOST_PAGES = 200


def read_all(cart: Cart, since: datetime | None) -> list[OrderRead]:
    """One whole pass, every order as often as it came. Fails when the pass does not end."""
    reads: list[OrderRead] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = cart.changed_orders(since, cursor)
        assert not page.bad, [bad.problem for bad in page.bad]
        reads += page.orders
        if page.cursor is None:
            return reads
        assert page.cursor != cursor, "the pass stands still"
        cursor = page.cursor
    raise AssertionError("the pass does not end")


def newest(reads: Sequence[OrderRead]) -> dict[str, Order]:
    return {read.order.ref: read.order for read in reads}


def line_of(order: Order, sku: str) -> Any:
    return next(line for line in order.lines if line.sku == sku)


def parcel(order: Order, tracking: str, *units: tuple[str, int], carrier: str = "Own van") -> Parcel:
    lines = tuple(ShippedLine(line_of(order, sku).ref, count) for sku, count in units)
    return Parcel(tracking, carrier, f"https://van.example/{tracking}", lines)


def confirm(order: Order, uid: str, *parcels: Parcel, notify: bool = True) -> ShipConfirm:
    return ShipConfirm(uid, order.ref, parcels, notify, "2026-11-20")


def send(cart: Cart, message: Any) -> int:
    """Every step whose evidence is missing, as the push does; how many were written."""
    missing = [step for step in cart.steps(message) if not cart.evidence(message, step)]
    for step in missing:
        cart.write(message, step)
    return len(missing)


class CartContract:
    """Subclasses name their `double`; it is made anew for every test."""

    double: ClassVar[Callable[[], Double]]

    # -- what is there ----------------------------------------------------------------------------

    @pytest.fixture
    def shop(self) -> Iterator[Double]:
        made = type(self).double()
        yield made
        made.close()
        assert conform.complaints(made.cart, made.front.exchanges) == []

    @pytest.fixture
    def benches(self) -> list[PackingLine]:
        """Those there are: a cart may ask whether a tracking number is of a carton that left one of them."""
        return []

    @pytest.fixture
    def cart(self, shop: Double, benches: list[PackingLine]) -> Iterator[Cart]:
        settings = replace(shop.settings(), ours=lambda number: any(one.sent(number) for one in benches))
        made = registry.build(shop.cart, settings, shop.secrets())
        yield made
        made.close()

    @pytest.fixture
    def bench(
        self, tmp_path: Any, cart: Cart, fake_clock: Any, benches: list[PackingLine]
    ) -> Iterator[PackingLine]:
        made = PackingLine(tmp_path, cart, fake_clock)
        benches.append(made)
        yield made
        benches.clear()
        made.close()

    def needs(self, shop: Double, *abilities: str) -> None:
        for ability in abilities:
            if ability in shop.lacks:
                pytest.skip(f"{shop.cart}: {shop.lacks[ability]}")

    # -- reading orders ---------------------------------------------------------------------------

    def test_a_shop_without_orders_is_read_to_its_end(self, cart: Cart) -> None:
        assert read_all(cart, LONG_AGO) == []

    def test_every_order_of_several_pages_is_read(self, shop: Double, cart: Cart) -> None:
        refs = []
        for _ in range(shop.page * 2 + 3):
            refs.append(shop.sell(Sale()))
            shop.pass_time(3)
        assert sorted(newest(read_all(cart, LONG_AGO))) == sorted(refs)

    def test_orders_of_one_moment_are_all_read(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "second")
        refs = [shop.sell(Sale()) for _ in range(shop.page * 2 + 3)]
        shop.touch(*refs)
        assert sorted(newest(read_all(cart, LONG_AGO))) == sorted(refs)

    def test_no_order_is_lost_while_others_change_between_pages(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "moving")
        refs = []
        for _ in range(shop.page * 3):
            refs.append(shop.sell(Sale()))
            shop.pass_time(2)
        moving = iter(refs)

        def move(_: object) -> None:
            ref = next(moving, None)
            if ref is not None:
                shop.pass_time(1)
                shop.touch(ref)

        shop.front.after_each(move)
        reads = read_all(cart, LONG_AGO)
        shop.front.after_each(None)
        assert set(newest(reads)) == set(refs)

    def test_what_changed_since_the_last_pass_is_read_and_nothing_older(
        self, shop: Double, cart: Cart
    ) -> None:
        self.needs(shop, "since")
        old = shop.sell(Sale())
        shop.pass_time(7200)
        fresh = shop.sell(Sale())
        mark = newest(read_all(cart, LONG_AGO))[fresh].changed_at
        shop.pass_time(60)
        later = shop.sell(Sale())
        read = newest(read_all(cart, mark - timedelta(minutes=5)))
        assert old not in read and {fresh, later} <= set(read)

    def test_an_order_changed_at_the_watermark_is_read_again(self, shop: Double, cart: Cart) -> None:
        ref = shop.sell(Sale())
        mark = newest(read_all(cart, LONG_AGO))[ref].changed_at
        assert ref in newest(read_all(cart, mark))

    def test_no_watermark_goes_past_the_carts_own_clock(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "exact_time")
        ref = shop.sell(Sale())
        changed = cart.order(ref).order.changed_at
        shop.pass_time(600)
        page = cart.changed_orders(LONG_AGO, None)
        while page.cursor is not None:
            page = cart.changed_orders(LONG_AGO, page.cursor)
        assert timedelta(0) <= page.answered_at - changed <= timedelta(seconds=605)

    def test_every_native_status_has_its_meaning(self, shop: Double, cart: Cart) -> None:
        refs = {}
        for status in shop.states:
            refs[status] = shop.sell(Sale())
            shop.pass_time(1)
            shop.put_in(refs[status], status)
            shop.pass_time(1)
        for status, meaning in shop.states.items():
            assert cart.order(refs[status]).order.state is meaning, status

    def test_a_single_order_is_read_as_the_list_reads_it(self, shop: Double, cart: Cart) -> None:
        ref = shop.sell(Sale(note="Leave it at the door"))
        assert cart.order(ref).order == newest(read_all(cart, LONG_AGO))[ref]

    def test_a_paid_order_says_what_to_pack_and_where_to(self, shop: Double, cart: Cart) -> None:
        order = cart.order(shop.sell(Sale())).order
        assert order.store == shop.settings().name and order.state is OrderState.READY
        assert [(one.sku, one.ordered, one.due) for one in order.lines] == [(TEA.sku, 2, 2), (MUG.sku, 1, 1)]
        assert all(one.ref and one.product and one.name for one in order.lines)
        assert len({one.ref for one in order.lines}) == 2
        assert (order.ship_to.city, order.ship_to.country) == ("Kraków", "PL")
        assert order.ship_to.name and order.ship_to.street and order.ship_to.postal_code == "31-115"
        assert order.number and order.currency == "EUR" and not order.warnings

    def test_a_guests_order_is_an_order(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "guest")
        order = cart.order(shop.sell(Sale(guest=True))).order
        assert order.state is OrderState.READY and order.ship_to.city == "Kraków"

    def test_an_order_without_address_is_read_and_says_so(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "no_address")
        order = cart.order(shop.sell(Sale(address=False))).order
        assert order.ship_to.is_empty and "address.missing" in order.warnings

    def test_what_the_customer_wrote_is_kept(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "note")
        assert (
            cart.order(shop.sell(Sale(note="Żółw & co. „grün“ 🐢"))).order.customer_note
            == "Żółw & co. „grün“ 🐢"
        )

    def test_money_without_decimals_is_not_multiplied(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "yen")
        order = cart.order(shop.sell(Sale(currency="JPY"))).order
        assert order.currency == "JPY" and order.total is not None
        assert order.total.amount == order.total.minor

    def test_refunded_units_are_not_packed(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "refund")
        ref = shop.sell(Sale())
        shop.refund(ref, TEA.sku, 1)
        order = cart.order(ref).order
        assert (line_of(order, TEA.sku).due, line_of(order, MUG.sku).due) == (1, 1)
        assert order.state is OrderState.READY

    def test_an_order_refunded_whole_is_not_packed(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "refund")
        ref = shop.sell(Sale())
        shop.refund(ref, TEA.sku, 2)
        shop.refund(ref, MUG.sku, 1)
        order = cart.order(ref).order
        assert order.state in (OrderState.REFUNDED, OrderState.CANCELLED)
        assert not any(line.due for line in order.lines)

    def test_an_edited_line_has_its_new_quantity(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "edit")
        ref = shop.sell(Sale())
        shop.edit(ref, TEA.sku, 1)
        assert line_of(cart.order(ref).order, TEA.sku).due == 1

    def test_a_cancelled_order_is_cancelled(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "cancel")
        ref = shop.sell(Sale())
        shop.cancel(ref)
        assert cart.order(ref).order.state is OrderState.CANCELLED

    def test_what_somebody_else_shipped_is_not_packed_again(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "partial")
        ref = shop.sell(Sale())
        shop.ship_elsewhere(ref, "ELSE-1", {TEA.sku: 1})
        order = cart.order(ref).order
        assert (line_of(order, TEA.sku).due, line_of(order, MUG.sku).due) == (1, 1)
        assert order.state is OrderState.PARTIAL

    def test_a_deleted_order_is_gone(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "delete")
        ref = shop.sell(Sale())
        shop.delete(ref)
        with pytest.raises(Refused) as said:
            cart.order(ref)
        assert said.value.problem.code == "cart.order_gone"

    def test_an_order_that_never_was_is_gone(self, cart: Cart) -> None:
        with pytest.raises(Refused) as said:
            cart.order("999999999")
        assert said.value.problem.code == "cart.order_gone"

    def test_fields_nobody_knows_are_kept_in_the_payload(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "unknown_field")
        ref = shop.sell(Sale())
        shop.decorate(ref, "brand_new_field", "zażółć")
        assert "zażółć".encode() in cart.order(ref).payload

    def test_one_order_nobody_can_read_does_not_keep_the_others(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "fraction")
        good, bad = shop.sell(Sale()), shop.sell(Sale())
        shop.make_fraction(bad, TEA.sku)
        read, aside = [], []
        cursor: str | None = None
        while True:
            page = cart.changed_orders(LONG_AGO, cursor)
            read += [one.order.ref for one in page.orders]
            aside += [(one.ref, one.problem.code) for one in page.bad]
            cursor = page.cursor
            if cursor is None:
                break
        assert read == [good]
        assert aside == [(bad, "order.fractional_quantity")]

    # -- products, places, sign-in ----------------------------------------------------------------

    def test_products_have_code_weight_and_stock(self, shop: Double, cart: Cart) -> None:
        wanted = [shop.product(ware.sku) for ware in WARES]
        found = {one.sku: one for one in cart.products(wanted)}
        for ware in WARES:
            product = found[ware.sku]
            assert (product.ref, product.parent) == shop.product(ware.sku)
            if ware.gtin and "gtin" not in shop.lacks:
                assert ware.gtin in product.codes
            if "weight" not in shop.lacks:
                assert product.mass is not None and product.mass.mg == ware.grams * 1000
            if "stock" not in shop.lacks:
                assert product.stock == shop.stock(ware.sku)
            assert product.ships and not product.gone

    def test_products_of_order_lines_are_found_by_what_the_lines_say(self, shop: Double, cart: Cart) -> None:
        order = cart.order(shop.sell(Sale())).order
        found = cart.products([(line.product, line.parent_product) for line in order.lines])
        assert [one.sku for one in found] == [line.sku for line in order.lines]

    def test_a_product_no_longer_there_is_said_to_be_gone(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "ware_gone")
        wanted = shop.product(SPOON.sku)
        shop.drop_ware(SPOON.sku)
        gone, tea = cart.products([wanted, shop.product(TEA.sku)])
        assert gone.gone and not tea.gone and tea.sku == TEA.sku

    def test_the_connection_test_names_the_shop_and_what_the_key_may(self, shop: Double, cart: Cart) -> None:
        shop.sell(Sale())
        found = cart.probe()
        assert found.title and found.version and not found.problems
        assert all(right.granted is not False for right in found.rights)

    def test_places_and_budget_are_told(self, shop: Double, cart: Cart) -> None:
        shop.sell(Sale())
        read_all(cart, LONG_AGO)
        assert bool(cart.locations()) == cart.manifest.locations
        budget = cart.budget()
        assert budget is None or 0 <= budget.left <= budget.most

    # -- trouble while reading --------------------------------------------------------------------

    def test_a_shop_that_asks_for_a_pause_gets_it(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "throttle")
        ref = shop.sell(Sale())
        shop.throttle(1, 30)
        with pytest.raises(TryLater) as said:
            cart.order(ref)
        assert said.value.wait is not None and 25 <= said.value.wait <= 35
        assert said.value.problem.code == "cart.busy"

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_a_server_in_trouble_is_tried_later(self, shop: Double, cart: Cart, status: int) -> None:
        self.needs(shop, "faults")
        ref = shop.sell(Sale())
        cart.order(ref)
        shop.front.instead(front.page(status))
        with pytest.raises(TryLater):
            cart.order(ref)
        assert cart.order(ref).order.ref == ref

    @pytest.mark.parametrize("spoil", [front.half_a_gzip, front.empty, lambda _: front.page()])
    def test_rubbish_is_no_answer_and_a_moment_later_it_is_one(
        self, shop: Double, cart: Cart, spoil: front.Spoil
    ) -> None:
        self.needs(shop, "faults")
        ref = shop.sell(Sale())
        cart.order(ref)
        shop.front.spoil(spoil)
        with pytest.raises((Unusable, TryLater)):
            cart.order(ref)
        assert cart.order(ref).order.ref == ref

    def test_credentials_do_not_follow_to_another_host(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "faults")
        ref = shop.sell(Sale())
        shop.front.spoil(front.elsewhere)
        with pytest.raises(CartError) as said:
            cart.order(ref)
        assert said.value.problem.code == "cart.moved"

    def test_a_shop_that_is_down_is_tried_later(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "faults")
        ref = shop.sell(Sale())
        shop.front.offline()
        with pytest.raises(TryLater):
            cart.order(ref)
        shop.front.online()
        assert cart.order(ref).order.ref == ref

    def test_a_sign_in_that_ran_out_is_renewed_without_a_word(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "expiry")
        ref = shop.sell(Sale())
        cart.order(ref)
        shop.expire()
        assert cart.order(ref).order.ref == ref

    def test_credentials_that_are_no_longer_good_are_said_so(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "revoke")
        ref = shop.sell(Sale())
        cart.order(ref)
        shop.revoke()
        with pytest.raises(SignInAgain):
            cart.order(ref)
        with pytest.raises(SignInAgain):
            cart.changed_orders(LONG_AGO, None)
        shop.restore()
        assert cart.order(ref).order.ref == ref

    # -- telling of shipments ---------------------------------------------------------------------

    def test_a_packed_order_is_told_with_its_tracking_number_once(
        self, shop: Double, bench: PackingLine
    ) -> None:
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        bench.deliver()
        (left,) = shop.left(ref)
        assert left.tracking == tracking and not bench.waiting() and not bench.parked()
        if "contents" not in shop.lacks:
            assert left.units == {TEA.sku: 2, MUG.sku: 1}
        if "completed" not in shop.lacks:
            assert shop.completed(ref)
        bench.pull.once()
        bench.deliver()
        assert len(shop.left(ref)) == 1

    def test_a_shipped_order_is_not_offered_again(self, shop: Double, cart: Cart, bench: PackingLine) -> None:
        ref = shop.sell(Sale())
        bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        bench.deliver()
        order = cart.order(ref).order
        bench.pull.once()
        assert not bench.scan(f"ORD-main-{ref}").ok, order

    def test_every_carton_is_told_with_what_is_in_it(self, shop: Double, bench: PackingLine) -> None:
        self.needs(shop, "several")
        ref = shop.sell(Sale(lines=((TEA.sku, 3), (MUG.sku, 1))))
        first, second = bench.pack(ref, [(TEA.sku, 2)], [(TEA.sku, 1), (MUG.sku, 1)])
        bench.deliver()
        left = {one.tracking: dict(one.units) for one in shop.left(ref)}
        assert set(left) == {first, second}
        if "contents" not in shop.lacks:
            assert left == {first: {TEA.sku: 2}, second: {TEA.sku: 1, MUG.sku: 1}}
        if "completed" not in shop.lacks:
            assert shop.completed(ref)

    def test_part_of_an_order_is_told_as_part_of_it(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "partial")
        order = cart.order(shop.sell(Sale())).order
        assert send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1)))) == 1
        assert not shop.completed(order.ref)
        assert send(cart, confirm(order, "u2", parcel(order, "T2", (TEA.sku, 1), (MUG.sku, 1)))) == 1
        assert [one.tracking for one in shop.left(order.ref)] == ["T1", "T2"]
        assert send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1)))) == 0

    def test_shipments_are_read_back(self, shop: Double, cart: Cart) -> None:
        order = cart.order(shop.sell(Sale())).order
        assert cart.shipments(order.ref) == ()
        send(cart, confirm(order, "u1", parcel(order, "T 1", (TEA.sku, 2), (MUG.sku, 1))))
        (found,) = cart.shipments(order.ref)
        assert [number.replace(" ", "") for number in found.tracking] == ["T1"]
        if "contents" not in shop.lacks:
            wanted = {line.ref: line.ordered for line in order.lines}
            assert {line.line: line.quantity for line in found.lines} == wanted

    def test_a_carrier_has_the_name_the_shop_has_for_it(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "carrier")
        order = cart.order(shop.sell(Sale())).order
        send(cart, confirm(order, "u1", parcel(order, "1Z9", (TEA.sku, 2), (MUG.sku, 1), carrier="UPS")))
        (left,) = shop.left(order.ref)
        assert left.carrier.lower() == "ups"

    def test_the_customer_is_told_only_where_it_is_wanted(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "notify")
        for number, notify in enumerate((True, False)):
            order = cart.order(shop.sell(Sale())).order
            carton = parcel(order, f"T{number}", (TEA.sku, 2), (MUG.sku, 1))
            send(cart, confirm(order, f"u{number}", carton, notify=notify))
            assert [one.told for one in shop.left(order.ref)] == [notify]

    def test_a_shipment_somebody_else_told_of_is_not_told_again(
        self, shop: Double, bench: PackingLine
    ) -> None:
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.ship_elsewhere(ref, tracking, {TEA.sku: 2, MUG.sku: 1})
        before = len(shop.front.writes())
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking]
        assert not bench.waiting() and len(shop.front.writes()) - before <= 1

    def test_an_answer_lost_after_the_write_leaves_one_shipment(
        self, shop: Double, bench: PackingLine
    ) -> None:
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.front.lose_answer()
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking]
        assert not bench.waiting() and not bench.parked()

    def test_a_write_that_never_arrived_is_sent_again_or_a_person_is_asked(
        self, shop: Double, bench: PackingLine, may_log: Callable[[str], None]
    ) -> None:
        may_log("message .* is parked: push.in_doubt")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.front.lose_request()
        bench.deliver()
        if bench.parked():
            assert bench.parked() == {"tracking": "push.in_doubt"} and not shop.left(ref)
            bench.retry()
            bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking]
        assert not bench.waiting() and not bench.parked()

    def test_a_server_error_after_the_write_leaves_one_shipment(
        self, shop: Double, bench: PackingLine
    ) -> None:
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.front.spoil(lambda _: front.page(504), writes=True)
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking]
        assert not bench.waiting() and not bench.parked()

    @pytest.mark.parametrize("what", ["cancel", "hold", "refund", "edit", "delete"])
    def test_an_order_changed_after_packing_is_not_told_and_a_person_knows(
        self, shop: Double, bench: PackingLine, what: str, expect_log: Callable[[str], None]
    ) -> None:
        self.needs(shop, what)
        ref = shop.sell(Sale())
        bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        change: dict[str, Callable[[], None]] = {
            "cancel": lambda: shop.cancel(ref),
            "hold": lambda: shop.hold(ref),
            "refund": lambda: shop.refund(ref, TEA.sku, 1),
            "edit": lambda: shop.edit(ref, TEA.sku, 1),
            "delete": lambda: shop.delete(ref),
        }
        change[what]()
        before = len(shop.front.writes())
        expect_log("message .* is parked: ship.changed_after_pack")
        bench.deliver()
        assert len(shop.front.writes()) == before
        assert bench.parked()["tracking"] == "ship.changed_after_pack"
        if what != "delete":
            assert shop.left(ref) == []

    def test_a_pause_the_shop_asks_for_is_kept_while_pushing(self, shop: Double, bench: PackingLine) -> None:
        self.needs(shop, "throttle")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.throttle(2, 30)
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking] and not bench.waiting()

    def test_a_sign_in_that_runs_out_in_between_loses_nothing(self, shop: Double, bench: PackingLine) -> None:
        self.needs(shop, "expiry")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.expire()
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking] and not bench.waiting()

    def test_a_revoked_key_keeps_the_message_until_a_new_one_is_there(
        self, shop: Double, bench: PackingLine
    ) -> None:
        self.needs(shop, "revoke")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.revoke()
        bench.deliver(2)
        assert "tracking" in bench.waiting() and shop.left(ref) == []
        shop.restore()
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking] and not bench.waiting()

    # -- stock ------------------------------------------------------------------------------------

    def test_a_shipment_takes_nothing_from_the_stock_twice(self, shop: Double, bench: PackingLine) -> None:
        self.needs(shop, "stock")
        before = shop.stock(TEA.sku)
        ref = shop.sell(Sale(lines=((TEA.sku, 2),)))
        bench.pack(ref, [(TEA.sku, 2)])
        bench.deliver()
        assert before - shop.stock(TEA.sku) in (0, 2)  # sold, or taken at shipment; never four

    def test_the_stock_is_read_fresh(self, shop: Double, cart: Cart) -> None:
        self.needs(shop, "stock")
        level = cart.stock(*shop.product(SPOON.sku))
        assert level.quantity == shop.stock(SPOON.sku) and level.stock_ref

    @pytest.mark.parametrize("change", [-3, 4])
    def test_a_count_corrects_the_stock_once(self, shop: Double, bench: PackingLine, change: int) -> None:
        self.needs(shop, "stock", "correct")
        bench.pull.once()
        counted = shop.stock(SPOON.sku) + change
        bench.count(SPOON.sku, shop.product(SPOON.sku)[0], counted)
        bench.deliver()
        assert shop.stock(SPOON.sku) == counted and not bench.waiting() and not bench.parked()
        bench.deliver()
        assert shop.stock(SPOON.sku) == counted

    def test_a_correction_whose_answer_is_lost_is_applied_once(
        self, shop: Double, bench: PackingLine, may_log: Callable[[str], None]
    ) -> None:
        may_log("message .* is parked: push.in_doubt")
        self.needs(shop, "stock", "correct")
        bench.pull.once()
        counted = shop.stock(SPOON.sku) - 3
        bench.count(SPOON.sku, shop.product(SPOON.sku)[0], counted)
        shop.front.lose_answer()
        bench.deliver()
        assert shop.stock(SPOON.sku) == counted and not bench.waiting()
        assert bench.parked() in ({}, {"stock": "push.in_doubt"})

    def test_unpaid_orders_that_hold_stock_are_part_of_a_count(
        self, shop: Double, cart: Cart, bench: PackingLine
    ) -> None:
        if not cart.manifest.pending_takes_stock:
            pytest.skip(f"{shop.cart}: an unpaid order holds nothing back")
        there = shop.stock(SPOON.sku)
        ref = shop.sell(Sale(lines=((SPOON.sku, 2),)))
        unpaid = next(status for status, meaning in shop.states.items() if meaning is OrderState.PENDING)
        shop.put_in(ref, unpaid)
        shop.pass_time(600)
        bench.pull.once()
        for_sale = shop.stock(SPOON.sku)
        bench.count(SPOON.sku, shop.product(SPOON.sku)[0], there)
        bench.deliver()
        assert shop.stock(SPOON.sku) == for_sale and not bench.parked()

    def test_a_product_the_shop_does_not_count_is_for_a_person(
        self, shop: Double, bench: PackingLine, expect_log: Callable[[str], None]
    ) -> None:
        self.needs(shop, "stock", "correct", "uncounted")
        shop.uncount(SPOON.sku)
        bench.pull.once()
        bench.count(SPOON.sku, shop.product(SPOON.sku)[0], 7)
        expect_log("message .* is parked: stock.not_managed")
        bench.deliver()
        assert bench.parked() == {"stock": "stock.not_managed"}

    # -- what it says of itself -------------------------------------------------------------------

    def test_what_it_cannot_do_is_declared(self, shop: Double, cart: Cart) -> None:
        manifest = cart.manifest
        assert manifest.partial_shipment == ("partial" not in shop.lacks)
        assert manifest.several_parcels == ("several" not in shop.lacks)
        assert (manifest.stock != "none") == ("correct" not in shop.lacks and "stock" not in shop.lacks)
        assert all(field.where for field in manifest.credentials), "where is each credential found?"

    def test_no_secret_is_in_what_it_shows_of_itself(self, shop: Double, cart: Cart) -> None:
        shown = repr(cart) + repr(vars(cart)) if hasattr(cart, "__dict__") else repr(cart)
        secret = {field.name for field in cart.manifest.credentials if field.secret}
        for name, value in shop.secrets().items():
            assert name not in secret or value not in shown, name
