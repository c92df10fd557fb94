"""One partner's folder as a `Cart`."""

import json
import shutil
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
)
from station.carts.files import mapping
from station.carts.files.documents import Document
from station.carts.files.forgetting import Forgetting
from station.carts.files.gather import Gathered, gather
from station.carts.files.inbox import Inbox, Taken
from station.carts.files.manifest import MANIFEST
from station.carts.files.pictures import Pictures
from station.carts.files.place import Place
from station.carts.files.probing import probe
from station.carts.files.records import Known, Records
from station.carts.files.settings import FolderSettings
from station.carts.files.shipping import COMPLETION, DELTA, SHIPMENTS, Shipping
from station.carts.files.telling import Telling
from station.carts.reading import encode
from station.model.order import Order
from station.model.problem import Problem
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, OrderNote, ShipConfirm
from station.net.http import Http

_PATIENCE = 30.0
_PATIENCE_TO_FORGET = 5.0
_BETWEEN = 0.05
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Files:
    """See `Cart`. `now` is handed in by tests."""

    manifest: Manifest = MANIFEST

    def __init__(
        self,
        settings: FolderSettings,
        http: Http | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._now = now
        self._lock = threading.RLock()
        self._place = Place(settings.folder)
        self._records = Records(self._place)
        self._inbox = Inbox(self._place, self._records, settings, now)
        self._telling = Telling(self._place)
        self._shipping = Shipping(self._telling, settings, now)
        self._pictures = Pictures(settings, http)
        self._forgetting = Forgetting(
            self._place, self._records, self._shipping, settings, self._lock, self._order_of
        )
        self._floor = 0

    # -- orders -----------------------------------------------------------------------------------

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """The folder is looked through when a pass begins. An order's time of change is when it came in."""
        if self._settings.trial:
            return self._trial_page()
        answered = self._now()
        begin = _micros(since or _BEGINNING)
        with self._lock:
            if cursor is None:
                self._floor = max(self._floor, begin)
                self._look()
            rows, more = self._records.changed(begin, _place_of(cursor), self._settings.page_size)
            total = self._records.count(begin)
        read = [self._read_or_put_aside(row) for row in rows]
        return Page(
            orders=tuple(one for one in read if isinstance(one, OrderRead)),
            bad=tuple(one for one in read if isinstance(one, BadOrder)),
            cursor=json.dumps([rows[-1].stamp, rows[-1].ref]) if more else None,
            answered_at=answered,
            total=total,
        )

    def _trial_page(self) -> Page:
        """What the files that lie there would bring. Nothing is moved and nothing noted."""
        now, orders, bad = self._now(), [], []
        with self._place.trouble():
            for path in self._inbox.lying():
                found = self.preview(path)
                for one in found.entries:
                    if one.document is None:
                        reason = one.problem or Problem("order.unreadable", {"order": one.number})
                        bad.append(BadOrder(one.ref, one.number, reason))
                        continue
                    read = mapping.order_of(
                        one.ref, one.document, now, self._settings, ours={}, completed=False
                    )
                    orders.append(OrderRead(read, encode(one.document)))
                if found.broken:
                    bad.append(BadOrder(f"file {found.file}", found.file, found.broken))
        return Page(tuple(orders), tuple(bad), None, now)

    def order(self, ref: str) -> OrderRead:
        known = self._known(ref)
        if known is None or (known.document is not None and mapping.is_deleted(known.document)):
            raise Refused("cart.order_gone", order=ref)
        read = self._read_or_put_aside(known)
        if isinstance(read, BadOrder):
            raise Refused(read.problem.code, **read.problem.params)
        return read

    def _known(self, ref: str) -> Known | None:
        """The order as it is now: what came in a moment ago counts."""
        with self._lock:
            self._look()
            return self._records.order(ref)

    def _look(self) -> None:
        """Another process that takes files in is not waited for: what it has taken in is read."""
        folder = self._settings.folder
        if not folder.is_dir():
            raise TryLater("files.folder_missing", None, folder=str(folder))
        with self._place.trouble(), self._place.alone() as mine:
            self._records.refresh()
            if mine:
                self._inbox.look(self._floor)

    def _read_or_put_aside(self, known: Known) -> OrderRead | BadOrder:
        if self._settings.give_way is not None:
            self._settings.give_way()
        if known.document is None:
            unreadable = Problem("order.unreadable", {"order": known.number})
            return BadOrder(known.ref, known.number, known.problem or unreadable)
        return OrderRead(self._order_of(known, known.document), encode(known.document))

    def _order_of(self, known: Known, document: Document) -> Order:
        return mapping.order_of(
            known.ref,
            document,
            _moment(known.stamp),
            self._settings,
            ours=self._shipping.ours(known.ref, document),
            completed=self._shipping.completed_at(known.ref, document) is not None,
        )

    # -- files handed in by a person ---------------------------------------------------------------

    def preview(self, file: Path) -> Gathered:
        """What taking `file` in would do; nothing is changed. Raises `OSError`."""
        if self._settings.folder.is_dir():
            self._records.refresh()
        came = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        return gather(file, self._settings, self._records.document, came, self._records.aside)

    def take(self, file: Path) -> Taken | None:
        """Copies `file` into the folder and takes it in at once; None when another process was faster.

        Raises `TryLater`, and `OSError` when `file` itself cannot be read.
        """
        with self._lock, self._place.trouble():
            self._settings.folder.mkdir(parents=True, exist_ok=True)
            with self._place.alone(self._patience(_PATIENCE)) as mine:
                if not mine:
                    raise TryLater("files.folder_busy", None, folder=str(self._settings.folder))
                self._records.refresh()
                inside = file.resolve().parent == self._settings.folder.resolve()
                copy = file if inside else _copied(file, self._settings.folder)
                return self._inbox.take(copy, self._floor)

    def _patience(self, seconds: float) -> Callable[[], bool]:
        """Waits a moment; whether there is time for another try."""
        ends = self._now() + timedelta(seconds=seconds)
        pause = threading.Event()
        return lambda: not pause.wait(_BETWEEN) and self._now() < ends

    # -- products ----------------------------------------------------------------------------------

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        with self._lock:
            self._look()
            facts = {sku: self._records.facts.get(sku) for sku, _ in wanted}
        return tuple(self._product(sku, parent, facts[sku]) for sku, parent in wanted)

    def _product(self, sku: str, parent: str, facts: dict[str, object] | None) -> Product:
        there = None if facts is None or facts.get("gone") else facts
        return mapping.product_of(sku, parent, there, self._shipping.stock(sku, there), self._settings)

    def image(self, url: str) -> bytes:
        return self._pictures.image(url)

    def stock(self, product: str, parent: str) -> StockLevel:  # noqa: ARG002 - a SKU says which
        with self._lock:
            self._look()
            facts = self._records.facts.get(product)
        there = None if facts is None or facts.get("gone") else facts
        return StockLevel(self._shipping.stock(product, there), product)

    # -- telling -----------------------------------------------------------------------------------

    def steps(self, message: Message) -> tuple[Step, ...]:
        match message:
            case ShipConfirm():
                return (SHIPMENTS,) if message.parcels else ()
            case CompleteOrder():
                return (COMPLETION,)
            case AdjustStock():
                return (DELTA,)

    def evidence(self, message: Message, step: Step) -> bool:  # noqa: ARG002 - a message is one step
        """Told already; or the partner's own files name every tracking number, or have it completed."""
        with self._place.trouble():
            if isinstance(message, AdjustStock):
                return self._shipping.is_corrected(message)
            known = self._known(message.ref)
            document = known.document if known else None
            if isinstance(message, ShipConfirm):
                return self._shipping.is_told(message, document)
            return self._shipping.is_complete(message, document)

    def write(self, message: Message, step: Step) -> None:  # noqa: ARG002 - a message is one step
        if isinstance(message, AdjustStock):
            self._shipping.correct(message)
            return
        with self._lock:
            document = self._records.document(message.ref)
        if document is None:
            raise Refused("cart.order_gone", order=message.ref)
        if isinstance(message, ShipConfirm):
            self._shipping.tell(message, document)
        else:
            self._shipping.complete(message, document)

    def has_note(self, note: OrderNote) -> bool:
        with self._place.trouble():
            return self._shipping.is_noted(note)

    def add_note(self, note: OrderNote) -> None:
        with self._lock:
            document = self._records.document(note.ref)
        if document is None:
            raise Refused("cart.order_gone", order=note.ref)
        self._shipping.note(note, document)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        known = self._known(ref)
        return self._shipping.shipments(ref, known.document if known else None)

    # -- forgetting --------------------------------------------------------------------------------

    def forget(self, before: datetime) -> int:
        """See `Forgetful`: files put away before then, and orders that are over since before then. While
        another process takes files in nothing is forgotten: `TryLater` `files.folder_busy`.
        """
        folder = self._settings.folder
        if not folder.is_dir():
            raise TryLater("files.folder_missing", None, folder=str(folder))
        with self._place.trouble(), self._place.alone(self._patience(_PATIENCE_TO_FORGET)) as mine:
            if not mine:
                raise TryLater("files.folder_busy", None, folder=str(folder))
            with self._lock:
                self._records.refresh()
            return self._forgetting.files(before, self._now()) + self._forgetting.orders(before)

    # -- the rest ----------------------------------------------------------------------------------

    def probe(self) -> Probe:
        return probe(self._place, self._inbox)

    def locations(self) -> tuple[Location, ...]:
        return ()

    def budget(self) -> Budget | None:
        return None

    def close(self) -> None:
        self._pictures.close()


def _copied(file: Path, folder: Path) -> Path:
    """Under its own name, or beside one that waits there under the same."""
    name, at = file.name, 1
    while (folder / name).exists():
        at += 1
        name = f"{file.stem}-{at}{file.suffix}"
    part = folder / f".{name}.part"
    shutil.copyfile(file, part)
    return part.replace(folder / name)


def _place_of(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    try:
        stamp, ref = json.loads(cursor)
        return int(stamp), str(ref)
    except (ValueError, TypeError):
        return None  # not ours: the pass is read again from its beginning


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def _moment(stamp: int) -> datetime:
    return _BEGINNING + timedelta(microseconds=stamp)
