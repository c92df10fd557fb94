"""Every cart reads orders, products and places the same way."""

from datetime import timedelta

import pytest
from cart_moves import LONG_AGO, line_of, needs, newest, read_all
from doubles.double import MUG, SPOON, TEA, WARES, Double, Sale

from station.carts.contract import Cart, Refused
from station.model.order import OrderState


class ReadsOrders:
    """All of them, each as it is."""

    def test_a_shop_without_orders_is_read_to_its_end(self, cart: Cart) -> None:
        assert read_all(cart, LONG_AGO) == []

    def test_every_order_of_several_pages_is_read(self, shop: Double, cart: Cart) -> None:
        refs = []
        for _ in range(shop.page * 2 + 3):
            refs.append(shop.sell(Sale()))
            shop.pass_time(3)
        assert sorted(newest(read_all(cart, LONG_AGO))) == sorted(refs)

    def test_orders_of_one_moment_are_all_read(self, shop: Double, cart: Cart) -> None:
        needs(shop, "second")
        refs = [shop.sell(Sale()) for _ in range(shop.page * 2 + 3)]
        shop.touch(*refs)
        assert sorted(newest(read_all(cart, LONG_AGO))) == sorted(refs)

    def test_no_order_is_lost_while_others_change_between_pages(self, shop: Double, cart: Cart) -> None:
        needs(shop, "moving")
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
        needs(shop, "since")
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
        needs(shop, "exact_time")
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
        needs(shop, "guest")
        order = cart.order(shop.sell(Sale(guest=True))).order
        assert order.state is OrderState.READY and order.ship_to.city == "Kraków"

    def test_an_order_without_address_is_read_and_says_so(self, shop: Double, cart: Cart) -> None:
        needs(shop, "no_address")
        order = cart.order(shop.sell(Sale(address=False))).order
        assert order.ship_to.is_empty and "address.missing" in order.warnings

    def test_what_the_customer_wrote_is_kept(self, shop: Double, cart: Cart) -> None:
        needs(shop, "note")
        assert (
            cart.order(shop.sell(Sale(note="Żółw & co. „grün“ 🐢"))).order.customer_note
            == "Żółw & co. „grün“ 🐢"
        )

    def test_money_without_decimals_is_not_multiplied(self, shop: Double, cart: Cart) -> None:
        needs(shop, "yen")
        order = cart.order(shop.sell(Sale(currency="JPY"))).order
        assert order.currency == "JPY" and order.total is not None
        assert order.total.amount == order.total.minor

    def test_refunded_units_are_not_packed(self, shop: Double, cart: Cart) -> None:
        needs(shop, "refund")
        ref = shop.sell(Sale())
        shop.refund(ref, TEA.sku, 1)
        order = cart.order(ref).order
        assert (line_of(order, TEA.sku).due, line_of(order, MUG.sku).due) == (1, 1)
        assert order.state is OrderState.READY

    def test_an_order_refunded_whole_is_not_packed(self, shop: Double, cart: Cart) -> None:
        needs(shop, "refund")
        ref = shop.sell(Sale())
        shop.refund(ref, TEA.sku, 2)
        shop.refund(ref, MUG.sku, 1)
        order = cart.order(ref).order
        assert order.state in (OrderState.REFUNDED, OrderState.CANCELLED)
        assert not any(line.due for line in order.lines)

    def test_an_edited_line_has_its_new_quantity(self, shop: Double, cart: Cart) -> None:
        needs(shop, "edit")
        ref = shop.sell(Sale())
        shop.edit(ref, TEA.sku, 1)
        assert line_of(cart.order(ref).order, TEA.sku).due == 1

    def test_a_cancelled_order_is_cancelled(self, shop: Double, cart: Cart) -> None:
        needs(shop, "cancel")
        ref = shop.sell(Sale())
        shop.cancel(ref)
        assert cart.order(ref).order.state is OrderState.CANCELLED

    def test_what_somebody_else_shipped_is_not_packed_again(self, shop: Double, cart: Cart) -> None:
        needs(shop, "partial")
        ref = shop.sell(Sale())
        shop.ship_elsewhere(ref, "ELSE-1", {TEA.sku: 1})
        order = cart.order(ref).order
        assert (line_of(order, TEA.sku).due, line_of(order, MUG.sku).due) == (1, 1)
        assert order.state is OrderState.PARTIAL

    def test_a_deleted_order_is_gone(self, shop: Double, cart: Cart) -> None:
        needs(shop, "delete")
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
        needs(shop, "unknown_field")
        ref = shop.sell(Sale())
        shop.decorate(ref, "brand_new_field", "zażółć")
        assert "zażółć".encode() in cart.order(ref).payload

    def test_one_order_nobody_can_read_does_not_keep_the_others(self, shop: Double, cart: Cart) -> None:
        needs(shop, "fraction")
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


class ReadsProducts:
    """What is packed, and where it lies."""

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
        needs(shop, "ware_gone")
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
