"""What is printed beside labels, drawn from the order as it is stored; and the last check of a label."""

from collections.abc import Sequence
from datetime import date

from station.labels.readback import read, verify
from station.model.barcode import line_barcode, order_barcode
from station.model.problem import StationError
from station.printing.contract import PDF, ZPL
from station.store import orders
from station.store.engine import Transaction
from station.usecases.seat import Seat

_INK = 128
_GS = "\x1d"
_LONGER_SIDE = 6  # inches of a label of 4 x 6


def check_label(document: bytes, texts: Sequence[str]) -> None:
    """`label.unreadable` when a scanner would not read every one of `texts` off it."""
    verify(document, texts)


def own_codes(document: bytes, tracking: str) -> tuple[str, ...]:
    """What a scanner reads off a carrier's label that holds its number: these confirm the carton.

    Routing codes, which other cartons have too, do not. `label.unreadable` when there is none.
    """
    number = bare(tracking)
    found = dict.fromkeys(symbol.text for symbol in read(document) if number in bare(symbol.text))
    # Some scanners are set up to send no separator between two element strings.
    found |= dict.fromkeys(text.replace(_GS, "") for text in found)
    if not found:
        raise StationError("label.unreadable", texts=(tracking,))
    # The number alone first, then those with a postcode or a service in front of it.
    return tuple(sorted(found, key=lambda text: (len(text), text)))


def bare(text: str) -> str:
    """Letters and digits alone, in capitals: a number however it is written."""
    return "".join(char for char in text.upper() if char.isalnum())


def as_pdf(document: bytes, media_type: str) -> bytes:
    """A carrier's label as printers are given it. A picture becomes one page, 6 inches at its longer side,
    black and white, so that every bar stays as sharp as it came. `label.unreadable` for what is no picture.
    """
    if media_type in (PDF, ZPL):
        return document
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(BytesIO(document)).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError) as trouble:
        raise StationError("label.unreadable", texts=()) from trouble
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    ink = paper.convert("L").point(lambda grey: 255 if grey >= _INK else 0).convert("1")
    out = BytesIO()
    ink.save(out, "PDF", resolution=max(picture.size) / _LONGER_SIDE)
    return out.getvalue()


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
