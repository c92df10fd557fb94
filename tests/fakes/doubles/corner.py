"""The corner shop itself: orders by a strictly growing change number, shipments by the sender's uid."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from doubles.clock import ShopClock
from doubles.double import WARES, Lacking, Left, Sale
from doubles.front import Front
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.sandbox.shop.wire import Request, Response

TOKEN = "corner-token"


class CornerDouble(Lacking):
    """See `Double`."""

    cart = "corner"
    page = 4
    lacks: Mapping[str, str] = {
        "expiry": "its token does not run out",
        "ware_gone": "nothing is ever taken from its shelf for good",
    }
    states: Mapping[str, OrderState] = {
        "open": OrderState.PENDING,
        "paid": OrderState.READY,
        "held": OrderState.ON_HOLD,
        "done": OrderState.FULFILLED,
        "void": OrderState.CANCELLED,
        "returned": OrderState.REFUNDED,
        "lent": OrderState.ON_HOLD,
    }

    def __init__(self) -> None:
        self._clock = ShopClock()
        self._orders: dict[str, dict[str, Any]] = {}
        self._wares = {
            f"w-{ware.sku}": {
                "id": f"w-{ware.sku}",
                "sku": ware.sku,
                "name": ware.name,
                "gtin": ware.gtin,
                "grams": ware.grams,
                "stock": ware.stock,
                "uids": [],
            }
            for ware in WARES
        }
        self._changes = 0
        self._revoked = False
        self._throttled: list[int] = []
        self.front = Front(self._answer, lambda request: request.method != "GET")
        self.front.start()

    def close(self) -> None:
        self.front.close()

    def settings(self) -> StoreSettings:
        return StoreSettings("main", self.front.url)

    def secrets(self) -> dict[str, str]:
        return {"token": TOKEN}

    # -- the shop

    def _answer(self, request: Request) -> Response:
        if self._throttled:
            return Response(429, b"{}", [("Retry-After", str(self._throttled.pop()))])
        if self._revoked or request.headers.get("x-token") != TOKEN:
            return _json(401, {})
        found = self._found(request)
        made = _json(404, {}) if found is None else _json(200, found)
        made.headers.append(("Date", self._clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")))
        return made

    def _found(self, request: Request) -> Any:
        parts = request.path.strip("/").split("/")
        query = {name: values[0] for name, values in parse_qs(request.target.partition("?")[2]).items()}
        match parts:
            case ["shop"]:
                return {"name": "Corner shop", "version": "1"}
            case ["orders"]:
                return self._list(query)
            case ["orders", ref, *rest]:
                row = self._orders.get(ref)
                return None if row is None else self._order(row, rest, request)
            case ["wares"]:
                return [self._wares[one] for one in query["ids"].split(",") if one in self._wares]
            case ["wares", ref, *rest]:
                return self._ware(ref, rest, request)
        return None

    def _list(self, query: Mapping[str, str]) -> Any:
        since, after = query.get("since", ""), int(query["after"])
        rows = sorted(self._orders.values(), key=lambda row: int(row["change"]))
        rows = [row for row in rows if row["change"] > after and row["changed"] >= since]
        page = rows[: self.page]
        return {"orders": page, "next": str(page[-1]["change"]) if len(rows) > len(page) else ""}

    def _order(self, row: dict[str, Any], rest: list[str], request: Request) -> Any:
        if request.method == "GET":
            return row
        body = json.loads(request.body)
        if rest == ["parcels"]:
            if all(one["uid"] != body["uid"] for one in row["parcels"]):
                row["parcels"].append(body)
        else:
            row["status"] = body["status"]
        self._change(row)
        return row

    def _ware(self, ref: str, rest: list[str], request: Request) -> Any:
        ware = self._wares.get(ref)
        if ware is not None and rest == ["stock"]:
            body = json.loads(request.body)
            if body["uid"] not in ware["uids"]:
                ware["uids"].append(body["uid"])
                ware["stock"] += body["by"]
        return ware

    def _change(self, row: dict[str, Any]) -> None:
        self._changes += 1
        row["change"] = self._changes
        row["changed"] = self._clock.now().isoformat()

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self._clock.advance(seconds)

    def sell(self, sale: Sale) -> str:
        ref = str(len(self._orders) + 1)
        row: dict[str, Any] = {
            "id": ref,
            "status": "paid",
            "placed": self._clock.now().isoformat(),
            "currency": sale.currency,
            "total": "1200",
            "note": sale.note,
            "parcels": [],
            "lines": [
                {"id": f"{ref}-{n}", "sku": sku, "name": sku, "ware": f"w-{sku}", "ordered": units}
                for n, (sku, units) in enumerate(sale.lines)
            ],
        }
        if sale.address:
            row["to"] = {"name": "Ida", "street": "Garncarska 7", "city": "Kraków", "postcode": "31-115"}
            row["to"]["country"] = "PL"
        for sku, units in sale.lines:
            self._wares[f"w-{sku}"]["stock"] -= units
        self._orders[ref] = row
        self._change(row)
        return ref

    def put_in(self, ref: str, status: str) -> None:
        self._orders[ref]["status"] = status
        self._change(self._orders[ref])

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self._change(self._orders[ref])

    def cancel(self, ref: str) -> None:
        self.put_in(ref, "void")

    def hold(self, ref: str) -> None:
        self.put_in(ref, "held")

    def refund(self, ref: str, sku: str, units: int) -> None:
        self._line(ref, sku)["returned"] = units
        self.touch(ref)

    def edit(self, ref: str, sku: str, units: float) -> None:
        self._line(ref, sku)["ordered"] = units
        self.touch(ref)

    def delete(self, ref: str) -> None:
        del self._orders[ref]

    def decorate(self, ref: str, name: str, value: str) -> None:
        self._orders[ref][name] = value
        self.touch(ref)

    def make_fraction(self, ref: str, sku: str) -> None:
        self.edit(ref, sku, 1.5)

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        lines = {self._line(ref, sku)["id"]: count for sku, count in units.items()}
        for sku, count in units.items():
            self._line(ref, sku)["gone_otherwise"] = count
        made = {"uid": "", "tracking": tracking, "carrier": "", "lines": lines, "tell": None}
        self._orders[ref]["parcels"].append(made)
        self.touch(ref)

    def drop_ware(self, sku: str) -> None:
        del self._wares[f"w-{sku}"]

    def uncount(self, sku: str) -> None:
        self._wares[f"w-{sku}"]["stock"] = None

    def throttle(self, times: int, seconds: int) -> None:
        self._throttled = [seconds] * times

    def revoke(self) -> None:
        self._revoked = True

    def restore(self) -> None:
        self._revoked = False

    # -- the truth

    def left(self, ref: str) -> list[Left]:
        skus = {line["id"]: line["sku"] for line in self._orders[ref]["lines"]}
        return [
            Left(
                one["tracking"],
                one["carrier"],
                {skus[line]: units for line, units in one["lines"].items()},
                one["tell"],
            )
            for one in self._orders[ref]["parcels"]
        ]

    def completed(self, ref: str) -> bool:
        return bool(self._orders[ref]["status"] == "done")

    def stock(self, sku: str) -> int:
        return int(self._wares[f"w-{sku}"]["stock"])

    def product(self, sku: str) -> tuple[str, str]:
        return f"w-{sku}", ""

    def _line(self, ref: str, sku: str) -> dict[str, Any]:
        found: dict[str, Any] = next(line for line in self._orders[ref]["lines"] if line["sku"] == sku)
        return found


def _json(status: int, body: object) -> Response:
    return Response(status, json.dumps(body).encode(), [("Content-Type", "application/json")])
