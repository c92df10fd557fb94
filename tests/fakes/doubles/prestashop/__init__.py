"""A PrestaShop of 8.2.1, as its recorded exchanges show it."""

from doubles.prestashop.shop import PrestaShopDouble

__all__ = ["PrestaShopDouble"]
