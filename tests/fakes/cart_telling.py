"""Every cart is told of shipments and counts: each once, whatever happens on the way."""

from collections.abc import Callable

import pytest
from cart_moves import confirm, needs, parcel, send
from doubles import front
from doubles.double import MUG, SPOON, TEA, Double, Sale
from doubles.packing_line import PackingLine

from station.carts.contract import Cart, TakesNotes
from station.model.order import OrderState
from station.model.shipment import OrderNote
from station.packing.fingerprint import fingerprint, parcel_print


class TellsOfShipments:
    """What left reaches the shop."""

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
        needs(shop, "several")
        ref = shop.sell(Sale(lines=((TEA.sku, 3), (MUG.sku, 1))))
        first, second = bench.pack(ref, [(TEA.sku, 2)], [(TEA.sku, 1), (MUG.sku, 1)])
        bench.deliver()
        left = {one.tracking: dict(one.units) for one in shop.left(ref)}
        assert set(left) == {first, second}
        if "contents" not in shop.lacks:
            assert left == {first: {TEA.sku: 2}, second: {TEA.sku: 1, MUG.sku: 1}}
        if "completed" not in shop.lacks:
            assert shop.completed(ref)

    def test_a_note_for_the_shops_people_is_there_once_whatever_becomes_of_the_answer(
        self, shop: Double, cart: Cart, bench: PackingLine
    ) -> None:
        if not isinstance(cart, TakesNotes):
            pytest.skip(f"{shop.cart}: keeps no notes of its staff apart from the customer's")
        ref = shop.sell(Sale())
        note = OrderNote("5e1f0a7c", ref, "2 × TEA-250 (Tea & co, 250 g) → TEA-500")
        assert not cart.has_note(note)
        bench.pull.once()
        before = cart.order(ref).order
        bench.note(note)
        shop.front.lose_answer()
        bench.deliver()
        assert not bench.waiting() and not bench.parked()
        (said,) = [one for one in shop.notes(ref) if note.uid in one]
        assert "TEA-250" in said and "→ TEA-500" in said
        after = cart.order(ref).order
        assert fingerprint(after) == fingerprint(before), "a note changes nothing that is packed"
        assert parcel_print(after, {}) == parcel_print(before, {})

    def test_part_of_an_order_is_told_as_part_of_it(self, shop: Double, cart: Cart) -> None:
        needs(shop, "partial")
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
        needs(shop, "carrier")
        order = cart.order(shop.sell(Sale())).order
        send(cart, confirm(order, "u1", parcel(order, "1Z9", (TEA.sku, 2), (MUG.sku, 1), carrier="UPS")))
        (left,) = shop.left(order.ref)
        assert left.carrier.lower() == "ups"

    def test_the_customer_is_told_only_where_it_is_wanted(self, shop: Double, cart: Cart) -> None:
        needs(shop, "notify")
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
        needs(shop, what)
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
        needs(shop, "throttle")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.throttle(2, 30)
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking] and not bench.waiting()

    def test_a_sign_in_that_runs_out_in_between_loses_nothing(self, shop: Double, bench: PackingLine) -> None:
        needs(shop, "expiry")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.expire()
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking] and not bench.waiting()

    def test_a_revoked_key_keeps_the_message_until_a_new_one_is_there(
        self, shop: Double, bench: PackingLine
    ) -> None:
        needs(shop, "revoke")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.revoke()
        bench.deliver(2)
        assert "tracking" in bench.waiting() and shop.left(ref) == []
        shop.restore()
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking] and not bench.waiting()


class CorrectsStock:
    """What was counted reaches the shop."""

    def test_a_shipment_takes_nothing_from_the_stock_twice(self, shop: Double, bench: PackingLine) -> None:
        needs(shop, "stock")
        before = shop.stock(TEA.sku)
        ref = shop.sell(Sale(lines=((TEA.sku, 2),)))
        bench.pack(ref, [(TEA.sku, 2)])
        bench.deliver()
        assert before - shop.stock(TEA.sku) in (0, 2)  # sold, or taken at shipment; never four

    def test_the_stock_is_read_fresh(self, shop: Double, cart: Cart) -> None:
        needs(shop, "stock")
        level = cart.stock(*shop.product(SPOON.sku))
        assert level.quantity == shop.stock(SPOON.sku) and level.stock_ref

    @pytest.mark.parametrize("change", [-3, 4])
    def test_a_count_corrects_the_stock_once(self, shop: Double, bench: PackingLine, change: int) -> None:
        needs(shop, "stock", "correct")
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
        needs(shop, "stock", "correct")
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
        needs(shop, "stock", "correct", "uncounted")
        shop.uncount(SPOON.sku)
        bench.pull.once()
        bench.count(SPOON.sku, shop.product(SPOON.sku)[0], 7)
        expect_log("message .* is parked: stock.not_managed")
        bench.deliver()
        assert bench.parked() == {"stock": "stock.not_managed"}
