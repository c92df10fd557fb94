"""What the window asks of the bench. The screen shows; it decides nothing."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from station.bus import Bus
from station.model.order import Address
from station.model.problem import Problem
from station.model.view import (
    BenchView,
    CartChoice,
    DayTotals,
    DeviceView,
    LineView,
    OrderRow,
    PushRow,
    ShipmentRow,
    StoreTrial,
    StoreView,
    WeightView,
)


class Shops(Protocol):
    """The shops of the bench. `try_out` asks one and may take a minute; it and `add` raise `StationError`."""

    def views(self) -> tuple[StoreView, ...]: ...

    def retry(self, name: str) -> None: ...

    def pause(self, name: str) -> None: ...

    def resume(self, name: str) -> None: ...

    def choices(self) -> Sequence[CartChoice]: ...

    def closed(self) -> Problem | None: ...

    def try_out(
        self,
        name: str,
        cart: str,
        url: str,
        secrets: Mapping[str, str],
        options: Mapping[str, object],
        stop: Callable[[], bool] = ...,
    ) -> StoreTrial: ...

    def add(
        self, name: str, cart: str, url: str, secrets: Mapping[str, str], options: Mapping[str, object]
    ) -> str: ...


class Core(Protocol):
    """The bench without a screen. Commands return at once; queries may take milliseconds.

    `scan` answers on the bus with `ScanJudged` and `BenchChanged`. `practice_*` are asked in practice only.
    """

    bus: Bus
    practice: bool

    @property
    def shops(self) -> Shops: ...

    def view(self) -> BenchView: ...

    def scan(self, text: str, device: str = "keyboard") -> None: ...

    def devices(self) -> tuple[DeviceView, ...]: ...

    def stores(self) -> tuple[StoreView, ...]: ...

    def weight(self) -> WeightView | None: ...

    def orders(self, search: str, filter: str, offset: int, limit: int) -> Sequence[OrderRow]: ...

    def order_counts(self, search: str) -> dict[str, int]: ...

    def order_lines(self, key: int) -> tuple[LineView, ...]: ...

    def order_address(self, key: int) -> Address | None: ...

    def day(self, date: datetime.date) -> DayTotals: ...

    def shipments(self, date: datetime.date, offset: int, limit: int) -> Sequence[ShipmentRow]: ...

    def keep_photo(self, store: str, ref: str, carton: int, picture: bytes) -> str: ...

    def pushes(self) -> Sequence[PushRow]: ...

    def retry_push(self, id: int) -> None: ...

    def settings_rows(self) -> Sequence[tuple[str, str, str, str]]: ...

    def say(self, problem: Problem) -> str: ...

    def practice_items(self) -> Sequence[tuple[str, str, str]]: ...

    def practice_weigh(self, grams: float | None) -> None: ...

    def practice_label(self) -> tuple[str, str] | None: ...

    def practice_orders(self) -> Sequence[tuple[str, str, str]]: ...

    def close(self) -> None: ...
