"""A shop's small tables, each read whole and kept for an hour: countries, states, currencies, carriers,
order states, and what it is set to.
"""

import threading
import time
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from station.carts.contract import SignInAgain
from station.carts.prestashop.api import Api, by_ref
from station.carts.reading import Json, word_of
from station.carts.settings import StoreSettings, bad_option
from station.model.quantity import MILLIGRAMS

_AN_HOUR = 3600.0
_A_MINUTE = 60.0
_FIELDS = {
    "countries": "[id,iso_code]",
    "states": "[id,iso_code,name]",
    "currencies": "[id,iso_code]",
    "carriers": "[id,id_reference,name,deleted]",
    "order_states": "[id,name,shipped,paid,logable,delivery]",
}
_SETTINGS = "[PS_TIMEZONE|PS_WEIGHT_UNIT|PS_STOCK_MANAGEMENT]"


class Tables:
    """Thread-safe. Methods raise as a read does."""

    def __init__(
        self, api: Api, settings: StoreSettings, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._api = api
        self._settings = settings
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Mapping[str, Json]]] = {}

    def row(self, table: str, ref: str) -> Json:
        """Empty for what is not in it. What may be new is looked for again after a minute."""
        if not ref:
            return {}
        found = self.all(table).get(ref)
        return self.all(table, _A_MINUTE).get(ref, {}) if found is None else found

    def all(self, table: str, oldest: float = _AN_HOUR) -> Mapping[str, Json]:
        """Rows by id."""
        with self._lock:
            now = self._monotonic()
            if table not in self._kept or now - self._kept[table][0] >= oldest:
                read = self._shop_settings() if table == "configurations" else self._read(table)
                self._kept[table] = (now, read)
            return self._kept[table][1]

    def zone(self) -> ZoneInfo:
        """The shop's. Raises `SignInAgain` (`cart.timezone_unknown`) when nobody tells."""
        told = self._settings.text("timezone")
        name = told or self.setting("PS_TIMEZONE")
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            if told:
                raise bad_option(self._settings, "timezone", told) from error
        raise SignInAgain("cart.timezone_unknown", zone=name)

    def unit(self) -> str:
        """Of weights; empty when nobody tells. Raises `StationError` `settings.bad_option`."""
        told = self._settings.weight_unit.lower()
        if told and told not in MILLIGRAMS:
            raise bad_option(self._settings, "weight_unit", told)
        unit = told or self.setting("PS_WEIGHT_UNIT").lower()
        return unit if unit in MILLIGRAMS else ""

    def counts_stock(self) -> bool:
        return self.setting("PS_STOCK_MANAGEMENT") != "0"

    def setting(self, name: str) -> str:
        """Empty when the shop has none such, or does not let the key see."""
        return word_of(self.all("configurations").get(name, {}).get("value"))

    def _read(self, table: str) -> dict[str, Json]:
        return by_ref(self._api.find(table, display=_FIELDS[table])[0])

    def _shop_settings(self) -> dict[str, Json]:
        asked = (("filter[name]", _SETTINGS),)
        try:
            rows, _ = self._api.find("configurations", asked, display="[id,name,value]")
        except SignInAgain as error:
            if error.problem.code != "cart.permission_missing":
                raise
            return {}
        return {word_of(row.get("name")): row for row in reversed(rows)}
