"""What is asked of a store view once: its units and addresses, and where its goods lie."""

import threading
from collections.abc import Callable
from typing import TypeVar, cast

from station.carts.contract import Refused, SignInAgain, Unusable
from station.carts.magento.api import Api, criteria, found
from station.carts.magento.products import Facts
from station.carts.reading import Json, ref_of, word_of
from station.carts.settings import StoreSettings

Answer = TypeVar("Answer")
_UNITS = {"kgs": "kg", "lbs": "lb"}
# What a new shop weighs in.
_USUAL_UNIT = "lb"


class StoreView:
    """Thread-safe. Errors are `CartError`s."""

    def __init__(self, api: Api, settings: StoreSettings, code: str) -> None:
        self._api = api
        self._settings = settings
        self._code = code
        self._lock = threading.RLock()
        self._known: dict[str, object] = {}

    def config(self) -> Json:
        """Its row of the shop's settings; empty for a key that may not see them."""

        def ask() -> Json:
            try:
                rows = self._api.read("store/storeConfigs").rows
            except (SignInAgain, Refused):
                return {}
            return next((row for row in rows if word_of(row.get("code")) == self._code), next(iter(rows), {}))

        return self._once("config", ask)

    def facts(self) -> Facts:
        config = self.config()
        media = word_of(config.get("secure_base_media_url")) or f"{self._settings.url}/media"
        unit = word_of(config.get("weight_unit")).lower()
        return Facts(_UNITS.get(unit, unit) or _USUAL_UNIT, f"{media.rstrip('/')}/catalog/product")

    def sources(self) -> tuple[Json, ...]:
        """Empty where the shop has no inventory sources: their modules can be taken out."""

        def ask() -> tuple[Json, ...]:
            try:
                rows, _ = found(self._api.read("inventory/sources", criteria([], size=300)))
            except (Unusable, Refused) as trouble:
                if trouble.problem.params.get("status") != 404:
                    raise
                return ()
            return rows

        return self._once("sources", ask)

    def source(self) -> str:
        """The source goods leave from: the store's own option, the only one there is, or the usual one;
        empty in a shop without sources.
        """
        named = self._settings.text("source_code")
        enabled = [
            word_of(row.get("source_code")) for row in self.sources() if row.get("enabled") is not False
        ]
        if named or not enabled:
            return named if self.sources() else ""
        return enabled[0] if len(enabled) == 1 else "default"

    def ship_from(self) -> str:
        """As `source`; a key that may not see the sources sends what it was told, and the shop decides."""
        try:
            return self.source()
        except SignInAgain:
            return self._settings.text("source_code")

    def stock(self) -> tuple[str, frozenset[str]]:
        """The code of its website, and the sources that sell there."""

        def ask() -> tuple[str, frozenset[str]]:
            sites = self._api.read("store/websites").rows
            mine = ref_of(self.config().get("website_id"))
            site = next((word_of(one.get("code")) for one in sites if ref_of(one.get("id")) == mine), "")
            if not site:
                raise Refused("cart.refused", status=404, message=f"website {mine}")
            stock = ref_of(self._api.read(f"inventory/stock-resolver/website/{site}").row.get("stock_id"))
            path = f"inventory/get-sources-assigned-to-stock-ordered-by-priority/{stock}"
            codes = (word_of(one.get("source_code")) for one in self._api.read(path).rows if _is_open(one))
            return site, frozenset(codes)

        return self._once("stock", ask)

    def forget(self) -> None:
        """It is asked anew: somebody may have changed it."""
        with self._lock:
            self._known.clear()

    def _once(self, name: str, ask: Callable[[], Answer]) -> Answer:
        with self._lock:
            if name not in self._known:
                self._known[name] = ask()
            return cast(Answer, self._known[name])


def _is_open(source: Json) -> bool:
    return source.get("enabled") is not False
