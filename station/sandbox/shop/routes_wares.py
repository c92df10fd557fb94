"""/wc/v3/products and their variations. Stock has its traps here: all of them answer 200."""

from typing import Any

from station.sandbox.shop import query, render, wares
from station.sandbox.shop.call import Call, Table
from station.sandbox.shop.journal import mark_of
from station.sandbox.shop.objects import Product
from station.sandbox.shop.refusal import Doc, Refusal, bad_param
from station.sandbox.shop.routes_orders import too_many

_PLAIN = {
    "name": "name",
    "sku": "sku",
    "global_unique_id": "gtin",
    "regular_price": "price",
    "weight": "weight",
    "virtual": "virtual",
    "backorders": "backorders",
    "manage_stock": "manage_stock",
    "status": "status",
}
_WRONG_ROOM = (
    "To manipulate product variations you should use the "
    "/products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint."
)
_ORDER_BY = ("date", "id", "include", "title", "slug", "modified", "sku", "menu_order")


def install(table: Table) -> None:
    table.add("GET", "wc/v3/products", list_products, "list")
    table.add("POST, PUT, PATCH", "wc/v3/products/batch", batch, "batch")
    table.add("POST", "wc/v3/products", create_product, "create")
    table.add("DELETE", "wc/v3/products/#", delete_product, "delete")
    table.add("DELETE", "wc/v3/products/#/variations/#", delete_variation, "delete")
    table.add("POST", "wc/v3/products/#/variations", create_variation, "create")
    table.add("GET", "wc/v3/products/#", one_product, "item")
    table.add("POST, PUT, PATCH", "wc/v3/products/#", edit_product, "edit")
    table.add("GET", "wc/v3/products/#/variations", list_variations, "list")
    table.add("GET", "wc/v3/products/#/variations/#", one_variation, "item")
    table.add("POST, PUT, PATCH", "wc/v3/products/#/variations/#", edit_variation, "edit")


def list_products(call: Call) -> Any:
    rooms = call.rooms
    found = list(rooms.objects.products.values())
    if skus := [sku.lower() for sku in query.words(call.params, "sku")]:
        found = [one for one in found if one.sku.lower() in skus]
    elif include := query.numbers(call.params, "include"):
        # Variations are products of their own kind: only their parent's list and a SKU find them.
        found = [one for one in found if one.id in include and not one.parent]
    else:
        found = [one for one in found if not one.parent]
    if excluded := query.numbers(call.params, "exclude"):
        found = [one for one in found if one.id not in excluded]
    _sort(call, found)
    return _with_fields(
        call, [wares.product_body(one, rooms.objects, rooms.site) for one in call.page(found)]
    )


def _sort(call: Call, found: list[Product]) -> None:
    by = query.one_of(call.params, "orderby", _ORDER_BY, "date")
    falling = query.one_of(call.params, "order", ("asc", "desc"), "desc") == "desc"
    keys = {
        "date": lambda one: (one.created, one.id),
        "modified": lambda one: (one.modified, one.id),
        "title": lambda one: (one.name, one.id),
        "sku": lambda one: (one.sku, one.id),
    }
    found.sort(key=keys.get(by, lambda one: one.id), reverse=falling)


def _with_fields(call: Call, body: Any) -> Any:
    return render.only_fields(body, query.words(call.params, "_fields"))


def one_product(call: Call) -> Any:
    rooms = call.rooms
    product = rooms.objects.products.get(call.id())
    if product is None:
        raise Refusal(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    return _with_fields(call, wares.product_body(product, rooms.objects, rooms.site))


def edit_product(call: Call) -> Any:
    rooms = call.rooms
    product = rooms.objects.products.get(call.id())
    if product is None:
        raise Refusal(400, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    if product.parent:
        raise Refusal(404, "woocommerce_rest_invalid_product_id", _WRONG_ROOM)
    _edit(call, product, call.body())
    return wares.written_product_body(product, rooms.objects, rooms.site)


def batch(call: Call) -> Any:
    rooms, updates = call.rooms, call.body().get("update", [])
    too_many(updates)
    answers: list[Any] = []
    for given in updates:
        product = rooms.objects.products.get(given.get("id", 0))
        if product is None or product.parent:
            refusal = Refusal(400, "woocommerce_rest_product_invalid_id", "Invalid ID.")
            answers.append({"id": given.get("id"), "error": refusal.body})
            continue
        _edit(call, product, {key: value for key, value in given.items() if key != "id"})
        answers.append(wares.written_product_body(product, rooms.objects, rooms.site))
    return {"update": answers}


def list_variations(call: Call) -> Any:
    rooms = call.rooms
    parent = rooms.objects.products.get(call.id())
    if parent is None:
        raise Refusal(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    children = (rooms.objects.products.get(ref) for ref in sorted(parent.variations, reverse=True))
    found = [child for child in children if child is not None]
    if include := query.numbers(call.params, "include"):
        found = [one for one in found if one.id in include]
    shown = [wares.variation_body(one, rooms.objects, rooms.site) for one in call.page(found)]
    return _with_fields(call, shown)


def _the_variation(call: Call, status: int) -> Product:
    found = call.rooms.objects.products.get(call.id(1))
    if found is None or found.parent != call.id():
        raise Refusal(status, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
    return found


def one_variation(call: Call) -> Any:
    rooms = call.rooms
    body = wares.variation_body(_the_variation(call, 404), rooms.objects, rooms.site)
    return _with_fields(call, body)


def edit_variation(call: Call) -> Any:
    rooms, product = call.rooms, _the_variation(call, 400)
    _edit(call, product, call.body())
    return {**wares.variation_body(product, rooms.objects, rooms.site), "tax_class": "parent"}


def create_product(call: Call) -> Any:
    rooms, product = call.rooms, _new(call, 0)
    call.created(f"wc/v3/products/{product.id}")
    return wares.written_product_body(product, rooms.objects, rooms.site)


def create_variation(call: Call) -> Any:
    rooms = call.rooms
    parent = rooms.objects.products.get(call.id())
    if parent is None:
        raise Refusal(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    product = _new(call, parent.id)
    parent.variations.append(product.id)
    rooms.objects.keep_product(parent)
    call.created(f"wc/v3/products/{parent.id}/variations/{product.id}")
    return wares.variation_body(product, rooms.objects, rooms.site)


def _new(call: Call, parent: int) -> Product:
    """Not counted until the body says so, as WooCommerce makes them."""
    objects, body, now = call.rooms.objects, call.body(), call.rooms.site.now()
    product = Product(objects.number("post", 101), body.get("name", "Product"), created=now, parent=parent)
    product.manage_stock, product.stock = False, None
    product.type = "variation" if parent else "simple"
    product.options = {one["name"]: one["option"] for one in body.get("attributes", ()) if "option" in one}
    _edit(call, product, body)
    return product


def delete_product(call: Call) -> Any:
    product = call.rooms.objects.products.get(call.id())
    if product is None:
        raise Refusal(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    shown = wares.product_body(product, call.rooms.objects, call.rooms.site)
    call.rooms.objects.drop_product(product.id)
    return shown


def delete_variation(call: Call) -> Any:
    product = _the_variation(call, 404)
    shown = wares.variation_body(product, call.rooms.objects, call.rooms.site)
    call.rooms.objects.drop_product(product.id)
    return shown


def _edit(call: Call, product: Product, body: Doc) -> None:
    rooms = call.rooms
    _check(body)
    shown = (product.name, product.sku, product.gtin)
    for key, name in _PLAIN.items():
        if key in body:
            setattr(product, name, body[key])
    if "meta_data" in body:
        rooms.orders.merge_meta(product.meta, body["meta_data"])
    _count(call, product, body)
    product.modified = rooms.site.now()
    rooms.objects.keep_product(product)
    if shown != (product.name, product.sku, product.gtin):
        rooms.objects.forget_bodies()


def _count(call: Call, product: Product, body: Doc) -> None:
    """TRAPS: an uncounted product and one counted by its parent ignore the number; null means 0."""
    absolute = "stock_quantity" in body
    if not absolute and "inventory_delta" not in body:
        return
    # Sending the same number twice does no harm, moving by the same number does.
    mark = "" if absolute else mark_of(body)
    if product.manage_stock is not True:
        return
    if absolute:
        product.stock = int(body["stock_quantity"] or 0)
    else:
        product.stock = (product.stock or 0) + int(body["inventory_delta"])
    call.rooms.applied("stock", product.id, mark, body)


def _check(body: Doc) -> None:
    for name in ("stock_quantity", "inventory_delta"):
        given = body.get(name)
        if given is not None and not _whole(given):
            raise bad_param(name, "rest_invalid_type", f"{name} is not of type integer.", {"param": name})
    if "meta_data" in body and not isinstance(body["meta_data"], list):
        raise bad_param("meta_data", "rest_invalid_type", "meta_data is not of type array.")


def _whole(given: object) -> bool:
    if isinstance(given, bool):
        return False
    if isinstance(given, str):
        return given.lstrip("-").isdigit()
    return isinstance(given, int) or (isinstance(given, float) and given.is_integer())
