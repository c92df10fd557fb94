"""What is printed beside labels, drawn from the order as it is stored; and the last check of a label."""

from collections.abc import Sequence
from datetime import date

from station.labels.readback import verify
from station.model.barcode import line_barcode, order_barcode
from station.model.problem import StationError
from station.store import orders
from station.store.engine import Transaction
from station.usecases.seat import Seat


def check_label(document: bytes, texts: Sequence[str]) -> None:
    """`label.unreadable` when a scanner would not read every one of `texts` off it."""
    verify(document, texts)


def packing_slip(
    seat: Seat, connection: Transaction, order_id: int, day: date, *, practice: bool, language: str
) -> bytes:
    """The slip of an order as PDF: what is still ours to send, without prices."""
    from station.labels.pdf import draw
    from station.labels.slip import PackingSlip, SlipLine
    from station.labels.slip import packing_slip as laid_out

    stored = orders.load(connection, order_id)
    if stored is None:
        raise StationError("order.unknown", text=str(order_id))
    order = stored.order
    slip = PackingSlip(
        store=order.store,
        order=order.number,
        barcode=order_barcode(order.store, order.ref),
        day=day,
        ship_to=order.ship_to,
        lines=tuple(
            SlipLine(one.sku, one.name, one.due, one.options, "" if one.has_code else line_barcode(one.ref))
            for one in seat.lines_of(connection, stored)
            if one.due
        ),
        method=order.method,
        gift_note=order.gift_note,
    )
    return draw(laid_out(slip, practice=practice, language=language))
