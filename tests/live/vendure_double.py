"""A real Vendure as the contract suite wants it: everything passes a door that can misbehave."""

import http.client
from collections.abc import Mapping
from typing import Any, ClassVar

from doubles.double import TEA, Lacking, Left, Sale
from doubles.front import Front
from doubles.vendure import VendureDouble, VendureWithOwnFields
from doubles.vendure.door import is_write
from vendure_server import BENCH, PASSWORD, Row, Server

from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.sandbox.shop.wire import Request, Response

_LEFT = ("Shipped", "Delivered")
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
_ADDRESS = {
    "fullName": "Zofia Wójcik",
    "streetLine1": "ul. Karmelicka 14/3",
    "city": "Kraków",
    "postalCode": "31-115",
    "countryCode": "PL",
}


class LiveVendure(Lacking):
    """See `Double`. States nobody can bring about by the API, and lost sessions, are written into the
    database.
    """

    server: ClassVar[Server]
    cart = "vendure"
    page = 5
    states: Mapping[str, OrderState] = VendureDouble.states
    lacks: Mapping[str, str] = VendureDouble.lacks

    def __init__(self) -> None:
        self.server.control(back=True)
        self.front = Front(self._forward, is_write)
        self.front.start()

    def close(self) -> None:
        self.front.close()

    def _forward(self, request: Request) -> Response:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {name: value for name, value in request.headers.items() if name not in _HOP}
        try:
            line.request(request.method, request.target, request.body, headers)
            answer = line.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP]
            return Response(answer.status, answer.read(), kept)
        finally:
            line.close()

    def settings(self) -> StoreSettings:
        return StoreSettings("main", self.front.url, options={"page_size": self.page})

    def secrets(self) -> dict[str, str]:
        return {"username": BENCH, "password": PASSWORD}

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self.server.control(ahead=seconds)

    def sell(self, sale: Sale) -> str:
        """Through the Shop API, as a guest: the checkout of a storefront."""
        session, refs = "", self.server.refs

        def do(text: str, **values: Any) -> Row:
            nonlocal session
            data, session = self.server.shop(text, session, sale.currency, **values)
            return data

        result = "{ __typename ... on Order { id } ... on ErrorResult { errorCode message } }"
        added = "addItemToOrder(productVariantId: $v, quantity: $q, customFields: $c)"
        head = "mutation ($v: ID!, $q: Int!, $c: OrderLineCustomFieldsInput)"
        for number, (sku, units) in enumerate(sale.lines):  # lines alike in all would become one
            do(f"{head} {{ {added} {result} }}", v=refs[sku][0], q=units, c={"basket": str(number)})
        customer = {"firstName": "Zofia", "lastName": "Wójcik", "emailAddress": "zofia@mail.example"}
        do(f"mutation ($i: CreateCustomerInput!) {{ setCustomerForOrder(input: $i) {result} }}", i=customer)
        if sale.address:
            do(
                f"mutation ($i: CreateAddressInput!) {{ setOrderShippingAddress(input: $i) {result} }}",
                i=_ADDRESS,
            )
        if sale.note:
            own = {"customFields": {"customerNote": sale.note}}
            do(f"mutation ($i: UpdateOrderInput!) {{ setOrderCustomFields(input: $i) {result} }}", i=own)
        way = [self.server.shipping]
        do(f"mutation ($i: [ID!]!) {{ setOrderShippingMethod(shippingMethodId: $i) {result} }}", i=way)
        do(f'mutation {{ transitionOrderToState(state: "ArrangingPayment") {result} }}')
        paid = {"method": "card", "metadata": {}}
        placed = do(f"mutation ($i: PaymentInput!) {{ addPaymentToOrder(input: $i) {result} }}", i=paid)
        return str(placed["addPaymentToOrder"]["id"])

    def put_in(self, ref: str, status: str) -> None:
        if status == "Cancelled":
            self.cancel(ref)
        elif status == "PartiallyShipped":
            self.ship_elsewhere(ref, "ELSE", {TEA.sku: 1})
        elif status in (*_LEFT, "PartiallyDelivered"):
            lines = self._order(ref)["lines"]
            for number, line in enumerate(lines):
                self.ship_elsewhere(ref, f"ELSE-{number}", {line["productVariant"]["sku"]: line["quantity"]})
            delivered = {"Shipped": 0, "PartiallyDelivered": 1, "Delivered": len(lines)}[status]
            for made in self._order(ref)["fulfillments"][:delivered]:
                self._move(made["id"], "Delivered")
        elif status == "Modifying":
            self.hold(ref)
        else:
            active = status in ("AddingItems", "ArrangingPayment")
            self.server.sql('UPDATE "order" SET state = ?, active = ? WHERE id = ?', status, int(active), ref)
        assert self._order(ref)["state"] == status

    def touch(self, *refs: str) -> None:
        (now,) = self.server.sql("SELECT datetime('now') AS now")
        for ref in refs:
            self.server.sql('UPDATE "order" SET updatedAt = ? WHERE id = ?', now["now"], ref)

    def cancel(self, ref: str) -> None:
        self._cancel({"orderId": ref, "cancelShipping": True})

    def _cancel(self, wanted: Row) -> None:
        self.server.made(
            """mutation ($i: CancelOrderInput!) {
              cancelOrder(input: $i) { __typename ... on ErrorResult { errorCode message } } }""",
            i=wanted,
        )

    def hold(self, ref: str) -> None:
        self._transition(ref, "Modifying")

    def _transition(self, ref: str, state: str) -> None:
        self.server.made(
            """mutation ($id: ID!, $s: String!) { transitionOrderToState(id: $id, state: $s) {
              __typename ... on ErrorResult { errorCode message }
              ... on OrderStateTransitionError { transitionError } } }""",
            id=ref,
            s=state,
        )

    def refund(self, ref: str, sku: str, units: int) -> None:
        line = self._line(ref, sku)
        self._cancel({"orderId": ref, "lines": [{"orderLineId": line["id"], "quantity": units}]})
        (payment,) = self._order(ref)["payments"]
        self.server.made(
            """mutation ($i: RefundOrderInput!) {
              refundOrder(input: $i) { __typename ... on ErrorResult { errorCode message } } }""",
            i={
                "paymentId": payment["id"],
                "amount": line["unitPriceWithTax"] * units,
                "shipping": 0,
                "adjustment": 0,
                "lines": [{"orderLineId": line["id"], "quantity": units}],
            },
        )

    def edit(self, ref: str, sku: str, units: int) -> None:
        self._transition(ref, "Modifying")
        line = self._line(ref, sku)
        (payment,) = self._order(ref)["payments"]
        self.server.made(
            """mutation ($i: ModifyOrderInput!) {
              modifyOrder(input: $i) { __typename ... on ErrorResult { errorCode message } } }""",
            i={
                "dryRun": False,
                "orderId": ref,
                "adjustOrderLines": [{"orderLineId": line["id"], "quantity": units}],
                "refund": {"paymentId": payment["id"], "reason": "edited"},
            },
        )
        self._transition(ref, "PaymentSettled")

    def decorate(self, ref: str, name: str, value: str) -> None:
        self.server.made(
            "mutation ($i: UpdateOrderInput!) { setOrderCustomFields(input: $i) { id } }",
            i={"id": ref, "customFields": {name: value}},
        )

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        arguments = [{"name": "method", "value": "Post"}, {"name": "trackingCode", "value": tracking}]
        made = self.server.made(
            """mutation ($i: FulfillOrderInput!) { addFulfillmentToOrder(input: $i) {
              __typename ... on Fulfillment { id } ... on ErrorResult { errorCode message } } }""",
            i={
                "lines": [
                    {"orderLineId": self._line(ref, sku)["id"], "quantity": count}
                    for sku, count in units.items()
                ],
                "handler": {"code": "manual-fulfillment", "arguments": arguments},
            },
        )
        self._move(made["id"], "Shipped")

    def _move(self, ref: str, state: str) -> None:
        self.server.made(
            """mutation ($id: ID!, $s: String!) { transitionFulfillmentToState(id: $id, state: $s) {
              __typename ... on ErrorResult { errorCode message } } }""",
            id=ref,
            s=state,
        )

    def drop_ware(self, sku: str) -> None:
        self.server.made(
            "mutation ($id: ID!) { deleteProductVariant(id: $id) { result } }", id=self.server.refs[sku][0]
        )

    def uncount(self, sku: str) -> None:
        self.server.admin(
            "mutation ($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id } }",
            i=[{"id": self.server.refs[sku][0], "trackInventory": "FALSE"}],
        )

    # -- trouble

    def throttle(self, times: int, seconds: int) -> None:
        """Vendure sets no limit; what stands in front of it may."""
        slow = Response(429, b"slow down", [("Retry-After", str(seconds)), ("Content-Type", "text/plain")])
        self.front.instead(slow, times)

    def expire(self) -> None:
        self.server.sql("DELETE FROM session WHERE token <> ?", self.server.token)

    def revoke(self) -> None:
        self.expire()
        self.server.sql("UPDATE user SET identifier = 'gone' WHERE identifier = ?", BENCH)
        self.server.sql("UPDATE authentication_method SET identifier = 'gone' WHERE identifier = ?", BENCH)
        self.server.sql("UPDATE api_key SET deletedAt = datetime('now')")

    def restore(self) -> None:
        self.server.sql("UPDATE user SET identifier = ? WHERE identifier = 'gone'", BENCH)
        self.server.sql("UPDATE authentication_method SET identifier = ? WHERE identifier = 'gone'", BENCH)
        self.server.sql("UPDATE api_key SET deletedAt = NULL")

    # -- the truth

    def left(self, ref: str) -> list[Left]:
        order = self._order(ref)
        skus = {line["id"]: line["productVariant"]["sku"] for line in order["lines"]}
        return [
            Left(
                made["trackingCode"],
                made["method"],
                {skus[one["orderLineId"]]: one["quantity"] for one in made["lines"]},
            )
            for made in order["fulfillments"]
            if made["state"] in _LEFT
        ]

    def completed(self, ref: str) -> bool:
        return self._order(ref)["state"] in _LEFT

    def stock(self, sku: str) -> int:
        levels = self.server.made(
            "query ($id: ID!) { productVariant(id: $id) { stockLevels { stockOnHand stockAllocated } } }",
            id=self.server.refs[sku][0],
        )["stockLevels"]
        return sum(one["stockOnHand"] - one["stockAllocated"] for one in levels)

    def product(self, sku: str) -> tuple[str, str]:
        return self.server.refs[sku]

    def _order(self, ref: str) -> Row:
        return self.server.made(
            """query ($id: ID!) { order(id: $id) {
              id state payments { id }
              lines { id quantity unitPriceWithTax productVariant { sku } }
              fulfillments { id state method trackingCode lines { orderLineId quantity } } } }""",
            id=ref,
        )

    def _line(self, ref: str, sku: str) -> Row:
        lines: list[Row] = self._order(ref)["lines"]
        return next(one for one in lines if one["productVariant"]["sku"] == sku)


class LiveVendureByKey(LiveVendure):
    """By API key, with the shop's own fields."""

    lacks: Mapping[str, str] = VendureWithOwnFields.lacks

    def settings(self) -> StoreSettings:
        options = {
            "page_size": self.page,
            "note_field": "customerNote",
            "line_fields": ["engraving"],
            "weight_field": "grams",
        }
        gifts = ("giftMessage", "brand_new_field")
        return StoreSettings("main", self.front.url, options=options, barcode_keys=("gtin",), gift_keys=gifts)

    def secrets(self) -> dict[str, str]:
        return {"api_key": self.server.key}
