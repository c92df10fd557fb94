"""Where a shipment may be told: core order fulfillments, or the Shipment Tracking plugin.

Each exists only when the shop's target says so; otherwise its paths are 404 `rest_no_route`.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from station.sandbox.shop.call import Call, Rooms, Table
from station.sandbox.shop.objects import Order
from station.sandbox.shop.refusal import Doc, Refusal, missing_param
from station.sandbox.shop.routes_orders import parent_order

PLUGIN_META = "_wc_shipment_tracking_items"
_PLUGIN = "wc-shipment-tracking/v3"
_PROVIDERS = {
    "Poland": {"Kurier Północ": "https://kurier-polnoc.example/t/%1$s"},
    "Germany": {"Nordpaket": "https://nordpaket.example/verfolgen/%1$s"},
}


def install(table: Table) -> None:
    path = "wc/v3/orders/#/fulfillments"
    table.add("GET", path, list_fulfillments, "list", "core")
    table.add("POST", path, create_fulfillment, "create", "core")
    table.add("GET", f"{path}/#", one_fulfillment, "item", "core")
    table.add("POST, PUT, PATCH", f"{path}/#", edit_fulfillment, "edit", "core")
    table.add("DELETE", f"{path}/#", delete_fulfillment, "delete", "core")
    table.add(
        "GET", f"{_PLUGIN}/shipment-trackings/providers", lambda _: _PROVIDERS, "list", "plugin", public=True
    )
    tracked = f"{_PLUGIN}/orders/#/shipment-trackings"
    table.add("GET", tracked, list_trackings, "list", "plugin")
    table.add("POST", tracked, create_tracking, "create", "plugin")
    table.add("GET", f"{tracked}/([0-9a-f]+)", one_tracking, "item", "plugin")
    table.add("DELETE", f"{tracked}/([0-9a-f]+)", delete_tracking, "delete", "plugin")


def meta_value(metas: list[Doc], key: str) -> Any:
    return next((meta["value"] for meta in metas if meta["key"] == key), None)


def living(order: Order) -> list[Doc]:
    """Fulfillments that were not deleted: deleting only puts a date on them."""
    return [one for one in order.fulfillments if one["date_deleted"] is None]


def tracking_numbers(order: Order) -> list[str]:
    """From fulfillments, from the plugin, and from any meta of the order that has tracking numbers."""
    told = [meta_value(one["meta_data"], "_tracking_number") for one in living(order)]
    numbers = [str(number) for number in told if number]
    numbers += [str(entry["tracking_number"]) for entry in _entries(order)]
    others = [meta["value"] for meta in order.doc["meta_data"] if meta["key"] != PLUGIN_META]
    return numbers + [number for number in _within(others) if number not in numbers]


def _within(value: Any) -> Iterator[str]:
    """Tracking numbers anywhere in a value, in JSON kept as text too."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with contextlib.suppress(ValueError):  # just a text that begins so
            yield from _within(json.loads(value))
    elif isinstance(value, list):
        for item in value:
            yield from _within(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("tracking", "tracking_number") and isinstance(item, str):
                yield item
            else:
                yield from _within(item)


def _shown(fulfillment: Doc) -> Doc:
    return {key: value for key, value in fulfillment.items() if key != "date_deleted"}


def _the_fulfillment(call: Call) -> tuple[Order, Doc]:
    order = parent_order(call)
    found = next((one for one in living(order) if one["id"] == call.id(1)), None)
    if found is None:
        raise Refusal(404, 0, "Fulfillment not found.")
    return order, found


def list_fulfillments(call: Call) -> Any:
    return [_shown(one) for one in living(parent_order(call))]


def one_fulfillment(call: Call) -> Any:
    return _shown(_the_fulfillment(call)[1])


def create_fulfillment(call: Call) -> Any:
    """TRAPS: meta without an `id` key is dropped; no quantity is checked, and nothing is a duplicate."""
    order, body = parent_order(call), call.body()
    metas = _metas(call.rooms, body)
    fulfilled = body.get("status") == "fulfilled" or bool(body.get("is_fulfilled"))
    made = _made(call.rooms, order, metas, fulfilled=fulfilled)
    call.rooms.applied("tracking", order.id, _tracking_mark(metas), body)
    call.status = 201
    return _shown(made)


def fulfil(rooms: Rooms, order: Order, meta: Mapping[str, Any]) -> None:
    """One made on the shop's own pages."""
    entries = [{"id": 0, "key": key, "value": value} for key, value in meta.items()]
    _made(rooms, order, _metas(rooms, {"meta_data": entries}), fulfilled=True)


def _made(rooms: Rooms, order: Order, metas: list[Doc], *, fulfilled: bool) -> Doc:
    made: Doc = {
        "id": rooms.objects.number("fulfillment"),
        "is_fulfilled": fulfilled,
        "status": "fulfilled" if fulfilled else "unfulfilled",
        "entity_type": "WC_Order",
        "entity_id": str(order.id),
        "date_updated": _wall(rooms),
        "meta_data": metas,
        "date_deleted": None,
    }
    _date(rooms, made)
    order.fulfillments.append(made)
    _settle(rooms, order)
    return made


def edit_fulfillment(call: Call) -> Any:
    """Every meta key that is not sent is gone afterwards."""
    order, found = _the_fulfillment(call)
    body = call.body()
    if "meta_data" in body:
        found["meta_data"] = _metas(call.rooms, body)
    if "status" in body or "is_fulfilled" in body:
        found["is_fulfilled"] = body.get("status") == "fulfilled" or bool(body.get("is_fulfilled"))
        found["status"] = "fulfilled" if found["is_fulfilled"] else "unfulfilled"
    found["date_updated"] = _wall(call.rooms)
    _date(call.rooms, found)
    _settle(call.rooms, order)
    call.rooms.applied("tracking", order.id, "", body)
    return _shown(found)


def delete_fulfillment(call: Call) -> Any:
    order, found = _the_fulfillment(call)
    found["date_deleted"] = _wall(call.rooms)
    _settle(call.rooms, order)
    call.rooms.applied("tracking", order.id, "", {"deleted": found["id"]})
    return {"message": "Fulfillment deleted successfully."}


def _metas(rooms: Rooms, body: Doc) -> list[Doc]:
    kept = [
        one for one in body.get("meta_data", []) if isinstance(one, dict) and "id" in one and "key" in one
    ]
    items = meta_value(kept, "_items")
    if not items:
        raise Refusal(400, 0, "The fulfillment should contain at least one item.")
    if not isinstance(items, list) or not all(_is_item(item) for item in items):
        raise Refusal(400, 0, "Invalid item.")
    return [
        {"id": rooms.objects.number("fulfillment_meta"), "key": one["key"], "value": one["value"]}
        for one in kept
        if one.get("value") is not None
    ]


def _is_item(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    ref, units = item.get("item_id"), item.get("qty")
    return type(ref) is int and isinstance(units, int | float) and not isinstance(units, bool) and units > 0


def _date(rooms: Rooms, fulfillment: Doc) -> None:
    if fulfillment["is_fulfilled"] and meta_value(fulfillment["meta_data"], "_date_fulfilled") is None:
        number = rooms.objects.number("fulfillment_meta")
        fulfillment["meta_data"].append({"key": "_date_fulfilled", "value": _wall(rooms), "id": number})


def _settle(rooms: Rooms, order: Order) -> None:
    """The order's meta `_fulfillment_status`. Its own status never changes; a new value moves its date."""
    value = _state(rooms, order)
    if meta_value(order.doc["meta_data"], "_fulfillment_status") == value:
        rooms.objects.keep_order(order)
    else:
        rooms.orders.put_meta(order, [{"key": "_fulfillment_status", "value": value}])


def _state(rooms: Rooms, order: Order) -> str:
    all_of_it = living(order)
    sent: dict[int, float] = {}
    for one in all_of_it:
        for item in meta_value(one["meta_data"], "_items") if one["is_fulfilled"] else ():
            sent[item["item_id"]] = sent.get(item["item_id"], 0) + item["qty"]
    if not sent:
        return "unfulfilled" if all_of_it else "no_fulfillments"
    virtual = {one.id for one in rooms.objects.products.values() if one.virtual}
    whole = all(
        sent.get(line["id"], 0) >= line["quantity"]
        for line in order.doc["line_items"]
        if (line["variation_id"] or line["product_id"]) not in virtual
    )
    return "fulfilled" if whole else "partially_fulfilled"


def _tracking_mark(metas: list[Doc]) -> str:
    number = meta_value(metas, "_tracking_number")
    return "".join(str(number).split()).upper() if number else ""


def _wall(rooms: Rooms) -> str:
    return (rooms.site.local(rooms.site.now()) or "").replace("T", " ")


def _entries(order: Order) -> list[Doc]:
    return list(meta_value(order.doc["meta_data"], PLUGIN_META) or [])


def _entry_body(call: Call, order: Order, entry: Doc) -> Doc:
    """The plugin keeps the day as a Unix time and shows it as a date."""
    path = f"{_PLUGIN}/orders/{order.id}/shipment-trackings"
    provider = entry["tracking_provider"] or entry["custom_tracking_provider"]
    patterns = {name: link for country in _PROVIDERS.values() for name, link in country.items()}
    link = entry["custom_tracking_link"] or patterns.get(provider, "")
    links = call.rooms.site.links(
        f"{path}/{entry['tracking_id']}", path, "GET, DELETE", f"wc/v3/orders/{order.id}"
    )
    for one in links["self"]:
        del one["targetHints"]
    return {
        "tracking_id": entry["tracking_id"],
        "tracking_provider": provider,
        "tracking_link": link.replace("%1$s", entry["tracking_number"]),
        "tracking_number": entry["tracking_number"],
        "date_shipped": datetime.fromtimestamp(int(entry["date_shipped"]), UTC).strftime("%Y-%m-%d"),
        "_links": links,
    }


def list_trackings(call: Call) -> Any:
    order = parent_order(call)
    return [_entry_body(call, order, one) for one in _entries(order)]


def create_tracking(call: Call) -> Any:
    """Not idempotent: the same number sent twice is two entries. The order's status stays."""
    order, body, rooms = parent_order(call), call.body(), call.rooms
    if not body.get("tracking_number"):
        raise missing_param("tracking_number")
    number = str(body["tracking_number"])
    serial = rooms.objects.number("tracking")
    entry: Doc = {
        "tracking_provider": body.get("tracking_provider", ""),
        "custom_tracking_provider": body.get("custom_tracking_provider", ""),
        "custom_tracking_link": body.get("custom_tracking_link", ""),
        "tracking_number": number,
        "date_shipped": str(_midnight(body.get("date_shipped") or rooms.site.now()[:10])),
        "tracking_id": hashlib.md5(
            f"{order.id}-{number}-{serial}".encode(), usedforsecurity=False
        ).hexdigest(),
    }
    rooms.orders.put_meta(order, [{"key": PLUGIN_META, "value": [*_entries(order), entry]}])
    rooms.applied("tracking", order.id, "".join(number.split()).upper(), body)
    call.status = 201
    return _entry_body(call, order, entry)


def _midnight(day: str) -> int:
    try:
        return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): date_shipped") from None


def _the_entry(call: Call) -> tuple[Order, Doc]:
    order = parent_order(call)
    found = next((one for one in _entries(order) if one["tracking_id"] == call.found[1]), None)
    if found is None:
        raise Refusal(
            404, "woocommerce_shipment_tracking_rest_invalid_id", "Invalid shipment tracking resource ID."
        )
    return order, found


def one_tracking(call: Call) -> Any:
    order, entry = _the_entry(call)
    return _entry_body(call, order, entry)


def delete_tracking(call: Call) -> Any:
    order, entry = _the_entry(call)
    left = [one for one in _entries(order) if one["tracking_id"] != entry["tracking_id"]]
    call.rooms.orders.put_meta(order, [{"key": PLUGIN_META, "value": left}])
    call.rooms.applied("tracking", order.id, "", {"deleted": entry["tracking_id"]})
    return _entry_body(call, order, entry)
