"""Every cart in trouble: what each bad answer means, and that nothing is lost by it."""

import pytest
from cart_moves import LONG_AGO, needs
from doubles import front
from doubles.double import Double, Sale

from station.carts.contract import Cart, CartError, SignInAgain, TryLater, Unusable


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
