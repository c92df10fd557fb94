"""An order is opened once before anybody does it, and nothing of it is kept.

The first of its kind costs what no other does: SQL is put together, pages of the database are read. Here that
happens while nobody waits. All of it is one transaction that is taken back, on a bench that nobody hears.
"""

import logging

from station.bus import Bus
from station.clock import Clock
from station.model.barcode import Command, line_barcode
from station.model.problem import StationError
from station.store import sessions
from station.store.engine import Store, Transaction
from station.usecases import show
from station.usecases.bench import Bench
from station.usecases.judge import judge
from station.usecases.seat import Policy

log = logging.getLogger(__name__)


class _Over(Exception):
    """Takes the transaction back."""


def rehearse(store: Store, clock: Clock, policy: Policy) -> bool:
    """Next order, its first unit, set aside; True when there was one. On the writer's thread."""
    bench = Bench(store, Bus(), clock, policy)
    try:
        with store.write(lasting=False) as tx:
            opened = _play(bench, tx)
            raise _Over
    except _Over:
        return opened
    except StationError as trouble:
        log.debug("nothing was rehearsed: %s", trouble.problem.code)
    return False


def _play(bench: Bench, tx: Transaction) -> bool:
    seat = bench.seat
    _scan(bench, tx, Command.YES.value)
    current = seat.current
    if current is None:
        return False
    show.view(seat, tx)
    line = next((one for one in current.session.lines if one.left), None)
    if line is not None:
        _scan(bench, tx, line_barcode(line.ref))
    _scan(bench, tx, Command.UNDO.value)
    _scan(bench, tx, Command.PARK.value)
    show.view(seat, tx)
    # By its number, as a slip names it.
    _scan(bench, tx, current.stored.order.number)
    return True


def _scan(bench: Bench, tx: Transaction, text: str) -> None:
    seat = bench.seat
    outcome = judge(bench, tx, text)
    current = seat.current
    session = current.session_id if current is not None else None
    kept = (text, outcome.say.code, outcome.ok, seat.who, seat.clock.now())
    sessions.keep_scan(tx, session, seat.policy.bench, "rehearsal", *kept)
