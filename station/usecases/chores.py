"""Work beside packing, one at a time at a bench: a load, a put-back, a return. It survives a restart.

What is in hand stands in the database (`bench.chore`); every scan is judged against the tables, and the
picture of it is made anew in the same transaction.
"""

from typing import Protocol

from station.model.barcode import Command
from station.model.chores import ChoreView
from station.model.problem import Problem
from station.model.view import Choice
from station.packing.outcome import Outcome
from station.store import sessions
from station.store.engine import Transaction
from station.usecases.desk import Desk
from station.usecases.seat import Chore, Seat

Shown = tuple[ChoreView, Problem, tuple[Choice, ...]]


class Kind(Protocol):
    """What a kind of such work answers."""

    def scan(self, desk: Desk, tx: Transaction, chore: Chore, text: str) -> Outcome: ...

    def command(self, desk: Desk, tx: Transaction, chore: Chore, command: Command) -> Outcome: ...

    def shown(self, _seat: Seat, tx: Transaction, chore: Chore, /) -> Shown | None:
        """None: it is over."""
        ...


def take_up(desk: Desk, tx: Transaction, kind: str, key: int) -> Chore:
    """It is in hand from now on."""
    chore = Chore(kind, key)
    desk.seat.chore = chore
    desk.seat.question = None
    keep(desk, tx, chore)
    return chore


def keep(desk: Desk, tx: Transaction, chore: Chore) -> None:
    """Written down, with the number that was scanned for what comes next: a restart must not make it 1."""
    armed = f":{chore.armed}" if chore.armed else ""
    sessions.seat(tx, desk.seat.policy.bench, chore=f"{chore.kind}:{chore.key}{armed}")


def kept(tx: Transaction, bench: str) -> Chore | None:
    """What a bench has in hand as it was written down; None for nothing."""
    kind, _, rest = sessions.chore(tx, bench).partition(":")
    key, _, armed = rest.partition(":")
    return Chore(kind, int(key), armed=int(armed or 0)) if key else None


def put_down(desk: Desk, tx: Transaction) -> None:
    """It is over, or set aside."""
    desk.seat.chore = None
    sessions.seat(tx, desk.seat.policy.bench, chore="")
    desk.lists("day", "dock")
