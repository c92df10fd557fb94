"""The truth of a small Vendure, and what its Admin API does to it.

Sources: schema 3.7.3, the default order and fulfillment processes, recorded answers of 3.7.3. Rows are kept
as the API gives them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from graphql import GraphQLError

from doubles.clock import ShopClock

Row = dict[str, Any]
MOST = 1000
NEXT = {
    "PaymentAuthorized": ("PaymentSettled", "Cancelled", "Modifying", "ArrangingAdditionalPayment"),
    "PaymentSettled": (
        *("PartiallyDelivered", "Delivered", "PartiallyShipped", "Shipped", "Cancelled", "Modifying"),
        "ArrangingAdditionalPayment",
    ),
    "PartiallyShipped": ("Shipped", "PartiallyDelivered", "Cancelled", "Modifying"),
    "Shipped": ("PartiallyDelivered", "Delivered", "Cancelled", "Modifying"),
    "PartiallyDelivered": ("Delivered", "Cancelled", "Modifying"),
    "Delivered": ("Cancelled",),
}
FULFILLMENT_NEXT = {
    "Pending": ("Shipped", "Delivered", "Cancelled"),
    "Shipped": ("Delivered", "Cancelled"),
    "Delivered": ("Cancelled",),
    "Cancelled": (),
}
LEFT = ("Shipped", "Delivered")


def trouble(code: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code})


def error(kind: str, code: str, message: str, **more: Any) -> Row:
    return {"__typename": kind, "errorCode": code, "message": message, **more}


class Store:
    """Orders, variants and locations."""

    def __init__(self, clock: ShopClock) -> None:
        self.clock = clock
        self.orders: dict[str, Row] = {}
        self.variants: dict[str, Row] = {}
        self.locations: list[Row] = [{"id": "1", "name": "Default Stock Location"}]
        self.track_inventory = True
        self._ids = count(1)

    def new_id(self) -> str:
        return str(next(self._ids))

    def now(self) -> str:
        return moment(self.clock.now())

    # -- lists

    def list_orders(self, options: Row | None) -> Row:
        return listed(self.orders.values(), options)

    def list_variants(self, options: Row | None) -> Row:
        there = [one for one in self.variants.values() if not one["deleted"]]
        return listed(there, options)

    # -- what the API does

    def fulfill(self, input: Row) -> Row:  # noqa: A002 - the argument's own name
        wanted = input["lines"]
        if not wanted or not sum(one["quantity"] for one in wanted):
            return error(
                "EmptyOrderLineSelectionError",
                "EMPTY_ORDER_LINE_SELECTION_ERROR",
                "At least one OrderLine must be specified",
            )
        order = self._order_of(wanted)
        lines = {line["id"]: line for line in order["lines"]}
        for one in wanted:
            if one["quantity"] > lines[one["orderLineId"]]["quantity"] - taken(order, one["orderLineId"]):
                return error(
                    "ItemsAlreadyFulfilledError",
                    "ITEMS_ALREADY_FULFILLED_ERROR",
                    "One or more OrderItems are already part of a Fulfillment",
                )
            variant = lines[one["orderLineId"]]["productVariant"]
            on_hand = sum(level["stockOnHand"] for level in variant["stockLevels"])
            if self.counts(variant) and on_hand < one["quantity"]:
                return error(
                    "InsufficientStockOnHandError",
                    "INSUFFICIENT_STOCK_ON_HAND_ERROR",
                    f'"{variant["name"]}" has insufficient stockOnHand ({on_hand})',
                    productVariantId=variant["id"],
                    productVariantName=variant["name"],
                    stockOnHand=on_hand,
                )
        if input["handler"]["code"] != "manual-fulfillment":
            return error(
                "InvalidFulfillmentHandlerError",
                "INVALID_FULFILLMENT_HANDLER_ERROR",
                "errorResult.INVALID_FULFILLMENT_HANDLER_ERROR",
            )
        arguments = {one["name"]: one["value"] for one in input["handler"]["arguments"]}
        return self._make(order, wanted, arguments.get("method", ""), arguments.get("trackingCode", ""))

    def add_note(self, input: Row) -> Row:  # noqa: A002 - the argument's own name
        """It moves nothing of the order, not even its time of change."""
        order = self.orders.get(input["id"])
        if order is None:
            raise _no("Order", input["id"])
        entry = {
            "id": self.new_id(),
            "createdAt": self.now(),
            "type": "ORDER_NOTE",
            "isPublic": input["isPublic"],
            "data": {"note": input["note"]},
        }
        order["history"]["items"].insert(0, entry)
        order["history"]["totalItems"] += 1
        return order

    def _make(self, order: Row, wanted: list[Row], method: str, code: str) -> Row:
        made: Row = {
            "__typename": "Fulfillment",
            "id": self.new_id(),
            "state": "Pending",
            "method": method,
            "trackingCode": code,
            "lines": [dict(one) for one in wanted],
        }
        order["fulfillments"].append(made)
        for one in made["lines"]:  # the stock goes now, not when it is Shipped
            self.move(order, one, on_hand=-one["quantity"], allocated=-one["quantity"])
        return made

    def move_fulfillment(self, ref: str, state: str) -> Row:
        found = [(one, made) for one in self.orders.values() for made in one["fulfillments"]]
        for order, made in found:
            if made["id"] == ref:
                return self._moved(order, made, state)
        raise _no("Fulfillment", ref)

    def _moved(self, order: Row, made: Row, state: str) -> Row:
        if state not in FULFILLMENT_NEXT[made["state"]]:
            said = f'Cannot transition Fulfillment from "{made["state"]}" to "{state}"'
            return error(
                "FulfillmentStateTransitionError",
                "FULFILLMENT_STATE_TRANSITION_ERROR",
                "errorResult.FULFILLMENT_STATE_TRANSITION_ERROR",
                transitionError=said,
                fromState=made["state"],
                toState=state,
            )
        made["state"] = state
        if state == "Cancelled":  # the order stays where it is
            for one in made["lines"]:
                self.move(order, one, on_hand=one["quantity"], allocated=one["quantity"])
            return made
        states = LEFT if state == "Shipped" else ("Delivered",)
        whole = all(taken(order, line["id"], states) >= line["quantity"] for line in order["lines"])
        reached = state if whole else f"Partially{state}"
        if reached in NEXT.get(order["state"], ()):  # which authorized orders have no way to
            order["state"] = reached  # updatedAt does not move
        return made

    def set_stock(self, wanted: list[Row]) -> list[Row]:
        changed = []
        for one in wanted:
            variant = self.variants.get(one["id"])
            if variant is None or variant["deleted"]:
                raise _no("ProductVariant", one["id"])
            levels = {level["stockLocationId"]: level for level in variant["stockLevels"]}
            given = [(level["stockLocationId"], level["stockOnHand"]) for level in one.get("stockLevels", [])]
            if "stockOnHand" in one:
                given.append((self.locations[0]["id"], one["stockOnHand"]))
            for location, on_hand in given:
                if on_hand < 0:
                    raise trouble("USER_INPUT_ERROR", "stockOnHand cannot be a negative value")
                if location not in [place["id"] for place in self.locations]:
                    raise _no("StockLocation", location)
                fresh = {"stockLocationId": location, "stockOnHand": 0, "stockAllocated": 0}
                if location not in levels:
                    variant["stockLevels"].append(fresh)
                levels.setdefault(location, fresh)["stockOnHand"] = on_hand
            changed.append(variant)
        return changed

    # -- stock

    def counts(self, variant: Row) -> bool:
        flag = variant["trackInventory"]
        return flag == "TRUE" or (flag == "INHERIT" and self.track_inventory)

    def move(self, order: Row, line: Mapping[str, Any], *, on_hand: int = 0, allocated: int = 0) -> None:
        (found,) = [one for one in order["lines"] if one["id"] == line["orderLineId"]]
        if self.counts(found["productVariant"]):
            level = found["productVariant"]["stockLevels"][0]
            level["stockOnHand"] += on_hand
            level["stockAllocated"] += allocated

    def _order_of(self, wanted: list[Row]) -> Row:
        for one in wanted:
            found = [order for order in self.orders.values() if _has(order, one["orderLineId"])]
            if not found:
                raise _no("OrderLine", one["orderLineId"])
        return found[0]


def _has(order: Row, line: str) -> bool:
    return any(one["id"] == line for one in order["lines"])


def _no(kind: str, ref: str) -> GraphQLError:
    return trouble("ENTITY_NOT_FOUND", f'No {kind} with the id "{ref}" could be found')


def taken(order: Row, line: str, states: Iterable[str] = ("Pending", *LEFT)) -> int:
    """Units of a line in fulfillments of such states."""
    return sum(
        one["quantity"]
        for made in order["fulfillments"]
        if made["state"] in states
        for one in made["lines"]
        if one["orderLineId"] == line
    )


def moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: bool(value == given),
    "notEq": lambda value, given: bool(value != given),
    "in": lambda value, given: value in given,
    "notIn": lambda value, given: value not in given,
    "after": lambda value, given: _when(value) > _when(given),
    "before": lambda value, given: _when(value) < _when(given),
    "between": lambda value, given: _when(given["start"]) <= _when(value) <= _when(given["end"]),
}


def _when(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise trouble("BAD_USER_INPUT", f"DateTime cannot represent {text}") from None


def listed(rows: Iterable[Row], options: Row | None) -> Row:
    """A page, as every list of Vendure is: filtered, sorted, cut. Ids are numbers in the database."""
    asked = options or {}
    take = asked.get("take", MOST)
    if take > MOST:
        raise trouble("USER_INPUT_ERROR", f"Cannot take more than {MOST} results from a list query")
    found = [
        row
        for row in rows
        if all(
            _OPERATORS[operator](row[name], given)
            for name, operators in (asked.get("filter") or {}).items()
            for operator, given in operators.items()
        )
    ]
    for name, way in reversed(list((asked.get("sort") or {}).items())):
        found.sort(key=lambda row: int(row[name]) if name == "id" else row[name], reverse=way == "DESC")
    skip = asked.get("skip", 0)
    return {"items": found[skip : skip + take], "totalItems": len(found)}
