"""Every cart in trouble: what each bad answer means, and that nothing is lost by it."""

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from cart_answers import ROWS, Row
from cart_moves import LONG_AGO, Another, confirm, needs, parcel, trouble_of
from doubles import front
from doubles.double import MUG, SPOON, TEA, Double, Sale

from station.carts.contract import Cart, CartError, SignInAgain, TryLater, Unusable
from station.model.shipment import AdjustStock, Message
from station.net.http import Http, Patience

# So many of them one connection is given: some carts let no more be asked at once.
_BUNDLES = tuple(ROWS[at : at + 5] for at in range(0, len(ROWS), 5))


class LivesWithTrouble:
    """Shops that are slow, down, elsewhere, or no shop at all."""

    def test_a_shop_that_asks_for_a_pause_gets_it(self, shop: Double, cart: Cart) -> None:
        needs(shop, "throttle")
        ref = shop.sell(Sale())
        shop.throttle(1, 30)
        with pytest.raises(TryLater) as said:
            cart.order(ref)
        assert said.value.wait is not None and 25 <= said.value.wait <= 35
        assert said.value.problem.code == "cart.busy"

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_a_server_in_trouble_is_tried_later(self, shop: Double, cart: Cart, status: int) -> None:
        needs(shop, "faults")
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
        needs(shop, "faults")
        ref = shop.sell(Sale())
        cart.order(ref)
        shop.front.spoil(spoil)
        with pytest.raises((Unusable, TryLater)):
            cart.order(ref)
        assert cart.order(ref).order.ref == ref

    def test_credentials_do_not_follow_to_another_host(self, shop: Double, cart: Cart) -> None:
        needs(shop, "faults")
        ref = shop.sell(Sale())
        shop.front.spoil(front.elsewhere)
        with pytest.raises(CartError) as said:
            cart.order(ref)
        assert said.value.problem.code == "cart.moved"

    def test_a_shop_that_is_down_is_tried_later(self, shop: Double, cart: Cart) -> None:
        needs(shop, "faults")
        ref = shop.sell(Sale())
        shop.front.offline()
        with pytest.raises(TryLater):
            cart.order(ref)
        shop.front.online()
        assert cart.order(ref).order.ref == ref

    def test_a_sign_in_that_ran_out_is_renewed_without_a_word(self, shop: Double, cart: Cart) -> None:
        needs(shop, "expiry")
        ref = shop.sell(Sale())
        cart.order(ref)
        shop.expire()
        assert cart.order(ref).order.ref == ref

    def test_credentials_that_are_no_longer_good_are_said_so(self, shop: Double, cart: Cart) -> None:
        needs(shop, "revoke")
        ref = shop.sell(Sale())
        cart.order(ref)
        shop.revoke()
        with pytest.raises(SignInAgain):
            cart.order(ref)
        with pytest.raises(SignInAgain):
            cart.changed_orders(LONG_AGO, None)
        shop.restore()
        assert cart.order(ref).order.ref == ref

    # -- every answer there is --------------------------------------------------------------------

    def test_every_answer_to_a_question_has_its_meaning(self, shop: Double, another: Another) -> None:
        needs(shop, "faults")
        ref = shop.sell(Sale())
        wrong = [told for rows in _BUNDLES for told in _asked(shop, another(), ref, rows)]
        assert not wrong, "\n".join(wrong)
        assert another().order(ref).order.ref == ref

    def test_every_answer_to_a_write_has_its_meaning(self, shop: Double, another: Another) -> None:
        needs(shop, "faults")
        ref = shop.sell(Sale())
        wrong = [told for rows in _BUNDLES for told in _written(shop, another(), ref, rows)]
        assert not wrong, "\n".join(wrong)
        assert shop.left(ref) == []

    def test_notices_around_the_data_do_not_matter(self, shop: Double, cart: Cart) -> None:
        needs(shop, "faults")
        ref = shop.sell(Sale())
        plain = cart.order(ref)
        shop.front.spoil(front.with_a_notice, 1000)
        assert cart.order(ref) == plain

    def test_an_answer_slower_than_our_patience_is_tried_later(self, shop: Double, another: Another) -> None:
        needs(shop, "faults")
        ref = shop.sell(Sale())
        cart = another(Http(shop.settings().url, patience=Patience(connect=5, read=0.2, total=5)))
        enough = threading.Event()
        shop.front.after_each(lambda _: enough.wait(5) and None)
        said = trouble_of(cart.order, ref)
        enough.set()
        shop.front.clear()
        assert isinstance(said, TryLater) and said.problem.code == "net.answer_slow"
        assert another().order(ref).order.ref == ref


def _asked(shop: Double, cart: Cart, ref: str, rows: Sequence[Row]) -> Iterator[str]:
    """Complaints: each answer is given to the question for one order, and to another one."""
    shop.pass_time(120)
    cart.order(ref)
    product = shop.product(TEA.sku)
    others: tuple[tuple[Callable[..., object], tuple[object, ...]], ...] = (
        (cart.changed_orders, (LONG_AGO, None)),
        (cart.products, ([product],)),
        (cart.stock, product),
        (cart.shipments, (ref,)),
    )
    for number, row in enumerate(rows):
        other, about = others[number % len(others)]
        for ask, args in ((cart.order, (ref,)), (other, about)):
            shop.front.instead(row.answer, 1000)
            said = row.complaint(trouble_of(ask, *args), row.reading)
            shop.front.clear()
            if said:
                yield f"{ask.__name__}: {said}"


def _written(shop: Double, cart: Cart, ref: str, rows: Sequence[Row]) -> Iterator[str]:
    """Complaints: each answer is given to a shipment and to a correction, which never arrive."""
    shop.pass_time(120)
    order = cart.order(ref).order
    messages: list[Message] = [confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2), (MUG.sku, 1)))]
    if not {"stock", "correct"} & set(shop.lacks):
        product, parent = shop.product(SPOON.sku)
        messages.append(AdjustStock("s1", SPOON.sku, product, cart.stock(product, parent).stock_ref, -1))
    for message in messages:
        step = cart.steps(message)[0]
        cart.evidence(message, step)
        for row in rows:
            shop.front.instead(row.answer, 1000, writes=True)
            said = row.complaint(trouble_of(cart.write, message, step), row.writing)
            shop.front.clear()
            if said:
                yield f"{step.name}: {said}"
