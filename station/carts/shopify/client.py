"""One Shopify shop as a `Cart`."""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from station.carts import paging, parcels
from station.carts.contract import (
    BadOrder,
    Budget,
    Location,
    Manifest,
    OrderRead,
    Page,
    Probe,
    Refused,
    Right,
    Shipped,
    Step,
    StockLevel,
    TryLater,
    Unusable,
)
from station.carts.reading import Json, encode, moment_of, number_of, part_of, rows_of, text_of, word_of
from station.carts.settings import StoreSettings
from station.carts.shopify import queries
from station.carts.shopify.api import VERSION, Api
from station.carts.shopify.ids import gid, id_of
from station.carts.shopify.manifest import MANIFEST, SCOPES
from station.carts.shopify.mapping import order_of
from station.carts.shopify.shelf import Shelf
from station.carts.shopify.shipping import Shipping
from station.carts.unreadable import one_order
from station.model.problem import Problem
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, ShipConfirm
from station.net.http import Http

_ADJUST = Step("adjust", repeatable=True)  # it is computed anew from a fresh reading, and compared there
_LARGEST_PICTURE = 5 * 1024 * 1024
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a pass is: orders first, then what is to be shipped of orders that did not change themselves.

    `began`: the clock of the last answer that listed orders.
    """

    phase: str
    after: str | None = None
    began: datetime | None = None

    def encode(self) -> str:
        return json.dumps([self.phase, self.after, self.began.isoformat() if self.began else None])

    @classmethod
    def decode(cls, text: str) -> "_Place":
        phase, after, began = json.loads(text)
        return cls(str(phase), after, datetime.fromisoformat(began) if began else None)


class Shopify:
    """See `Cart`. `monotonic` is handed in by tests."""

    manifest: Manifest = MANIFEST

    def __init__(
        self,
        settings: StoreSettings,
        secrets: Mapping[str, str],
        http: Http,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        settings.states()
        self._settings = settings
        self._page_size = settings.number("page_size", 50, 1, 100)
        self._api = Api(settings, secrets, http, monotonic)
        self._shelf = Shelf(self._api, settings)
        self._shipping = Shipping(self._api, settings)

    def probe(self) -> Probe:
        data, reply = self._api.asked(queries.SHOP)
        shop = part_of(data, "shop")
        installed = part_of(data, "currentAppInstallation")
        granted = {word_of(one.get("handle")) for one in rows_of(installed.get("accessScopes"))}
        served = reply.headers.get("x-shopify-api-version", "").strip()
        problems = []
        if served and served != VERSION:
            problems.append(Problem("cart.version_fell_forward", {"asked": VERSION, "served": served}))
        plan = word_of(part_of(shop, "plan").get("publicDisplayName"))
        said = (f"Admin API {served or VERSION}", word_of(shop.get("currencyCode")), plan)
        return Probe(
            title=text_of(shop.get("name")) or word_of(shop.get("myshopifyDomain")),
            version=", ".join(filter(None, said)),
            problems=tuple(problems),
            # Who may write may read.
            rights=tuple(
                Right(scope, purpose, bool({scope, scope.replace("read_", "write_", 1)} & granted))
                for scope, purpose in SCOPES
            ),
        )

    # -- orders -----------------------------------------------------------------------------------

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """Orders by their time of change; then, of those that did not change, the ones a hold or a move of a
        fulfillment order happened to. Before the last page of orders `answered_at` is the change up to which
        all has been read.
        """
        place = self._place(cursor)
        if place.phase == "orders":
            return self._by_change(since, place)
        return self._by_fulfillment_order(since or _BEGINNING, place)

    def _place(self, cursor: str | None) -> _Place:
        left = paging.resumed(cursor, _Place.decode, self._settings.name)
        return left or _Place("orders")

    def _by_change(self, since: datetime | None, place: _Place) -> Page:
        asked = {"q": _since(since) if since else "", "first": self._page_size, "after": place.after}
        data, reply = self._api.asked(queries.CHANGED_ORDERS, **asked)
        found = part_of(data, "orders")
        rows = list(rows_of(found.get("nodes")))
        times = [at for row in rows if (at := moment_of(row.get("updatedAt"))) is not None]
        answered = reply.at or max(times, default=since or _BEGINNING)
        page = part_of(found, "pageInfo")
        following = None
        if page.get("hasNextPage") is True:
            following = _Place("orders", word_of(page.get("endCursor")))
        elif since is not None:
            following = _Place("fulfillment orders", None, answered)
        last = following is None or following.began is not None
        count = part_of(data, "ordersCount")
        exact = number_of(count.get("count")) if count.get("precision") == "EXACT" else None
        until = answered if last else min([answered, *times[-1:]])
        return self._page(rows, following, until, None if exact is None else int(exact))

    def _by_fulfillment_order(self, since: datetime, place: _Place) -> Page:
        asked = {"q": _since(since), "first": self._page_size, "after": place.after}
        found = part_of(self._api.read(queries.CHANGED_TO_SHIP, **asked), "fulfillmentOrders")
        orders: dict[str, Json] = {}
        for row in rows_of(found.get("nodes")):
            order = part_of(row, "order")
            changed = moment_of(order.get("updatedAt"))
            if changed is not None and changed < since:  # else it is among the orders
                orders[id_of(order)] = order
        page = part_of(found, "pageInfo")
        following = None
        if page.get("hasNextPage") is True:
            following = _Place(place.phase, word_of(page.get("endCursor")), place.began)
        return self._page(orders.values(), following, place.began or since, None)

    def _page(
        self, rows: Iterable[Json], following: _Place | None, until: datetime, total: int | None
    ) -> Page:
        takes_tests = self._settings.flag("test_orders")
        wanted = (row for row in rows if takes_tests or row.get("test") is not True)
        read = [one for row in wanted if (one := self._read_or_put_aside(row)) is not None]
        return Page(
            orders=tuple(one for one in read if isinstance(one, OrderRead)),
            bad=tuple(one for one in read if isinstance(one, BadOrder)),
            cursor=following.encode() if following else None,
            answered_at=until,
            total=total,
        )

    def _read_or_put_aside(self, row: Json) -> OrderRead | BadOrder | None:
        """None for one that was deleted since it was listed."""
        if self._settings.give_way is not None:
            self._settings.give_way()
        ref = id_of(row)
        try:
            return self.order(ref)
        except Refused as refused:
            gone = refused.problem.code == "cart.order_gone"
            return None if gone else BadOrder(ref, word_of(row.get("name")) or ref, refused.problem)

    def order(self, ref: str) -> OrderRead:
        row = self._api.read(queries.ORDER, id=gid("Order", ref)).get("order") if ref.isdigit() else None
        if not isinstance(row, dict):
            raise Refused("cart.order_gone", order=ref)
        order = gid("Order", ref)
        lines = part_of(row, "lineItems")
        nodes = self._api.whole(lines, queries.MORE_LINES, ("order", "lineItems"), order)
        to_ship = self._shipping.to_ship(ref, part_of(row, "fulfillmentOrders"))
        count = int(number_of(part_of(row, "fulfillmentsCount").get("count")) or 0)
        merged: dict[str, object] = {
            **row,
            "lineItems": {"nodes": nodes},
            "fulfillmentOrders": {"nodes": to_ship},
            "fulfillments": self._shipping.told(ref, count) if count else [],
        }
        with one_order():
            return OrderRead(order_of(merged, self._settings), encode({"order": merged}))

    # -- products and places ----------------------------------------------------------------------

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        return self._shelf.products(wanted)

    def image(self, url: str) -> bytes:
        return self._api.download(url, _LARGEST_PICTURE)

    def stock(self, product: str, parent: str) -> StockLevel:
        del parent  # every variant has its own
        return self._shelf.stock(product)

    def locations(self) -> tuple[Location, ...]:
        begun = part_of(self._api.read(queries.LOCATIONS, after=None), "locations")
        rows = self._api.whole(begun, queries.LOCATIONS, ("locations",))
        return tuple(
            Location(id_of(row), text_of(row.get("name")), row.get("isActive") is not False) for row in rows
        )

    # -- telling ----------------------------------------------------------------------------------

    def steps(self, message: Message) -> tuple[Step, ...]:
        """An order is completed by its last shipment."""
        match message:
            case ShipConfirm():
                return parcels.steps(message, "fulfillment", repeatable=False)
            case CompleteOrder():
                return ()
            case AdjustStock():
                return (_ADJUST,)

    def evidence(self, message: Message, step: Step) -> bool:
        """Nothing can be asked about a correction: its stock is read anew and what is missing corrected."""
        with one_order():
            return isinstance(message, ShipConfirm) and self._shipping.has(message, parcels.number(step))

    def write(self, message: Message, step: Step) -> None:
        try:
            if isinstance(message, ShipConfirm):
                with one_order():
                    self._shipping.write(message, parcels.number(step))
            elif isinstance(message, AdjustStock):
                self._shelf.adjust(message)
        except Unusable as error:  # a read before the write: nothing was applied
            raise TryLater(error.problem.code, None, **error.problem.params) from error

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        with one_order():
            return self._shipping.shipments(ref)

    def budget(self) -> Budget | None:
        return self._api.budget

    def close(self) -> None:
        self._api.close()


def _since(moment: datetime) -> str:
    """Quoted, and in UTC that says so: a bare date is one of the shop's own zone."""
    return f"updated_at:>='{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"
