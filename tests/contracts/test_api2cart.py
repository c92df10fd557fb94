"""API2Cart keeps the contract, over a cart behind that lists by cursor and over one that does not."""

from functools import partial

from cart_contract import CartContract
from doubles.api2cart import Api2CartDouble


class TestApi2Cart(CartContract):
    double = Api2CartDouble


class TestApi2CartWithoutCursors(CartContract):
    damages = (6, 2)
    """A cart behind that counts rows, names its zone, and completes its orders by itself."""

    double = staticmethod(partial(Api2CartDouble, cursors=False, completes=True, local=False))
