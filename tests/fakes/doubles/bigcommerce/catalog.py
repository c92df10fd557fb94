"""Products, stock, places and settings: version 3 of the API."""

from doubles.bigcommerce.replies import Query, Reply, Row, collected, refusal
from doubles.bigcommerce.shop import Shop

_PLACES = {1: "Default location", 2: "Second floor"}


class Catalog:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def answer(self, method: str, path: str, query: Query, body: object) -> Reply:
        rooms = {
            ("GET", "catalog/products"): lambda: self._products(query),
            ("GET", "catalog/variants"): lambda: self._variants(query),
            ("GET", "inventory/locations"): lambda: collected(
                [
                    {"id": ref, "code": f"LOC-{ref}", "label": name, "enabled": True}
                    for ref, name in _PLACES.items()
                ],
                query,
            ),
            ("GET", "settings/inventory"): lambda: Reply(
                200, {"data": {"update_stock_behavior": self._shop.policy}, "meta": {}}
            ),
            ("POST", "inventory/adjustments/relative"): lambda: self._adjust(body),
        }
        if (method, path) in rooms:
            return rooms[method, path]()
        parts = path.split("/")
        if method == "GET" and parts[:2] == ["inventory", "locations"] and parts[3:] == ["items"]:
            return self._levels(int(parts[2]), query)
        return refusal("v3", 404, "The requested resource was not found.")

    # -- reading ----------------------------------------------------------------------------------

    def _products(self, query: Query) -> Reply:
        wanted = query.numbers("id:in")
        ids = dict.fromkeys(ware["product_id"] for ware in self._shop.wares.values())
        rows = [self._product(one, query) for one in ids if wanted is None or one in wanted]
        return collected(rows, query)

    def _product(self, ref: int, query: Query) -> Row:
        variants = self._shop.variants(ref)
        first = variants[0]
        simple = not first["options"]
        row = {
            "id": ref,
            "name": first["name"].replace("&", "&amp;"),
            "type": first["type"],
            "sku": first["sku"] if simple else "",
            "upc": first["gtin"],
            "gtin": first["gtin"] if simple else "",
            "weight": first["weight"],
            "inventory_tracking": first["tracking"],
            "inventory_level": sum(one["stock"] for one in variants),
            "base_variant_id": first["variant_id"] if simple else None,
            "bin_picking_number": first["bin"],
        }
        if "images" in query.get("include").split(","):
            plain = {"id": 1, "is_thumbnail": False, "url_standard": "https://cdn.example/2.jpg"}
            row["images"] = [
                plain,
                {**plain, "is_thumbnail": True, "url_standard": "https://cdn.example/1.jpg"},
            ]
        return row

    def _variants(self, query: Query) -> Reply:
        products, ids = query.numbers("product_id:in"), query.numbers("id")
        rows = [
            {
                "id": ware["variant_id"],
                "product_id": ware["product_id"],
                "sku": ware["sku"],
                "sku_id": None,
                "upc": ware["gtin"] or None,
                "weight": None if not ware["options"] else ware["weight"],
                "image_url": "",
                "inventory_level": self._shop.told(ware),
                "bin_picking_number": ware["bin"],
                "option_values": ware["options"],
            }
            for ware in self._shop.wares.values()
            if (products is None or ware["product_id"] in products)
            and (ids is None or ware["variant_id"] in ids)
        ]
        return collected(rows, query)

    def _levels(self, place: int, query: Query) -> Reply:
        if place not in _PLACES:
            return refusal("v3", 404, "Location was not found.")
        wanted = query.numbers("product_id:in")
        rows = []
        for ware in self._shop.wares.values() if place == 1 else ():
            if ware["tracking"] == "none" or (wanted is not None and ware["product_id"] not in wanted):
                continue
            told = self._shop.told(ware)
            identity = {name: ware[name] for name in ("sku", "variant_id", "product_id")}
            rows.append(
                {
                    "identity": identity,
                    "available_to_sell": told - ware["safety"],
                    "total_inventory_onhand": told,
                    "settings": {"safety_stock": ware["safety"], "bin_picking_number": ware["bin"]},
                }
            )
        return collected(rows, query)

    # -- writing ----------------------------------------------------------------------------------

    def _adjust(self, body: object) -> Reply:
        items = body.get("items") if isinstance(body, dict) else None
        if not isinstance(body, dict) or not isinstance(items, list) or not 0 < len(items) <= 2000:
            return refusal("v3", 422, "Payload contains invalid fields")
        found = []
        for item in items:
            trouble, ware = self._judged(item)
            if trouble or ware is None:
                return refusal("v3", 422, trouble)  # all of them, or none
            found.append((ware, item["quantity"]))
        for ware, change in found:
            self._shop.adjust(ware, change)
        self._shop.reasons.append(str(body.get("reason", "")))
        return Reply(200, {"transaction_id": f"tx-{self._shop.id()}"})

    def _judged(self, item: Row) -> tuple[str, Row | None]:
        named = [name for name in ("sku", "variant_id", "product_id") if name in item]
        if len(named) != 1 or type(item.get("quantity")) is not int or item.get("location_id") not in _PLACES:
            return "Payload contains invalid fields", None
        name, value = named[0], item[named[0]]
        ware = next((one for one in self._shop.wares.values() if one[name] == value), None)
        if ware is None:
            return f"Items with identity: [{name} {value}] were not found", None
        if name != "sku" and name != f"{ware['tracking']}_id":
            other = "product" if name == "variant_id" else "variant"
            return (
                f"[Item with {name} {value} is tracked by {other}, please update stock by {other} id]",
                None,
            )
        if not ware["touched"]:
            return f"Items with identity: [{name} {value}] requires absolute adjustment before relative", None
        if ware["stock"] + item["quantity"] < ware["safety"]:
            return f"Items with identity: [{name} {value}] would go below the safety stock", None
        return "", ware
