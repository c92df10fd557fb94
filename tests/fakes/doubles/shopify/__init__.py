"""A Shopify shop on loopback."""

from doubles.shopify.double import ShopifyDouble

__all__ = ["ShopifyDouble"]
