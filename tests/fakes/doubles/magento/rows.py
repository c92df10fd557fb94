"""What Magento answers, field by field as its REST schema 2.4.9 has them."""

from datetime import datetime
from typing import Any

Row = dict[str, Any]

ADDRESS: Row = {
    "address_type": "shipping",
    "firstname": "Zofia",
    "lastname": "Wójcik",
    "street": ["ul. Długa 7/3"],
    "city": "Kraków",
    "postcode": "31-115",
    "country_id": "PL",
    "region_code": "PL-12",
    "region": "małopolskie",
    "region_id": 811,
    "telephone": "+48 12 000 00 00",
    "email": "zofia@example.com",
    "entity_id": 8,
    "parent_id": 1,
}


def at(moment: datetime) -> str:
    """UTC, of one second, without saying so."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def product(ref: int, sku: str, name: str, kind: str = "simple", **more: Any) -> Row:
    attributes = more.pop("attributes", {})
    return {
        "id": ref,
        "sku": sku,
        "name": name,
        "attribute_set_id": 4,
        "price": 10,
        "status": 1,
        "visibility": 4,
        "type_id": kind,
        "created_at": "2026-01-02 08:00:00",
        "updated_at": "2026-01-02 08:00:00",
        "extension_attributes": {"website_ids": [1]},
        "product_links": [],
        "options": [],
        "media_gallery_entries": [],
        "tier_prices": [],
        "custom_attributes": [{"attribute_code": code, "value": value} for code, value in attributes.items()],
        **more,
    }


def stock_item(ref: int, qty: float, *, manage_stock: bool = True, min_qty: float = 0) -> Row:
    return {
        "item_id": ref + 5000,
        "product_id": ref,
        "stock_id": 1,
        "qty": qty,
        "is_in_stock": qty > 0,
        "is_qty_decimal": False,
        "show_default_notification_message": False,
        "use_config_min_qty": True,
        "min_qty": min_qty,
        "use_config_min_sale_qty": 1,
        "min_sale_qty": 1,
        "use_config_max_sale_qty": True,
        "max_sale_qty": 10000,
        "use_config_backorders": True,
        "backorders": 0,
        "use_config_notify_stock_qty": True,
        "notify_stock_qty": 1,
        "use_config_qty_increments": True,
        "qty_increments": 0,
        "use_config_enable_qty_inc": True,
        "enable_qty_increments": False,
        "use_config_manage_stock": False,
        "manage_stock": manage_stock,
        "low_stock_date": None,
        "is_decimal_divided": False,
        "stock_status_changed_auto": 0,
    }


def item(ref: int, order: int, ware: Row, qty: float, price: float = 10, **more: Any) -> Row:
    """One row of an order; `more` has parent_item_id, product_type and the like."""
    kind = more.get("product_type", ware["type_id"])
    return {
        "item_id": ref,
        "order_id": order,
        "product_id": ware["id"],
        "sku": ware["sku"],
        "name": ware["name"],
        "product_type": kind,
        "is_virtual": int(kind in ("virtual", "downloadable")),
        "is_qty_decimal": 0,
        "no_discount": 0,
        "price": price,
        "base_price": price,
        "row_total": price * qty,
        "weight": ware.get("weight", 0),
        "store_id": 1,
        "qty_ordered": qty,
        "qty_invoiced": 0,
        "qty_shipped": 0,
        "qty_refunded": 0,
        "qty_canceled": 0,
        **more,
    }


def order(ref: int, items: list[Row], now: datetime, *, address: Row | None, **more: Any) -> Row:
    """A new one. `more` has currency, customer and note."""
    total = sum(float(row["row_total"]) for row in items)
    shipping: Row = {"method": "flatrate_flatrate", "total": {"shipping_amount": 0}}
    if address is not None:
        shipping["address"] = address
    assignment = {"shipping": shipping, "items": items}
    return {
        "entity_id": ref,
        "increment_id": f"{ref:09d}",
        "state": "new",
        "status": "pending",
        "created_at": at(now),
        "updated_at": at(now),
        "store_id": 1,
        "store_name": "Main Website\nMain Website Store\nDefault Store View",
        "base_currency_code": "EUR",
        "order_currency_code": "EUR",
        "base_grand_total": total,
        "grand_total": total,
        "total_paid": 0,
        "base_total_due": total,
        "total_qty_ordered": sum(row["qty_ordered"] for row in items),
        "customer_email": "zofia@example.com",
        "customer_is_guest": 0,
        "customer_id": 12,
        "is_virtual": int(all(row["is_virtual"] for row in items)),
        "shipping_description": "Flat Rate - Fixed",
        "items": items,
        "payment": {
            "account_status": None,
            "additional_information": ["Check / Money order"],
            "cc_last4": None,
            "method": "checkmo",
        },
        "status_histories": [],
        "extension_attributes": {"shipping_assignments": [assignment]},
        **more,
    }


def source(code: str, name: str) -> Row:
    return {
        "source_code": code,
        "name": name,
        "enabled": True,
        "country_id": "PL",
        "postcode": "31-115",
        "use_default_carrier_config": True,
        "carrier_links": [],
        "extension_attributes": {"is_pickup_location_active": False},
    }


STORE_CONFIG: Row = {
    "id": 1,
    "code": "default",
    "website_id": 1,
    "locale": "en_US",
    "base_currency_code": "EUR",
    "default_display_currency_code": "EUR",
    "timezone": "Europe/Warsaw",
    "weight_unit": "kgs",
}
_ADDRESSES = ("base_url", "base_link_url", "base_static_url", "base_media_url")


def store_config(url: str) -> Row:
    tails = {"base_static_url": "/static/", "base_media_url": "/media/"}
    addresses = {name: f"{url}{tails.get(name, '/')}" for name in _ADDRESSES}
    return STORE_CONFIG | addresses | {f"secure_{name}": said for name, said in addresses.items()}
