"""The shop sold a kit and knows nothing of its parts: what of them left with a carton is told once, and taken
back when the carton is packed again.
"""

from collections.abc import Mapping
from datetime import timedelta

from station.packing import kits
from station.packing.session import Carton, Session, standing
from station.store import outbox
from station.store.engine import Transaction
from station.usecases import stocktold
from station.usecases.seat import Current, Seat


def made_here(current: Current, carton: Carton) -> dict[str, int]:
    """Kits of each line in the carton that were put together from parts: here, or of those that a walk had
    fetched, whether they were scanned one by one or as what they became.
    """
    session = current.session
    by_parts = kits.made(standing(session.history))
    found = {ref: units for ref, units in by_parts.get(carton.uid, {}).items() if units}
    for line, fetched in current.fetched.items():
        rest = fetched - sum(one.get(line, 0) for one in by_parts.values())
        for one in _not_void(session):
            whole = min(max(0, rest), one.holds(line) - by_parts.get(one.uid, {}).get(line, 0))
            rest -= whole
            if one.uid == carton.uid and whole > 0:
                found[line] = found.get(line, 0) + whole
    return found


def _not_void(session: Session) -> list[Carton]:
    return [one for one in session.cartons if not one.voided]


def ours(seat: Seat, store: str) -> bool:
    """Whether the shop is told of parts; else it takes them out of its stock itself when it sells a kit."""
    return seat.policy.kit_parts.get(store, "station") == "station"


def gone(seat: Seat, tx: Transaction, current: Current, carton: Carton) -> None:
    """The carton is confirmed: so many fewer of each part."""
    made = made_here(current, carton)
    units: dict[tuple[str, str], int] = {}
    for line in current.session.start:
        for part in line.parts if made.get(line.ref) else ():
            at = part.sku, part.product
            units[at] = units.get(at, 0) - made[line.ref] * part.quantity
    store = current.stored.order.store
    if ours(seat, store):
        stocktold.tell(seat, tx, store, units, _key(carton.uid), current.stored.id, if_managed=True)


def taken_back(seat: Seat, tx: Transaction, uid: str) -> None:
    """The carton is packed again: what was told of it is not sent any more, or is corrected."""
    now = seat.clock.now()
    for entry in outbox.beginning(tx, f"plus:{_key(uid)}:"):
        if outbox.cancel(tx, entry.key):
            continue
        body = {**entry.body, "plus": -int(entry.body["plus"])}
        body.pop("delta", None)
        key, due = f"plus:again:{entry.key}", now + timedelta(seconds=seat.policy.push_delay)
        bench = seat.policy.bench
        outbox.add(tx, entry.store, entry.stream, "stock", key, body, bench, due, now, entry.order_id)


def told(tx: Transaction, uid: str) -> Mapping[str, int]:
    """By product: how many parts the shop was told, or will be, to have left with a carton."""
    entries = outbox.beginning(tx, f"plus:{_key(uid)}:")
    return {str(entry.body["product"]): -int(entry.body["plus"]) for entry in entries}


def _key(uid: str) -> str:
    return f"kit:{uid}"
