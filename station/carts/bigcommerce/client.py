"""One BigCommerce store as a `Cart`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from station.carts import paging, parcels
from station.carts.bigcommerce import mapping, shipping
from station.carts.bigcommerce.api import Api, listed
from station.carts.bigcommerce.manifest import MANIFEST
from station.carts.bigcommerce.mapping import Sources
from station.carts.bigcommerce.probing import probe
from station.carts.bigcommerce.shelf import DELTA, Shelf
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
from station.carts.reading import Json, encode, number_of, ref_of
from station.carts.rest import Query, Reply
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, ShipConfirm
from station.net.http import Http

_LARGEST_PICTURE = 5 * 1024 * 1024
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_HALF = timedelta(milliseconds=500)
_WHOLE: Query = (("include", "consignments,consignments.line_items"), ("consignment_structure", "object"))
_BROKEN = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError)


class BigCommerce:
    """See `Cart`. An order to several addresses is several orders here, `118-51` and `118-52`."""

    manifest: Manifest = MANIFEST

    def __init__(self, settings: StoreSettings, secrets: Mapping[str, str], http: Http) -> None:
        self._settings = settings
        self._states = settings.states()
        self._page_size = settings.number("page_size", 50, 1, 250)
        self._api = Api(http, secrets["access_token"])
        self._shelf = Shelf(self._api, settings)

    def probe(self) -> Probe:
        return probe(self._api, self._shelf)

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """Archived orders are in no list: they are found gone when they are read again."""
        place = self._place(since, cursor)
        reply = self._list(place)
        rows = listed(reply)
        marks = _marks(rows)
        times = [mark.changed for mark in marks if mark.changed is not None]
        answered = reply.at or max(times, default=since or _BEGINNING)
        place = replace(place, began=place.began or answered)
        pages = self._pages(place, len(rows))
        told = paging.Told(self._page_size, pages, paging.fresh_from(answered, reply.seconds))
        following = paging.advance(place, marks, told, None)
        unseen = [row for row, mark in zip(rows, marks, strict=True) if mark.key not in place.seen]
        read = [one for row in unseen for one in self._read_or_put_aside(row)]
        return Page(
            orders=tuple(one for one in read if isinstance(one, OrderRead)),
            bad=tuple(one for one in read if isinstance(one, BadOrder)),
            cursor=following.encode() if following else None,
            answered_at=paging.read_to(following, place.began or answered),
            total=self._count(_bounds(place)) if following and cursor is None else None,
        )

    def order(self, ref: str) -> OrderRead:
        row = self._api.read(f"v2/orders/{ref.partition('-')[0]}", _WHOLE, about="order").row
        if row.get("is_deleted") is True:
            raise Refused("cart.order_gone", status=200)
        try:
            found = {one.order.ref: one for one in self._read(row)}
        except Unreadable as error:
            raise Refused(error.problem.code, **error.problem.params) from error
        if ref not in found:
            raise Refused("cart.order_gone", status=200)
        return found[ref]

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        return self._shelf.products(wanted)

    def image(self, url: str) -> bytes:
        return self._api.download(url, _LARGEST_PICTURE)

    def steps(self, message: Message) -> tuple[Step, ...]:
        match message:
            case ShipConfirm():
                return parcels.steps(message, "shipment", repeatable=False)
            case CompleteOrder():
                return ()  # the last shipment has done it
            case AdjustStock():
                return (DELTA,)

    def evidence(self, message: Message, step: Step) -> bool:
        """A correction leaves none: reasons cannot be read back, and a number moves with every sale."""
        return isinstance(message, ShipConfirm) and shipping.has(self._api, message, step)

    def write(self, message: Message, step: Step) -> None:
        try:
            match message:
                case ShipConfirm():
                    shipping.write(self._api, self._settings, message, step)
                case AdjustStock():
                    self._shelf.write(message)
        except Unusable as error:  # a read before the write: nothing was applied
            raise TryLater(error.problem.code, None, **error.problem.params) from error

    def stock(self, product: str, parent: str) -> StockLevel:
        return self._shelf.stock(product, parent)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return shipping.shipments(self._api, ref)

    def locations(self) -> tuple[Location, ...]:
        return self._shelf.locations()

    def budget(self) -> Budget | None:
        return self._api.limits.budget

    def close(self) -> None:
        self._api.close()

    def _place(self, since: datetime | None, cursor: str | None) -> paging.Place:
        left = paging.resumed(cursor, paging.Place.decode, self._settings.name)
        return left or paging.start("any", since, None, None)

    def _list(self, place: paging.Place) -> Reply:
        """Nobody documents whether a bound counts itself, or its parts of a second: half a second above the
        last moment read it need not, and a store that drops the half is asked from the next second on.
        """
        reply = self._asked(place, _HALF)
        after = place.after if place.window is None else None
        if after and any(mark.changed and mark.changed <= after for mark in _marks(listed(reply))):
            return self._asked(place, paging.SECOND)
        return reply

    def _asked(self, place: paging.Place, above: timedelta) -> Reply:
        sort = "id:asc" if place.window else "date_modified:asc"
        page = (("limit", str(self._page_size)), ("sort", sort), ("page", str(place.page or 1)))
        return self._api.read("v2/orders", (*_bounds(place, above), *page, *_WHOLE))

    def _pages(self, place: paging.Place, rows: int) -> int | None:
        """How many pages a window has: it is read from its last page back. Asked at its first look."""
        if place.window is None or place.page or rows < self._page_size:
            return None
        count = self._count(_bounds(place))
        return None if count is None else -(-count // self._page_size)

    def _count(self, bounds: Query) -> int | None:
        found = number_of(self._api.read("v2/orders/count", bounds).row.get("count"))
        return None if found is None else int(found)

    def _read_or_put_aside(self, row: Json) -> tuple[OrderRead, ...] | tuple[BadOrder]:
        if self._settings.give_way is not None:
            self._settings.give_way()
        try:
            return self._read(row)
        except (Unreadable, Refused) as error:
            ref = ref_of(row.get("id"))
            return (BadOrder(ref, ref, error.problem),)

    def _read(self, row: Json) -> tuple[OrderRead, ...]:
        route = f"v2/orders/{ref_of(row.get('id'))}"
        if mapping.places_are_elsewhere(row):
            places = list(self._api.rows(f"{route}/shipping_addresses"))
            row = {**row, "consignments": {"shipping": places}}
        try:
            lines = mapping.lines_inside(row)
            payload: dict[str, object] = {"order": row}
            if lines is None:
                payload["products"] = lines = self._api.rows(f"{route}/products")
            shipments: tuple[Json, ...] = ()
            if mapping.wants_shipments(lines, mapping.native_state(row, self._states)):
                payload["shipments"] = shipments = self._api.rows(f"{route}/shipments")
            found = mapping.orders_of(Sources(row, lines, shipments), self._settings.name, self._states)
        except _BROKEN as error:
            raise Unreadable("order.unreadable", field=type(error).__name__) from error
        return tuple(OrderRead(one, encode(payload)) for one in found)


def _bounds(place: paging.Place, above: timedelta = _HALF) -> Query:
    """What comes besides a window is only read twice."""
    low, high = place.window or (place.after, None)
    bounds = () if low is None else (("min_date_modified", _text(low + above)),)
    return bounds if high is None else (*bounds, ("max_date_modified", _text(high)))


def _marks(rows: Sequence[Json]) -> list[paging.Row]:
    return [paging.Row(ref_of(row.get("id")), _changed(row)) for row in rows]


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _changed(row: Json) -> datetime | None:
    return mapping.when(row.get("date_modified")) or mapping.when(row.get("date_created"))
