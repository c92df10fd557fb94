"""One store behind API2Cart as a `Cart`."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from station.carts import parcels
from station.carts.api2cart import listing, mapping
from station.carts.api2cart.api import ALL, MOST, Api, one
from station.carts.api2cart.dates import moment, zone_of
from station.carts.api2cart.lines import has_left, numbers_of
from station.carts.api2cart.listing import Place
from station.carts.api2cart.manifest import MANIFEST
from station.carts.api2cart.probing import probe
from station.carts.api2cart.products import Shelf
from station.carts.api2cart.shipping import body_of, shipped_of
from station.carts.api2cart.statuses import key_of
from station.carts.api2cart.store import Store
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
)
from station.carts.parcels import comparable_tracking
from station.carts.reading import Json, encode, ref_of, shown, word_of
from station.carts.settings import StoreSettings, bad_option
from station.carts.unreadable import Unreadable
from station.model.order import OrderState
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, ShipConfirm
from station.net.http import Http

log = logging.getLogger(__name__)

_STATUS = Step("status", repeatable=True)
# What a repeat would do cannot be seen at the shop: its number is all there is, and others change it too.
_DELTA = Step("delta", repeatable=False)
_BROKEN = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError)


class Api2Cart:
    """See `Cart`. Raises `StationError` `settings.bad_option`."""

    manifest: Manifest

    def __init__(self, settings: StoreSettings, secrets: Mapping[str, str], http: Http) -> None:
        self._settings = settings
        unpaid = settings.flag("unpaid_takes_stock")  # the cart behind decides: nobody tells
        self.manifest = replace(MANIFEST, pending_takes_stock=unpaid)
        self._size = settings.number("page_size", 100, 1, MOST)
        if (zone := settings.text("time_zone")) and zone_of(zone) is None:
            raise bad_option(settings, "time_zone", zone)
        self._own = {key_of(status): state for status, state in settings.states().items()}
        self._api = Api(http, secrets, settings.text("store_id"))
        self._store = Store(self._api, settings, secrets["store_key"].strip())
        self._shelf = Shelf(self._api, self._store, settings)

    def probe(self) -> Probe:
        return probe(self._api, self._store, self._settings, self._own)

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """Before the last page `answered_at` is the change up to which all has been read."""
        zone = self._store.facts().zone
        place = _decoded(cursor)
        if place is None:
            page, filters = listing.first(self._api, since, self._size)
        else:
            page, filters = listing.more(self._api, place, since, self._size), place.filters
        times = [at for row in page.rows if (at := moment(row.get("modified_at"), zone)) is not None]
        # A proxy may drop the shop's clock: then nothing later than what was read is known.
        floor = since or listing.BEGINNING
        place = place or Place(page.at or max([floor, *times]), floor, filters)
        following = listing.advance(place, page, times, min(self._size, self._api.most))
        read = [self._read_or_put_aside(row) for row in page.rows]
        return Page(
            orders=tuple(one for one in read if isinstance(one, OrderRead)),
            bad=tuple(one for one in read if isinstance(one, BadOrder)),
            cursor=following.encode() if following else None,
            answered_at=min(following.upto, place.began) if following else place.began,
        )

    def order(self, ref: str) -> OrderRead:
        try:
            return self._read(self._info(ref))
        except Unreadable as error:
            raise Refused(error.problem.code, **error.problem.params) from error

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        return self._shelf.products(wanted)

    def image(self, url: str) -> bytes:
        return self._api.picture(url)

    def steps(self, message: Message) -> tuple[Step, ...]:
        match message:
            case ShipConfirm():
                # Our key makes a repeat harmless for a while, and after it the list tells.
                told = all(carton.tracking for carton in message.parcels)
                seen = self._store.facts().can("order.shipment.list.json")
                return parcels.steps(message, "shipment", repeatable=told and seen)
            case CompleteOrder():
                return (_STATUS,) if self._settings.completed_status else ()
            case AdjustStock():
                return (_DELTA,)

    def evidence(self, message: Message, step: Step) -> bool:
        match message:
            case ShipConfirm():
                wanted = comparable_tracking(parcels.parcel(message, step).tracking)
                return bool(wanted) and wanted in {
                    comparable_tracking(number)
                    for shipment in self._shipments(message.ref)
                    for number in numbers_of(shipment)
                }
            case CompleteOrder():
                status = one(self._info(message.ref), "status")
                said = {key_of(word_of(status.get("id"))), key_of(shown(status.get("name")))}
                return key_of(self._settings.completed_status) in said
            case AdjustStock():
                return False

    def write(self, message: Message, step: Step) -> None:
        match message:
            case ShipConfirm():
                mark, carton = parcels.mark(message, step), parcels.parcel(message, step)
                body = body_of(message, carton, mark, self._store.facts(), self._settings)
                self._api.write(
                    "POST", "order.shipment.add.json", {**dict(self._api.store), **body}, key=mark
                )
            case CompleteOrder():
                status = (("order_id", message.ref), ("order_status", self._settings.completed_status))
                query = (*status, ("idempotency_key", message.uid), *self._api.store)
                self._api.write("PUT", "order.update.json", None, query, key=message.uid, about="order")
            case AdjustStock():
                self._shelf.adjust(message)

    def stock(self, product: str, parent: str) -> StockLevel:
        return self._shelf.stock(product, parent)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return tuple(shipped_of(shipment) for shipment in self._shipments(ref))

    def locations(self) -> tuple[Location, ...]:
        return self._store.facts().places

    def budget(self) -> Budget | None:
        return None

    def close(self) -> None:
        self._api.close()

    def _info(self, ref: str) -> Json:
        query = (("order_id", ref), ALL, ("allow_user_defined_order_statuses", "true"))
        return self._api.ask("order.info.json", query, about="order")

    def _shipments(self, ref: str) -> tuple[Json, ...]:
        """What has left of an order. Some carts say "not found" where there is none."""
        if not self._store.facts().can("order.shipment.list.json"):
            return ()
        try:
            rows = self._api.all("order.shipment.list.json", "shipment", (("order_id", ref),), about="order")
        except Refused as error:
            if error.problem.code != "cart.order_gone":
                raise
            return ()
        return tuple(row for row in rows if has_left(row))

    def _read_or_put_aside(self, row: Json) -> OrderRead | BadOrder:
        if self._settings.give_way is not None:
            self._settings.give_way()
        try:
            return self._read(row)
        except (Unreadable, Refused) as error:  # refused is what else is asked of this order
            ref = ref_of(row.get("order_id"))
            return BadOrder(ref, word_of(row.get("id")) or ref, error.problem)

    def _read(self, row: Json) -> OrderRead:
        facts, ref = self._store.facts(), ref_of(row.get("order_id"))
        shipments: Sequence[Json] = ()
        if self._may_have_left(row) and ref:
            shipments = self._shipments(ref)
        try:
            order = mapping.order_of(row, shipments, self._settings, facts, self._own)
        except _BROKEN as error:
            raise Unreadable("order.unreadable", field=type(error).__name__) from error
        return OrderRead(order, encode({"order": row, "shipments": shipments}))

    def _may_have_left(self, row: Json) -> bool:
        """Whether somebody else may have shipped of an order that still matters: that takes a call each."""
        if self._settings.flag("only_we_ship"):
            return False
        native = mapping.native_of(row, self._store.facts(), self._own)
        return native not in (*mapping.CLOSED, OrderState.PENDING)


def _decoded(cursor: str | None) -> Place | None:
    try:
        return None if cursor is None else Place.decode(cursor)
    except ValueError:
        log.warning("a pass is read again from its beginning")
        return None
