"""What the parts of a bench ask of the bench itself."""

from collections.abc import Sequence
from typing import Protocol

from station.packing.facts import Fact
from station.packing.outcome import Outcome
from station.store.engine import Transaction
from station.usecases.seat import Seat


class Desk(Protocol):
    """One bench inside one transaction. Nothing is told before the transaction is committed."""

    seat: Seat

    def act(self, tx: Transaction, outcome: Outcome, undo: bool = False, shorted: bool = False) -> Outcome:
        """Make an outcome true, and what follows from it."""
        ...

    def record(self, tx: Transaction, facts: Sequence[Fact]) -> None:
        """Store facts of the open session; it stands where they lead."""
        ...

    def follow_up(self, tx: Transaction, facts: Sequence[Fact]) -> None:
        """Set going what facts ask for beyond the session: scale, label, shipment."""
        ...

    def note(self, *events: object) -> None:
        """Events to publish after the commit."""
        ...

    def lists(self, *what: str) -> None:
        """Lists that are out of date after the commit: orders, day, pushes."""
        ...

    def orders_changed(self, tx: Transaction, changed: Sequence[int]) -> None:
        """Orders were stored; the one on the bench may be among them."""
        ...

    @staticmethod
    def new_id() -> str: ...
