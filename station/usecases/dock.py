"""The work beside packing that a bench has in hand: which kind it is, its scans, its picture."""

from collections.abc import Mapping, Sequence

from station.model.barcode import Command, typed_count
from station.model.events import ProblemFound
from station.model.problem import Problem
from station.packing.outcome import Outcome, no, yes
from station.store import loads, people, sessions
from station.store.engine import Transaction
from station.usecases import load
from station.usecases.chores import Kind, keep, kept, put_down
from station.usecases.desk import Desk
from station.usecases.load import Load
from station.usecases.putback import PutBack
from station.usecases.returned import Return
from station.usecases.seat import Chore, Seat

_COMMANDS = {command.value: command for command in Command}
KINDS: Mapping[str, Kind] = {"load": Load(), "put_back": PutBack(), "return": Return()}


def in_hand(seat: Seat, tx: Transaction) -> Chore | None:
    """After a start: the same work at the same scan."""
    chore = kept(tx, seat.policy.bench)
    if chore is None or chore.kind not in KINDS:
        return None
    found = KINDS[chore.kind].shown(seat, tx, chore)
    if found is None:
        return None
    chore.view, chore.instruction, chore.choices = found
    return chore


def refresh(desk: Desk, tx: Transaction) -> None:
    """The picture of what is in hand, as the database has it now."""
    chore = desk.seat.chore
    if chore is None:
        return
    found = KINDS[chore.kind].shown(desk.seat, tx, chore)
    if found is None:
        put_down(desk, tx)
        return
    chore.view, chore.instruction, chore.choices = found


def judge(desk: Desk, tx: Transaction, text: str) -> Outcome:
    """A scan while such work is in hand."""
    chore = desk.seat.chore
    if chore is None:
        raise LookupError("nothing is in hand")
    desk.seat.problem = None
    armed = chore.armed
    outcome = _judged(desk, tx, chore, text, KINDS[chore.kind])
    if chore.armed != armed and desk.seat.chore is chore:
        keep(desk, tx, chore)
    refresh(desk, tx)
    desk.lists("dock", "day")
    return outcome


def _judged(desk: Desk, tx: Transaction, chore: Chore, text: str, kind: Kind) -> Outcome:
    command = _COMMANDS.get(text.upper())
    if command is Command.HELP:
        return yes(f"help.{chore.kind}")
    if command is not None:
        return kind.command(desk, tx, chore, command)
    if text.startswith("OP-"):
        return _badge(desk, tx, text)
    if typed_count(text) is not None:
        return no("scan.nothing_asked")
    return kind.scan(desk, tx, chore, text)


def _badge(desk: Desk, tx: Transaction, text: str) -> Outcome:
    operator = people.by_badge(tx, text)
    if operator is None:
        return no("operator.unknown", text=text)
    desk.seat.operator = operator
    sessions.seat(tx, desk.seat.policy.bench, operator=operator.badge)
    return yes("operator.signed_in", operator=operator.name)


def orders_changed(desk: Desk, tx: Transaction, changed: Sequence[int]) -> None:
    """Orders were stored; cartons of the load in hand may be among them."""
    chore = desk.seat.chore
    if chore is None or chore.kind != "load" or not loads.affected(tx, chore.key, changed):
        return
    before = _pulled(chore)
    refresh(desk, tx)
    for uid, say in _pulled(chore).items():
        if uid not in before:
            desk.note(ProblemFound(say))


def _pulled(chore: Chore) -> dict[str, Problem]:
    rows = chore.view.cartons if chore.view is not None else ()
    return {row.uid: row.say for row in rows if row.state == "pull" and row.say is not None}


def was_read(desk: Desk, tx: Transaction, store: str, ref: str, there: bool) -> None:
    """A shop was asked for an order of the load, and answered or did not."""
    load.was_read(desk, store, ref, there)
    refresh(desk, tx)
