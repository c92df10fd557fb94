"""What of an order may come back: its articles, kits whole or in parts, and which of them a code means."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.model import gs1
from station.store import orders, returns, sessions
from station.store.engine import Transaction
from station.store.returns import Sent, Unit
from station.usecases import cases, kitparts
from station.usecases.seat import Seat


@dataclass(frozen=True, slots=True)
class Seen:
    """What a code says: articles it may mean, each with the units behind it, and what it tells of the very
    unit.
    """

    sent: tuple[tuple[Sent, int], ...]
    serial: str = ""
    lot: str = ""


def see(seat: Seat, tx: Transaction, sent: Sequence[Sent], store: str, text: str) -> Seen:
    """Which of the articles that were sent a code means."""
    by_serial = tuple((one, 1) for one in sent if text in one.serials)
    if by_serial:
        return Seen(by_serial, serial=text)
    said, code = gs1.read(text), cases.scanned(seat, tx, text)
    found = []
    for one in sent:
        own_line = int(text == f"LINE-{one.line}" and not one.each)
        units = own_line or code.units(store, one.sku, one.product)
        found += [(one, units)] if units else []
    if said is None:
        return Seen(tuple(found))
    return Seen(tuple(found), serial=said.value("21"), lot=said.value("10"))


def articles(seat: Seat, tx: Transaction, order_id: int, but: int = 0) -> list[Sent]:
    """What left with an order, kits with what they were put together from then, else by the rules of now."""
    stored = orders.load(tx, order_id)
    needs = seat.needs_of(stored).lines if stored is not None else {}
    kits = {ref: line.kit for ref, line in needs.items()} | sessions.kits_of(tx, order_id)
    return returns.sent(tx, order_id, but, kits)


def mine(sent: Sent, units: Sequence[Unit]) -> int:
    """Units of it in this return."""
    return sum(one.quantity for one in units if (one.line, one.sku) == (sent.line, sent.sku))


def left(sent: Sent, units: Sequence[Unit], all_sent: Sequence[Sent]) -> int:
    """Units that may still come back. A kit comes back whole or in parts, and each of it once."""
    back = sent.before + mine(sent, units)
    same = [one for one in all_sent if one.line == sent.line and one is not sent and not one.swap]
    if sent.each:
        whole = sum(one.before + mine(one, units) for one in same if not one.each)
        return sent.sent - back - whole * sent.each
    parts = [one for one in same if one.each and not sent.swap]
    apart = max((-(-(one.before + mine(one, units)) // one.each) for one in parts), default=0)
    return sent.sent - back - apart


def parts_of(seat: Seat, tx: Transaction, came: returns.Return) -> set[tuple[str, str]]:
    """(line, SKU) of what the shop never sold by itself, and is told of whatever it does about the kit."""
    if not kitparts.ours(seat, came.store):
        return set()
    return {(one.line, one.sku) for one in articles(seat, tx, came.order_id, came.id) if one.each}
