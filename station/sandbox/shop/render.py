"""Orders, refunds and notes as WooCommerce 10.5.0 shows them: same keys, same order of keys."""

import html
import json
from decimal import Decimal
from typing import Any

from station.sandbox.shop.objects import Objects, Order, Product
from station.sandbox.shop.refusal import Doc
from station.sandbox.shop.site import SYMBOLS, Site

ITEM_ALLOW = "GET, POST, PUT, PATCH, DELETE"


def to_bytes(body: object) -> bytes:
    """JSON as PHP writes it: everything beyond ASCII escaped, and every slash."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def order_bytes(order: Order, objects: Objects, site: Site) -> bytes:
    """Rendered once per change."""
    if not order.body:
        order.body = to_bytes(order_body(order, objects, site))
    return order.body


def order_body(order: Order, objects: Objects, site: Site) -> Doc:
    doc = order.doc
    ref = order.id
    body: Doc = {}
    for key in doc:
        # The _gmt dates stand at the end, the local ones where the plain name is.
        if key.startswith("date_"):
            body[key.removesuffix("_gmt")] = site.local(doc[key])
        elif key == "line_items":
            body[key] = [line_body(line, objects, site) for line in doc[key]]
        else:
            body[key] = doc[key]
    body["refunds"] = [
        {"id": one["id"], "reason": one["reason"], "total": f"-{one['amount']}"}
        for one in reversed(order.refunds)
    ]
    body["payment_url"] = f"{site.url}/checkout/order-pay/{ref}/?pay_for_order=true&key={doc['order_key']}"
    status = order.status
    body["is_editable"] = status in ("pending", "on-hold", "auto-draft")
    body["needs_payment"] = status in ("pending", "failed") and Decimal(doc["total"]) > 0
    body["needs_processing"] = True
    for key in ("date_created_gmt", "date_modified_gmt", "date_completed_gmt", "date_paid_gmt"):
        body[key] = doc[key]
    body["currency_symbol"] = SYMBOLS.get(doc["currency"], doc["currency"])
    body["_links"] = site.links(f"wc/v3/orders/{ref}", "wc/v3/orders", ITEM_ALLOW)
    templates = site.api(f"wc/v3/orders/{ref}/actions/email_templates")
    body["_links"]["email_templates"] = [{"embeddable": True, "href": templates}]
    if doc["customer_id"]:
        body["_links"]["customer"] = [{"href": site.api(f"wc/v3/customers/{doc['customer_id']}")}]
    return body


def line_body(line: Doc, objects: Objects, site: Site) -> Doc:
    """SKU, code, picture and parent's name are the product's of now, null when it is deleted."""
    ref = line["variation_id"] or line["product_id"]
    product = objects.products.get(ref)
    parent = objects.products.get(product.parent) if product and product.parent else None
    options = product.options if product else {}
    return {
        **{key: value for key, value in line.items() if key != "meta_data"},
        **({} if product or not ref else {"product_id": 0, "variation_id": 0}),
        "meta_data": [_shown_meta(meta, options) for meta in line["meta_data"]],
        "sku": product.sku if product else None,
        "global_unique_id": product.gtin if product else None,
        "price": unit_price(line["total"], line["quantity"]),
        "image": _line_image(product, site),
        "parent_name": parent.name if parent else None,
    }


def unit_price(total: str, quantity: int) -> int | float:
    """PHP shows a whole number without its `.0`."""
    price = float(total) / quantity if quantity else 0.0
    return int(price) if price == int(price) else round(price, 6)


def _line_image(product: Product | None, site: Site) -> Doc:
    if product is not None and product.picture:
        return {"id": str(900 + product.id), "src": picture_url(product, site)}
    # The id of no picture is 0 on a variation's line and an empty text on others.
    return {"id": 0 if product is not None and product.parent else "", "src": ""}


def picture_url(product: Product, site: Site) -> str:
    return f"{site.url}/pictures/{product.picture}"


def _shown_meta(meta: Doc, options: dict[str, str]) -> Doc:
    key, value = meta["key"], meta["value"]
    label = next((name for name in options if name.lower() == key), key)
    shown = html.escape(value, quote=False) if isinstance(value, str) else value
    return {**meta, "display_key": label, "display_value": shown}


def refund_body(order: Order, refund: Doc, objects: Objects, site: Site) -> Doc:
    ref = refund["id"]
    created = refund["date_created_gmt"]
    return {
        "id": ref,
        "date_created": site.local(created),
        "date_created_gmt": created,
        "amount": refund["amount"],
        "reason": refund["reason"],
        "refunded_by": 1,
        "refunded_payment": False,
        "meta_data": refund["meta_data"],
        "line_items": [line_body(line, objects, site) for line in refund["line_items"]],
        "shipping_lines": [],
        "tax_lines": refund["tax_lines"],
        "fee_lines": [],
        "_links": site.links(
            f"wc/v3/orders/{order.id}/refunds/{ref}",
            f"wc/v3/orders/{order.id}/refunds",
            "GET, DELETE",
            f"wc/v3/orders/{order.id}",
        ),
    }


def note_body(order: Order, note: Doc, site: Site) -> Doc:
    collection = f"wc/v3/orders/{order.id}/notes"
    return {
        "id": note["id"],
        "author": note["author"],
        "date_created": site.local(note["date_created_gmt"]),
        "date_created_gmt": note["date_created_gmt"],
        "note": note["note"],
        "customer_note": note["customer_note"],
        "_links": site.links(
            f"{collection}/{note['id']}", collection, "GET, DELETE", f"wc/v3/orders/{order.id}"
        ),
    }


def only_fields(body: Any, wanted: list[str]) -> Any:
    """`_fields`: top-level and dotted names; an empty list keeps everything."""
    if not wanted:
        return body
    if isinstance(body, list):
        return [only_fields(one, wanted) for one in body]
    kept: Doc = {}
    for key, value in body.items():
        inner = [name.split(".", 1)[1] for name in wanted if name.startswith(f"{key}.")]
        if key in wanted:
            kept[key] = value
        elif inner and isinstance(value, dict):
            kept[key] = only_fields(value, inner)
    return kept
