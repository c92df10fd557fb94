"""What is printed beside labels, drawn from the order as it is stored; and the last check of a label."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from station.labels.readback import read, verify
from station.model.barcode import is_gtin, line_barcode, order_barcode
from station.model.order import Address
from station.model.problem import StationError
from station.model.quantity import Mass
from station.model.view import ShipmentRow
from station.packing.lines import PackLine
from station.printing.contract import PDF, ZPL
from station.store import ledger, loads, orders, products, sessions, traces
from station.store.engine import Transaction
from station.usecases.seat import Seat

if TYPE_CHECKING:
    from station.labels.manifest import Manifest
    from station.labels.sheets import Group
    from station.labels.tags import SkuLabel
    from station.labels.template import Template

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
    from station.labels.template import PLAIN

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
            SlipLine(one.sku, one.name, units, options, "" if one.has_code else line_barcode(one.ref))
            for one, units, options in _on_slip(seat, connection, stored)
        ),
        method=order.method,
        gift_note=order.gift_note,
    )
    policy = seat.policy
    look = policy.slips.get(order.store) or policy.looks.get("packing_slip", PLAIN)
    return draw(laid_out(slip, practice=practice, language=language, template=look))


def _on_slip(
    seat: Seat, connection: Transaction, stored: orders.Stored
) -> list[tuple[PackLine, int, tuple[tuple[str, str], ...]]]:
    """Lines with their units: what goes now, without what is short; once it left, what left with it.

    A kit names its parts, a line that was replaced what is in the carton for it.
    """
    lines, units_of = _going(seat, connection, stored)
    swapped = traces.substitutes(connection, stored.id)
    made = []
    for one in lines:
        units = units_of.get(one.ref, 0)
        parts = tuple(("", f"{part.quantity} × {part.name or part.sku}") for part in one.parts)
        instead = tuple(("", f"» {count} × {sku}") for sku, count in swapped.get(one.ref, ()))
        if units:
            made.append((one, units, (*one.options, *parts, *instead)))
    return made


def _going(
    seat: Seat, connection: Transaction, stored: orders.Stored
) -> tuple[Sequence[PackLine], Mapping[str, int]]:
    """The lines of an order, and the units of each that the slip in hand is about."""
    there = sessions.unfinished(connection, stored.id)
    current = seat.load(connection, there, stored) if there is not None else None
    if current is not None:
        session = current.session
        return session.start, {one.ref: one.due - one.shorted for one in session.lines}
    lines = seat.lines_of(connection, stored)
    left = ledger.left_last(connection, stored.id)
    return lines, left or {one.ref: one.due for one in lines}


def goods_label(
    connection: Transaction, text: str, *, lot: str = "", expiry: date | None = None
) -> "SkuLabel":
    """The label of what has this code or SKU; of the text alone when no store knows it.

    Its symbol is the text when that is a GTIN, else a GTIN of the product, else the SKU.
    """
    from station.labels.tags import SkuLabel

    found = products.by_code(connection, text, 1)
    if not found:
        return SkuLabel(text, code=text, lot=lot, expiry=expiry)
    one = found[0]
    known = [text, *products.codes_of(connection, one.store, one.ref)]
    code = next((code for code in known if is_gtin(code)), one.sku or text)
    return SkuLabel(one.sku or text, one.name, code, lot=lot, expiry=expiry, bin=one.bin)


def line_group(connection: Transaction, text: str, stores: Sequence[str]) -> "Group":
    """A code for every line of the order that is to be sent. `order.unknown`."""
    from station.labels.sheets import Code, Group

    found = orders.by_text(connection, text, stores)
    stored = orders.load(connection, found[0]) if found else None
    if stored is None:
        raise StationError("order.unknown", text=text)
    order = stored.order
    codes = tuple(
        Code(one.name or one.sku, line_barcode(one.ref), f"{one.due} × {one.sku}")
        for one in order.lines
        if one.due and one.ships is not False
    )
    return Group(f"{order.number} · {order.store}", codes)


def manifests(rows: Sequence[ShipmentRow], day: date, sender: Address) -> "list[Manifest]":
    """One for each carrier that took cartons that day, cartons in the order they left."""
    from station.labels.manifest import Manifest, ManifestCarton

    found: dict[str, list[ManifestCarton]] = {}
    for row in sorted(rows, key=lambda row: row.at):
        one = ManifestCarton(row.order, row.carton, row.tracking, row.gross)
        found.setdefault(row.carrier, []).append(one)
    return [Manifest(carrier, day, sender, tuple(cartons)) for carrier, cartons in sorted(found.items())]


def driver_list(
    connection: Transaction, load_id: int, day: date, sender: Address, looks: Mapping[str, "Template"],
    *, practice: bool, language: str,
) -> bytes:  # fmt: skip
    """What a driver took with a load, as PDF."""
    from station.labels.manifest import Manifest, ManifestCarton, manifest
    from station.labels.pdf import draw
    from station.labels.template import PLAIN

    here = loads.get(connection, load_id)
    inside = loads.cartons(connection, load_id)
    cartons = tuple(
        ManifestCarton(one.order, one.number, one.tracking, Mass(one.gross_mg) if one.gross_mg else None)
        for one in inside
    )
    carrier = here.carrier if here is not None else ""
    said = Manifest(carrier, day, sender, cartons, ref=f"{load_id}")
    look = looks.get("manifest", PLAIN)
    return draw(manifest(said, practice=practice, language=language, template=look))
