"""What every cart must do, seen through real HTTP. A cart's own test is one line:

    class TestShopify(CartContract): double = ShopifyDouble

What a cart has nothing for is skipped with the double's own reason; nothing else is.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest

pytest.register_assert_rewrite(
    "cart_moves", "cart_reading", "cart_telling", "cart_trouble", "cart_wire", "cart_odd"
)

from cart_broken_off import GoesOnWhereItBrokeOff  # noqa: E402
from cart_moves import LONG_AGO, Another, confirm, line_of, newest, parcel, read_all, send  # noqa: E402
from cart_odd import BearsOddThings  # noqa: E402
from cart_reading import ReadsOrders, ReadsProducts  # noqa: E402
from cart_telling import CorrectsStock, TellsOfShipments  # noqa: E402
from cart_trouble import LivesWithTrouble  # noqa: E402
from cart_wire import KeepsToItself  # noqa: E402
from doubles import conform  # noqa: E402
from doubles.double import Double  # noqa: E402
from doubles.packing_line import PackingLine  # noqa: E402

from station.carts import registry  # noqa: E402
from station.carts.contract import Cart  # noqa: E402
from station.net.http import Http  # noqa: E402

__all__ = ["LONG_AGO", "CartContract", "confirm", "line_of", "newest", "parcel", "read_all", "send"]


class CartContract(
    ReadsOrders,
    ReadsProducts,
    LivesWithTrouble,
    GoesOnWhereItBrokeOff,
    BearsOddThings,
    KeepsToItself,
    TellsOfShipments,
    CorrectsStock,
):
    """Subclasses name their `double`; it is made anew for every test."""

    double: ClassVar[Callable[[], Double]]

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
    def another(self, shop: Double, benches: list[PackingLine]) -> Iterator[Another]:
        made: list[Cart] = []

        def build(http: Http | None = None, **changes: Any) -> Cart:
            settings = replace(shop.settings(), ours=lambda number: any(one.sent(number) for one in benches))
            made.append(registry.build(shop.cart, replace(settings, **changes), shop.secrets(), http))
            return made[-1]

        yield build
        for one in made:
            one.close()

    @pytest.fixture
    def cart(self, another: Another) -> Cart:
        return another()

    @pytest.fixture
    def bench(
        self, tmp_path: Any, cart: Cart, fake_clock: Any, benches: list[PackingLine]
    ) -> Iterator[PackingLine]:
        made = PackingLine(tmp_path, cart, fake_clock)
        benches.append(made)
        yield made
        benches.clear()
        made.close()

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
