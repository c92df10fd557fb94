"""What is known of the store itself: which cart is behind, what it can, its zone, units, carriers, places.

Source: OpenAPI of 2026-08-16, `Cart`, `Cart_StoreInfo`, `Cart_Warehouse`, `account.cart.list`.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from station.carts.api2cart.api import ALL, Api, many, one
from station.carts.api2cart.dates import zone_of
from station.carts.contract import Location, Refused, SignInAgain
from station.carts.reading import Json, text_of, word_of
from station.carts.rest import Query
from station.carts.settings import StoreSettings


@dataclass(frozen=True, slots=True)
class Facts:
    """`behind` is the cart's id in the account, `methods` empty where it is not told what the cart can.
    `carriers`: the shop's ids of them by small letters of id and name. `unknown_zone`: a name nobody knows.
    """

    title: str
    version: str
    behind: str
    methods: frozenset[str]
    zone: tzinfo
    unknown_zone: str
    weight_unit: str
    carriers: Mapping[str, str]
    places: tuple[Location, ...]
    shops: Mapping[str, str]

    def can(self, method: str) -> bool:
        return not self.methods or method in self.methods


class Store:
    """The facts, asked once. Errors are `CartError`s."""

    def __init__(self, api: Api, settings: StoreSettings, store_key: str) -> None:
        self._api = api
        self._settings = settings
        self._store_key = store_key
        self._lock = threading.Lock()
        self._facts: Facts | None = None

    def facts(self, *, anew: bool = False) -> Facts:
        with self._lock:
            if self._facts is None or anew:
                self._facts = self._asked()
            return self._facts

    def _asked(self) -> Facts:
        cart = self._told("cart.info.json", (ALL,))
        shops = {word_of(shop.get("store_id")): shop for shop in many(cart.get("stores_info"))}
        shop: Json = shops.get(self._settings.text("store_id")) or next(iter(shops.values()), {})
        behind = self._behind()
        own, told = self._settings.text("time_zone"), word_of(shop.get("timezone"))
        zone = zone_of(own or told)
        return Facts(
            title=text_of(shop.get("name")) or text_of(cart.get("name")) or word_of(cart.get("url")),
            version=" ".join(filter(None, (behind, word_of(cart.get("version"))))) or "API2Cart 1.1",
            behind=behind,
            methods=self._methods(),
            zone=zone or UTC,
            unknown_zone="" if zone is not None or not told else told,
            weight_unit=word_of(shop.get("weight_unit")),
            carriers=_carriers(shop),
            places=tuple(_place(row) for row in many(cart.get("warehouses"))),
            shops={ref: text_of(row.get("name")) for ref, row in shops.items()},
        )

    def _behind(self) -> str:
        """Empty for a key that may not see the account's stores."""
        try:
            said = self._told("account.cart.list.json", (("store_key", self._store_key),))
        except SignInAgain:
            return ""
        mine = (row for row in many(said.get("carts")) if word_of(row.get("store_key")) == self._store_key)
        return word_of(next(mine, {}).get("cart_id"))

    def _methods(self) -> frozenset[str]:
        said = self._told("cart.methods.json").get("method")
        names = said if isinstance(said, list) else []
        found = frozenset(f"{word_of(name).removesuffix('.json')}.json" for name in names)
        return found if "order.list.json" in found else frozenset()  # else they are named in another way

    def _told(self, method: str, query: Query = ()) -> Json:
        """What may be missing: a cart that does not tell is used as the usual one."""
        try:
            return self._api.ask(method, query)
        except Refused:
            return {}


def _carriers(shop: Json) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in many(shop.get("carrier_info")):
        ref = word_of(row.get("id"))
        for said in (word_of(row.get("id")), text_of(row.get("name"))):
            if ref and said:
                found.setdefault(" ".join(said.lower().split()), ref)
    return found


def _place(row: Json) -> Location:
    ref = word_of(row.get("id"))
    where = one(row, "address")
    named = text_of(row.get("name")) or text_of(where.get("city")) or ref
    return Location(
        ref, named, word_of(row.get("avail")).lower() not in ("false", "0") and row.get("avail") is not False
    )


def statuses(api: Api) -> tuple[Json, ...]:
    """The statuses orders of this store may have."""
    said = api.ask("order.status.list.json", (("allow_user_defined_order_statuses", "true"),))
    return tuple(row for row in many(said.get("cart_order_statuses")) if word_of(row.get("id")))
