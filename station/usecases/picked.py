"""What picking means for packing: an order on its way through the aisles, what was short, and its end."""

from station.model.problem import Problem
from station.model.view import Choice
from station.packing import facts as f
from station.packing.outcome import Outcome, no
from station.store import picked
from station.store.engine import Transaction
from station.store.orders import Stored
from station.usecases.desk import Desk
from station.usecases.seat import IdleQuestion


def in_the_way(desk: Desk, tx: Transaction, stored: Stored) -> Outcome | None:
    """Why an order is not opened yet: somebody walks for it, or it is on a list nobody has begun."""
    walked = [one for one in picked.lists_of(tx, stored.id) if one.left]
    if not walked:
        return None
    order = stored.order
    about: dict[str, object] = {"order": order.number, "pick": walked[0].pick}
    held = next((one for one in walked if one.state == "picking"), None)
    if held is not None:
        return no("order.being_picked", order=order.number, pick=held.pick, holder=held.bench)
    say = Problem("order.on_list", about)
    yes_ = Choice("CMD-YES", Problem("choice.take_out", about), "", order.store, order.number, order.ref)
    leave = Choice("CMD-NO", Problem("choice.leave", about), "", order.store, order.number, order.ref)
    desk.seat.question = IdleQuestion(say, (yes_, leave), {"CMD-YES": ("take_out", stored.id, "")})
    return Outcome(False, say)


def shorts(tx: Transaction, stored: Stored) -> dict[str, int]:
    """Units by line that nobody found on the walk: they are short from the start."""
    return {line: short for line, (_, short) in picked.units_of(tx, stored.id).items() if short}


def split_off(stored: Stored, due: dict[str, int]) -> list[f.LineShorted]:
    """Units that wait by a split, as far as the shop still wants them and something is left to pack."""
    waiting = {line: min(units, due.get(line, 0)) for line, units in stored.later.items()}
    if sum(due.values()) <= sum(waiting.values()):
        return []
    return [f.LineShorted(line, units, 0) for line, units in waiting.items() if units]


def as_facts(tx: Transaction, stored: Stored, due: dict[str, int]) -> list[f.Fact]:
    """Those shorts, as far as something is left to pack; the shop was told of them when they were found."""
    missing = {line: min(units, due.get(line, 0)) for line, units in shorts(tx, stored).items()}
    if sum(due.values()) <= sum(missing.values()):
        return []
    return [f.LineShorted(line, units, 0) for line, units in missing.items() if units]
