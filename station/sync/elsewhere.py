"""What another bench or process did to the order that is open here: a hold, a change it was first to read."""

from station.store import orders
from station.store.engine import Store
from station.store.writer import Turn, Writer
from station.usecases.bench import Bench


def look(store: Store, writer: Writer, bench: Bench) -> bool:
    """One row is read; only where it is another one than this bench knows, the order is compared. True then.

    Any thread. Raises `StoreError`.
    """
    current = bench.seat.current
    if current is None:
        return False
    stored = current.stored
    with store.read() as connection:
        there = orders.standing(connection, stored.id)
    if there == (stored.hold, stored.fingerprint, stored.order.state.value):
        return False
    writer.submit(Turn.WORK, lambda: bench.work(lambda tx: bench.orders_changed(tx, [stored.id])))
    return True
