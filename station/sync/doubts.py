"""What the carrier would stumble over is said while the order is being packed, not when its label is due."""

import logging
from collections.abc import Callable

from station.carriers.contract import CarrierError, LabelWish, SellsPostage
from station.model.events import ProblemFound
from station.model.problem import Problem
from station.store.engine import Store, Transaction
from station.store.orders import Stored
from station.store.writer import Turn, Writer
from station.usecases.bench import Bench

log = logging.getLogger(__name__)


class Doubts:
    """Asks once for each order on the bench, and again when it has changed. Nothing is kept and nothing is
    changed: an address stays as the shop has it.
    """

    def __init__(
        self,
        store: Store,
        bench: Bench,
        writer: Writer,
        carrier: SellsPostage,
        wish: Callable[[Transaction, Stored], LabelWish],
    ) -> None:
        self._store = store
        self._bench = bench
        self._writer = writer
        self._carrier = carrier
        self._wish = wish
        self._asked: tuple[int, str] | None = None

    def look(self) -> None:
        """At the order that is on the bench now."""
        current = self._bench.seat.current
        if current is None:
            self._asked = None
            return
        stored = current.stored
        if self._asked == (stored.id, stored.fingerprint):
            return
        self._asked = (stored.id, stored.fingerprint)
        try:
            with self._store.read() as connection:
                wish = self._wish(connection, stored)
            found = self._carrier.doubts(wish)
        except CarrierError as trouble:
            # Not asked again: buying the label tells whether it still matters.
            log.info("the address of order %s is not judged: %s", stored.order.ref, trouble.problem.code)
            return
        for problem in found:
            self._tell(problem, stored)

    def _tell(self, problem: Problem, stored: Stored) -> None:
        """Unless the packer is at another order by now."""

        def told(_tx: Transaction) -> None:
            now = self._bench.seat.current
            if now is not None and now.stored.id == stored.id:
                self._bench.note(ProblemFound(problem, now.key))

        self._writer.call(Turn.WORK, lambda: self._bench.work(told))
