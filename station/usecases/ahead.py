"""When a label is bought ahead, and when it does not fit any more.

Once only the last unit is missing, it is known what the full carton holds and weighs. One try a carton: what
was given back once is not bought ahead again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from station.model.quantity import Mass
from station.model.view import BenchState
from station.packing import close
from station.packing import facts as f
from station.packing.session import Carton, Session
from station.store import ahead, paper
from station.store.ahead import Ahead, Plan
from station.store.engine import Transaction
from station.store.paper import Wanted
from station.usecases import postage
from station.usecases.seat import Seat

_DIVISION = Mass(1000)


def review(seat: Seat, tx: Transaction) -> None:
    """After every fact, in its transaction: a label is wanted ahead, or the one there is becomes unwanted."""
    current = seat.current
    if current is None or not seat.policy.buy_ahead:
        return
    full = _full(current.session) if _only_one_is_missing(current.session) else None
    if full is None and not current.ahead:
        return
    there = ahead.live(tx, current.session_id)
    current.ahead = there is not None
    if there is not None:
        if not _fits(there.plan, current.session):
            drop(tx, there)
        return
    plan = _plan(seat, full) if full is not None else None
    if plan is not None and not ahead.was_tried(tx, plan.carton):
        ahead.add(tx, current.stored.id, current.session_id, intent(plan), plan, seat.clock.now())
        current.ahead = True


def made_void(seat: Seat, tx: Transaction, facts: Sequence[f.Fact]) -> None:
    """Before these facts: a label that was paid for and that they make void for good is given back.

    One that only waits, with a carton that keeps its content, is taken again when the order goes on.
    """
    if not seat.policy.gives_back:
        return
    for fact in facts:
        if isinstance(fact, f.CartonReopened) or isinstance(fact, f.CartonVoided) and not fact.keep:
            postage.give_back(tx, fact.carton)


def drop(tx: Transaction, there: Ahead) -> None:
    """What nobody was asked for is over; anything else may have been paid for."""
    if not ahead.move(tx, there.id, ("wanted",), "returned"):
        ahead.move(tx, there.id, ("asked", "bought"), "unwanted")


def intent(plan: Plan) -> str:
    """Another one than that of any label bought when the carton is sealed."""
    told = json.dumps(["ahead", plan.fingerprint, plan.kind, plan.gross, sorted(plan.content.items())])
    return f"{plan.carton}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def matches(tx: Transaction, there: Ahead, wanted: Wanted) -> bool:
    """Whether the sealed carton is what the label was bought for: order, kind, content and weight."""
    plan = there.plan
    row = paper.carton_row(tx, wanted.carton)
    if (plan.fingerprint, plan.kind) != (wanted.fingerprint, row.kind):
        return False
    if dict(plan.content) != paper.content(tx, wanted.carton):
        return False
    if plan.least is None or plan.most is None or not row.gross_mg:
        return plan.gross is None and not row.gross_mg
    return plan.least <= int(row.gross_mg) <= plan.most


def _only_one_is_missing(session: Session) -> bool:
    carton = session.carton
    if session.state is not BenchState.PACKING or session.parked or carton is None or carton.sealed:
        return False
    return carton.units > 0 and sum(line.left for line in session.lines) == 1


def _full(session: Session) -> Carton:
    """The carton on the bench with everything in it that is still missing."""
    carton = session.on_bench
    for line in session.lines:
        if line.left:
            carton = carton.plus(line.ref, line.left)
    return carton


def _fits(plan: Plan, session: Session) -> bool:
    """Whether the carton on the bench is, or can still become, what the label was bought for."""
    carton = session.carton
    if session.outcome or session.state is BenchState.HELD or carton is None or carton.uid != plan.carton:
        return False
    if (plan.fingerprint, plan.kind) != (session.fingerprint, carton.kind):
        return False
    if carton.sealed:
        return dict(carton.content) == dict(plan.content)
    missing = sum(line.left for line in session.lines)
    return missing <= 1 and dict(_full(session).content) == dict(plan.content)


def _plan(seat: Seat, full: Carton) -> Plan | None:
    """None where nobody knows what the carton will weigh.

    The carrier is told the heaviest the scale will let pass: postage for less is never short.
    """
    session, rules = seat.here.session, seat.policy.rules
    last = seat.watch.last
    division = last.division if last is not None else _DIVISION
    expected = close.expected_of(session, full, rules, division)
    if expected.mass is None or expected.tolerance is None:
        return None
    content: Mapping[str, int] = dict(full.content)
    plan = Plan(full.uid, full.number, full.kind, session.fingerprint, content)
    if rules.weigh == "off":
        return plan
    least, most = expected.mass.mg - expected.tolerance.mg, expected.mass.mg + expected.tolerance.mg
    return replace(plan, gross=most, least=least, most=most)
