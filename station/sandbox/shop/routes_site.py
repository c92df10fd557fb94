"""The index, the settings a client reads, the system status, the pictures."""

from importlib.resources import files
from typing import Any

from station.sandbox.shop import query, render
from station.sandbox.shop.call import Call, Table
from station.sandbox.shop.refusal import Doc, Refusal
from station.sandbox.shop.site import SYMBOLS
from station.sandbox.shop.wire import Response


def install(table: Table) -> None:
    table.add("GET", "", index, "list", public=True)
    table.add("GET", "wc/v3/system_status", system_status, "list")
    table.add("GET", r"wc/v3/settings/([\w-]+)/([\w-]+)", setting, "item")


def index(call: Call) -> Any:
    rooms = call.rooms
    site = rooms.site
    spaces = ["oembed/1.0", "wc/v1", "wc/v2", "wc/v3", "wc/store/v1"]
    if rooms.target == "plugin":
        spaces += ["wc-shipment-tracking/v3"]
    return {
        "name": "Leaf and Clay (practice shop)",
        "description": "Tea and pottery",
        "url": site.url,
        "home": site.url,
        "gmt_offset": "0",
        "timezone_string": site.zone,
        "namespaces": [*spaces, "wp/v2"],
        "authentication": {},
        "routes": {f"/{space}": {"namespace": space, "methods": ["GET"]} for space in spaces},
    }


def system_status(call: Call) -> Any:
    site = call.rooms.site
    body = {
        "environment": {
            "home_url": site.url,
            "site_url": site.url,
            "version": site.version,
            "wp_version": "6.9.1",
            "php_version": "8.2.35",
            "default_timezone": "UTC",
        },
        "active_plugins": _plugins(call.rooms.target),
        "settings": {
            "api_enabled": False,
            "force_ssl": False,
            "currency": site.currency,
            "currency_symbol": SYMBOLS.get(site.currency, site.currency),
            "HPOS_enabled": True,
        },
    }
    return render.only_fields(body, query.words(call.params, "_fields"))


def _plugins(target: str) -> list[Doc]:
    if target != "plugin":
        return []
    name = "woocommerce-shipment-tracking"
    return [{"plugin": f"{name}/{name}.php", "name": "WooCommerce Shipment Tracking", "version": "2.5.0"}]


def setting(call: Call) -> Any:
    group, name = call.found
    site = call.rooms.site
    values = {
        ("products", "woocommerce_weight_unit"): ("Weight unit", "select", "kg", site.weight_unit),
        ("products", "woocommerce_dimension_unit"): ("Dimensions unit", "select", "cm", "cm"),
        ("products", "woocommerce_manage_stock"): (
            "Manage stock",
            "checkbox",
            "yes",
            "yes" if site.manage_stock else "no",
        ),
        ("general", "woocommerce_currency"): ("Currency", "select", "USD", site.currency),
        ("general", "woocommerce_default_country"): ("Country / State", "select", "US:CA", "PL"),
    }
    if (group, name) not in values:
        raise Refusal(404, "rest_setting_setting_invalid", "Invalid setting.")
    label, kind, default, value = values[group, name]
    body: Doc = {
        "id": name,
        "label": label,
        "description": "",
        "type": kind,
        "default": default,
        "tip": "",
        "value": value,
        "group_id": group,
    }
    if name == "woocommerce_weight_unit":
        body["options"] = {unit: unit for unit in ("kg", "g", "lbs", "oz")}
    path = f"wc/v3/settings/{group}"
    return {**body, "_links": site.links(f"{path}/{name}", path, "GET, POST, PUT, PATCH")}


def picture(path: str) -> Response:
    """A product's picture; no key is asked for it."""
    name = path.removeprefix("/pictures/")
    file = files("resources") / "sample_shop" / "pictures" / name
    if "/" in name or name.startswith(".") or not file.is_file():
        return Response(404, b"Not Found", [("Content-Type", "text/plain")])
    headers = [("Content-Type", "image/png"), ("Cache-Control", "max-age=86400")]
    return Response(200, file.read_bytes(), headers)
