"""PrestaShop keeps the contract."""

from cart_contract import CartContract
from doubles.prestashop import PrestaShopDouble


class TestPrestaShop(CartContract):
    double = PrestaShopDouble
