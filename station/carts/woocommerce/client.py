"""One WooCommerce shop as a `Cart`."""

import html
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from station.carts import paging
from station.carts.contract import (
    BadOrder,
    Budget,
    CartError,
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
from station.carts.reading import Json, encode, moment_of, ref_of, word_of
from station.carts.unreadable import Unreadable
from station.carts.woocommerce import mapping
from station.carts.woocommerce.api import WC, Api, Reply
from station.carts.woocommerce.auth import Keys
from station.carts.woocommerce.manifest import MANIFEST
from station.carts.woocommerce.mapping import Sources
from station.carts.woocommerce.probing import probe
from station.carts.woocommerce.settings import ShopSettings
from station.carts.woocommerce.shelf import DELTA, Shelf
from station.carts.woocommerce.targets import Targets, changed
from station.model.problem import Problem
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, OrderNote, ShipConfirm
from station.net.http import Http

_STATUS = Step("status", repeatable=True)
_LARGEST_PICTURE = 5 * 1024 * 1024
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_BROKEN = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError)


class WooCommerce:
    """See `Cart`. `now` (seconds since 1970) and `monotonic` are handed in by tests."""

    manifest: Manifest = MANIFEST

    def __init__(
        self,
        settings: ShopSettings,
        secrets: Mapping[str, str],
        http: Http,
        *,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        keys = Keys(
            secrets["consumer_key"], secrets["consumer_secret"], in_query=settings.key_in_query, now=now
        )
        self._api = Api(http, keys, monotonic)
        self._shelf = Shelf(self._api, settings)
        self._targets = Targets(self._api, settings, monotonic)
        self._now = now

    def probe(self) -> Probe:
        return probe(self._api, self._shelf, self._targets, self._now)

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """Trashed orders are in no ordinary list: they are a list of their own, read first, and come as
        cancelled. Before the last page `answered_at` is the change up to which all has been read.
        """
        zone = self._api.index().zone
        place = self._place(since, cursor)
        reply = self._api.read(f"{WC}orders", paging.query_of(place, self._settings.page_size))
        marks = [paging.Row(ref_of(row.get("id")), _changed(row)) for row in reply.rows]
        answered = _answered(reply, marks, since)
        place = replace(place, began=place.began or answered)
        told = paging.Told(self._settings.page_size, reply.pages, paging.fresh_from(answered, reply.seconds))
        following = paging.advance(place, marks, told, zone)
        if following is None and place.phase == "trash":
            following = paging.start("any", since, zone, place.began)
        unseen = [row for row, mark in zip(reply.rows, marks, strict=True) if mark.key not in place.seen]
        read = [self._read_or_put_aside(row) for row in unseen]
        return Page(
            orders=tuple(one for one in read if isinstance(one, OrderRead)),
            bad=tuple(one for one in read if isinstance(one, BadOrder)),
            cursor=following.encode() if following else None,
            answered_at=paging.read_to(following, place.began or answered),
        )

    def order(self, ref: str) -> OrderRead:
        try:
            return self._read(self._api.read(f"{WC}orders/{ref}").row)
        except Unreadable as error:
            raise Refused(error.problem.code, **error.problem.params) from error

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        return self._shelf.products(wanted)

    def image(self, url: str) -> bytes:
        return self._api.download(url, _LARGEST_PICTURE)

    def steps(self, message: Message) -> tuple[Step, ...]:
        match message:
            case ShipConfirm():
                return self._targets.of(message.ref).steps(message)
            case CompleteOrder():
                return (_STATUS,)
            case AdjustStock():
                return (DELTA,)

    def evidence(self, message: Message, step: Step) -> bool:
        try:
            return self._evidence(message, step)
        except Unusable as error:
            if changed(error):
                self._targets.forget()
            raise

    def _evidence(self, message: Message, step: Step) -> bool:
        match message:
            case ShipConfirm():
                return self._targets.of(message.ref).has(message, step)
            case CompleteOrder():
                row = self._api.read(f"{WC}orders/{message.ref}").row
                return word_of(row.get("status")) == self._settings.completed_status
            case AdjustStock():
                return self._shelf.has_delta(message)

    def write(self, message: Message, step: Step) -> None:
        try:
            self._write(message, step)
        except TryLater as error:
            if changed(error):
                self._targets.forget()
            raise
        except Unusable as error:  # a read before the write: nothing was applied
            raise TryLater(error.problem.code, None, **error.problem.params) from error

    def _write(self, message: Message, step: Step) -> None:
        match message:
            case ShipConfirm():
                self._targets.of(message.ref).write(message, step)
            case CompleteOrder():
                # The status alone: lines sent along would be added up anew, and may move stock.
                body = {"status": self._settings.completed_status}
                self._api.write("PUT", f"{WC}orders/{message.ref}", body)
            case AdjustStock():
                self._shelf.write_delta(message)

    def has_note(self, note: OrderNote) -> bool:
        rows = self._api.read(f"{WC}orders/{note.ref}/notes").rows
        return any(note.mark in word_of(row.get("note")) for row in rows)

    def add_note(self, note: OrderNote) -> None:
        body = {"note": html.escape(note.marked, quote=False), "customer_note": False}
        self._api.write("POST", f"{WC}orders/{note.ref}/notes", body)

    def stock(self, product: str, parent: str) -> StockLevel:
        return self._shelf.stock(product, parent)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return self._targets.of(ref).shipments(ref)

    def locations(self) -> tuple[Location, ...]:
        return ()

    def budget(self) -> Budget | None:
        return None

    def close(self) -> None:
        self._api.close()

    def _place(self, since: datetime | None, cursor: str | None) -> paging.Place:
        left = paging.resumed(cursor, paging.Place.decode, self._settings.name)
        return left or paging.start("any" if since is None else "trash", since, self._api.index().zone, None)

    def _read_or_put_aside(self, row: Json) -> OrderRead | BadOrder:
        if self._settings.give_way is not None:
            self._settings.give_way()
        try:
            return self._read(row)
        except (Unreadable, Refused) as error:
            return _bad(row, error.problem)
        except (TryLater, Unusable) as error:
            if not _is_about_one(error):
                raise
            return _bad(row, error.problem)

    def _read(self, row: Json) -> OrderRead:
        sources = self._sources(row)
        try:
            order = mapping.order_of(sources, self._settings)
        except _BROKEN as error:
            raise Unreadable("order.unreadable", field=type(error).__name__) from error
        payload = {"order": row, "refunds": sources.refunds, "fulfillments": sources.fulfillments}
        return OrderRead(order, encode(payload))

    def _sources(self, row: Json) -> Sources:
        route = f"{WC}orders/{ref_of(row.get('id'))}"
        refunds: Sequence[Json] = ()
        fulfillments: Sequence[Json] = ()
        if mapping.wants_refunds(row, self._settings):
            refunds = self._api.read_all(f"{route}/refunds")
        if mapping.wants_fulfillments(row, self._settings):
            try:
                fulfillments = self._api.read(f"{route}/fulfillments").rows
            except Unusable as error:
                if error.problem.code != "cart.no_route":  # switched off since: nothing is shipped there
                    raise
        return Sources(row, refunds, fulfillments)


def _bad(row: Json, problem: Problem) -> BadOrder:
    ref = ref_of(row.get("id"))
    return BadOrder(ref, word_of(row.get("number")) or ref, problem)


def _is_about_one(error: CartError) -> bool:
    """A shop that breaks on one order's details (a fatal of PHP) is not down: the others can be read."""
    return error.problem.params.get("said") == "internal_server_error"


def _changed(row: Json) -> datetime | None:
    return moment_of(row.get("date_modified_gmt")) or moment_of(row.get("date_created_gmt"))


def _answered(reply: Reply, marks: Sequence[paging.Row], since: datetime | None) -> datetime:
    """The shop's clock. A proxy may drop the header: then nothing later than what was read is known."""
    times = [mark.changed for mark in marks if mark.changed is not None]
    return reply.at or max(times, default=since or _BEGINNING)
