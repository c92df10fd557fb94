"""A partner who drops orders into a folder and takes away what is put there for him.

There is no line between a bench and a folder. What stands for a lost answer here is a bench that dies just
before or just after a write: whoever asks afterwards cannot tell.
"""

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from doubles.clock import ShopClock
from doubles.double import WARES, Lacking, Left, Sale
from station.carts.contract import Cart, InDoubt
from station.carts.settings import StoreSettings
from station.model.order import OrderState

_ADDRESS = {
    "recipient": "Ana Nowak",
    "street1": "ul. Długa 1",
    "postal_code": "31-115",
    "city": "Kraków",
    "country": "PL",
}
_AGE = 3.0  # seconds a file lies there before anybody looks


class FolderFront:
    """What `Front` is to a cart on the web."""

    def __init__(self, folder: Path) -> None:
        self.url = f"file:{folder}"
        self.exchanges: list[Any] = []  # of the web: none
        self.arrived: list[tuple[str, list[dict[str, str]]]] = []
        self._out = folder / "out"
        self._after: Callable[[Any], None] | None = None
        self._faults: list[str] = []

    def around(self, cart: Cart) -> Cart:
        return _Watched(cart, self)  # type: ignore[return-value]

    def take_away(self) -> list[tuple[str, list[dict[str, str]]]]:
        """The partner takes what is there; everything he ever took, in order."""
        for path in sorted(self._out.glob("*.csv")) if self._out.is_dir() else ():
            self.arrived.append((path.name, list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))))
            path.unlink()
        return self.arrived

    def writes(self) -> list[tuple[str, list[dict[str, str]]]]:
        return list(self.take_away())

    def after_each(self, callback: Callable[[Any], None] | None) -> None:
        """Called after each page of orders."""
        self._after = callback

    def lose_answer(self, times: int = 1, match: str = "") -> None:
        self._faults += ["after"] * times

    def lose_request(self, times: int = 1, match: str = "") -> None:
        self._faults += ["before"] * times

    def spoil(self, spoil: object, times: int = 1, *, writes: bool | None = None, match: str = "") -> None:
        self._faults += ["after"] * times

    def turned(self) -> None:
        if self._after is not None:
            self._after(None)

    def next_fault(self) -> str:
        return self._faults.pop(0) if self._faults else ""


class _Watched:
    def __init__(self, cart: Cart, front: FolderFront) -> None:
        self._cart = cart
        self._front = front

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cart, name)

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Any:
        page = self._cart.changed_orders(since, cursor)
        self._front.turned()
        return page

    def has_note(self, note: Any) -> bool:
        return bool(self._cart.has_note(note))  # type: ignore[attr-defined]

    def add_note(self, note: Any) -> None:
        self._cart.add_note(note)  # type: ignore[attr-defined]

    def write(self, message: Any, step: Any) -> None:
        fault = self._front.next_fault()
        if fault != "before":
            self._cart.write(message, step)
        if fault:
            raise InDoubt("cart.in_doubt", reason="net.answer_lost")


class FilesDouble(Lacking):
    """See `Double`."""

    cart = "files"
    page = 5
    states: Mapping[str, OrderState] = {
        "": OrderState.READY,
        "open": OrderState.READY,
        "Awaiting shipment": OrderState.READY,
        "paid": OrderState.READY,
        "unpaid": OrderState.PENDING,
        "on_hold": OrderState.ON_HOLD,
        "On Hold": OrderState.ON_HOLD,
        "shipped": OrderState.FULFILLED,
        "completed": OrderState.FULFILLED,
        "cancelled": OrderState.CANCELLED,
        "Refunded": OrderState.REFUNDED,
        "awaiting-pick": OrderState.ON_HOLD,
    }
    lacks: Mapping[str, str] = {
        "throttle": "a folder asks for no pause",
        "expiry": "a folder has no key",
        "revoke": "a folder has no key",
        "faults": "there is no line between a bench and a folder",
    }

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="partner-"))
        self.front = FolderFront(self.folder)
        self._clock = ShopClock()
        self._orders: dict[str, dict[str, str]] = {}
        self._lines: dict[str, list[dict[str, str]]] = {}
        self._elsewhere: dict[str, list[Left]] = {}
        self._stock = {ware.sku: ware.stock for ware in WARES}
        self._shelf = {ware.sku: self._ware(ware) for ware in WARES}
        self._files = 0
        self._number = 1000
        self._drop("products", list(self._shelf.values()))

    def close(self) -> None:
        shutil.rmtree(self.folder)

    def settings(self) -> StoreSettings:
        options = {"page_size": self.page}
        return StoreSettings("main", self.front.url, carrier_map={"UPS": "ups"}, options=options)

    def secrets(self) -> dict[str, str]:
        return {}

    def now(self) -> datetime:
        return self._clock.now()

    def _ware(self, ware: Any) -> dict[str, str]:
        return {
            "sku": ware.sku,
            "name": ware.name,
            "barcode": ware.gtin,
            "weight": str(ware.grams),
            "stock": str(ware.stock),
            "status": "",
        }

    def drop(self, name: str, content: bytes) -> Path:
        """A file as partners leave one: written beside, then named."""
        part = self.folder / f"{name}.part"
        part.write_bytes(content)
        at = self._clock.now().timestamp() - _AGE
        os.utime(part, (at, at))
        return part.replace(self.folder / name)

    def _drop(self, kind: str, rows: Sequence[Mapping[str, str]]) -> None:
        self._files += 1
        text = io.StringIO()
        writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
        self.drop(f"{self._files:04d}-{kind}.csv", text.getvalue().encode())

    def _state(self, *refs: str) -> None:
        """Whole orders, as they are now."""
        rows = []
        for ref in refs:
            self._orders[ref]["last_modified"] = self._clock.now().isoformat()
            rows += [{**self._orders[ref], **line} for line in self._lines[ref]]
        self._drop("orders", rows)

    def _say(self, ref: str, **cells: str) -> None:
        """Only what changed."""
        self._orders[ref] |= cells
        self._drop("changes", [{"order_id": ref, **cells, "last_modified": self._clock.now().isoformat()}])

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self._clock.advance(seconds)

    def sell(self, sale: Sale) -> str:
        self._number += 1
        ref = str(self._number)
        self._orders[ref] = {
            "order_id": ref,
            "order_number": f"P-{ref}",
            "status": "open",
            "order_date": self._clock.now().isoformat(),
            "currency": sale.currency,
            "total": "1250" if sale.currency == "JPY" else "12.50",
            "note": sale.note,
            "email": "" if sale.guest else "ana@example.com",
            **(_ADDRESS if sale.address else dict.fromkeys(_ADDRESS, "")),
        }
        names = {ware.sku: ware.name for ware in WARES}
        self._lines[ref] = [
            {"sku": sku, "item_name": names[sku], "quantity": str(units), "refunded": "", "shipped": ""}
            for sku, units in sale.lines
        ]
        self._state(ref)
        return ref

    def put_in(self, ref: str, status: str) -> None:
        self._orders[ref]["status"] = status
        self._state(ref)

    def touch(self, *refs: str) -> None:
        self._state(*refs)

    def cancel(self, ref: str) -> None:
        self._say(ref, status="cancelled")

    def hold(self, ref: str) -> None:
        self._say(ref, status="on_hold")

    def refund(self, ref: str, sku: str, units: int) -> None:
        self._line(ref, sku)["refunded"] = str(units)
        self._state(ref)

    def edit(self, ref: str, sku: str, units: int) -> None:
        self._line(ref, sku)["quantity"] = str(units)
        self._state(ref)

    def delete(self, ref: str) -> None:
        self._say(ref, status="deleted")

    def decorate(self, ref: str, name: str, value: str) -> None:
        self._orders[ref][name] = value
        self._state(ref)

    def make_fraction(self, ref: str, sku: str) -> None:
        self._line(ref, sku)["quantity"] = "1.5"
        self._state(ref)

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        for sku, count in units.items():
            line = self._line(ref, sku)
            line["shipped"] = str(int(line["shipped"] or 0) + count)
            line["tracking"] = f"{line.get('tracking', '')}; {tracking}"
        self._elsewhere.setdefault(ref, []).append(Left(tracking, "", units))
        self._state(ref)

    def drop_ware(self, sku: str) -> None:
        self._shelf[sku]["status"] = "deleted"
        self._drop("products", list(self._shelf.values()))

    def uncount(self, sku: str) -> None:
        self._shelf[sku]["stock"] = ""
        self._drop("products", list(self._shelf.values()))

    def _line(self, ref: str, sku: str) -> dict[str, str]:
        return next(line for line in self._lines[ref] if line["sku"] == sku)

    # -- trouble in the cart's own words

    # -- the truth: what the partner made of the files he took away

    def _rows(self, kind: str) -> list[dict[str, str]]:
        return [row for name, rows in self.front.take_away() if name.startswith(kind) for row in rows]

    def left(self, ref: str) -> list[Left]:
        cartons: dict[tuple[str, str], Left] = {}
        for row in self._rows("shipments-"):
            if row["order_id"] != ref:
                continue
            told = row["notify_customer"] == "yes"
            one = Left(row["tracking"], row["carrier"], {}, told)
            units = dict(cartons.setdefault((row["shipment_id"], row["carton"]), one).units)
            units[row["sku"]] = units.get(row["sku"], 0) + int(row["quantity"])
            cartons[row["shipment_id"], row["carton"]] = Left(one.tracking, one.carrier, units, told)
        return [*self._elsewhere.get(ref, []), *cartons.values()]

    def notes(self, ref: str) -> list[str]:
        return [f"{row['note']} {row['note_id']}" for row in self._rows("notes-") if row["order_id"] == ref]

    def completed(self, ref: str) -> bool:
        return any(row["order_id"] == ref and row["status"] == "completed" for row in self._rows("status-"))

    def stock(self, sku: str) -> int:
        changes = (int(row["change"]) for row in self._rows("stock-") if row["sku"] == sku)
        return self._stock[sku] + sum(changes)

    def product(self, sku: str) -> tuple[str, str]:
        return sku, ""
