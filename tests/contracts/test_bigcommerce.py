"""BigCommerce keeps the contract."""

from cart_contract import CartContract
from doubles.bigcommerce import BigCommerceDouble


class TestBigCommerce(CartContract):
    double = BigCommerceDouble
