"""Magento keeps the contract: with inventory sources, in Adobe's cloud, and without sources."""

from cart_contract import CartContract
from doubles.magento import MagentoCloudDouble, MagentoDouble


class TestMagento(CartContract):
    double = MagentoDouble


class TestMagentoCloud(CartContract):
    damages = (6, 2)
    double = MagentoCloudDouble
