"""One store view of Magento as a `Cart`."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from station.carts import paging
from station.carts.contract import (
    BadOrder,
    Budget,
    Location,
    Manifest,
    OrderRead,
    Page,
    Probe,
    Refused,
    Shipped,
    Step,
    StockLevel,
    TryLater,
    Unusable,
)
from station.carts.magento import mapping, shipping
from station.carts.magento.access import Access
from station.carts.magento.api import Api, Filter, criteria, explain, found, parse
from station.carts.magento.lines import bundles_of, has_shipped
from station.carts.magento.manifest import MANIFEST
from station.carts.magento.mapping import Rules, Sources
from station.carts.magento.probing import probe
from station.carts.magento.shelf import Shelf
from station.carts.magento.store import StoreView
from station.carts.reading import Json, encode, moment_of, ref_of, word_of
from station.carts.rest import Query, Rest
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.problem import Problem
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, OrderNote, ShipConfirm
from station.net.http import Http

_STOCK = Step("stock", repeatable=False)
_LARGEST_PICTURE = 5 * 1024 * 1024
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_BROKEN = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError)


class Magento:
    """See `Cart`. `now` (seconds since 1970) is handed in by tests."""

    manifest: Manifest = MANIFEST

    def __init__(
        self, settings: StoreSettings, access: Access, http: Http, *, now: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._page_size = settings.number("page_size", 100, 1, 300)
        self._rules = Rules(settings.name, settings.states(), settings.words("offline_ready"))
        self._access = access
        self._now = now
        code = settings.text("store_code", "default")
        rest = Rest(
            http,
            signer=access.signer,
            renew=access.renew,
            explain=explain,
            parse=parse,
            headers={"Store": code} if access.cloud else None,
        )
        self._api = Api(rest, "" if access.cloud else f"rest/{code}/")
        self._view = StoreView(self._api, settings, code)
        self._shelf = Shelf(self._api, settings, self._view)

    def probe(self) -> Probe:
        self._view.forget()
        return probe(self._api, self._view, self._settings, self._now)

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """Before the last page `answered_at` is the change up to which all has been read."""
        place = self._place(since, cursor)
        reply = self._api.read("orders", self._query(place))
        rows, total = found(reply)
        marks = [paging.Row(ref_of(row.get("entity_id")), _changed(row)) for row in rows]
        times = [mark.changed for mark in marks if mark.changed is not None]
        answered = reply.at or max(times, default=since or _BEGINNING)
        place = replace(place, began=place.began or answered)
        told = paging.Told(
            self._page_size, -(-total // self._page_size), paging.fresh_from(answered, reply.seconds)
        )
        following = paging.advance(place, marks, told, None)
        read = self._read([row for row, mark in zip(rows, marks, strict=True) if mark.key not in place.seen])
        return Page(
            orders=tuple(one for one in read if isinstance(one, OrderRead)),
            bad=tuple(one for one in read if isinstance(one, BadOrder)),
            cursor=following.encode() if following else None,
            answered_at=paging.read_to(following, place.began or answered),
            total=total if cursor is None else None,
        )

    def order(self, ref: str) -> OrderRead:
        (read,) = self._read([self._row(ref)])
        if isinstance(read, BadOrder):
            raise Refused(read.problem.code, **read.problem.params)
        return read

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        return self._shelf.products(wanted)

    def image(self, url: str) -> bytes:
        return self._api.download(url, _LARGEST_PICTURE)

    def steps(self, message: Message) -> tuple[Step, ...]:
        match message:
            case ShipConfirm():
                return shipping.steps(message)
            case CompleteOrder():
                return ()  # an order that is paid and shipped is complete by itself
            case AdjustStock():
                return (_STOCK,)

    def evidence(self, message: Message, step: Step) -> bool:
        match message:
            case ShipConfirm():
                return shipping.has(self._api, message, step)
            case CompleteOrder():
                return True
            case AdjustStock():
                return self._shelf.has(message)

    def write(self, message: Message, step: Step) -> None:
        try:
            match message:
                case ShipConfirm():
                    shipping.ship(self._api, self._settings, self._view.ship_from(), message, step)
                case AdjustStock():
                    self._shelf.adjust(message)
                case CompleteOrder():
                    return
        except Unusable as error:  # a read before the write: nothing was applied
            raise TryLater(error.problem.code, None, **error.problem.params) from error

    def has_note(self, note: OrderNote) -> bool:
        return shipping.has_note(self._api, note)

    def add_note(self, note: OrderNote) -> None:
        shipping.add_note(self._api, note)

    def stock(self, product: str, parent: str) -> StockLevel:
        del parent  # every product has its own number
        return self._shelf.stock(product)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return shipping.shipments(self._api, ref)

    def locations(self) -> tuple[Location, ...]:
        return self._shelf.locations()

    def budget(self) -> Budget | None:
        return None

    def close(self) -> None:
        self._api.close()
        self._access.close()

    # -- orders -----------------------------------------------------------------------------------

    def _place(self, since: datetime | None, cursor: str | None) -> paging.Place:
        left = paging.resumed(cursor, paging.Place.decode, self._settings.name)
        return left or paging.start("any", since, None, None)

    def _query(self, place: paging.Place) -> Query:
        """Bounds are UTC without saying so, of one second, and belong to what they bound."""
        bounds: list[list[Filter]] = []
        if place.after is not None:
            bounds.append([("updated_at", "gteq", _bound(place.after + paging.SECOND))])
        if place.window is not None:
            bounds.append([("updated_at", "lteq", _bound(place.window[1] - paging.SECOND))])
            return criteria(bounds, ("entity_id",), size=self._page_size, page=place.page or 1)
        return criteria(bounds, ("updated_at", "entity_id"), size=self._page_size)

    def _row(self, ref: str) -> Json:
        """That there is none is asked for in two ways: anything in between may answer 404."""
        try:
            return self._api.read(f"orders/{ref}", about="order").row
        except Refused as error:
            if error.problem.code == "cart.order_gone" and self._api.search("orders", "entity_id", [ref]):
                raise Unusable("cart.unusable", status=404) from error
            raise

    def _read(self, rows: Sequence[Json]) -> list[OrderRead | BadOrder]:
        """Orders with what left of them and what their bundles are, both asked for all of them at once."""
        gone = [ref_of(row.get("entity_id")) for row in rows if has_shipped(row) and not self._is_void(row)]
        left: dict[str, list[Json]] = {}
        for shipment in self._api.search("shipments", "order_id", gone):
            left.setdefault(ref_of(shipment.get("order_id")), []).append(shipment)
        bundled = {ref for row in rows for ref in bundles_of(row) if ref}
        bundles = self._shelf.bundles(sorted(bundled))
        return [self._one(Sources(row, left.get(ref_of(row.get("entity_id")), ()), bundles)) for row in rows]

    def _is_void(self, row: Json) -> bool:
        """Nothing of it leaves by our hand any more, so it does not matter what left by whose."""
        return word_of(row.get("state")) in ("canceled", "closed")

    def _one(self, sources: Sources) -> OrderRead | BadOrder:
        if self._settings.give_way is not None:
            self._settings.give_way()
        try:
            order = mapping.order_of(sources, self._rules)
        except Unreadable as error:
            return _bad(sources.order, error.problem)
        except _BROKEN as error:
            return _bad(sources.order, Problem("order.unreadable", {"field": type(error).__name__}))
        payload: Mapping[str, object] = {
            "order": sources.order,
            "shipments": sources.shipments,
            "bundles": {ref: sources.bundles.get(ref, "") for ref in sorted(bundles_of(sources.order))},
        }
        return OrderRead(order, encode(payload))


def _bad(row: Json, problem: Problem) -> BadOrder:
    ref = ref_of(row.get("entity_id"))
    return BadOrder(ref, word_of(row.get("increment_id")) or ref, problem)


def _changed(row: Json) -> datetime | None:
    return moment_of(row.get("updated_at")) or moment_of(row.get("created_at"))


def _bound(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
