"""What another bench or process did: to the order open here, to the one offered here, to the lists."""

from station.store import orders, putbacks, waves
from station.store.engine import Store, Transaction
from station.store.writer import Turn, Writer
from station.usecases import queue
from station.usecases.bench import Bench

Tide = tuple[object, ...]


class Elsewhere:
    """Looked at once a second, by one thread. Nothing is told where nothing is different."""

    def __init__(self, store: Store, writer: Writer, bench: Bench) -> None:
        self._store, self._writer, self._bench = store, writer, bench
        self._tide: Tide | None = None

    def look(self) -> None:
        """Raises `StoreError`."""
        look(self._store, self._writer, self._bench)
        with self._store.read() as connection:
            tide: Tide = (waves.standing(connection), putbacks.standing(connection))
            other = self._offers_another(connection)
        moved = self._tide not in (None, tide)
        self._tide = tide
        if moved or other:
            lists = ("pick", "orders", "day", "dock") if moved else ()
            bench = self._bench
            self._writer.submit(Turn.WORK, lambda: bench.work(lambda _: bench.lists(*lists)))

    def _offers_another(self, connection: Transaction) -> bool:
        """What the idle bench offers was taken, stopped or overtaken."""
        seat = self._bench.seat
        if not seat.is_free:
            return False
        shown = seat.offered
        key = orders.by_ref(connection, shown.store, shown.ref) if shown is not None else None
        return queue.next_for(seat, connection) != key


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
