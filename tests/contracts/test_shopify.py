"""Shopify keeps the contract."""

from cart_contract import CartContract
from doubles.shopify import ShopifyDouble


class TestShopify(CartContract):
    double = ShopifyDouble
