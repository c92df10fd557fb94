"""Telling Vendure what left and what was counted, and what proves it.

A fulfillment is made Pending, which takes the stock, and then moved to Shipped, which moves the order.
What is left to do of a carton is read from the order, so that a bench that died in between finds "ship" to
be done, which may be repeated, and not "fulfill", which may not. A fulfillment takes a method and a tracking
code and has no place for a marker: the tracking code is what it is found by.
Sources: Admin API schema 3.7.3, its default fulfillment process, recorded answers of 3.7.3.
"""

from station.carts.contract import InDoubt, Refused, Shipped, Step
from station.carts.parcels import comparable_tracking, mark, number, parcel, steps
from station.carts.reading import Json, number_of, part_of, ref_of, rows_of, word_of
from station.carts.settings import StoreSettings
from station.carts.vendure.api import Api, refused
from station.carts.vendure.documents import ADD_NOTE, FULFILL, MOVE, NOTES, SET_STOCK, STOCK, Documents
from station.carts.vendure.mapping import alive, levels, sellable
from station.model.shipment import AdjustStock, CompleteOrder, OrderNote, ShipConfirm, ShippedLine

LEFT = ("Shipped", "Delivered")
_DELIVERED = Step("deliver", repeatable=True)


class Telling:
    """Every error is a `CartError`."""

    def __init__(self, api: Api, documents: Documents, store: StoreSettings) -> None:
        self._api = api
        self._documents = documents
        self._store = store

    def order(self, ref: str) -> tuple[Json, Json]:
        """The order and the answer it came in. `Refused("cart.order_gone")` when there is none."""
        data, _ = self._api.read(self._documents.order, {"id": ref})
        if not part_of(data, "order"):
            raise Refused("cart.order_gone")
        return part_of(data, "order"), data

    # -- shipments

    def steps(self, message: ShipConfirm) -> tuple[Step, ...]:
        row, _ = self.order(message.ref)
        return tuple(
            Step(f"ship:{number(step)}", repeatable=True) if _found(row, message, step) else step
            for step in steps(message, "fulfill", repeatable=False)
        )

    def has(self, message: ShipConfirm, step: Step) -> bool:
        found = _found(self.order(message.ref)[0], message, step)
        return word_of(found.get("state")) in LEFT

    def write(self, message: ShipConfirm, step: Step) -> None:
        if step.name.startswith("ship:"):
            made = _found(self.order(message.ref)[0], message, step)
            if not made:
                raise Refused("cart.shipment_gone")
        else:
            made = self._fulfill(message, step)
        if word_of(made.get("state")) not in LEFT:
            self._move(ref_of(made.get("id")), LEFT[0])

    def _fulfill(self, message: ShipConfirm, step: Step) -> Json:
        carton, code = parcel(message, step), _code(message, step)
        method = self._store.carrier(carton.carrier, {}, carton.carrier)
        arguments = [{"name": "method", "value": method}, {"name": "trackingCode", "value": code}]
        handler = self._store.text("fulfillment_handler", "manual-fulfillment")
        said = self._api.write(
            FULFILL,
            {
                "input": {
                    "lines": [{"orderLineId": one.line, "quantity": one.quantity} for one in carton.lines],
                    "handler": {"code": handler, "arguments": arguments},
                }
            },
        )
        return _made(said, "addFulfillmentToOrder", "Fulfillment")

    def _move(self, ref: str, state: str) -> None:
        said = part_of(self._api.write(MOVE, {"id": ref, "state": state}), "transitionFulfillmentToState")
        settled = LEFT[LEFT.index(state) :]  # somebody else was faster
        if said.get("__typename") != "Fulfillment" and word_of(said.get("fromState")) not in settled:
            raise refused(said)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        row, _ = self.order(ref)
        return tuple(
            Shipped(
                ref=ref_of(one.get("id")),
                tracking=tuple(filter(None, (word_of(one.get("trackingCode")),))),
                carrier=word_of(one.get("method")),
                lines=tuple(
                    ShippedLine(ref_of(line.get("orderLineId")), int(number_of(line.get("quantity")) or 0))
                    for line in rows_of(one.get("lines"))
                ),
            )
            for one in alive(row)
            if word_of(one.get("state")) in LEFT
        )

    # -- the order's end: it is Shipped by its last fulfillment, Delivered only where that is asked for

    def steps_to_complete(self) -> tuple[Step, ...]:
        return (_DELIVERED,) if self._store.completed_status == LEFT[-1] else ()

    def is_complete(self, message: CompleteOrder) -> bool:
        return not _on_the_way(self.order(message.ref)[0])

    def complete(self, message: CompleteOrder) -> None:
        for ref in _on_the_way(self.order(message.ref)[0]):
            self._move(ref, LEFT[-1])

    # -- notes

    def has_note(self, note: OrderNote) -> bool:
        data, _ = self._api.read(NOTES, {"id": note.ref})
        order = part_of(data, "order")
        if not order:
            raise Refused("cart.order_gone")
        rows = rows_of(part_of(order, "history").get("items"))
        return any(note.mark in word_of(part_of(row, "data").get("note")) for row in rows)

    def add_note(self, note: OrderNote) -> None:
        self._api.write(ADD_NOTE, {"input": {"id": note.ref, "note": note.marked, "isPublic": False}})

    # -- stock

    def level(self, product: str) -> tuple[int | None, int, str]:
        """(sellable or None, on hand, location) of a variant at the location that is ours."""
        data, _ = self._api.read(STOCK, {"id": product})
        row = part_of(data, "productVariant")
        if not row:
            raise Refused("cart.product_gone")
        places = [ref_of(one.get("id")) for one in rows_of(part_of(data, "stockLocations").get("items"))]
        location = self._store.text("location") or (places[0] if len(places) == 1 else "")
        if not location:
            raise Refused("stock.which_location", sku=word_of(row.get("sku")))
        return sellable(row, data, location), sum(one for one, _ in levels(row, location)), location

    def adjust(self, message: AdjustStock) -> None:
        """Vendure knows absolute numbers only, and no condition: read, set, and look at what it says."""
        may_sell, on_hand, location = self.level(message.product)
        if may_sell is None:
            raise Refused("stock.not_managed", sku=message.sku)
        wanted = on_hand + message.delta
        level = {"stockLocationId": location, "stockOnHand": wanted}
        said = self._api.write(SET_STOCK, {"input": [{"id": message.product, "stockLevels": [level]}]})
        for row in rows_of(said.get("updateProductVariants")):
            if sum(one for one, _ in levels(row, location)) == wanted:
                return
        raise InDoubt("cart.in_doubt", reason="cart.unusable")


def _code(message: ShipConfirm, step: Step) -> str:
    """What the fulfillment is found by: a carton without tracking number has our marker for one."""
    return parcel(message, step).tracking or mark(message, step)


def _found(row: Json, message: ShipConfirm, step: Step) -> Json:
    """The fulfillment of a carton, by whomever; empty when there is none."""
    wanted = comparable_tracking(_code(message, step))
    same = [one for one in alive(row) if comparable_tracking(word_of(one.get("trackingCode"))) == wanted]
    return next((one for one in same if word_of(one.get("state")) in LEFT), same[0] if same else {})


def _made(said: Json, field: str, kind: str) -> Json:
    result = part_of(said, field)
    if result.get("__typename") != kind:
        raise refused(result)
    return result


def _on_the_way(row: Json) -> list[str]:
    return [ref_of(one.get("id")) for one in alive(row) if word_of(one.get("state")) != LEFT[-1]]
