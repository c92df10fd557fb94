"""One PrestaShop as a `Cart`."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from station.carts.contract import (
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
)
from station.carts.prestashop.api import Api
from station.carts.prestashop.goods import Goods
from station.carts.prestashop.manifest import MANIFEST, NEEDED
from station.carts.prestashop.orders import Orders
from station.carts.prestashop.shipping import COMPLETE, Shipping
from station.carts.prestashop.tables import Tables
from station.carts.prestashop.wire import may_of
from station.carts.reading import Json, part_of
from station.carts.settings import StoreSettings
from station.model.problem import Problem
from station.model.product import Product
from station.model.shipment import AdjustStock, CompleteOrder, Message, ShipConfirm
from station.net.http import Http

# The correction is computed anew from a fresh reading before it is sent again.
_NUMBER = Step("stock", repeatable=True)
_LARGEST_PICTURE = 5 * 1024 * 1024


class PrestaShop:
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
        settings.states()  # a bad one is told now
        self._api = Api(settings, secrets["key"], http)
        self._tables = Tables(self._api, settings, monotonic)
        self._orders = Orders(self._api, self._tables, settings)
        self._goods = Goods(self._api, self._tables, settings, http.base_url)
        self._shipping = Shipping(self._api, self._tables, settings)

    def probe(self) -> Probe:
        front = self._api.front()
        title, may = may_of(front.data)
        rights = tuple(
            Right(f"{resource} {methods}", purpose, _granted(part_of(may, resource), methods))
            for resource, purpose, several in NEEDED
            for methods in several
        )
        problems: list[Problem] = []
        for look in (self._orders.try_list, self._tables.zone, self._shipping.check_state):
            try:
                look()
            except (SignInAgain, Refused) as error:
                problems.append(error.problem)
        if not self._tables.unit():
            problems.append(Problem("cart.weight_unit_assumed", {"unit": "kg"}))
        version = front.headers.get("psws-version", "")
        return Probe(title, f"PrestaShop {version}".strip(), tuple(problems), rights=rights)

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        return self._orders.page(since, cursor)

    def order(self, ref: str) -> OrderRead:
        return self._orders.one(ref)

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        return self._goods.products(wanted)

    def image(self, url: str) -> bytes:
        return self._api.download(url, _LARGEST_PICTURE)

    def steps(self, message: Message) -> tuple[Step, ...]:
        match message:
            case ShipConfirm():
                return self._shipping.steps(message)
            case CompleteOrder():
                return (COMPLETE,)
            case AdjustStock():
                return (_NUMBER,)

    def evidence(self, message: Message, step: Step) -> bool:
        match message:
            case ShipConfirm():
                return self._shipping.has_number(message, step)
            case CompleteOrder():
                return self._shipping.is_complete(message)
            case AdjustStock():
                return self._goods.has(message)

    def write(self, message: Message, step: Step) -> None:
        match message:
            case ShipConfirm():
                self._shipping.tell_number(message, step)
            case CompleteOrder():
                self._shipping.complete(message)
            case AdjustStock():
                self._goods.correct(message)

    def stock(self, product: str, parent: str) -> StockLevel:
        del parent  # the product's name here has it
        return self._goods.stock(product)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return self._shipping.shipments(ref)

    def locations(self) -> tuple[Location, ...]:
        return ()

    def budget(self) -> Budget | None:
        return None

    def close(self) -> None:
        self._api.close()


def _granted(may: Json, methods: str) -> bool:
    """Whether the key has one of the methods."""
    return any(may.get(one) is True for one in methods.split("/"))
