"""/wc/v3/orders, their notes and refunds."""

from typing import Any

from station.sandbox.shop import query, render, sums
from station.sandbox.shop.call import Call, Table
from station.sandbox.shop.journal import mark_of
from station.sandbox.shop.objects import Order
from station.sandbox.shop.orders import address
from station.sandbox.shop.refusal import Doc, Refusal, bad_param, bare_number, missing_param, not_in_list

_LINKED = (("status", ""), ("dp", "2"), ("context", "view"))
_MOST = 100  # objects in one batch


def install(table: Table) -> None:
    table.add("GET", "wc/v3/orders", list_orders, "list")
    table.add("POST", "wc/v3/orders", create_order, "create")
    table.add("POST, PUT, PATCH", "wc/v3/orders/batch", batch, "batch")
    table.add("GET", "wc/v3/orders/#", one_order, "item")
    table.add("POST, PUT, PATCH", "wc/v3/orders/#", edit_order, "edit")
    table.add("DELETE", "wc/v3/orders/#", delete_order, "delete")
    table.add("GET", "wc/v3/orders/#/notes", list_notes, "list")
    table.add("POST", "wc/v3/orders/#/notes", create_note, "create")
    table.add("GET", "wc/v3/orders/#/notes/#", one_note, "item")
    table.add("GET", "wc/v3/orders/#/refunds", list_refunds, "list")
    table.add("POST", "wc/v3/orders/#/refunds", create_refund, "create")
    table.add("GET", "wc/v3/orders/#/refunds/#", one_refund, "item")


def parent_order(call: Call) -> Order:
    """The order a note, refund or fulfillment hangs on."""
    found = call.rooms.objects.orders.get(call.id())
    if found is None:
        raise Refusal(404, "woocommerce_rest_shop_order_invalid_id", "Invalid order ID.")
    return found


def _the_order(call: Call, status: int) -> Order:
    found = call.rooms.objects.orders.get(call.id())
    if found is None:
        raise Refusal(status, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    return found


def _shown(call: Call, order: Order) -> Any:
    rooms = call.rooms
    if fields := query.words(call.params, "_fields"):
        return render.only_fields(render.order_body(order, rooms.objects, rooms.site), fields)
    return render.order_bytes(order, rooms.objects, rooms.site)


def list_orders(call: Call) -> Any:
    rooms = call.rooms
    query.bounded(call.params, "per_page", 10, 1, 100)
    rows = rooms.listing.rows(call.params)
    # Parameters that only rendering adds are missing on a page with nothing to render.
    size, page = int(query.text(call.params, "per_page", "10")), query.bounded(call.params, "page", 1, 1)
    chosen = call.page(rows, linked=_LINKED if (page - 1) * size < len(rows) else _LINKED[:1])
    shown = [_shown(call, rooms.objects.orders[ref]) for ref in chosen]
    if query.words(call.params, "_fields"):
        return shown
    return b"[" + b",".join(shown) + b"]"


def one_order(call: Call) -> Any:
    return _shown(call, _the_order(call, 404))


def create_order(call: Call) -> Any:
    body = call.body()
    _check(call, body)
    order = call.rooms.orders.place(_spec(body))
    if body.get("set_paid"):
        call.rooms.orders.set_status(order, "processing")
    call.rooms.applied("order", order.id, "", body)
    call.created(f"wc/v3/orders/{order.id}")
    return _shown(call, order)


def edit_order(call: Call) -> Any:
    order = _the_order(call, 400)
    body = call.body()
    _check(call, body)
    _edit(call, order, body)
    return _shown(call, order)


def _edit(call: Call, order: Order, body: Doc) -> None:
    rooms = call.rooms
    if "meta_data" in body:
        rooms.orders.put_meta(order, body["meta_data"])
        rooms.applied("meta", order.id, "", {"meta_data": body["meta_data"]})
    for key in ("billing", "shipping"):
        if key in body:
            order.doc[key] = address({**order.doc[key], **body[key]}, email=key == "billing")
    for key in ("customer_note", "transaction_id"):
        order.doc[key] = body.get(key, order.doc[key])
    for given in body.get("line_items", ()):
        line = next((one for one in order.doc["line_items"] if one["id"] == given.get("id")), None)
        if line is not None and "quantity" in given:
            rooms.orders.change_quantity(order, line, int(given["quantity"]))
    if "status" in body:
        rooms.orders.set_status(order, body["status"])
        # The same status sent again makes no further change, so it gets the mark of the one before.
        changes = sum(one["note"].startswith("Order status changed") for one in order.notes)
        rooms.applied("status", order.id, f"{body['status']}, change {changes}", body)
    rooms.orders.touch(order)


def _check(call: Call, body: Doc) -> None:
    allowed = call.rooms.site.statuses
    if "status" in body and body["status"] not in allowed:
        raise not_in_list("status", allowed)
    if not isinstance(body.get("meta_data", []), list):
        raise bad_param("meta_data", "rest_invalid_type", "meta_data is not of type array.")


def delete_order(call: Call) -> Any:
    order = _the_order(call, 404)
    rooms = call.rooms
    shown = render.order_body(order, rooms.objects, rooms.site)
    if query.flag(call.params, "force"):
        rooms.objects.drop_order(order.id)
        rooms.applied("order", order.id, "", {"deleted": True})
        return shown
    if order.status == "trash":
        raise Refusal(410, "woocommerce_rest_already_trashed", "The shop_order has already been deleted.")
    rooms.orders.trash(order)
    rooms.applied("order", order.id, "", {"trashed": True})
    return _shown(call, order)


def batch(call: Call) -> Any:
    """TRAP of the real thing: an unknown status makes the order pending and puts its stock back."""
    rooms, body = call.rooms, call.body()
    updates = body.get("update", [])
    too_many(updates)
    answers: list[Any] = []
    for given in updates:
        order = rooms.objects.orders.get(given.get("id", 0))
        if order is None:
            refusal = Refusal(400, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
            answers.append({"id": given.get("id"), "error": refusal.body})
            continue
        if given.get("status", "pending") not in rooms.site.statuses:
            given = {**given, "status": "pending"}
        _edit(call, order, given)
        answers.append(render.order_body(order, rooms.objects, rooms.site))
    return {"update": answers}


def too_many(updates: list[Any]) -> None:
    if len(updates) > _MOST:
        raise Refusal(
            413,
            "woocommerce_rest_request_entity_too_large",
            f"Unable to accept more than {_MOST} items for this request.",
        )


def _spec(body: Doc) -> Doc:
    lines = [
        {
            "product_id": line.get("product_id"),
            "variation_id": line.get("variation_id"),
            "quantity": line.get("quantity", 1),
            "options": {one["key"]: one["value"] for one in line.get("meta_data", ())},
        }
        for line in body.get("line_items", ())
    ]
    kept = (
        "status",
        "currency",
        "payment_method",
        "payment_method_title",
        "customer_note",
        "billing",
        "shipping_lines",
        "customer_id",
    )
    return {
        **{key: body[key] for key in kept if key in body},
        "lines": lines,
        "ship_to": body.get("shipping", {}),
        "meta": {one["key"]: one["value"] for one in body.get("meta_data", ())},
        "payment_method": body.get("payment_method", ""),
        "created_via": "rest-api",
    }


def list_notes(call: Call) -> Any:
    order = parent_order(call)
    kind = query.one_of(call.params, "type", ("any", "customer", "internal"), "any")
    notes = [one for one in order.notes if kind == "any" or one["customer_note"] == (kind == "customer")]
    notes.sort(key=lambda one: one["date_created_gmt"], reverse=True)
    return [render.note_body(order, one, call.rooms.site) for one in notes]


def create_note(call: Call) -> Any:
    order, body = parent_order(call), call.body()
    if not body.get("note"):
        raise missing_param("note")
    to_customer = bool(body.get("customer_note"))
    note = call.rooms.orders.add_note(order, str(body["note"]), to_customer=to_customer)
    call.rooms.applied("note", order.id, mark_of(body), body)
    call.created(f"wc/v3/orders/{order.id}/notes/{note['id']}")
    return render.note_body(order, note, call.rooms.site)


def one_note(call: Call) -> Any:
    order = parent_order(call)
    note = next((one for one in order.notes if one["id"] == call.id(1)), None)
    if note is None:
        raise Refusal(404, "woocommerce_rest_invalid_id", "Invalid resource ID.")
    return render.note_body(order, note, call.rooms.site)


def list_refunds(call: Call) -> Any:
    order = parent_order(call)
    rooms = call.rooms
    chosen = call.page(order.refunds[::-1])
    return [render.refund_body(order, one, rooms.objects, rooms.site) for one in chosen]


def one_refund(call: Call) -> Any:
    order = parent_order(call)
    refund = next((one for one in order.refunds if one["id"] == call.id(1)), None)
    if refund is None:
        raise Refusal(404, "woocommerce_rest_invalid_order_refund_id", "Invalid order refund ID.")
    return render.refund_body(order, refund, call.rooms.objects, call.rooms.site)


def create_refund(call: Call) -> Any:
    """Restocks unless `api_restock` is false; `api_refund` is true by default, and no gateway here can."""
    order, body, orders = parent_order(call), call.body(), call.rooms.orders
    known = {line["id"] for line in order.doc["line_items"]}
    units = {int(one["id"]): int(one.get("quantity", 0)) for one in body.get("line_items", ())}
    if not known.issuperset(units):
        raise bare_number(500, "woocommerce_rest_cannot_create_order_refund", "Invalid line item.")
    minor = sums.cents(str(body["amount"])) if body.get("amount") else orders.worth(order, units)
    if minor <= 0 or minor > sums.cents(order.doc["total"]) - orders.refunded(order):
        raise bare_number(500, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.")
    if body.get("api_refund", True):
        message = "The payment gateway for this order does not support automatic refunds."
        raise bare_number(500, "woocommerce_rest_cannot_create_order_refund", message)
    restock = bool(body.get("api_restock", True))
    refund = orders.refund(order, units, minor, str(body.get("reason", "")), restock=restock)
    call.rooms.applied("refund", order.id, "", body)
    call.created(f"wc/v3/orders/{order.id}/refunds/{refund['id']}")
    return render.refund_body(order, refund, call.rooms.objects, call.rooms.site)
