"""A bench that only watches writes down what it would have stopped."""

from station.model.problem import Problem
from station.packing.holds import BLOCKING, REASONS
from station.packing.outcome import Outcome
from station.store import shadow
from station.store.engine import Transaction
from station.usecases.desk import Desk
from station.usecases.seat import Current

_KINDS = {
    **dict.fromkeys(
        (
            "pack.not_on_order",
            "pack.too_many",
            "pack.more_than_due",
            "scan.unknown",
            "trace.expired",
            "trace.serial_packed",
            "trace.serial_left",
        ),
        "item",
    ),
    **dict.fromkeys(("label.not_this", "label.other_carton", "carrier.number_used"), "label"),
    **dict.fromkeys(
        (
            *BLOCKING,
            *REASONS,
            "order.cancelled",
            "order.refunded",
            "order.pending",
            "order.not_released",
            "order.on_hold",
            "order.pickup",
            "goods.not_with",
        ),
        "order",
    ),
}


def scanned(desk: Desk, tx: Transaction, outcome: Outcome, before: Current | None) -> None:
    """A scan was refused: with an order open, or because of the order it names."""
    kind = _KINDS.get(outcome.say.code)
    if not desk.seat.policy.shadow or outcome.ok or kind is None:
        return
    current = desk.seat.current or before
    if current is not None:
        note(desk, tx, current, kind, outcome.say)
    elif outcome.about is not None:
        key = shadow.order_of(tx, outcome.about.store, outcome.about.ref)
        if key is not None:
            _keep(desk, tx, 0, key, kind, outcome.say)


def note(desk: Desk, tx: Transaction, current: Current, kind: str, say: Problem, units: int = 0) -> None:
    """Nothing where the bench works for real."""
    if desk.seat.policy.shadow:
        _keep(desk, tx, current.session_id, current.stored.id, kind, say, units)


def _keep(
    desk: Desk, tx: Transaction, session: int, order: int, kind: str, say: Problem, units: int = 0
) -> None:
    seat = desk.seat
    why = say.params.get("why")
    named = say.params.get("sku") or (why.params.get("sku") if isinstance(why, Problem) else "")
    shadow.note(
        tx,
        session,
        order,
        kind,
        say,
        sku=str(named or ""),
        units=units,
        bench=seat.policy.bench,
        operator=seat.who,
        now=seat.clock.now(),
    )
