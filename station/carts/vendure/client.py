"""One channel of a Vendure shop as a `Cart`."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
    Right,
    Shipped,
    SignInAgain,
    Step,
    StockLevel,
    Unusable,
)
from station.carts.reading import Json, encode, moment_of, number_of, part_of, ref_of, rows_of, word_of
from station.carts.settings import StoreSettings, bad_option
from station.carts.unreadable import Unreadable
from station.carts.vendure import mapping
from station.carts.vendure.api import Api
from station.carts.vendure.documents import CHANNEL, LOCATIONS, ME, TRIALS, Documents
from station.carts.vendure.manifest import MANIFEST
from station.carts.vendure.telling import LEFT, Telling
from station.model.problem import Problem
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, OrderNote, ShipConfirm
from station.net.http import Http

log = logging.getLogger(__name__)

# The number is set from a fresh reading every time, so that setting it twice is as good as once.
_SET = Step("set", repeatable=True)
_LARGEST_PICTURE = 5 * 1024 * 1024
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_BROKEN = (TypeError, ValueError, KeyError, AttributeError, ArithmeticError)
_AT_ONCE = 100
_MILLISECOND = timedelta(milliseconds=1)
_RIGHTS = (
    ("orders", "ReadOrder", ""),
    ("tracking", "UpdateOrder", ""),
    ("products", "ReadCatalog", "ReadProduct"),
    ("stock", "UpdateCatalog", "UpdateProduct"),
    ("locations", "ReadStockLocation", "ReadCatalog"),
)


class Vendure:
    """See `Cart`."""

    manifest: Manifest = MANIFEST

    def __init__(self, settings: StoreSettings, secrets: Mapping[str, str], http: Http) -> None:
        if settings.completed_status not in ("", *LEFT):
            raise bad_option(settings, "completed_status", settings.completed_status)
        self._store = settings
        self._rules = mapping.Rules.of(settings)
        self._documents = Documents.of(settings)
        self._page_size = settings.number("page_size", 100, 1, 1000)
        self._api = Api(settings, secrets, http)
        self._telling = Telling(self._api, self._documents, settings)

    def probe(self) -> Probe:
        channel = part_of(self._api.read(CHANNEL)[0], "activeChannel")
        code = word_of(channel.get("code"))
        rights = self._rights(code)
        problems: tuple[Problem, ...] = ()
        if rights[-1].granted and not self._store.text("location") and len(self.locations()) > 1:
            missing = {"store": self._store.name, "label": "Stock location (id)", "option": "location"}
            problems = (Problem("settings.option_missing", missing),)
        title = word_of(part_of(channel, "seller").get("name")) or code
        return Probe(title, "≥ 3.7" if self._api.has_key else "3", problems, code, rights)

    def _rights(self, channel: str) -> tuple[Right, ...]:
        """Those of a person are listed; of a key, reading is tried and writing is not known."""
        if self._api.has_key:
            tried = {name: self._may(document) for name, document in TRIALS.items()}
            return tuple(Right(name, purpose, tried.get(name)) for purpose, name, _ in _RIGHTS)
        data, _ = self._api.read(ME)
        listed = [
            one.get("permissions")
            for one in rows_of(part_of(data, "me").get("channels"))
            if one.get("code") == channel
        ]
        held = {word_of(name) for names in listed if isinstance(names, list) for name in names}
        return tuple(
            Right(name, purpose, bool(held & {name, other, "SuperAdmin"})) for purpose, name, other in _RIGHTS
        )

    def _may(self, document: str) -> bool:
        try:
            self._api.read(document)
        except SignInAgain:
            return False
        return True

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """By whole seconds, which is all that SQLite keeps of a change. Orders of one second that fill more
        than a page are read by id; `updatedAt` moves neither with fulfillments nor with notes.
        """
        place = self._place(since, cursor)
        data, reply = self._api.read(self._documents.orders, {"options": self._options(place)})
        found = part_of(data, "orders")
        rows = tuple(rows_of(found.get("items")))
        marks = [paging.Row(ref_of(row.get("id")), _second(row)) for row in rows]
        answered = reply.at or max((one.changed for one in marks if one.changed), default=since or _BEGINNING)
        place = replace(place, began=place.began or answered)
        total = int(number_of(found.get("totalItems")) or 0)
        told = paging.Told(
            self._page_size, -(-total // self._page_size), paging.fresh_from(answered, reply.seconds)
        )
        settled = [one.changed for one in marks if one.changed and one.changed < told.fresh_from]
        if place.window is None and settled != sorted(settled):
            raise Unusable("cart.unsorted")
        following = paging.advance(place, marks, told, None)
        unseen = [row for row, one in zip(rows, marks, strict=True) if one.key not in place.seen]
        read = [self._read_or_put_aside(row, data) for row in unseen]
        return Page(
            orders=tuple(one for one in read if isinstance(one, OrderRead)),
            bad=tuple(one for one in read if isinstance(one, BadOrder)),
            cursor=following.encode() if following else None,
            answered_at=paging.read_to(following, place.began or answered),
            total=total if cursor is None else None,
        )

    def order(self, ref: str) -> OrderRead:
        row, data = self._telling.order(ref)
        try:
            return self._read(row, data)
        except Unreadable as error:
            raise Refused(error.problem.code, **error.problem.params) from error

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        found: dict[str, Product] = {}
        refs = list(dict.fromkeys(product for product, _ in wanted))
        for first in range(0, len(refs), _AT_ONCE):
            some = refs[first : first + _AT_ONCE]
            options = {"filter": {"id": {"in": some}}, "take": len(some)}
            data, _ = self._api.read(self._documents.variants, {"options": options})
            for row in rows_of(part_of(data, "productVariants").get("items")):
                found[ref_of(row.get("id"))] = mapping.product_of(row, data, self._store)
        return tuple(found.get(one[0]) or mapping.gone(one, self._store) for one in wanted)

    def image(self, url: str) -> bytes:
        return self._api.download(url, _LARGEST_PICTURE)

    def steps(self, message: Message) -> tuple[Step, ...]:
        match message:
            case ShipConfirm():
                return self._telling.steps(message)
            case CompleteOrder():
                return self._telling.steps_to_complete()
            case AdjustStock():
                return (_SET,)

    def evidence(self, message: Message, step: Step) -> bool:
        """Nothing of a correction can be told from others: it is computed anew from a fresh reading."""
        match message:
            case ShipConfirm():
                return self._telling.has(message, step)
            case CompleteOrder():
                return self._telling.is_complete(message)
            case AdjustStock():
                return False

    def write(self, message: Message, step: Step) -> None:
        match message:
            case ShipConfirm():
                self._telling.write(message, step)
            case CompleteOrder():
                self._telling.complete(message)
            case AdjustStock():
                self._telling.adjust(message)

    def has_note(self, note: OrderNote) -> bool:
        return self._telling.has_note(note)

    def add_note(self, note: OrderNote) -> None:
        self._telling.add_note(note)

    def stock(self, product: str, parent: str) -> StockLevel:
        del parent  # a variant's own number, never its product's
        return StockLevel(self._telling.level(product)[0], product)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return self._telling.shipments(ref)

    def locations(self) -> tuple[Location, ...]:
        data, _ = self._api.read(LOCATIONS)
        rows = rows_of(part_of(data, "stockLocations").get("items"))
        return tuple(Location(ref_of(row.get("id")), word_of(row.get("name"))) for row in rows)

    def budget(self) -> Budget | None:
        return None

    def close(self) -> None:
        self._api.close()

    def _place(self, since: datetime | None, cursor: str | None) -> paging.Place:
        if cursor is not None:
            try:
                return paging.Place.decode(cursor)
            except ValueError:
                log.warning("%s: a pass is read again from its beginning", self._store.name)
        return paging.start("", since, None, None)

    def _options(self, place: paging.Place) -> Json:
        """Whole seconds as Vendure's strict bounds of milliseconds. One key to sort by: of two the schema's
        first one leads, which is `id`. An order of several sellers is packed by its sellers' orders.
        """
        bounds: dict[str, str] = {}
        if place.after is not None:
            bounds["after"] = _bound(place.after + paging.SECOND - _MILLISECOND)
        if place.window is not None:
            bounds["before"] = _bound(place.window[1])
        chosen: dict[str, object] = {"active": {"eq": False}, "type": {"in": ["Regular", "Seller"]}}
        return {
            "filter": {**chosen, "updatedAt": bounds} if bounds else chosen,
            "sort": {"id": "ASC"} if place.window else {"updatedAt": "ASC"},
            "skip": max(0, place.page - 1) * self._page_size,
            "take": self._page_size,
        }

    def _read_or_put_aside(self, row: Json, data: Json) -> OrderRead | BadOrder:
        if self._store.give_way is not None:
            self._store.give_way()
        try:
            return self._read(row, data)
        except Unreadable as error:
            ref = ref_of(row.get("id"))
            return BadOrder(ref, word_of(row.get("code")) or ref, error.problem)

    def _read(self, row: Json, data: Json) -> OrderRead:
        precision = mapping.precision_of(data)
        try:
            order = mapping.order_of(row, precision, self._rules)
        except _BROKEN as error:
            raise Unreadable("order.unreadable", field=type(error).__name__) from error
        return OrderRead(order, encode({"order": row, "precision": precision}))


def _second(row: Json) -> datetime | None:
    found = moment_of(row.get("updatedAt"))
    return None if found is None else found.replace(microsecond=0)


def _bound(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
