"""API2Cart before that shop: its methods, and what it refuses.

After the OpenAPI documents of 2026-06-30 and 2026-08-16, the error-code page, and the api2cart-mock-api data
set. A repeated `idempotency_key` gets the first answer again for 15 minutes, whatever is asked with it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from doubles.api2cart import wire
from doubles.api2cart.shop import CARRIERS, PLACES, STATUSES, Behind, Sent, Shelved, Sold
from doubles.api2cart.wire import MOST, Query, Trouble, allow, required, typed
from station.sandbox.shop.wire import Request, Response

_REPLAYED = timedelta(minutes=15)
_PAGE = "start count page_cursor store_id params response_fields exclude"
_SHIPMENT: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("order_id", "warehouse_id", "store_id", "shipment_provider", "tracking_link"), (str,)),
    **dict.fromkeys(("admin_comment", "idempotency_key", "tracking_provider", "ship_date"), (str,)),
    **dict.fromkeys(("is_shipped", "send_notifications", "adjust_stock", "check_process_status"), (bool,)),
    **dict.fromkeys(("items", "tracking_numbers"), (list,)),
}
_STOCK: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "product_id", "store_id", "warehouse_id", "idempotency_key", "sku"), (str,)),
    **dict.fromkeys(("quantity", "increase_quantity", "reduce_quantity"), (int, float)),
    **dict.fromkeys(("check_process_status", "manage_stock"), (bool,)),
}


class Server:
    """`cursors`: whether the cart behind lists by cursor. `completes`: whether it ends its orders itself."""

    def __init__(self, behind: Behind, *, cursors: bool, completes: bool) -> None:
        self.behind = behind
        self.cursors = cursors
        self.completes = completes
        self.api_key, self.store_key = "a2c-account-7781", "ab37fc230bc5df63a5be1b11220949be"
        self.known_key = self.api_key
        self.told: list[tuple[int, str]] = []  # codes the next requests get instead
        self.without: set[str] = set()  # methods the cart behind has nothing for
        self.unsorted = False  # the cart behind cannot sort by change
        self._answered: dict[str, tuple[datetime, Any]] = {}
        self._methods: dict[str, tuple[str, Callable[[Any], Any]]] = {
            "cart.info": ("GET", self._cart_info),
            "cart.methods": ("GET", self._cart_methods),
            "account.cart.list": ("GET", self._carts),
            "order.status.list": ("GET", self._statuses),
            "order.list": ("GET", self._orders),
            "order.info": ("GET", self._order),
            "order.update": ("PUT", self._order_update),
            "order.shipment.list": ("GET", self._shipments),
            "order.shipment.add": ("POST", self._ship),
            "product.list": ("GET", self._products),
            "product.info": ("GET", self._product),
            "product.child_item.list": ("GET", self._children),
            "product.child_item.info": ("GET", self._child),
            "product.update": ("PUT", self._stock),
            "product.variant.update": ("PUT", self._stock),
        }

    def serve(self, request: Request) -> Response:
        now = self.behind.clock.now()
        try:
            result = self._answer(request)
        except Trouble as trouble:
            return wire.envelope({}, now, code=trouble.code, message=trouble.message)
        if isinstance(result, tuple):
            return wire.envelope(result[0], now, following=result[1])
        return wire.envelope(result, now)

    def _answer(self, request: Request) -> Any:
        if request.headers.get("x-api-key") != self.known_key:
            raise Trouble(2, "Incorrect API Key")
        if self.told:
            raise Trouble(*self.told.pop(0))
        method = request.path.removeprefix("/v1.1/").removesuffix(".json")
        if method != "account.cart.list" and request.headers.get("x-store-key") != self.store_key:
            raise Trouble(101, f"Store with key {request.headers.get('x-store-key', '')} not found")
        verb, answer = self._methods.get(method, ("", self._cart_info))
        if not request.path.startswith("/v1.1/") or verb != request.method or method in self.without:
            raise Trouble(3, "Method does not exist")
        by_body = verb != "GET" and method != "order.update"
        given = wire.body_of(request) if by_body else wire.query_of(request)
        if method == "product.variant.update":
            required(given, "product_id")
        return answer(given) if verb == "GET" else self._once(given, answer)

    def _once(self, given: dict[str, Any], answer: Callable[[Any], Any]) -> Any:
        key, now = given.get("idempotency_key"), self.behind.clock.now()
        if key and key in self._answered and now - self._answered[key][0] < _REPLAYED:
            found = self._answered[key][1]
            if isinstance(found, Trouble):
                raise found
            return found
        try:
            result = answer(given)
        except Trouble as trouble:
            if key:
                self._answered[key] = (now, trouble)
            raise
        if key:
            self._answered[key] = (now, result)
        return result

    # -- the store

    def _cart_info(self, query: Query) -> Any:
        allow(query, "params response_fields exclude")
        info = dict(self.behind.info())
        lean = query.get("params") != "force_all"
        return {name: info[name] for name in ("name", "url")} if lean else info

    def _cart_methods(self, query: Query) -> Any:
        allow(query, "")
        return {"method": sorted(set(self._methods) - self.without)}

    def _carts(self, query: Query) -> Any:
        allow(query, "store_url store_key params exclude")
        mine = {
            "id": "1",
            "url": "https://tea.example/",
            "store_key": self.store_key,
            "cart_id": "Magento1212",
        }
        other = {"id": "2", "url": "https://x.example/", "store_key": "f" * 32, "cart_id": "Shopify"}
        carts = [cart for cart in (mine, other) if query.get("store_key", "") in ("", cart["store_key"])]
        return {"carts_count": len(carts), "carts": carts}

    def _statuses(self, query: Query) -> Any:
        allow(query, "store_id action allow_user_defined_order_statuses response_fields")
        own = self.behind.own_statuses if query.get("allow_user_defined_order_statuses") == "true" else {}
        rows = [{"id": ref, "name": name} for ref, name in {**STATUSES, **own}.items()]
        return {"cart_order_statuses": rows}, ""

    # -- orders

    def _orders(self, query: Query) -> Any:
        more = "modified_from modified_to sort_by sort_direction order_ids allow_user_defined_order_statuses"
        query, after = self._listing(query, f"{_PAGE} {more}")
        sort = query.get("sort_by", "order_id")
        if sort not in ("order_id", "modified_at") or (self.unsorted and "sort_by" in query):
            raise Trouble(109, "Parameter 'sort_by' is not valid")
        rows = list(self.behind.orders.values())
        if "modified_from" in query:
            bound = wire.moment(query["modified_from"], self.behind.zone)
            rows = [sold for sold in rows if sold.changed >= bound]
        by_change = sort == "modified_at"

        def place(sold: Sold) -> list[Any]:
            return [sold.changed.isoformat() if by_change else "", int(sold.ref)]

        rows.sort(key=place, reverse=query.get("sort_direction") == "desc")
        page, following = self._page(query, after, rows, place)
        own = query.get("allow_user_defined_order_statuses") == "true"
        lean = query.get("params") != "force_all"
        shown = [self.behind.order_row(sold, own_statuses=own, lean=lean) for sold in page]
        return {"orders_count": len(shown), "order": shown}, following

    def _listing(self, query: Query, names: str) -> tuple[Query, list[Any]]:
        """The filters of a list and what came last of it: a cursor carries both, and goes alone."""
        allow(query, names)
        if "page_cursor" not in query:
            return query, []
        if len(query) > 1:
            raise Trouble(109, "Parameter 'page_cursor' can't be used with any other filtering parameter")
        where = wire.where_of(query["page_cursor"])
        return where[0], where[1]

    def _page(
        self, query: Query, after: list[Any], rows: list[Any], place: Callable[[Any], list[Any]]
    ) -> tuple[list[Any], str]:
        count = wire.whole(query, "count", 10, MOST) or 10
        left = [row for row in rows if place(row) > after] if after else rows
        page = left[wire.whole(query, "start", 0, 10**9) :][:count] if not after else left[:count]
        if not self.cursors or len(page) < count:
            return page, ""
        filters = {name: value for name, value in query.items() if name != "start"}
        return page, wire.cursor_of([filters, place(page[-1])])

    def _found(self, ref: object) -> Sold:
        sold = self.behind.orders.get(str(ref))
        if sold is None:
            raise Trouble(112, f"Order with id {ref} not found")
        return sold

    def _order(self, query: Query) -> Any:
        allow(query, f"id order_id allow_user_defined_order_statuses enable_cache {_PAGE}")
        required(query, "order_id")
        own = query.get("allow_user_defined_order_statuses") == "true"
        lean = query.get("params") != "force_all"
        return self.behind.order_row(self._found(query["order_id"]), own_statuses=own, lean=lean)

    def _order_update(self, query: Query) -> Any:
        allow(
            query, "order_id store_id order_status comment admin_comment send_notifications idempotency_key"
        )
        required(query, "order_id")
        sold, status = self._found(query["order_id"]), query.get("order_status", "")
        if status not in {**STATUSES, **self.behind.own_statuses}:
            raise Trouble(112, f"Order status with id {status} not found")
        sold.status = status
        self.behind.touch(sold)
        return {"updated_items": 1}

    # -- shipments

    def _shipments(self, query: Query) -> Any:
        if "page_cursor" not in query:
            required(query, "order_id")
        query, after = self._listing(query, f"{_PAGE} order_id")
        self._found(query["order_id"])
        rows = [sent for sent in self.behind.shipments if sent.order == query["order_id"]]
        page, following = self._page(query, after, rows, lambda sent: [int(sent.ref)])
        lean = query.get("params") != "force_all"
        shown = [self.behind.shipment_row(sent, lean=lean) for sent in page]
        return {"shipment_count": len(shown), "shipment": shown}, following

    def _ship(self, body: dict[str, Any]) -> Any:
        typed(body, _SHIPMENT)
        required(body, "order_id")
        sold = self._found(body["order_id"])
        if sold.status not in ("processing", "pending"):
            raise Trouble(109, f"Order in status {sold.status} can't be shipped")
        units = self._units(sold, body.get("items"))
        numbers = [dict(entry) for entry in body.get("tracking_numbers", ())]
        for entry in numbers:
            if not entry.get("tracking_number") or set(entry) - {"carrier_id", "tracking_number"}:
                raise Trouble(109, "Parameter 'tracking_numbers' is not valid")
            if entry.setdefault("carrier_id", "custom") not in CARRIERS:
                raise Trouble(112, f"Carrier with id {entry['carrier_id']} not found")
        if body.get("warehouse_id", "default") not in PLACES:
            raise Trouble(112, f"Warehouse with id {body['warehouse_id']} not found")
        sent = self.add(sold, str(body.get("shipment_provider", "")), numbers, units)
        sent.told, sent.place = bool(body.get("send_notifications")), body.get("warehouse_id")
        if body.get("adjust_stock"):  # the sale has taken them already
            for item in sold.items:
                self.behind.shelf[item.sku].stock -= int(units.get(item.ref, 0))
        if body.get("admin_comment"):
            at = self.behind.when(self.behind.clock.now())
            entry = {"id": sold.status, "name": STATUSES[sold.status], "modified_time": at, "notify": False}
            sold.history.append({**entry, "comment": body["admin_comment"]})
        return {"shipment_id": sent.ref}

    def add(
        self, sold: Sold, provider: str, numbers: list[dict[str, str]], units: dict[str, Decimal]
    ) -> Sent:
        now = self.behind.clock.now()
        sent = Sent(str(self.behind.number()), sold.ref, provider, numbers, units, now)
        self.behind.shipments.append(sent)
        self.behind.touch(sold)
        if self.completes and not any(self._left(sold, item.ref, item.quantity) for item in sold.items):
            sold.status = "complete"
        return sent

    def _left(self, sold: Sold, ref: str, ordered: Decimal) -> Decimal:
        gone = sum(
            (s.units.get(ref, Decimal(0)) for s in self.behind.shipments if s.order == sold.ref), Decimal(0)
        )
        back = sum(
            one["qty"] for refund in sold.refunds for one in refund["items"] if one["order_product_id"] == ref
        )
        return ordered - gone - back

    def _units(self, sold: Sold, items: list[Any] | None) -> dict[str, Decimal]:
        """Without items the whole order leaves: that is what most carts do."""
        left = {item.ref: self._left(sold, item.ref, item.quantity) for item in sold.items}
        if not items:
            return {ref: count for ref, count in left.items() if count}
        units: dict[str, Decimal] = {}
        for entry in items:
            ref, count = entry.get("order_product_id"), entry.get("quantity")
            if not isinstance(ref, str) or isinstance(count, bool) or not isinstance(count, int | float):
                raise Trouble(109, "Parameter 'items' is not valid")
            if ref not in left:
                raise Trouble(112, f"Order product with id {ref} not found")
            units[ref] = units.get(ref, Decimal(0)) + Decimal(str(count))
            if not 0 < units[ref] <= left[ref]:
                raise Trouble(109, f"Quantity of order product {ref} is not valid")
        return units

    # -- products

    def _products(self, query: Query) -> Any:
        query, after = self._listing(query, f"{_PAGE} product_ids")
        lean, wanted = query.get("params") != "force_all", query.get("product_ids", "").split(",")
        rows = [self.behind.product_row(one, lean=lean) for one in self._shelved() if not one.parent]
        rows += [
            self.behind.parent_row(ref, lean=lean) for ref in {one.parent for one in self._shelved()} - {""}
        ]
        found = [row for row in rows if row["id"] in wanted or wanted == [""]]
        page, following = self._page(query, after, found, lambda row: [int(row["id"])])
        return {"products_count": len(page), "product": page}, following

    def _shelved(self) -> list[Shelved]:
        return list(self.behind.shelf.values())

    def _product(self, query: Query) -> Any:
        allow(query, f"id {_PAGE}")
        required(query, "id")
        lean = query.get("params") != "force_all"
        for one in self._shelved():
            if one.ref == query["id"] and not one.parent:
                return self.behind.product_row(one, lean=lean)
            if one.parent == query["id"]:
                return self.behind.parent_row(one.parent, lean=lean)
        raise Trouble(112, f"Product with id {query['id']} not found")

    def _children(self, query: Query) -> Any:
        query, after = self._listing(query, f"{_PAGE} product_id product_ids")
        parents = query.get("product_ids", query.get("product_id", "")).split(",")
        rows = [self.behind.child_row(one) for one in self._shelved() if one.parent and one.parent in parents]
        page, following = self._page(query, after, rows, lambda row: [int(row["id"])])
        return {"total_count": len(rows), "children": page}, following

    def _child(self, query: Query) -> Any:
        allow(query, f"id product_id {_PAGE}")
        required(query, "id", "product_id")
        for one in self._shelved():
            if (one.ref, one.parent) == (query["id"], query["product_id"]):
                return self.behind.child_row(one)
        raise Trouble(112, f"Child item with id {query['id']} not found")

    def _stock(self, body: dict[str, Any]) -> Any:
        typed(body, _STOCK)
        required(body, "id")
        parent = body.get("product_id", "")
        found = [one for one in self._shelved() if (one.ref, one.parent) == (body["id"], parent)]
        if not found:
            raise Trouble(112, f"Product with id {body['id']} not found")
        shelved = found[0]
        if body.get("warehouse_id", "default") not in PLACES:
            raise Trouble(112, f"Warehouse with id {body['warehouse_id']} not found")
        shelved.sku = body.get("sku", shelved.sku)  # a new name, not a search
        if not shelved.counted:
            return {"updated_items": 0}
        shelved.stock = int(body.get("quantity", shelved.stock))
        shelved.stock += int(body.get("increase_quantity", 0)) - int(body.get("reduce_quantity", 0))
        return {"updated_items": 1}
