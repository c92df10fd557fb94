"""The merchant's hands on the double, and the truth about it."""

import html
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from doubles.clock import ShopClock
from doubles.double import WARES, Lacking, Left, Sale, Ware
from doubles.front import Front
from doubles.prestashop.listing import Row
from doubles.prestashop.webservice import KEY, Webservice
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.sandbox.shop.wire import Request, Response

# id: name, paid, shipped, logable, delivery. 14 and 15 are the shop's own.
STATES = {
    1: ("Awaiting check payment", 0, 0, 0, 0),
    2: ("Payment accepted", 1, 0, 1, 0),
    3: ("Processing in progress", 1, 0, 1, 1),
    4: ("Shipped", 1, 1, 1, 1),
    5: ("Delivered", 1, 1, 1, 1),
    6: ("Canceled", 0, 0, 0, 0),
    7: ("Refunded", 0, 0, 0, 0),
    8: ("Payment error", 0, 0, 0, 0),
    9: ("On backorder (paid)", 1, 0, 0, 0),
    10: ("Awaiting bank wire payment", 0, 0, 0, 0),
    11: ("Remote payment accepted", 1, 0, 1, 0),
    12: ("On backorder (not paid)", 0, 0, 0, 0),
    13: ("Awaiting Cash On Delivery validation", 0, 0, 0, 0),
    14: ("Quality check", 1, 0, 1, 1),
    15: ("Under examination", 0, 0, 0, 0),
}
CARRIERS = {1: "Click and collect", 2: "My carrier", 3: "UPS"}
CURRENCIES = {1: "EUR", 2: "JPY", 3: "PLN"}
_PRICE = 10


class PrestaShopDouble(Lacking):
    """See `Double`."""

    cart = "prestashop"
    page = 5
    states: Mapping[str, OrderState] = {
        "1": OrderState.PENDING,
        "2": OrderState.READY,
        "3": OrderState.READY,
        "4": OrderState.FULFILLED,
        "5": OrderState.FULFILLED,
        "6": OrderState.CANCELLED,
        "7": OrderState.REFUNDED,
        "8": OrderState.PENDING,
        "9": OrderState.ON_HOLD,
        "10": OrderState.PENDING,
        "11": OrderState.READY,
        "12": OrderState.PENDING,
        "13": OrderState.PENDING,
        "14": OrderState.READY,
        "15": OrderState.ON_HOLD,
    }
    lacks: Mapping[str, str] = {
        "expiry": "its keys do not run out",
        "partial": "an order is shipped or it is not: the shop knows no part of it",
        "contents": "a tracking number is kept without what is in the carton",
    }

    def __init__(self, version: str = "8.2.1", zone: str = "Europe/Warsaw") -> None:
        self.clock = ShopClock()
        self.shop = Webservice(self.clock, ZoneInfo(zone), version)
        self.front = Front(self._answer, lambda request: request.method not in ("GET", "HEAD"))
        self._throttled: list[int] = []
        self._refs: dict[str, tuple[str, str]] = {}
        self._furnish(zone)
        self.front.start()
        self.shop.base = self.front.url

    def _furnish(self, zone: str) -> None:
        insert = self.shop.insert
        for number, (name, paid, shipped, logable, delivery) in STATES.items():
            flags = {"paid": paid, "shipped": shipped, "logable": logable, "delivery": delivery}
            insert("order_states", id=number, name=name, send_email=1, hidden=0, deleted=0, **flags)
        for number, name in CARRIERS.items():
            insert("carriers", id=number, id_reference=number, name=name, deleted=0, active=1, is_module=0)
        for number, code in CURRENCIES.items():
            insert("currencies", id=number, name=code, iso_code=code, conversion_rate="1.000000")
        insert("countries", id=14, iso_code="PL", name="Poland", active=1)
        insert("countries", id=21, iso_code="US", name="United States", active=1)
        insert("states", id=31, id_country=21, iso_code="NY", name="New York", active=1)
        settings = {"PS_TIMEZONE": zone, "PS_WEIGHT_UNIT": "kg", "PS_STOCK_MANAGEMENT": "1"}
        for name, value in settings.items():
            insert("configurations", name=name, value=value)
        for ware in WARES:
            self.add_ware(ware)

    def add_ware(self, ware: Ware, **more: object) -> str:
        """A simple product's id."""
        values: dict[str, object] = {
            "reference": ware.sku,
            "name": ware.name,
            "ean13": ware.gtin,
            "active": 1,
        }
        weight = f"{ware.grams / 1000:.6f}"
        number = self.shop.insert(
            "products",
            **values | {"weight": weight, "type": "simple", "is_virtual": 0, "id_default_image": ""} | more,
        )
        self._shelve(number, 0, ware.stock)
        self._refs[ware.sku] = (str(number), "0")
        return str(number)

    def add_variant(self, parent: str, ware: Ware) -> str:
        """A combination's id. `grams` is what it weighs more than its product."""
        values = {"id_product": parent, "reference": ware.sku, "ean13": ware.gtin}
        number = self.shop.insert("combinations", weight=f"{ware.grams / 1000:.6f}", **values)
        self._shelve(int(parent), number, ware.stock)
        self._refs[ware.sku] = (parent, str(number))
        return str(number)

    def _shelve(self, product: int, variant: int, units: int) -> None:
        about = {"id_product": product, "id_product_attribute": variant, "id_shop": 1, "id_shop_group": 0}
        self.shop.insert(
            "stock_availables", quantity=units, depends_on_stock=0, out_of_stock=2, location="", **about
        )

    def close(self) -> None:
        self.front.close()

    def settings(self, **more: object) -> StoreSettings:
        return StoreSettings("main", self.front.url, options={"page_size": self.page, **more})

    def secrets(self) -> dict[str, str]:
        return {"key": KEY}

    def _answer(self, request: Request) -> Response | None:
        if self._throttled:
            seconds = self._throttled.pop()
            return Response(429, b"<h1>Too many requests</h1>", [("Retry-After", str(seconds))])
        return self.shop.serve(request)

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def sell(self, sale: Sale) -> str:
        shop, now = self.shop, self.shop.digits()
        who: dict[str, object] = {"firstname": "Anna", "lastname": "Nowak"}
        guest = {"email": "a@example.test", "is_guest": int(sale.guest), "passwd": "$2y$10$hash"}
        person = shop.insert("customers", **who, **guest)
        address = 0
        if sale.address:
            street = {"address1": "Karmelicka 7", "postcode": "31-115", "city": "Kraków"}
            about = {"id_customer": person, "id_country": 14, "id_state": 0, "phone": "+48 12 345 67 89"}
            address = shop.insert("addresses", **who, **street, **about)
        total = f"{sum(units for _, units in sale.lines) * _PRICE}.000000"
        paid = {name: total for name in ("total_paid", "total_paid_tax_incl", "total_paid_tax_excl")}
        currency = next(number for number, code in CURRENCIES.items() if code == sale.currency)
        refs = {"id_address_delivery": address, "id_address_invoice": address, "id_customer": person}
        refs |= {"id_currency": currency, "id_lang": 1, "id_carrier": 2, "id_shop": 1, "id_shop_group": 1}
        times = {"date_add": now, "date_upd": now}
        number = shop.insert("orders", current_state=0, valid=1, gift=0, **refs, **times, **paid)
        order = shop.rows["orders"][number]
        order["reference"] = f"XKBKN{number:04d}"
        order["associations"] = {"order_rows": [self._line(number, sku, units) for sku, units in sale.lines]}
        row = {"id_order": number, "id_carrier": 2, "id_order_invoice": 0, "weight": "0.500000"}
        costs = {"shipping_cost_tax_excl": "0.000000", "shipping_cost_tax_incl": "0.000000"}
        shop.insert("order_carriers", date_add=now, **row, **costs)
        if sale.note:
            wrote = html.escape(sale.note, quote=False)
            shop.insert(
                "messages", id_order=number, id_customer=person, id_employee=0, message=wrote, private=0
            )
            shop.insert("messages", id_order=number, id_employee=1, message="Ring the bank", private=1)
        shop.enter(order, "2")
        return str(number)

    def _line(self, order: int, sku: str, units: int) -> Row:
        product, variant = self._refs[sku]
        main = self.shop.rows["products"][int(product)]
        row = self.shop.rows["combinations"][int(variant)] if variant != "0" else main
        about = {
            "product_id": product,
            "product_attribute_id": variant,
            "product_quantity": str(units),
            "product_name": str(main["name"]),
            "product_reference": sku,
            "product_ean13": str(row["ean13"]),
            "product_isbn": "",
            "product_upc": "",
            "product_price": f"{_PRICE}.000000",
            "id_customization": "0",
            "unit_price_tax_incl": f"{_PRICE}.000000",
            "unit_price_tax_excl": f"{_PRICE}.000000",
        }
        refunds = {
            "product_quantity_return": 0,
            "product_quantity_refunded": 0,
            "product_quantity_reinjected": 0,
        }
        price = {name: value for name, value in about.items() if name in _DETAILED}
        number = self.shop.insert("order_details", id_order=order, **price, **refunds)
        self.shop.take(product, variant, units)
        return {"id": str(number), **about}

    def order(self, ref: str) -> Row:
        return self.shop.rows["orders"][int(ref)]

    def lines(self, ref: str) -> list[Row]:
        associations = self.order(ref)["associations"]
        assert isinstance(associations, dict)
        return list(associations["order_rows"])

    def line(self, ref: str, sku: str) -> Row:
        """A line as the order shows it; the same of `order_details` is `detail`."""
        return next(one for one in self.lines(ref) if one["product_reference"] == sku)

    def detail(self, ref: str, sku: str) -> Row:
        return self.shop.rows["order_details"][int(str(self.line(ref, sku)["id"]))]

    def put_in(self, ref: str, status: str) -> None:
        self.shop.enter(self.order(ref), status)

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self.order(ref)["date_upd"] = self.shop.digits()

    def cancel(self, ref: str) -> None:
        self.put_in(ref, "6")

    def hold(self, ref: str) -> None:
        self.put_in(ref, "9")

    def refund(self, ref: str, sku: str, units: int) -> None:
        detail = self.detail(ref, sku)
        detail["product_quantity_refunded"] = str(int(str(detail["product_quantity_refunded"])) + units)
        self.touch(ref)

    def edit(self, ref: str, sku: str, units: int) -> None:
        self.line(ref, sku)["product_quantity"] = self.detail(ref, sku)["product_quantity"] = str(units)
        self.touch(ref)

    def delete(self, ref: str) -> None:
        del self.shop.rows["orders"][int(ref)]
        for row in self.shop.carriers_of(ref):
            del self.shop.rows["order_carriers"][int(str(row["id"]))]

    def decorate(self, ref: str, name: str, value: str) -> None:
        self.order(ref)[name] = value
        self.touch(ref)

    def renumber(self, ref: str, number: str) -> None:
        """A cart sent from two warehouses is two orders of one reference."""
        self.decorate(ref, "reference", number)

    def make_fraction(self, ref: str, sku: str) -> None:
        """As plug-ins do that sell by weight."""
        self.line(ref, sku)["product_quantity"] = self.detail(ref, sku)["product_quantity"] = "1.500000"
        self.touch(ref)

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        self.shop.carriers_of(ref)[0]["tracking_number"] = tracking
        self.put_in(ref, "4")

    def drop_ware(self, sku: str) -> None:
        product, _ = self._refs[sku]
        del self.shop.rows["products"][int(product)]
        del self.shop.rows["stock_availables"][int(str(self.shop.stock_of(product)["id"]))]

    def uncount(self, sku: str) -> None:
        self.shop.stock_of(*self._refs[sku])["depends_on_stock"] = "1"

    # -- trouble in the cart's own words

    def throttle(self, times: int, seconds: int) -> None:
        self._throttled = [seconds] * times

    def revoke(self) -> None:
        self._rights = self.shop.keys.pop(KEY)

    def restore(self) -> None:
        self.shop.keys[KEY] = self._rights

    # -- the truth

    def left(self, ref: str) -> list[Left]:
        found = []
        for row in self.shop.carriers_of(ref):
            number = str(row["tracking_number"])
            if number:
                told = ("in_transit", number) in self.shop.mails
                found.append(Left(number, CARRIERS[int(str(row["id_carrier"]))], {}, told))
        return found

    def completed(self, ref: str) -> bool:
        return STATES[int(str(self.order(ref)["current_state"]))][2] == 1

    def stock(self, sku: str) -> int:
        return int(str(self.shop.stock_of(*self._refs[sku])["quantity"]))

    def product(self, sku: str) -> tuple[str, str]:
        product, variant = self._refs[sku]
        return (product, "") if variant == "0" else (f"{product}-{variant}", product)


_DETAILED = (
    "product_id",
    "product_attribute_id",
    "product_quantity",
    "product_name",
    "product_reference",
    "product_ean13",
)
