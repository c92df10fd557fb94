"""A short pick tells the cart what the shelf holds, and takes it back with UNDO while it is not sent."""

from collections.abc import Sequence
from datetime import timedelta

from station.packing import facts as f
from station.packing.session import Session
from station.store import counted, outbox, picked, products
from station.store.engine import Transaction
from station.usecases import stocktold
from station.usecases.seat import Seat


def tell(seat: Seat, tx: Transaction, facts: Sequence[f.Fact]) -> None:
    """Queue the count. Nothing is computed here: the delta needs the cart's number at sending time.

    `packed` is the units of the product that were ever in a carton; what is packed between the count and the
    sending was on the shelf when it was counted. What lies in totes for other orders is not on the shelf, but
    it is there.
    """
    current = seat.here
    store = current.stored.order.store
    for fact in facts:
        if not isinstance(fact, f.LineShorted):
            continue
        line = next(one for one in current.session.start if one.ref == fact.line)
        if not line.product:
            continue
        parent, stock_ref = products.parent_of(tx, store, line.product)
        now = seat.clock.now()
        body = {
            "sku": line.sku,
            "product": line.product,
            "parent": parent,
            "stock_ref": stock_ref,
            "counted": fact.counted
            + picked.waiting_units(tx, store, line.product, current.stored.id)
            + stocktold.on_the_way(seat, tx, store, line.product),
            "packed": counted.packed_units(tx, store, line.product),
        }
        key = _key(current.session_id, fact.line, current.session)
        due = now + timedelta(seconds=seat.policy.push_delay)
        stream = f"stock:{store}:{stock_ref}:"
        outbox.add(tx, store, stream, "stock", key, body, seat.policy.bench, due, now, current.stored.id)


def take_back(seat: Seat, tx: Transaction, before: Session) -> None:
    """UNDO of a short: the count is not sent, if it was not yet."""
    current = seat.here
    for line in before.lines:
        after = current.session.line(line.ref)
        if line.shorted and (after is None or not after.shorted):
            outbox.cancel(tx, _key(current.session_id, line.ref, before))


def _key(session_id: int, line: str, session: Session) -> str:
    """The same for one short of one line, another for the next one after an UNDO."""
    shorts = sum(
        1 for one in session.history if isinstance(one.fact, f.LineShorted) and one.fact.line == line
    )
    return f"count:{session_id}:{line}:{shorts}"
