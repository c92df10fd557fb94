"""A cart of somebody else: all it takes to be one. It imports of the station what any installed package may.

Its shop speaks the smallest API that can be packed from: orders by a strictly growing change number.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from station.carts import parcels
from station.carts.contract import (
    BadOrder,
    Budget,
    Cart,
    CartError,
    CredentialField,
    Location,
    Manifest,
    OrderRead,
    Page,
    Probe,
    Refused,
    Shipped,
    SignIn,
    Step,
    StockLevel,
)
from station.carts.currencies import money_of
from station.carts.reading import Json, encode, moment_of, number_of, part_of, rows_of, text_of, word_of
from station.carts.rest import Asked, Rest, not_ours
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.order import Address, Line, Order, OrderState
from station.model.product import Product
from station.model.quantity import Mass
from station.model.shipment import AdjustStock, CompleteOrder, Message, ShipConfirm, ShippedLine
from station.net.http import Answer, Http

_TOKEN = CredentialField("token", "Token", where="Corner shop > Account > Token.")
MANIFEST = Manifest(
    cart="corner",
    title="Corner shop",
    sign_ins=(SignIn("", "Token", (_TOKEN,)),),
    partial_shipment=True,
    several_parcels=True,
    stock="delta",
    webhooks=False,
    locations=False,
    subtracts_stock_at="order",
)
STATES = {
    "open": OrderState.PENDING,
    "paid": OrderState.READY,
    "held": OrderState.ON_HOLD,
    "done": OrderState.FULFILLED,
    "void": OrderState.CANCELLED,
    "returned": OrderState.REFUNDED,
}


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    own = http or Http(settings.url, ca_file=settings.ca_file)
    return Corner(settings, Rest(own, headers={"X-Token": secrets["token"].strip()}, explain=_explain))


def _explain(answer: Answer, said: object, asked: Asked) -> CartError | None:
    """What the shop has not it says with an empty object; any other 404 is somebody else's."""
    return not_ours(404, writing=asked.writing) if answer.status == 404 and said != {} else None


class Corner:
    manifest: Manifest = MANIFEST

    def __init__(self, settings: StoreSettings, rest: Rest) -> None:
        self._settings = settings
        self._rest = rest

    def probe(self) -> Probe:
        row = self._rest.read("shop").row
        return Probe(text_of(row.get("name")), word_of(row.get("version")))

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        bound = "" if since is None else since.astimezone(UTC).isoformat()
        reply = self._rest.read("orders", (("since", bound), ("after", cursor or "0")))
        read = [self._read_or_put_aside(row) for row in rows_of(reply.row.get("orders"))]
        return Page(
            tuple(one for one in read if isinstance(one, OrderRead)),
            tuple(one for one in read if isinstance(one, BadOrder)),
            word_of(reply.row.get("next")) or None,
            reply.at or datetime.now(UTC),
        )

    def order(self, ref: str) -> OrderRead:
        row = self._rest.read(f"orders/{ref}", about="order").row
        try:
            return OrderRead(order_of(row, self._settings), encode(row))
        except Unreadable as error:
            raise Refused(error.problem.code, **error.problem.params) from error

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        asked = ",".join(ref for ref, _ in wanted)
        rows = {word_of(row.get("id")): row for row in self._rest.read("wares", (("ids", asked),)).rows}
        return tuple(self._product(ref, rows.get(ref)) for ref, _ in wanted)

    def image(self, url: str) -> bytes:
        return self._rest.download(url, 5_000_000)

    def steps(self, message: Message) -> tuple[Step, ...]:
        match message:
            case ShipConfirm():
                return parcels.steps(message, "parcel", repeatable=True)  # the shop keeps one of each uid
            case CompleteOrder():
                return (Step("status", repeatable=True),)
            case AdjustStock():
                return (Step("delta", repeatable=True),)

    def evidence(self, message: Message, step: Step) -> bool:
        match message:
            case ShipConfirm():
                mark = parcels.mark(message, step)
                tracking = parcels.comparable_tracking(parcels.parcel(message, step).tracking)
                told = self.shipments(message.ref)
                return any(
                    one.uid == mark or tracking in map(parcels.comparable_tracking, one.tracking)
                    for one in told
                )
            case CompleteOrder():
                return word_of(self._rest.read(f"orders/{message.ref}").row.get("status")) == "done"
            case AdjustStock():
                return any(row == message.uid for row in self._ware(message.product).get("uids", ()))  # type: ignore[attr-defined]

    def write(self, message: Message, step: Step) -> None:
        match message:
            case ShipConfirm():
                carton = parcels.parcel(message, step)
                body = {
                    "uid": parcels.mark(message, step),
                    "tracking": carton.tracking,
                    "carrier": self._settings.carrier(carton.carrier, {"ups": "UPS"}, carton.carrier),
                    "tell": message.notify_customer,
                    "lines": {line.line: line.quantity for line in carton.lines},
                }
                self._rest.write("POST", f"orders/{message.ref}/parcels", body)
            case CompleteOrder():
                self._rest.write("PUT", f"orders/{message.ref}", {"status": "done"})
            case AdjustStock():
                self._rest.write(
                    "POST", f"wares/{message.product}/stock", {"uid": message.uid, "by": message.delta}
                )

    def stock(self, product: str, parent: str) -> StockLevel:
        stock = self._ware(product).get("stock")
        return StockLevel(stock if isinstance(stock, int) else None, product)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        rows = rows_of(self._rest.read(f"orders/{ref}", about="order").row.get("parcels"))
        return tuple(
            Shipped(
                word_of(row.get("uid")),
                (word_of(row.get("tracking")),),
                word_of(row.get("carrier")),
                tuple(
                    ShippedLine(line, int(number_of(units) or 0))
                    for line, units in part_of(row, "lines").items()
                ),
                word_of(row.get("uid")),
            )
            for row in rows
        )

    def locations(self) -> tuple[Location, ...]:
        return ()

    def budget(self) -> Budget | None:
        return None

    def close(self) -> None:
        self._rest.close()

    def _ware(self, product: str) -> Json:
        return self._rest.read(f"wares/{product}", about="product").row

    def _read_or_put_aside(self, row: Json) -> OrderRead | BadOrder:
        try:
            return OrderRead(order_of(row, self._settings), encode(row))
        except Unreadable as error:
            return BadOrder(word_of(row.get("id")), word_of(row.get("id")), error.problem)

    def _product(self, ref: str, row: Json | None) -> Product:
        store = self._settings.name
        if row is None:
            return Product(store, ref, "", "", gone=True)
        stock, code = row.get("stock"), word_of(row.get("gtin"))
        return Product(
            store=store,
            ref=ref,
            sku=word_of(row.get("sku")),
            name=text_of(row.get("name")),
            codes=(code,) if code else (),
            mass=Mass.of(number_of(row.get("grams")) or 0, "g"),  # type: ignore[arg-type]
            stock=stock if isinstance(stock, int) else None,
            stock_ref=ref,
        )


def order_of(row: Json, settings: StoreSettings) -> Order:
    status, to = word_of(row.get("status")), part_of(row, "to")
    state = settings.states().get(status, STATES.get(status))
    lines = tuple(_line(one) for one in rows_of(row.get("lines")))
    open_ = any(line.due for line in lines)
    if state is OrderState.READY and any(line.shipped for line in lines):
        state = OrderState.PARTIAL if open_ else OrderState.FULFILLED
    if state is OrderState.READY and not open_:
        state = OrderState.REFUNDED
    placed, changed = moment_of(row.get("placed")), moment_of(row.get("changed"))
    if placed is None or changed is None:
        raise Unreadable("order.unreadable", field="changed")
    ship_to = Address(
        name=text_of(to.get("name")),
        street=tuple(filter(None, (text_of(to.get("street")),))),
        city=text_of(to.get("city")),
        postal_code=word_of(to.get("postcode")),
        country=word_of(to.get("country")),
    )
    currency = word_of(row.get("currency"))
    said = (("status.unknown", state is None), ("address.missing", ship_to.is_empty))
    return Order(
        store=settings.name,
        ref=word_of(row.get("id")),
        number=word_of(row.get("id")),
        state=state or OrderState.ON_HOLD,
        native=(status, "", ""),
        placed_at=placed,
        changed_at=changed,
        lines=lines,
        ship_to=ship_to,
        currency=currency,
        total=money_of(word_of(row.get("total")), currency),
        customer_note=text_of(row.get("note")),
        warnings=tuple(code for code, holds in said if holds),
    )


def _line(row: Json) -> Line:
    ordered = number_of(row.get("ordered"))
    if ordered is None or ordered % 1:
        raise Unreadable("order.fractional_quantity", name=text_of(row.get("name")), quantity=str(ordered))
    return Line(
        ref=word_of(row.get("id")),
        sku=word_of(row.get("sku")),
        name=text_of(row.get("name")),
        ordered=int(ordered),
        product=word_of(row.get("ware")),
        refunded=int(number_of(row.get("returned")) or 0),
        shipped=int(number_of(row.get("gone_otherwise")) or 0),
    )
