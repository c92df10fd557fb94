"""One seller account of Amazon as a `Cart`."""

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from station.carts.amazon import mapping, packages, passes
from station.carts.amazon.api import Api
from station.carts.amazon.listings import Listings
from station.carts.amazon.manifest import MANIFEST
from station.carts.amazon.probing import probe
from station.carts.amazon.sign_in import TOKEN_URL, SignIn
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
from station.carts.parcels import parcel, steps
from station.carts.reading import Json, encode, moment_of, part_of, rows_of, word_of
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, ShipConfirm
from station.net.http import Http

log = logging.getLogger(__name__)

ORDERS = "orders/2026-01-01/orders"
_ORDER = re.compile(r"\w{3}-\d{7}-\d{7}", re.ASCII)
_STOCK = Step("stock", repeatable=False)  # sent twice it would correct twice
_BEHIND = timedelta(minutes=2)
_LARGEST_PICTURE = 5 * 1024 * 1024
_BROKEN = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError)


class Amazon:
    """See `Cart`. `now` (seconds since 1970) and `monotonic` are handed in by tests."""

    manifest: Manifest = MANIFEST

    def __init__(
        self,
        settings: StoreSettings,
        secrets: Mapping[str, str],
        http: Http,
        lwa: Http,
        *,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._page_size = settings.number("page_size", 100, 1, 100)
        self._marketplaces = ",".join(settings.words("marketplace_ids"))
        self._now = now
        path = urlsplit(settings.text("token_url", TOKEN_URL)).path
        self._api = Api(http, SignIn(lwa, path, secrets, monotonic), monotonic)
        seller = settings.text("seller_id")
        self._listings = Listings(self._api, settings.name, seller, self._marketplaces)
        self._broken_off: tuple[datetime | None, passes.Place] | None = None
        self._last: tuple[str, Json, datetime] = ("", {}, passes.NEVER)

    def probe(self) -> Probe:
        recent = passes.start(datetime.fromtimestamp(self._now(), UTC) - timedelta(days=7), self._today())
        query = recent.query(self._marketplaces, 1)
        return probe(self._api, self._listings, ORDERS, query, self._settings)

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """A pass that had to wait for Amazon's rate in its middle is taken up there: it may be longer than
        what the rate lets be read at once.
        """
        place = self._place(since, cursor)
        self._broken_off = None
        try:
            query = place.query(self._marketplaces, self._page_size)
            reply = self._api.read("searchOrders", ORDERS, query)
        except TryLater:
            self._broken_off = (None if place.first else since, place) if place.token else None
            raise
        said = reply.row
        bound = place.bound or moment_of(said.get("lastUpdatedBefore"))
        bound = bound or (reply.at or self._today()) - _BEHIND
        token = word_of(part_of(said, "pagination").get("nextToken"))
        rows = [row for row in rows_of(said.get("orders")) if not mapping.is_amazons(row)]
        read = [self._read_or_put_aside(row) for row in rows]
        return Page(
            orders=tuple(one for one in read if isinstance(one, OrderRead)),
            bad=tuple(one for one in read if isinstance(one, BadOrder)),
            cursor=passes.Place(place.after, place.first, bound, token).encode() if token else None,
            answered_at=place.since if token else bound,
        )

    def order(self, ref: str) -> OrderRead:
        try:
            return self._read(self._row(ref))
        except Unreadable as error:
            raise Refused(error.problem.code, **error.problem.params) from error

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        return self._listings.products(wanted)

    def image(self, url: str) -> bytes:
        return self._api.download(url, _LARGEST_PICTURE)

    def steps(self, message: Message) -> tuple[Step, ...]:
        """A carton told again edits its own package, and no other. Amazon completes an order by itself."""
        match message:
            case ShipConfirm():
                return steps(message, "package", repeatable=True)
            case CompleteOrder():
                return ()
            case AdjustStock():
                return (_STOCK,)

    def evidence(self, message: Message, step: Step) -> bool:
        match message:
            case ShipConfirm():
                return packages.has(self._row(message.ref), message, step)
            case CompleteOrder():
                return True
            case AdjustStock():
                return self._listings.has(message)

    def write(self, message: Message, step: Step) -> None:
        try:
            if isinstance(message, ShipConfirm):
                self._confirm(message, step)
            elif isinstance(message, AdjustStock):
                self._listings.adjust(message)
        except Unusable as error:  # a read before the write: nothing was applied
            raise TryLater(error.problem.code, None, **error.problem.params) from error

    def stock(self, product: str, parent: str) -> StockLevel:
        del parent
        return self._listings.stock(product)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return packages.shipments(self._row(ref))

    def locations(self) -> tuple[Location, ...]:
        return ()

    def budget(self) -> Budget | None:
        return self._api.budget()

    def close(self) -> None:
        self._api.close()

    def _confirm(self, message: ShipConfirm, step: Step) -> None:
        """Where and when an order was placed never changes: the look for evidence has just read it."""
        last = self._last
        ref, row, at = last if last[0] == message.ref else self._ask_for(message.ref)
        ours = parcel(message, step).carrier
        body = packages.confirmation(
            message,
            step,
            carrier=self._settings.carrier(ours, packages.CARRIERS, packages.OTHER),
            marketplace=word_of(part_of(row, "salesChannel").get("marketplaceId")),
            placed=moment_of(row.get("createdTime")) or passes.NEVER,
            now=at,
        )
        path = f"orders/v0/orders/{ref}/shipmentConfirmation"
        self._api.write("confirmShipment", "POST", path, body)

    def _row(self, ref: str) -> Json:
        return self._ask_for(ref)[1]

    def _ask_for(self, ref: str) -> tuple[str, Json, datetime]:
        """One order whole, and when. What is no order number of Amazon's is no order there."""
        if not _ORDER.fullmatch(ref):
            raise Refused("cart.order_gone", status=404)
        reply = self._api.read("getOrder", f"{ORDERS}/{ref}", passes.WHOLE, about="order")
        row = part_of(reply.row, "order")
        if word_of(row.get("orderId")) != ref:
            raise Unusable("cart.unusable", status=reply.status)
        self._last = found = ref, row, reply.at or self._today()
        return found

    def _place(self, since: datetime | None, cursor: str | None) -> passes.Place:
        if cursor is not None:
            try:
                return passes.Place.decode(cursor)
            except ValueError:
                log.warning("%s: a pass is read again from its beginning", self._settings.name)
        place = passes.start(since, self._today())
        if self._broken_off is not None and self._broken_off[0] == (None if place.first else since):
            return self._broken_off[1]
        return place

    def _read_or_put_aside(self, row: Json) -> OrderRead | BadOrder:
        if self._settings.give_way is not None:
            self._settings.give_way()
        try:
            return self._read(row)
        except Unreadable as error:
            ref = word_of(row.get("orderId"))
            return BadOrder(ref, ref, error.problem)

    def _read(self, row: Json) -> OrderRead:
        try:
            return OrderRead(mapping.order_of(row, self._settings), encode({"order": row}))
        except _BROKEN as error:
            raise Unreadable("order.unreadable", field=type(error).__name__) from error

    def _today(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
