"""Which way a shop is told of shipments, found out once a day."""

import threading
from collections.abc import Callable

from station.carts.contract import CartError, Refused, SignInAgain, Unusable
from station.carts.woocommerce.api import WC, Api
from station.carts.woocommerce.settings import ShopSettings
from station.carts.woocommerce.shipping import (
    TRACKING,
    CoreFulfillments,
    NoteAndMeta,
    ShipmentTracking,
    Target,
)

_A_DAY = 24 * 3600.0


class Targets:
    """`of(ref)` is the way for any order of the shop; `ref` is one to try it on."""

    def __init__(self, api: Api, settings: ShopSettings, monotonic: Callable[[], float]) -> None:
        self._api = api
        self._carriers = settings.carrier_map
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._found: tuple[float, Target] | None = None

    def of(self, ref: str) -> Target:
        """Raises as a read does."""
        with self._lock:
            now = self._monotonic()
            if self._found is None or now - self._found[0] > _A_DAY:
                self._found = (now, self._detect(ref))
            return self._found[1]

    def forget(self) -> None:
        """The shop has changed: look again."""
        with self._lock:
            self._found = None
            self._api.forget_index()

    def _detect(self, ref: str) -> Target:
        if self._answers(f"{WC}orders/{ref}/fulfillments"):
            return CoreFulfillments(self._api, self._carriers)
        names = self._api.index().namespaces
        if names is None:
            tracks = self._answers(f"{TRACKING}/orders/{ref}/shipment-trackings")
        else:
            tracks = TRACKING in names
        return ShipmentTracking(self._api, self._carriers) if tracks else NoteAndMeta(self._api)

    def _answers(self, route: str) -> bool:
        """Whether the route is there and open to us."""
        try:
            self._api.read(route)
        except Refused:
            return True  # it is there, and does not know this order
        except Unusable as error:
            if error.problem.code != "cart.no_route":
                raise
            return False
        except SignInAgain:
            self._api.read(f"{WC}orders", (("per_page", "1"), ("_fields", "id")))
            return False  # the key is good, this is only closed to it
        return True


def changed(error: CartError) -> bool:
    """Whether a write, or the look before it, found its way gone."""
    return error.problem.code == "cart.no_route"
