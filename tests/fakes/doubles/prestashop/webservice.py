"""The webservice: who asks, what for, and what becomes of it. Truth is a table of rows for every resource.

Sources: recorded exchanges of PrestaShop 8.2.1; classes/webservice/WebserviceRequest.php (checks and their
codes), OrderHistory.php (what a state does), OrderCarrier.php (the mail of a changed number).
"""

import base64
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from doubles.clock import ShopClock
from doubles.prestashop import speech
from doubles.prestashop.listing import Row, Wrong, listed, shown, without_nothing
from doubles.prestashop.resources import RESOURCES, Resource
from station.sandbox.shop.wire import Request, Response

KEY = "K" * 32
_WRITES = ("PUT", "POST", "PATCH")
_SHIPPED, _CANCELLED = "4", "6"


class Webservice:
    """`on_order` and `on_mail` are told of what a write set off. `version` 1.7 knows no PATCH."""

    def __init__(self, clock: ShopClock, zone: ZoneInfo, version: str = "8.2.1") -> None:
        self.clock = clock
        self.zone = zone
        self.version = version
        self.base = ""
        self.title = "BenchPS"
        self.on = True
        self.keys = {KEY: {name: frozenset(speech.METHODS) for name in RESOURCES}}
        self.rows: dict[str, dict[int, Row]] = {name: {} for name in RESOURCES}
        self.mails: list[tuple[str, str]] = []  # (kind, about): "in_transit" a number, "state" an order
        self.mail_works = True

    def digits(self, at: datetime | None = None) -> str:
        return (at or self.clock.now()).astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def insert(self, name: str, /, **values: object) -> int:
        """A row of any resource; what is not named is empty."""
        rows = self.rows[name]
        number = int(str(values.pop("id", 0))) or max(rows, default=0) + 1
        row: Row = {one: "" for one in RESOURCES[name].fields} | {"id": number}
        rows[number] = row | {
            one: value if isinstance(value, dict) else str(value) for one, value in values.items()
        }
        return number

    # -- one request ------------------------------------------------------------------------------

    def serve(self, request: Request) -> Response:
        query = dict(parse_qsl(request.target.partition("?")[2], keep_blank_values=True))
        as_json = query.get("output_format") == "JSON"
        date = format_datetime(self.clock.now(), usegmt=True)
        key = _key_of(request, query)
        if key is None:
            return speech.no_key(date)
        try:
            status, body = self._answer(request, query, key, as_json=as_json)
        except Wrong as wrong:
            if (wrong.status, wrong.code) == (500, 0):
                return speech.fatal(date)
            found = [(wrong.code, wrong.message)]
            if wrong.code == 20:
                found.append((21, "No permission for this authentication key"))
            body = speech.errors(found, as_json=as_json) if wrong.code else b""
            asks = wrong.status == 401 and wrong.code < 26
            return speech.answer(wrong.status, body, date, as_json=as_json, version=self.version, asks=asks)
        return speech.answer(status, body, date, as_json=as_json, version=self.version)

    def _answer(
        self, request: Request, query: dict[str, str], key: str, *, as_json: bool
    ) -> tuple[int, bytes]:
        rights = self._rights(key)
        name, _, ref = request.path.removeprefix("/api").strip("/").partition("/")
        if not name:
            return 200, speech.front_xml(self.base, self.title, rights)
        resource = self._resource(name, request.method, rights)
        if request.method in _WRITES:
            row = self._written(name, resource, request, query)
            status = 201 if request.method == "POST" else 200
            return status, self._one(resource, row, as_json=as_json, listed_as="")
        if ref:
            found = self.rows[name].get(int(ref) if ref.isdigit() else 0)
            if found is None:
                raise Wrong(404, 0, "")
            display = query.get("display", "")
            said = shown(resource, found, display or "full")
            return 200, self._one(resource, said, as_json=as_json, listed_as=name if display else "")
        rows = listed(resource, list(self.rows[name].values()), query)
        display = query.get("display", "minimum")
        if as_json:
            said_rows = [shown(resource, row, display) for row in rows]
            return 200, speech.plain({name: said_rows} if rows else [])
        return 200, speech.list_xml(self.base, name, rows)

    def _rights(self, key: str) -> dict[str, frozenset[str]]:
        if not self.on:
            raise Wrong(
                503,
                22,
                "The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office",
            )
        if len(key) != 32:
            raise Wrong(401, 18, "Invalid authentication key format")
        if key not in self.keys:
            raise Wrong(401, 20, "Authentification key is not active")
        return self.keys[key]

    def _resource(self, name: str, method: str, rights: dict[str, frozenset[str]]) -> Resource:
        if name not in RESOURCES:
            raise Wrong(400, 27, f'Resource of type "{name}" does not exists. Did you mean: "search"?')
        if name not in rights:
            raise Wrong(401, 26, f'Resource of type "{name}" is not allowed with this authentication key')
        if method not in speech.METHODS or (method == "PATCH" and self.version < "8"):
            raise Wrong(405, 23, f"Method {method} is not valid")
        if method in RESOURCES[name].forbidden:
            raise Wrong(405, 101, f"Method {method} is not allowed for the resource {name}")
        if method not in rights[name]:
            raise Wrong(
                405,
                25,
                f"Method {method} is not allowed for the resource {name} with this authentication key",
            )
        return RESOURCES[name]

    def _one(self, resource: Resource, row: Row, *, as_json: bool, listed_as: str) -> bytes:
        if not as_json:
            return speech.resource_xml(self.base, resource, row)
        said = [row] if listed_as else without_nothing(row)
        return speech.plain({listed_as or resource.node: said})

    # -- writing ----------------------------------------------------------------------------------

    def _written(self, name: str, resource: Resource, request: Request, query: dict[str, str]) -> Row:
        given = self._given(resource, request)
        if request.method == "POST":
            if given.get("id"):
                raise Wrong(400, 91, "id is forbidden when adding a new resource")
            row: Row = {one: "" for one in resource.fields}
        else:
            if not given.get("id"):
                raise Wrong(400, 90, "id is required when modifying a resource")
            known = self.rows[name].get(int(given["id"]))
            if known is None:
                raise Wrong(404, 92, "Invalid ID")
            row = dict(known)
        for one in resource.fields[1:]:
            if one in given:
                row[one] = given[one]
            elif request.method != "PATCH" and one in resource.required:
                raise Wrong(400, 41, f'parameter "{one}" required')
            elif request.method != "PATCH" and one not in resource.computed:
                row[one] = ""
        self._check(resource, row)
        return self._effects()[name](row, request.method, query)

    def _given(self, resource: Resource, request: Request) -> dict[str, str]:
        try:
            entity = next(iter(ET.fromstring(request.body)), None)  # noqa: S314 our own
        except ET.ParseError:
            text = request.body.decode("utf-8", "replace")
            raise Wrong(
                500, 127, f"XML error : String could not be parsed as XML\nOriginal XML : {text}"
            ) from None
        if entity is None:
            return {}
        return {one.tag: one.text or "" for one in entity if one.tag in resource.fields}

    def _check(self, resource: Resource, row: Row) -> None:
        for one, fits in resource.checks.items():
            value = str(row[one])
            if (value or one in resource.required) and not fits(value):
                raise Wrong(400, 85, f'Validation error: "Property {resource.node}-&gt;{one} is not valid"')

    def _effects(self) -> dict[str, Callable[[Row, str, dict[str, str]], Row]]:
        return {
            "order_carriers": self._carry,
            "order_histories": self._enter,
            "stock_availables": self._stock,
            "orders": self._order,
        }

    def _carry(self, row: Row, method: str, query: dict[str, str]) -> Row:
        """It does not move the order's time of change. Only a change mails, and only with a number."""
        if method == "POST":
            row |= {"id": max(self.rows["order_carriers"], default=0) + 1, "date_add": self.digits()}
        self.rows["order_carriers"][int(str(row["id"]))] = row
        order = self.rows["orders"].get(int(str(row["id_order"])))
        if order is not None:
            first = next(one for one in self.carriers_of(str(order["id"])))
            order["shipping_number"] = first["tracking_number"]
        if method != "POST" and query.get("sendemail"):
            if not self.mail_works:
                raise Wrong(500, 46, "Unable to save resource")
            self.mails.append(("in_transit", str(row["tracking_number"])))
        return row

    def carriers_of(self, ref: str) -> list[Row]:
        return [row for row in self.rows["order_carriers"].values() if str(row["id_order"]) == ref]

    def _enter(self, row: Row, method: str, query: dict[str, str]) -> Row:
        order = self.rows["orders"].get(int(str(row["id_order"])))
        if order is None or int(str(row["id_order_state"])) not in self.rows["order_states"]:
            raise Wrong(500, 0, "")
        made = self.enter(order, str(row["id_order_state"]))
        if query.get("sendemail"):
            self.mails.append(("state", str(order["id"])))
        return made

    def enter(self, order: Row, state: str) -> Row:
        """The order is in `state` from now on, once more if it was before."""
        before = str(order["current_state"])
        order |= {"current_state": state, "date_upd": self.digits()}
        if (state == _CANCELLED) != (before == _CANCELLED):
            self.give_back(order, 1 if state == _CANCELLED else -1)
        if state == _SHIPPED:
            order["delivery_date"] = self.digits()
        values = {"id_order": order["id"], "id_order_state": state, "date_add": self.digits()}
        return self.rows["order_histories"][self.insert("order_histories", **values)]

    def give_back(self, order: Row, sign: int) -> None:
        for one in self.rows["order_details"].values():
            if one["id_order"] == str(order["id"]):
                product, variant = str(one["product_id"]), str(one["product_attribute_id"])
                self.take(product, variant, -sign * int(float(str(one["product_quantity"]))))

    def take(self, product: str, variant: str, units: int) -> None:
        stock = self.stock_of(product, variant)
        stock["quantity"] = str(int(str(stock["quantity"])) - units)

    def stock_of(self, product: str, variant: str = "0") -> Row:
        found = self.rows["stock_availables"].values()
        return next(
            one for one in found if (one["id_product"], one["id_product_attribute"]) == (product, variant)
        )

    def _stock(self, row: Row, method: str, query: dict[str, str]) -> Row:
        """The product's own row is the sum of its combinations'."""
        self.rows["stock_availables"][int(str(row["id"]))] = row
        if row["id_product_attribute"] != "0":
            same = [
                one
                for one in self.rows["stock_availables"].values()
                if one["id_product"] == row["id_product"]
            ]
            total = sum(int(str(one["quantity"])) for one in same if one["id_product_attribute"] != "0")
            for one in same:
                if one["id_product_attribute"] == "0":
                    one["quantity"] = str(total)
        return row

    def _order(self, row: Row, method: str, query: dict[str, str]) -> Row:
        order = self.rows["orders"][int(str(row["id"]))]
        if row["current_state"] != order["current_state"]:
            self.enter(order, str(row["current_state"]))
        return order


def _key_of(request: Request, query: dict[str, str]) -> str | None:
    """None when nobody said who asks. A password is not looked at."""
    kind, _, said = request.headers.get("authorization", "").partition(" ")
    if kind == "Basic":
        return base64.b64decode(said).decode().partition(":")[0]
    return query.get("ws_key")
