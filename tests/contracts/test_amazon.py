"""Amazon keeps the contract."""

from cart_contract import CartContract
from doubles.amazon import AmazonDouble


class TestAmazon(CartContract):
    double = AmazonDouble
