"""WooCommerce keeps the contract."""

from cart_contract import CartContract
from doubles.woocommerce import WooCommerceDouble


class TestWooCommerce(CartContract):
    double = WooCommerceDouble
