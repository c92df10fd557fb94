"""A shop of our own that speaks the WooCommerce REST dialect (wc/v3, as 10.5.0 does) on loopback.

with Shop() as shop:
    samples.load(shop)
    ref = shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}])
"""

from station.sandbox.shop.shop import LineSpec, OrderSpec, ProductSpec, Shop

__all__ = ["LineSpec", "OrderSpec", "ProductSpec", "Shop"]
