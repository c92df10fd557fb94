"""The REST of the double: addresses, searches and errors as Magento has them."""

import json
import re
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from doubles.magento import rows
from doubles.magento.guard import Guard
from doubles.magento.rows import Row
from doubles.magento.shop import NO_ENTITY, MagentoShop, Wrong
from station.sandbox.shop.wire import Request, Response

NO_ROUTE = "Request does not match any route."
MOST_ROWS = 300
_INDEX = re.compile(r"\[([^\]]*)\]")
Match = re.Match[str]
Query = list[tuple[str, str]]


class Door:
    """`root` is a pattern for what stands before V1."""

    def __init__(self, shop: MagentoShop, guard: Guard, root: str) -> None:
        self._shop = shop
        self._guard = guard
        self._root = re.compile(f"^{root}V1/(.*)$")
        self.url = ""
        inventory = "Magento_InventoryApi::source", "Magento_InventoryApi::stock"
        self._routes: list[tuple[str, str, str, Callable[[Match, Query, Any], Any]]] = [
            ("GET", r"orders", "Magento_Sales::actions_view", self._orders),
            ("GET", r"orders/(\d+)", "Magento_Sales::actions_view", self._order),
            ("GET", r"orders/(\d+)/comments", "Magento_Sales::comment", self._comments),
            ("POST", r"orders/(\d+)/comments", "Magento_Sales::comment", self._comment),
            ("GET", r"shipments", "Magento_Sales::shipment", self._shipments),
            ("POST", r"order/(\d+)/ship", "Magento_Sales::ship", self._ship),
            ("GET", r"products", "Magento_Catalog::products", self._products),
            ("GET", r"store/storeConfigs", "Magento_Backend::store", self._configs),
            ("GET", r"store/websites", "Magento_Backend::store", self._websites),
            ("GET", r"stockItems/lowStock/", "Magento_CatalogInventory::cataloginventory", self._low),
            ("GET", r"stockItems/([^/]+)", "Magento_CatalogInventory::cataloginventory", self._item),
            (
                "PUT",
                r"products/([^/]+)/stockItems/(\d+)",
                "Magento_CatalogInventory::cataloginventory",
                self._count,
            ),
        ]
        if shop.has_sources:
            self._routes += [
                ("GET", r"inventory/sources", inventory[0], self._sources),
                ("GET", r"inventory/stocks", inventory[1], self._stocks),
                ("GET", r"inventory/source-items", inventory[0], self._source_items),
                (
                    "POST",
                    r"inventory/source-items",
                    "Magento_InventoryApi::stock_source_item_assign",
                    self._put,
                ),
                ("GET", r"inventory/stock-resolver/website/base", inventory[1], lambda *_: self._stock()),
                (
                    "GET",
                    r"inventory/get-sources-assigned-to-stock-ordered-by-priority/1",
                    inventory[0],
                    lambda *_: self._shop.sources,
                ),
                (
                    "GET",
                    r"inventory/export-stock-salable-qty/website/base",
                    inventory[1],
                    self._salable,
                ),
            ]

    def answer(self, request: Request) -> Response:
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Date", format_datetime(self._shop.clock.now(), usegmt=True)),
        ]
        try:
            status, said = 200, self._said(request)
        except Wrong as wrong:
            status, said = wrong.status, wrong.body
        return Response(status, json.dumps(said).encode(), headers)

    def _said(self, request: Request) -> Any:
        if request.path == "/ims/token/v3":
            return self._guard.grant(request)
        inside = self._root.match(request.path)
        for method, pattern, resource, route in self._routes if inside else ():
            match = re.fullmatch(pattern, inside[1])
            if match and method == request.method:
                self._guard.admit(request, resource)
                query = parse_qsl(request.target.partition("?")[2], keep_blank_values=True)
                return route(match, query, self._body(request))
        raise Wrong(404, NO_ROUTE)

    def _body(self, request: Request) -> Any:
        if not request.body:
            return {}
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Wrong(400, "Server cannot understand Content-Type HTTP header media type %1", ["none"])
        try:
            return json.loads(request.body)
        except ValueError:
            raise Wrong(400, "Decoding error.") from None

    # -- orders -----------------------------------------------------------------------------------

    def _orders(self, match: Match, query: Query, body: Any) -> Row:
        return self._found(list(self._shop.orders.values()), query, nothing=None)

    def _order(self, match: Match, query: Query, body: Any) -> Row:
        order = self._shop.orders.get(int(match[1]))
        if order is None:
            raise Wrong(404, NO_ENTITY)
        return order

    def _comments(self, match: Match, query: Query, body: Any) -> Row:
        self._order(match, query, body)
        rows = self._shop.comments.get(int(match[1]), [])
        return {"items": rows, "search_criteria": {"filter_groups": []}, "total_count": len(rows)}

    def _comment(self, match: Match, query: Query, body: Any) -> bool:
        self._order(match, query, body)
        self._shop.comment(int(match[1]), body["statusHistory"])
        return True

    def _shipments(self, match: Match, query: Query, body: Any) -> Row:
        return self._found(self._shop.shipments, query, nothing=None)

    def _ship(self, match: Match, query: Query, body: Any) -> int:
        return self._shop.ship(int(match[1]), body)

    # -- goods ------------------------------------------------------------------------------------

    def _products(self, match: Match, query: Query, body: Any) -> Row:
        every = [{**row, "entity_id": row["id"]} for row in self._shop.products.values()]
        said = self._found(every, query)
        for row in said["items"]:
            del row["entity_id"]
        return said

    def _configs(self, match: Match, query: Query, body: Any) -> list[Row]:
        return [rows.store_config(self.url)]

    def _websites(self, match: Match, query: Query, body: Any) -> list[Row]:
        return [
            {"id": 0, "code": "admin", "name": "Admin", "default_group_id": 0},
            {"id": 1, "code": "base", "name": "Main Website", "default_group_id": 1},
        ]

    def _low(self, match: Match, query: Query, body: Any) -> Row:
        if not {"scopeId", "qty"} <= {name for name, _ in query}:
            raise Wrong(400, '"%fieldName" is required. Enter and try again.', {"fieldName": "scopeId"})
        asked = {"mapper_interface_name": "", "criteria_list": [], "filters": [], "orders": [], "limit": []}
        return {"items": [], "search_criteria": asked, "total_count": 0}

    def _item(self, match: Match, query: Query, body: Any) -> Row:
        sku = unquote(match[1])
        if sku not in self._shop.products:
            raise Wrong(404, 'The product with the "%1" SKU doesn\'t exist.', [sku])
        item = self._shop.stock_items[sku]
        if self._shop.has_sources:  # the old number mirrors the default source
            mirrored = self._shop.source_items.get((sku, "default"), {"quantity": 0})["quantity"]
            return {**item, "qty": mirrored}
        return item

    def _count(self, match: Match, query: Query, body: Any) -> int:
        sku = unquote(match[1])
        item = self._shop.stock_items.get(sku)
        if item is None or sku not in self._shop.products or item["item_id"] != int(match[2]):
            raise Wrong(404, NO_ENTITY)
        if "stockItem" not in body:
            raise Wrong(400, '"%fieldName" is required. Enter and try again.', {"fieldName": "stockItem"})
        item |= body["stockItem"]
        return int(item["item_id"])

    # -- inventory --------------------------------------------------------------------------------

    def _sources(self, match: Match, query: Query, body: Any) -> Row:
        return self._found(self._shop.sources, query)

    def _stock(self) -> Row:
        channels = {"sales_channels": [{"type": "website", "code": "base"}]}
        return {"stock_id": 1, "name": "Default Stock", "extension_attributes": channels}

    def _stocks(self, match: Match, query: Query, body: Any) -> Row:
        return self._found([self._stock()], query)

    def _source_items(self, match: Match, query: Query, body: Any) -> Row:
        return self._found(list(self._shop.source_items.values()), query)

    def _put(self, match: Match, query: Query, body: Any) -> list[Any]:
        asked = body.get("sourceItems")
        if not asked:
            raise Wrong(400, "Input data is empty")
        known = {source["source_code"] for source in self._shop.sources}
        for one in asked:
            if one.get("sku") not in self._shop.products or one.get("source_code") not in known:
                raise Wrong(400, "Validation Failed")
            if not isinstance(one.get("quantity"), int | float):
                raise Wrong(400, 'The "%1" value\'s type is invalid.', ["quantity"])
        for one in asked:  # a status that is not said is "out of stock"
            self._shop.put(one["sku"], one["source_code"], one["quantity"], one.get("status", 0))
        return []

    def _salable(self, match: Match, query: Query, body: Any) -> Row:
        said = self._found(list(self._shop.products.values()), query)
        found = []
        for row in said["items"]:
            sku = row["sku"]
            if not self._shop.stock_items[sku]["manage_stock"]:
                found.append({"sku": sku, "qty": 0, "is_salable": True})
            elif any(one == sku for one, _ in self._shop.source_items):
                number = self._shop.salable(sku)
                found.append({"sku": sku, "qty": number, "is_salable": number > 0})
        return {**said, "items": found}

    # -- searching --------------------------------------------------------------------------------

    def _found(self, every: list[Row], query: Query, nothing: Any = ()) -> Row:
        """A page past the last is the last one again. `nothing` stands for no rows at all."""
        tree = _tree(query).get("searchCriteria")
        if not isinstance(tree, dict):
            raise Wrong(
                400, '"%fieldName" is required. Enter and try again.', {"fieldName": "searchCriteria"}
            )
        wanted = [row for row in every if _fits(row, _listed(tree, "filterGroups", "filter_groups"))]
        for order in reversed(_listed(tree, "sortOrders", "sort_orders")):
            name = order["field"]
            wanted.sort(key=lambda row: row[name], reverse=order.get("direction", "ASC") == "DESC")
        size = int(tree.get("pageSize", tree.get("page_size", 20)))
        if size > MOST_ROWS:
            raise Wrong(400, "Maximum SearchCriteria pageSize is %1", [MOST_ROWS])
        last = max(1, -(-len(wanted) // size))
        page = min(max(1, int(tree.get("currentPage", tree.get("current_page", 1)))), last)
        some = [dict(row) for row in wanted[(page - 1) * size : page * size]]
        asked = {"filter_groups": [], "page_size": size, "current_page": page}
        found = some or (None if nothing is None else [])
        return {"items": found, "search_criteria": asked, "total_count": len(wanted)}


def _tree(query: Query) -> Row:
    """PHP's reading of names with brackets."""
    tree: Row = {}
    for name, value in query:
        keys = [name.partition("[")[0], *_INDEX.findall(name)]
        node = tree
        for key in keys[:-1]:
            node = node.setdefault(key, {})
        node[keys[-1]] = value
    return tree


def _listed(tree: Row, *names: str) -> Sequence[Any]:
    return next((list(tree[name].values()) for name in names if name in tree), [])


def _fits(row: Row, groups: Sequence[Row]) -> bool:
    return all(any(_holds(row, one) for one in group["filters"].values()) for group in groups)


def _holds(row: Row, one: Row) -> bool:
    if one["field"] not in row or isinstance(row[one["field"]], dict | list):
        raise Wrong(400, "Column not found: 1054 Unknown column '%1' in 'where clause'", [one["field"]])
    condition = one.get("conditionType", one.get("condition_type", "eq"))
    value, wanted = row[one["field"]], one["value"]
    if condition == "in":
        return str(value) in wanted.split(",")
    if condition == "eq":
        return str(value) == wanted
    if condition not in ("gteq", "lteq", "gt", "lt"):
        raise Wrong(400, "Invalid condition type")
    low, high = str(value), wanted
    return {"gteq": low >= high, "lteq": low <= high, "gt": low > high, "lt": low < high}[condition]
