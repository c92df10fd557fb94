"""Orders, their parts and their shipments: version 2 of the API."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from doubles.bigcommerce.replies import Query, Reply, Row, listed, page_of, refusal
from doubles.bigcommerce.shop import Shop

_PROVIDER = re.compile(
    "(auspost|canadapost|endicia|usps|fedex|ups|upsready|upsonline|shipperhq|royalmail|carrier_.+)?"
)
_SORTS = ("id", "customer_id", "date_created", "date_modified", "status_id", "channel_id", "external_id")
_INLINE = 50  # nobody documents how many lines come inside: no more than a list gives without being asked


class Ordering:
    """`bounds`: whether the bounds of a time count themselves, which no document says."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.bounds = "inclusive"

    def answer(self, method: str, path: str, query: Query, body: object) -> Reply:
        parts = path.split("/")
        if method == "GET" and path == "store":
            return Reply(200, self._store())
        if parts[0] != "orders":
            return _missing()
        if method == "GET" and len(parts) == 1:
            return self._orders(query)
        if method == "GET" and path == "orders/count":
            return Reply(200, {"statuses": [], "count": len(self._chosen(query))})
        ref = int(parts[1]) if parts[1].isdigit() else 0
        if ref not in self._shop.orders:
            return _missing()
        if method == "GET" and len(parts) == 2:
            return Reply(200, self._shown(ref, query))
        if method == "POST" and parts[2:] == ["shipments"]:
            return self._ship(ref, body)
        rooms = {
            "products": self._shop.lines,
            "shipping_addresses": self._shop.addresses,
            "shipments": self._shop.shipments,
        }
        if method == "GET" and len(parts) == 3 and parts[2] in rooms:
            return listed(rooms[parts[2]][ref], query)
        return _missing()

    # -- reading ----------------------------------------------------------------------------------

    def _orders(self, query: Query) -> Reply:
        field, _, direction = (query.get("sort") or "id:asc").partition(":")
        if field not in _SORTS or direction not in ("", "asc", "desc"):
            return refusal("v2", 400, "The value for the field 'sort' is not valid.")
        try:
            chosen = self._chosen(query)
        except (ValueError, TypeError):
            return refusal("v2", 400, "A date is not valid.")

        def key(ref: int) -> tuple[object, int]:
            value = self._shop.changed[ref] if field == "date_modified" else self._shop.orders[ref][field]
            return value, ref if field == "id" else ref * 7919 % 101  # equals come in no order of their own

        found, _, _ = page_of(
            [{"ref": ref} for ref in sorted(chosen, key=key, reverse=direction == "desc")], query
        )
        return Reply(200, [self._shown(one["ref"], query) for one in found]) if found else Reply(204)

    def _chosen(self, query: Query) -> list[int]:
        archived = query.get("is_deleted") == "true"
        return [
            ref
            for ref, order in self._shop.orders.items()
            if order["is_deleted"] is archived and self._is_within(self._shop.changed[ref], query)
        ]

    def _is_within(self, changed: datetime, query: Query) -> bool:
        low, high = _moment(query.get("min_date_modified")), _moment(query.get("max_date_modified"))
        if self.bounds == "truncated":
            low, high = (one and one.replace(microsecond=0) for one in (low, high))
        if self.bounds == "exclusive":
            return not (low and changed <= low) and not (high and changed >= high)
        return not (low and changed < low) and not (high and changed > high)

    def _shown(self, ref: int, query: Query) -> Row:
        """As it is stored, with its places inside where that is asked for; else links to them."""
        order = dict(self._shop.orders[ref])
        for name in ("products", "shipping_addresses", "coupons"):
            order[name] = _link(f"/orders/{ref}/{name}")
        include = query.get("include").split(",")
        order["consignments"] = _link(f"/orders/{ref}/consignments")
        if query.get("consignment_structure") == "object" and any("consignments" in one for one in include):
            order["consignments"] = self._consignments(ref, inside="consignments.line_items" in include)
        return order

    def _consignments(self, ref: int, *, inside: bool) -> Row:
        lines = self._shop.lines[ref]

        def of(kept: list[Row]) -> list[Row]:
            return [
                line if inside else _link(f"/orders/{ref}/products/{line['id']}") for line in kept[:_INLINE]
            ]

        digital = [line for line in lines if line["type"] == "digital"]
        gifts = [line for line in lines if line["type"] == "giftcertificate"]
        goods = [line for line in lines if line["type"] == "physical"]
        to = {"recipient_email": "zaneta@example.com"}
        return {
            "pickups": [
                {**one, "line_items": of([line for line in goods if not line["order_address_id"]])}
                for one in self._shop.pickups[ref]
            ],
            "shipping": [
                {**one, "line_items": of([line for line in goods if line["order_address_id"] == one["id"]])}
                for one in self._shop.addresses[ref]
            ],
            "downloads": [{**to, "line_items": of(digital)}] if digital else [],
            "email": {"gift_certificates": [{**to, "line_items": of(gifts)}] if gifts else []},
        }

    def _store(self) -> Row:
        return {
            "id": "abc123",
            "domain": "tea.example",
            "secure_url": "https://tea.example",
            "status": "live",
            "name": "Tea &amp; Mugs",
            "currency": "EUR",
            "weight_units": self._shop.weight_units,
            "plan_name": "Standard",
            "plan_level": "Standard",
            "logo": [],
        }

    # -- writing ----------------------------------------------------------------------------------

    def _ship(self, ref: int, asked: object) -> Reply:
        if not isinstance(asked, dict):
            return refusal("v2", 400, "The request body is not an object.")
        trouble = self._fields(asked) or self._items(ref, asked)
        return refusal("v2", 400, trouble) if trouble else Reply(201, self._shop.ship(ref, asked))

    def _fields(self, asked: Row) -> str:
        texts = {"tracking_number": 50, "tracking_link": 500, "comments": 65535, "shipping_method": 255}
        for name, longest in {**texts, "shipping_provider": 60, "tracking_carrier": 60}.items():
            value = asked.get(name, "")
            if not isinstance(value, str) or len(value) > longest:
                return f"The field '{name}' is not valid."
        if not _PROVIDER.fullmatch(asked.get("shipping_provider", "")):
            return "The field 'shipping_provider' is not valid."
        link = asked.get("tracking_link", "")
        if link and not link.startswith(("http://", "https://")):
            return "The field 'tracking_link' is not valid."
        unknown = set(asked) - {*texts, "shipping_provider", "tracking_carrier", "order_address_id", "items"}
        return f"The field '{min(unknown)}' is not supported by this resource." if unknown else ""

    def _items(self, ref: int, asked: Row) -> str:
        address, items = asked.get("order_address_id"), asked.get("items")
        if address not in [one["id"] for one in self._shop.addresses[ref]]:
            return "The field 'order_address_id' is not valid."
        if not isinstance(items, list) or not items:
            return "The required field 'items' was not supplied."
        lines = {line["id"]: line for line in self._shop.lines[ref]}
        taken: dict[int, int] = {}
        for item in items:
            line, units = lines.get(item.get("order_product_id")), item.get("quantity")
            if line is None or line["order_address_id"] != address or line["type"] != "physical":
                return "The field 'order_product_id' is not valid."
            if type(units) is not int or units < 1:
                return "The field 'quantity' is not valid."
            taken[line["id"]] = taken.get(line["id"], 0) + units
            if taken[line["id"]] + line["quantity_shipped"] > line["quantity"]:
                return "The quantity specified is greater than the quantity of the product that is available."
        return ""


def _moment(text: str) -> datetime | None:
    """RFC 2822 or ISO 8601. ValueError, TypeError."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = parsedate_to_datetime(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _link(resource: str) -> Row:
    return {"url": f"https://api.bigcommerce.com/stores/abc123/v2{resource}", "resource": resource}


def _missing() -> Reply:
    return refusal("v2", 404, "The requested resource was not found.")
