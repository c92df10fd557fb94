"""A Shopify shop, as the contract suite wants it: Admin GraphQL 2026-10 over the truth in memory."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from doubles.clock import ShopClock
from doubles.double import TEA, WARES, Lacking, Left, Sale
from doubles.front import Front
from doubles.shopify.door import RATE, Door, answer
from doubles.shopify.graph import MOST, Question, Wrong, connection
from doubles.shopify.truth import OrderLine, Shipment, Sold, ToShip, ToShipLine, Truth, Variant
from doubles.shopify.views import Views, gid
from doubles.shopify.writes import Writes
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.sandbox.shop.wire import Request, Response

VERSION = "2026-10"
PICTURE = b"\x89PNG\r\n\x1a\n picture"
BENCH, OTHER = 346_779_380, 946_401_720
KRAKOW = {
    "name": "Jan Kowalski",
    "firstName": "Jan",
    "lastName": "Kowalski",
    "company": None,
    "address1": "ul. Karmelicka 5",
    "address2": None,
    "city": "Kraków",
    "province": "Małopolskie",
    "provinceCode": None,
    "zip": "31-115",
    "countryCodeV2": "PL",
    "phone": None,
}
_NEEDS = {
    "orders": "read_orders",
    "order": "read_orders",
    "fulfillmentOrders": "read_merchant_managed_fulfillment_orders",
    "fulfillmentOrder": "read_merchant_managed_fulfillment_orders",
    "productVariant": "read_products",
    "locations": "read_locations",
    "fulfillmentCreate": "write_merchant_managed_fulfillment_orders",
    "inventoryAdjustQuantities": "write_inventory",
}
_SINCE = re.compile(r"updated_at:>='(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)'")
_PAID = ("PAID", "PARTIALLY_REFUNDED", "AUTHORIZED", "PENDING", "PARTIALLY_PAID", "EXPIRED", "VOIDED")


class ShopifyDouble(Lacking):
    """See `Double`. `served`: the version the shop answers with. `way`: how the settings' secrets sign in."""

    cart = "shopify"
    page = 5
    states: Mapping[str, OrderState] = {
        "PAID": OrderState.READY,
        "PARTIALLY_REFUNDED": OrderState.READY,
        "AUTHORIZED": OrderState.PAID,
        "PENDING": OrderState.PENDING,
        "PARTIALLY_PAID": OrderState.PENDING,
        "EXPIRED": OrderState.PENDING,
        "VOIDED": OrderState.ON_HOLD,
        "REFUNDED": OrderState.REFUNDED,
        "UNFULFILLED": OrderState.READY,
        "OPEN": OrderState.READY,
        "RESTOCKED": OrderState.READY,
        "PENDING_FULFILLMENT": OrderState.READY,
        "IN_PROGRESS": OrderState.READY,
        "ON_HOLD": OrderState.ON_HOLD,
        "SCHEDULED": OrderState.PAID,
        "INCOMPLETE": OrderState.ON_HOLD,
        "REQUEST_DECLINED": OrderState.ON_HOLD,
        "PARTIALLY_FULFILLED": OrderState.PARTIAL,
        "FULFILLED": OrderState.FULFILLED,
        "CANCELLED": OrderState.CANCELLED,
    }
    lacks: Mapping[str, str] = {
        "unknown_field": "an answer has the fields that were asked for and no others",
        "fraction": "its quantities are whole numbers by its schema",
    }

    def __init__(self, way: str = "client") -> None:
        self.clock = ShopClock()
        self.front = Front(self._answer, _is_write)
        self.front.start()
        self.way = way
        self.served = VERSION
        self.door = Door(self.clock)
        self.truth = Truth(self.clock.now)
        self.views = Views(self.truth, f"{self.front.url}/cdn/shop/tea.png")
        self.writes = Writes(self.truth, self.views)
        self.truth.locations = {BENCH: "Bench", OTHER: "Other hall"}
        for ware in WARES:
            levels = {BENCH: {"available": ware.stock, "on_hand": ware.stock, "committed": 0}}
            number = self.truth.new_id()
            self.truth.variants[ware.sku] = Variant(number, ware, number + 1, levels=levels)
        self._variants = dict(self.truth.variants)
        self._throttled = [0, 0]

    def close(self) -> None:
        self.front.close()

    def settings(self, **options: object) -> StoreSettings:
        return StoreSettings("main", self.front.url, options={"page_size": self.page, **options})

    def secrets(self) -> dict[str, str]:
        if self.way == "token":
            return {"access_token": self.door.static}
        client = dict(zip(("client_id", "client_secret"), self.door.client, strict=True))
        return client if self.way == "client" else {**client, "refresh_token": self.door.refresh}

    # -- answering --------------------------------------------------------------------------------

    def _answer(self, request: Request) -> Response:
        found = self._serve(request)
        found.headers += [("Date", format_datetime(self.clock.now().astimezone(UTC), usegmt=True))]
        return found

    def _serve(self, request: Request) -> Response:
        if request.path == "/admin/oauth/access_token" and request.method == "POST":
            return self.door.token(request)
        if request.path.startswith("/cdn/"):
            return Response(200, PICTURE, [("Content-Type", "image/png")])
        asked = re.fullmatch(r"/admin/api/(\d{4}-\d\d)/graphql\.json", request.path)
        if asked is None or request.method != "POST":
            return answer(404, {"errors": "Not Found"})
        if not self.door.knows(request):
            said = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return answer(401, {"errors": said})
        body = json.loads(request.body)
        return self._graphql(body["query"], body.get("variables") or {})

    def _graphql(self, text: str, variables: Mapping[str, Any]) -> Response:
        headers = {"X-Shopify-API-Version": self.served}
        try:
            question = Question(text, variables)
            cost = question.cost()
            if cost > MOST:
                raise Wrong(f"Query cost is {cost}, which exceeds the limit.", "MAX_COST_EXCEEDED", cost=cost)
            if self._throttled[0] or not self.door.take(cost):
                return answer(200, self._too_much(cost), headers)
            for name in question.roots():
                if _NEEDS.get(name, "read_orders") not in self.door.scopes and name in _NEEDS:
                    needed = f"`{_NEEDS[name]}` access scope."
                    raise Wrong(f"Access denied for {name} field. Required access: {needed}", "ACCESS_DENIED")
            data = question.answer(self._root())
        except Wrong as wrong:
            return answer(200, {"errors": [wrong.error]}, headers)
        self.door.left += max(0, cost - question.objects)
        said: dict[str, Any] = {"data": data, "extensions": self.door.cost(cost, question.objects)}
        return answer(200, said | ({"errors": question.errors} if question.errors else {}), headers)

    def _too_much(self, cost: int) -> dict[str, Any]:
        times, seconds = self._throttled
        self._throttled[0] = max(0, times - 1)
        error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
        return {"errors": [error], "extensions": self.door.cost(cost, None, cost - seconds * RATE)}

    def _root(self) -> dict[str, Any]:
        views, truth = self.views, self.truth
        orders = list(truth.orders.values())
        to_ship = [one for order in orders for one in order.to_ship]
        found: dict[str, Any] = {
            gid("ProductVariant", one.id): views.variant(one) for one in truth.variants.values()
        }
        found |= {gid("Order", one.id): views.order(one) for one in orders}
        found |= {gid("FulfillmentOrder", one.id): views.to_ship(one) for one in to_ship}
        found |= {gid("Fulfillment", s.id): views.shipment(one, s) for one in orders for s in one.shipments}
        by_id: Callable[[Mapping[str, Any]], Any] = lambda args: found.get(_checked(args["id"]))  # noqa: E731
        shop = {"name": "Tea & Mugs", "myshopifyDomain": "tea.myshopify.com", "currencyCode": "EUR"}
        shop |= {"plan": {"publicDisplayName": "Plus"}}
        places = sorted(truth.locations)
        return {
            "__typename": "QueryRoot",
            "shop": shop,
            "currentAppInstallation": {"accessScopes": [{"handle": one} for one in self.door.scopes]},
            "orders": lambda args: self._listed(orders, args, views.order),
            "ordersCount": lambda args: {"count": len(_since(orders, args)), "precision": "EXACT"},
            "fulfillmentOrders": lambda args: self._listed(
                [one for one in to_ship if args.get("includeClosed") or one.status != "CLOSED"],
                args,
                views.to_ship,
            ),
            "locations": lambda args: connection(places, args, lambda one: [one], views.location),
            "nodes": lambda args: [found.get(_checked(one)) for one in args["ids"]],
            **dict.fromkeys(("order", "productVariant", "fulfillmentOrder", "fulfillment"), by_id),
            "fulfillmentCreate": self.writes.fulfill,
            "inventoryAdjustQuantities": self.writes.adjust,
        }

    def _listed(self, rows: list[Any], args: Mapping[str, Any], show: Any) -> dict[str, Any]:
        """Without a word about the order, orders come by another time than that of their change."""
        wanted = _since(rows, args)
        if args.get("sortKey") != "UPDATED_AT":
            return connection(wanted, args, lambda row: [-row.id], show)
        return self.views.changed(wanted, args, show)

    # -- the merchant's hands ---------------------------------------------------------------------

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def sell(self, sale: Sale, location: int = BENCH) -> str:
        truth, now = self.truth, self.clock.now()
        lines = []
        for sku, units in sale.lines:
            variant = self._variants[sku]
            line = OrderLine(truth.new_id(), variant, sku, variant.ware.name, units, units)
            lines.append(line)
            variant.levels.setdefault(location, {"available": 0, "on_hand": 0, "committed": 0})
            truth.move(line, location, available=-units, committed=units)
        rows = [ToShipLine(truth.new_id(), one, one.quantity, one.quantity) for one in lines]
        to_ship = ToShip(truth.new_id(), location, rows, now)
        address = dict(KRAKOW) if sale.address else None
        order = Sold(truth.new_id(), now, now, lines, [to_ship], sale.currency, sale.note, address)
        truth.orders[order.id] = order
        return str(order.id)

    def sold(self, ref: str) -> Sold:
        return self.truth.orders[int(ref)]

    def put_in(self, ref: str, status: str) -> None:
        order = self.sold(ref)
        everything = {line.sku: line.quantity for line in order.lines}
        by_hand: dict[str, Callable[[], object]] = {
            "REFUNDED": lambda: [self.refund(ref, sku, units) for sku, units in everything.items()],
            "FULFILLED": lambda: self.ship_elsewhere(ref, "", everything),
            "PARTIALLY_FULFILLED": lambda: self.ship_elsewhere(ref, "", {TEA.sku: 1}),
            "ON_HOLD": lambda: self.hold(ref),
            "CANCELLED": lambda: self.cancel(ref),
        }
        if status in _PAID:
            order.financial = status
        elif status in ("SCHEDULED", "IN_PROGRESS", "INCOMPLETE"):
            order.to_ship[0].status = status
        elif status == "REQUEST_DECLINED":
            order.to_ship[0].request = "REJECTED"
        elif status in by_hand:
            by_hand[status]()
        else:
            order.shown = status
        self.touch(ref)

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self.truth.touch(self.sold(ref))

    def cancel(self, ref: str) -> None:
        order = self.sold(ref)
        for line in order.lines:
            self.truth.take_back(order, line, sum(_left(order, line)))
        order.cancelled = self.clock.now()
        self.touch(ref)

    def hold(self, ref: str, *, quietly: bool = False) -> None:
        """`quietly`: the order itself does not change."""
        for one in self.sold(ref).to_ship:
            if one.status in ("OPEN", "IN_PROGRESS"):
                one.status, one.holds, one.updated = "ON_HOLD", ["OTHER"], self.clock.now()
        if not quietly:
            self.touch(ref)

    def refund(self, ref: str, sku: str, units: int) -> None:
        order = self.sold(ref)
        self.truth.take_back(order, _line(order, sku), units)
        order.financial = "PARTIALLY_REFUNDED" if any(line.current for line in order.lines) else "REFUNDED"
        self.touch(ref)

    def edit(self, ref: str, sku: str, units: int) -> None:
        order, line = self.sold(ref), _line(self.sold(ref), sku)
        self.truth.take_back(order, line, line.current - units)
        self.touch(ref)

    def delete(self, ref: str) -> None:
        del self.truth.orders[int(ref)]

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        order = self.sold(ref)
        wanted = dict(units)
        taken: dict[int, dict[int, int]] = {}
        for one in order.to_ship:
            for row in one.lines:
                some = min(row.remaining, wanted.get(row.line.sku, 0))
                wanted[row.line.sku] = wanted.get(row.line.sku, 0) - some
                taken.setdefault(one.id, {})[row.id] = some
        shipment = Shipment(self.truth.new_id(), {}, self.clock.now(), number=tracking)
        self.truth.ship(order, taken, shipment)

    def undo(self, ref: str, tracking: str) -> None:
        """A shipment is cancelled: what it held is to be shipped by new ids, the closed ones stay."""
        order = self.sold(ref)
        (shipment,) = (one for one in order.shipments if one.number == tracking)
        shipment.status = "CANCELLED"
        lines = [line for line in order.lines if line.id in shipment.units]
        rows = [
            ToShipLine(self.truth.new_id(), one, shipment.units[one.id], shipment.units[one.id])
            for one in lines
        ]
        for row in rows:
            self.truth.move(row.line, BENCH, committed=row.total, on_hand=row.total)
        order.to_ship.append(ToShip(self.truth.new_id(), BENCH, rows, self.clock.now()))
        self.touch(ref)

    def split(self, ref: str, sku: str, location: int) -> None:
        """Another location sends a line of the order."""
        order = self.sold(ref)
        (row,) = (row for row in order.to_ship[0].lines if row.line.sku == sku)
        order.to_ship[0].lines.remove(row)
        levels = self._variants[sku].levels
        levels.setdefault(location, {"available": 0, "on_hand": 0, "committed": 0})
        order.to_ship.append(ToShip(self.truth.new_id(), location, [row], self.clock.now()))
        self.touch(ref)

    def drop_ware(self, sku: str) -> None:
        del self.truth.variants[sku]

    def uncount(self, sku: str) -> None:
        self.truth.variants[sku].tracked = False

    # -- trouble in the cart's own words ----------------------------------------------------------

    def throttle(self, times: int, seconds: int) -> None:
        self._throttled = [times, seconds]

    def unlimited(self) -> None:
        self.door.unlimited = True

    def expire(self) -> None:
        self.door.expire()

    def revoke(self) -> None:
        self.door.open = False

    def restore(self) -> None:
        self.door.open = True

    # -- the truth --------------------------------------------------------------------------------

    def left(self, ref: str) -> list[Left]:
        if int(ref) not in self.truth.orders:
            return []
        order = self.sold(ref)
        skus = {line.id: line.sku for line in order.lines}
        return [
            Left(one.number, one.company, {skus[line]: units for line, units in one.units.items()}, one.told)
            for one in order.shipments
            if one.status == "SUCCESS"
        ]

    def completed(self, ref: str) -> bool:
        return self.sold(ref).status == "FULFILLED"

    def stock(self, sku: str) -> int:
        return self._variants[sku].levels[BENCH]["available"]

    def product(self, sku: str) -> tuple[str, str]:
        return str(self._variants[sku].id), ""


def _is_write(request: Request) -> bool:
    return request.path.endswith("/graphql.json") and b"mutation" in request.body[:60]


def _checked(wanted: str) -> str:
    if not re.fullmatch(r"gid://shopify/\w+/\d+", wanted):
        raise Wrong(f"Invalid global id '{wanted}'", "argumentLiteralsIncompatible")
    return wanted


def _since(rows: list[Any], args: Mapping[str, Any]) -> list[Any]:
    asked = args.get("query") or ""
    if not asked:
        return list(rows)
    found = _SINCE.fullmatch(asked)
    if found is None:
        raise Wrong("Invalid search field for this query", "BAD_REQUEST")
    since = datetime.fromisoformat(found[1])
    return [row for row in rows if row.updated >= since]


def _line(order: Sold, sku: str) -> OrderLine:
    return next(line for line in order.lines if line.sku == sku)


def _left(order: Sold, line: OrderLine) -> list[int]:
    return [row.remaining for one in order.to_ship for row in one.lines if row.line is line]
