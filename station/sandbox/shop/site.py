"""The shop as a place: its address, time zone, currency and clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from station.clock import Clock

STATUSES = (
    "auto-draft",
    "pending",
    "processing",
    "on-hold",
    "completed",
    "cancelled",
    "refunded",
    "failed",
    "checkout-draft",
)
_TITLES = {
    "pending": "Pending payment",
    "on-hold": "On hold",
    "checkout-draft": "Draft",
}
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "PLN": "zł", "JPY": "¥"}


@dataclass(slots=True)
class Site:
    """`url` has no trailing slash. `statuses` are the order statuses the shop knows, plugins' included."""

    clock: Clock
    zone: str = "Europe/Warsaw"
    currency: str = "EUR"
    weight_unit: str = "kg"
    version: str = "10.5.0"
    url: str = ""
    statuses: tuple[str, ...] = STATUSES
    manage_stock: bool = True

    def now(self) -> str:
        """Naive UTC text to the second, as the shop's tables hold it."""
        return self.clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

    def local(self, gmt: str | None) -> str | None:
        """The same moment by the shop's wall clock; no zone, as WooCommerce shows it."""
        return None if gmt is None else _local(gmt, self.zone)

    def gmt_of_wall(self, wall: datetime) -> str:
        """Naive local time to naive UTC text."""
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

    def api(self, path: str) -> str:
        return f"{self.url}/wp-json/{path}"

    def links(self, own: str, collection: str, allow: str, up: str = "") -> dict[str, Any]:
        """The `_links` of an object."""
        links: dict[str, Any] = {
            "self": [{"href": self.api(own), "targetHints": {"allow": allow.split(", ")}}],
            "collection": [{"href": self.api(collection)}],
        }
        if up:
            links["up"] = [{"href": self.api(up)}]
        return links


@lru_cache(maxsize=65536)
def _local(gmt: str, zone: str) -> str:
    moment = datetime.fromisoformat(gmt).replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S")


def status_title(status: str) -> str:
    return _TITLES.get(status, status.replace("-", " ").capitalize())
