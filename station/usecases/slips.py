"""Packing slips: when one is wanted, and when the one in the carton is not right any more."""

from collections.abc import Sequence

from station.packing import facts as f
from station.store import paper
from station.store.engine import Transaction
from station.store.orders import Stored
from station.usecases.desk import Desk


def want(desk: Desk, tx: Transaction, stored: Stored) -> None:
    """A packing slip, where a printer takes them: it is drawn off the scan path."""
    paper.add_job(
        tx,
        desk.new_id(),
        desk.seat.policy.bench,
        "packing_slip",
        "",
        f"slip-{stored.order.store}-{stored.order.number}",
        desk.seat.clock.now(),
        order_id=stored.id,
        state="wanted",
    )


def renew(desk: Desk, tx: Transaction, facts: Sequence[f.Fact]) -> None:
    """The slip printed at the opening names what does not go now, or not what goes instead: another one."""
    current = desk.seat.current
    if current is None or desk.seat.policy.print_slip != "open" or current.session.outcome:
        return
    undone = {fact.batch for fact in facts if isinstance(fact, f.Undone)}
    back = [one.fact for one in current.session.history if one.batch in undone] if undone else []
    if any(_changes_the_slip(fact) for fact in (*facts, *back)):
        want(desk, tx, current.stored)


def _changes_the_slip(fact: f.Fact) -> bool:
    match fact:
        case f.LineShorted() | f.Rebased():
            return True
        case f.UnitPacked() | f.UnitMoved():
            return bool(fact.swap_sku or fact.swap_product)
    return False
