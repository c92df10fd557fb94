"""The practice shop: what tests, practice mode and benchmarks do to it without going over HTTP."""

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

from station.clock import Clock, SystemClock
from station.model.problem import StationError
from station.sandbox.shop import render, routes_shipments, sums, wares
from station.sandbox.shop.auth import Key, Keys
from station.sandbox.shop.call import Rooms
from station.sandbox.shop.desk import Desk
from station.sandbox.shop.faults import Faults
from station.sandbox.shop.journal import Journal
from station.sandbox.shop.listing import Listing
from station.sandbox.shop.objects import Objects, Order, Product
from station.sandbox.shop.orders import Orders, address
from station.sandbox.shop.refusal import Doc
from station.sandbox.shop.shelf import Shelf
from station.sandbox.shop.site import Site
from station.sandbox.shop.wire import Listener, with_tls

TARGETS = ("core", "plugin", "none")


class LineSpec(TypedDict, total=False):
    """One line: `sku` or `product_id` (of the variation where there is one). `price` net, as text."""

    sku: str
    product_id: int
    quantity: int
    price: str
    options: dict[str, str]


class OrderSpec(TypedDict, total=False):
    """What an order may be placed with; addresses have WooCommerce's keys, `placed_at` is naive UTC."""

    ship_to: Mapping[str, str]
    billing: Mapping[str, str]
    status: str
    shipping_lines: Sequence[Mapping[str, str]]
    payment_method: str
    payment_method_title: str
    currency: str
    customer_note: str
    meta: Mapping[str, object]
    number: str
    placed_at: str
    customer_id: int


class ProductSpec(TypedDict, total=False):
    """What a product may have beyond SKU and name; see `objects.Product`."""

    gtin: str
    price: str
    weight: str
    manage_stock: bool | str
    stock: int | None
    backorders: str
    virtual: bool
    parent: int
    type: str
    options: dict[str, str]
    picture: str
    meta: list[Doc]


DELIVERY = ({"method_title": "Courier standard", "method_id": "flat_rate", "total": "5.90"},)
RECIPIENT = {
    "first_name": "Ida",
    "last_name": "Lindqvist",
    "address_1": "ul. Garncarska 7",
    "city": "Kraków",
    "postcode": "31-115",
    "country": "PL",
    "email": "ida@example.test",
    "phone": "+48 600 000 001",
}


class Shop:
    """A WooCommerce 10.5 shop on a loopback port, with our own code behind it.

    `target` is where it can be told of shipments: "core" (order fulfillments), "plugin" (Shipment
    Tracking) or "none"; it may be changed at any time. With `certificate` and `private_key` it speaks
    TLS and takes Basic, else it takes OAuth 1.0a only. With `state_file` it is as it was, next time.
    `plain_route_keys` makes keys count for `?rest_route=` addresses, where the real one ignores them.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        target: str = "core",
        clock: Clock | None = None,
        timezone: str = "Europe/Warsaw",
        currency: str = "EUR",
        weight_unit: str = "kg",
        key: str = "",
        secret: str = "",
        certificate: Path | None = None,
        private_key: Path | None = None,
        state_file: Path | None = None,
        plain_route_keys: bool = False,
    ) -> None:
        self._site = Site(clock or SystemClock(), timezone, currency, weight_unit)
        objects = Objects(state_file)
        shelf = Shelf(objects, self._site)
        orders = Orders(objects, self._site, shelf)
        listing = Listing(objects, self._site)
        self.journal = Journal()
        self.faults = Faults()
        self.rooms = Rooms(self._site, objects, shelf, orders, listing, self.journal, self.faults)
        self.target = target
        self.keys = Keys()
        self._key = self.keys.add("read_write", key, secret)
        self._closing = threading.Event()
        self._port_lock = threading.Lock()
        self._outages: list[threading.Thread] = []
        desk = Desk(self.rooms, self.keys, self._closing, self.outage, plain_route_keys=plain_route_keys)
        self.serve = desk.serve
        self._listener = Listener(desk.serve, port, with_tls(certificate, private_key))
        self._scheme = "https" if certificate else "http"

    @property
    def url(self) -> str:
        """Without a trailing slash; empty before `start`."""
        return self._site.url

    @property
    def key(self) -> str:
        return self._key.key

    @property
    def secret(self) -> str:
        return self._key.secret

    @property
    def target(self) -> str:
        return self.rooms.target

    @target.setter
    def target(self, target: str) -> None:
        if target not in TARGETS:
            raise StationError("sandbox.unknown_target", target=target)
        self.rooms.target = target

    def now(self) -> datetime:
        """By the shop's clock."""
        return self._site.clock.now()

    def start(self) -> "Shop":
        """Open the door; OSError when the port is taken."""
        self._closing.clear()
        self.online()
        self._site.url = f"{self._scheme}://127.0.0.1:{self._listener.port}"
        with self.rooms.objects.lock:
            self.rooms.objects.forget_bodies()
        return self

    def behind(self, url: str) -> None:
        """Somebody else's server is the door: it hands `serve` what is asked of `url`."""
        self._site.url = url

    def close(self) -> None:
        """Every wait ends at once, every connection is dropped, every thread is gone."""
        self._closing.set()
        self.offline()
        for thread in self._outages:
            if thread is not threading.current_thread():
                thread.join()
        self._outages.clear()
        self._listener.join()

    def __enter__(self) -> "Shop":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def offline(self) -> None:
        """Nobody answers on the port any more."""
        self._listener.close()

    def online(self) -> None:
        """The same port again."""
        with self._port_lock:
            if not self._listener.listening:
                self._listener.start()

    def outage(self, seconds: float) -> None:
        """Off line now, on line again after `seconds`."""
        self.offline()
        thread = threading.Thread(target=self._return_after, args=(seconds,), name="shop-outage", daemon=True)
        self._outages.append(thread)
        thread.start()

    def _return_after(self, seconds: float) -> None:
        if not self._closing.wait(seconds):
            self.online()

    def add_key(self, permission: str) -> Key:
        """A further key pair: `read`, `write` or `read_write`."""
        return self.keys.add(permission)

    def add_product(self, sku: str, name: str, **spec: Unpack[ProductSpec]) -> int:
        """Its id. A variation names its `parent`; a parent becomes `variable` with its first one."""
        objects = self.rooms.objects
        with objects.lock:
            now = self._site.now()
            product = Product(objects.number("post", 101), name, sku, **spec, created=now, modified=now)
            if product.parent:
                product.type = "variation"
                parent = objects.product(product.parent)
                parent.type = "variable"
                parent.variations.append(product.id)
                objects.keep_product(parent)
            objects.keep_product(product)
            return product.id

    def products(self) -> list[Product]:
        """Every product and variation."""
        with self.rooms.objects.lock:
            return list(self.rooms.objects.products.values())

    def has_product(self, sku: str) -> bool:
        return any(one.sku == sku for one in self.products())

    def delete_product(self, sku: str | int) -> None:
        with self.rooms.objects.lock:
            self.rooms.objects.drop_product(self.rooms.objects.product(sku).id)

    def product(self, sku: str | int) -> Doc:
        """As its own endpoint shows it."""
        objects = self.rooms.objects
        with objects.lock:
            return wares.product_body(objects.product(sku), objects, self._site)

    def stock(self, sku: str | int) -> int | None:
        """The number that counts for it, its parent's where that is so; None when nobody counts."""
        with self.rooms.objects.lock:
            return self.rooms.shelf.quantity(self.rooms.objects.product(sku))

    def change_stock(self, sku: str | int, delta: int) -> None:
        """Something the shop's own people did."""
        with self.rooms.objects.lock:
            self.rooms.shelf.change(self.rooms.objects.product(sku), delta)

    def place_order(self, lines: Iterable[LineSpec | str], **spec: Unpack[OrderSpec]) -> int:
        """Its id. A line may be just a SKU. Unless told otherwise it is paid and goes to Kraków."""
        given: Doc = {"ship_to": RECIPIENT, "status": "processing", "shipping_lines": DELIVERY}
        given |= {"payment_method": "card", **spec}
        given["lines"] = [{"sku": line} if isinstance(line, str) else line for line in lines]
        with self.rooms.objects.lock:
            self._know_status(given["status"])
            return self.rooms.orders.place(given).id

    def orders(self) -> list[int]:
        """Ids of every order there is, the bin's too."""
        with self.rooms.objects.lock:
            return sorted(self.rooms.objects.orders)

    def order(self, ref: int) -> Doc:
        """As its own endpoint shows it; `StationError("sandbox.no_order")` when it is gone."""
        with self.rooms.objects.lock:
            body: Doc = json.loads(render.order_bytes(self._order(ref), self.rooms.objects, self._site))
            return body

    def edit_address(self, ref: int, **fields: str) -> None:
        """Change keys of the shipping address."""
        with self.rooms.objects.lock:
            order = self._order(ref)
            order.doc["shipping"] = address({**order.doc["shipping"], **fields}, email=False)
            self.rooms.orders.touch(order)

    def change_line_quantity(self, ref: int, line: int | str, quantity: int) -> None:
        """`line` is its id or its SKU."""
        with self.rooms.objects.lock:
            order = self._order(ref)
            self.rooms.orders.change_quantity(order, self._line(order, line), quantity)

    def set_status(self, ref: int, status: str) -> None:
        """Any status; an unknown one becomes one of the shop's, as a plugin would add it."""
        with self.rooms.objects.lock:
            self._know_status(status)
            self.rooms.orders.set_status(self._order(ref), status)

    def cancel(self, ref: int) -> None:
        self.set_status(ref, "cancelled")

    def hold(self, ref: int) -> None:
        self.set_status(ref, "on-hold")

    def complete(self, ref: int) -> None:
        self.set_status(ref, "completed")

    def refund(
        self,
        ref: int,
        units: Mapping[int | str, int] | Iterable[tuple[int | str, int]] = (),
        *,
        amount: str = "",
        reason: str = "",
        restock: bool = True,
    ) -> int:
        """The refund's id. `units` per line (id or SKU); `amount` is what they cost unless given."""
        with self.rooms.objects.lock:
            order = self._order(ref)
            by_line = {self._line(order, line)["id"]: count for line, count in dict(units).items()}
            minor = sums.cents(amount) if amount else self.rooms.orders.worth(order, by_line)
            refund = self.rooms.orders.refund(order, by_line, minor, reason, restock=restock)
            return int(refund["id"])

    def decorate(self, ref: int, name: str, value: object) -> None:
        """A field of the order that no documentation knows, as plugins add them."""
        with self.rooms.objects.lock:
            order = self._order(ref)
            order.doc[name] = value
            self.rooms.orders.touch(order)

    def fulfil(self, ref: int, tracking: str, units: Mapping[str, int]) -> None:
        """A fulfillment made on the shop's own pages: SKU to units."""
        with self.rooms.objects.lock:
            order = self._order(ref)
            items = [{"item_id": self._line(order, sku)["id"], "qty": count} for sku, count in units.items()]
            routes_shipments.fulfil(self.rooms, order, {"_items": items, "_tracking_number": tracking})

    def stop_counting(self, sku: str | int) -> None:
        """The product's stock is not managed any more."""
        objects = self.rooms.objects
        with objects.lock:
            product = objects.product(sku)
            product.manage_stock, product.stock = False, None
            objects.keep_product(product)

    def trash(self, ref: int) -> None:
        with self.rooms.objects.lock:
            self.rooms.orders.trash(self._order(ref))

    def delete(self, ref: int) -> None:
        """For good: 404 from now on."""
        with self.rooms.objects.lock:
            self.rooms.objects.drop_order(self._order(ref).id)

    def notes(self, ref: int) -> list[Doc]:
        """Oldest first."""
        with self.rooms.objects.lock:
            order = self._order(ref)
            return [render.note_body(order, note, self._site) for note in order.notes]

    def fulfillments(self, ref: int) -> list[Doc]:
        """Those not deleted."""
        with self.rooms.objects.lock:
            body: list[Doc] = json.loads(json.dumps(routes_shipments.living(self._order(ref))))
            return body

    def tracking(self, ref: int) -> list[str]:
        """Tracking numbers by whatever way the shop was told of them; one told twice is here twice."""
        with self.rooms.objects.lock:
            return routes_shipments.tracking_numbers(self._order(ref))

    def double_writes(self, *, statuses: bool = True) -> list[str]:
        """A line for each thing the API's users applied twice: empty is what a good client leaves.

        A status sent again changes nothing at the shop: `statuses` False leaves those out.
        """
        return [one for one in self.journal.doubles() if statuses or not one.startswith("status ")]

    def precompute(self) -> None:
        """Render every order now, so that a measured list has nothing left to render."""
        with self.rooms.objects.lock:
            for order in self.rooms.objects.orders.values():
                render.order_bytes(order, self.rooms.objects, self._site)

    def _order(self, ref: int) -> Order:
        return self.rooms.objects.order(ref)

    def _line(self, order: Order, line: int | str) -> Doc:
        lines: list[Doc] = order.doc["line_items"]
        if isinstance(line, str):
            wanted = self.rooms.objects.product(line).id
            found = next((one for one in lines if (one["variation_id"] or one["product_id"]) == wanted), None)
        else:
            found = next((one for one in lines if one["id"] == line), None)
        if found is not None:
            return found
        raise StationError("sandbox.no_line", order=order.id, line=line)

    def _know_status(self, status: str) -> None:
        if status not in self._site.statuses and status != "trash":
            self._site.statuses = (*self._site.statuses, status)
