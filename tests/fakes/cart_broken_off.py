"""Every cart breaks off in the middle: between two pages, between two steps, at the sign-in, for a while."""

from collections.abc import Callable

import pytest
from cart_moves import needs, stored, trouble_of, watermark
from doubles import front
from doubles.double import MUG, SPOON, TEA, Double, Sale
from doubles.packing_line import PackingLine

from station.carts.contract import Cart, CartError, SignInAgain, TryLater

_STORM = 20


class GoesOnWhereItBrokeOff:
    """What is stored stays, what is not comes again, and nothing is told twice."""

    def test_a_key_revoked_between_two_pages_loses_nothing(
        self, shop: Double, cart: Cart, bench: PackingLine
    ) -> None:
        needs(shop, "revoke", "page")
        refs = _many(shop)
        with pytest.raises(SignInAgain):
            bench.pull.once(_before_page(2, shop.revoke))
        shop.restore()
        _nothing_lost(cart, bench, refs)

    def test_a_pause_asked_for_in_a_first_import_keeps_what_is_there(
        self, shop: Double, cart: Cart, bench: PackingLine
    ) -> None:
        needs(shop, "throttle", "page")
        refs = _many(shop)
        with pytest.raises(TryLater):
            bench.pull.once(_before_page(2, lambda: shop.throttle(1, 30)))
        assert stored(bench), "the first page is gone"
        _nothing_lost(cart, bench, refs)

    def test_a_server_that_breaks_down_between_two_pages_loses_nothing(
        self, shop: Double, cart: Cart, bench: PackingLine
    ) -> None:
        needs(shop, "faults", "page")
        refs = _many(shop)
        with pytest.raises(CartError):
            bench.pull.once(_before_page(2, lambda: shop.front.instead(front.page(502), 3)))
        shop.front.clear()
        _nothing_lost(cart, bench, refs)

    def test_an_answer_lost_while_signing_in_again_loses_nothing(self, shop: Double, cart: Cart) -> None:
        needs(shop, "expiry", "faults")
        ref = shop.sell(Sale())
        for nth in range(4):
            cart.order(ref)
            shop.expire()
            shop.front.lose_answer(writes=None, after=nth)
            said = trouble_of(cart.order, ref)
            assert said is None or isinstance(said, TryLater), said
            shop.front.clear()
        assert cart.order(ref).order.ref == ref

    def test_every_answer_lost_leaves_each_carton_once(
        self, shop: Double, bench: PackingLine, may_log: Callable[[str], None]
    ) -> None:
        needs(shop, "several")
        may_log("message .* is parked: push.in_doubt")
        ref = shop.sell(Sale(lines=((TEA.sku, 3), (MUG.sku, 1))))
        numbers = bench.pack(ref, [(TEA.sku, 2)], [(TEA.sku, 1), (MUG.sku, 1)])
        shop.front.lose_answer(_STORM)
        bench.deliver()
        assert sorted(one.tracking for one in shop.left(ref)) == sorted(numbers)
        assert not bench.waiting() and not bench.parked()
        if "completed" not in shop.lacks:
            assert shop.completed(ref)

    @pytest.mark.parametrize("damage", [front.half_a_body, front.empty])
    def test_every_answer_to_a_write_damaged_leaves_one_shipment_and_one_correction(
        self, shop: Double, bench: PackingLine, may_log: Callable[[str], None], damage: front.Spoil
    ) -> None:
        needs(shop, "faults")
        may_log("message .* is parked: push.in_doubt")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        counted = 0
        if not {"stock", "correct"} & set(shop.lacks):
            counted = shop.stock(SPOON.sku) - 3
            bench.count(SPOON.sku, shop.product(SPOON.sku)[0], counted)
        shop.front.spoil(damage, _STORM, writes=True)
        bench.deliver()
        assert [one.tracking for one in shop.left(ref)] == [tracking]
        assert bench.parked() in ({}, {"stock": "push.in_doubt"}) and not bench.waiting()
        assert not counted or shop.stock(SPOON.sku) == counted

    def test_a_storm_of_server_errors_loses_no_shipment(
        self, shop: Double, bench: PackingLine, may_log: Callable[[str], None]
    ) -> None:
        needs(shop, "faults")
        may_log("message .* is parked: push.in_doubt")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.front.instead(front.page(503), _STORM)
        bench.deliver(_STORM * 2)
        _asked_once_more(shop, bench, ref)
        assert [one.tracking for one in shop.left(ref)] == [tracking]
        assert not bench.waiting() and not bench.parked()

    def test_a_storm_that_only_writes_get_into_loses_no_shipment(
        self, shop: Double, bench: PackingLine, may_log: Callable[[str], None]
    ) -> None:
        needs(shop, "faults")
        may_log("message .* is parked: push.in_doubt")
        ref = shop.sell(Sale())
        (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
        shop.front.instead(front.page(502), 3, writes=True)
        bench.deliver(_STORM)
        _asked_once_more(shop, bench, ref)
        assert [one.tracking for one in shop.left(ref)] == [tracking]
        assert not bench.waiting() and not bench.parked()


def _many(shop: Double) -> list[str]:
    """Orders of more than two pages."""
    refs = []
    for _ in range(shop.page * 2 + 2):
        refs.append(shop.sell(Sale()))
        shop.pass_time(5)
    return refs


def _before_page(wanted: int, happens: Callable[[], None]) -> Callable[[], bool]:
    """What a pull asks before every page: whether to stop. It never does."""
    pages = 0

    def asked() -> bool:
        nonlocal pages
        pages += 1
        if pages == wanted:
            happens()
        return False

    return asked


def _nothing_lost(cart: Cart, bench: PackingLine, refs: list[str]) -> None:
    """No order older than the watermark is missing, and the next pass brings all."""
    here, mark = stored(bench), watermark(bench)
    assert [ref for ref in refs if ref not in here and cart.order(ref).order.changed_at < mark] == []
    bench.pull.once()
    assert stored(bench) == set(refs)


def _asked_once_more(shop: Double, bench: PackingLine, ref: str) -> None:
    """A write nobody may repeat asks a person, who looks: it never arrived."""
    if bench.parked():
        assert set(bench.parked().values()) == {"push.in_doubt"} and not shop.left(ref)
        shop.front.clear()
        bench.retry()
        bench.deliver()
