"""What the store knows of the unit in the hand: its serial number elsewhere, an earlier expiry of its SKU."""

from collections.abc import Sequence

from station.packing import kits, traced
from station.packing.lines import PackLine
from station.packing.outcome import Met
from station.store import traces
from station.store.engine import Transaction
from station.usecases.desk import Desk


def unit(
    desk: Desk, tx: Transaction, lines: Sequence[PackLine], parts: Sequence[kits.Found], text: str
) -> Met:
    """Of a unit that was scanned; nothing is asked where its code says nothing of it."""
    goods: traced.Goods | None = next((one for one in lines if one.left), None)
    if parts and kits.is_for_parts(desk.seat.here.session, lines):
        goods = parts[0][1]
    return Met() if goods is None else _met(desk, tx, goods, traced.told(goods, text))


def answer(desk: Desk, tx: Transaction, text: str) -> Met:
    """Of a unit whose lot, expiry or serial number is scanned apart."""
    current = desk.seat.here
    asked = current.session.question
    if asked is None or asked.question not in ("lot", "expiry", "serial"):
        return Met()
    line = current.session.line(asked.subject)
    told = traced.answered(asked, text, desk.seat.around().today)
    if line is None or told is None:
        return Met()
    return _met(desk, tx, traced.asked_about(line, asked) or line, told)


def _met(desk: Desk, tx: Transaction, line: traced.Goods, told: traced.Traced) -> Met:
    store = desk.seat.here.stored.order.store
    session = desk.seat.here.session_id
    serial_at = traces.serial_left(tx, store, line.sku, told.serial, session) if told.serial else ""
    earliest = ""
    if told.expiry:
        today = desk.seat.around().today
        earliest = traces.earliest_expiry(tx, store, line.sku, today.strftime("%y%m%d") if today else "")
    return Met(serial_at, earliest)
