"""YES at a bench that only watches: the order goes on in spite of everything, for the old way decides."""

from dataclasses import replace

from station.model.barcode import Command
from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import BenchState
from station.packing import facts as f
from station.packing.close import STOPS
from station.packing.outcome import Outcome, yes
from station.packing.session import Session
from station.store import orders
from station.store.engine import Transaction
from station.usecases import opening, ship, watching
from station.usecases.desk import Desk


def passed(desk: Desk, tx: Transaction) -> Outcome | None:
    """None where YES means what it always does: the bench works for real, or a stop waits for it."""
    seat = desk.seat
    session = seat.here.session
    if not seat.policy.shadow:
        return None
    match session.state:
        case BenchState.ASKING if _is_answer(session):
            return None
        case BenchState.PACKING | BenchState.ASKING:
            return _ended(desk, tx)
        case BenchState.HELD if session.interrupt in STOPS:
            # Where the goods go is for the old way to say: nobody is asked to put them back one by one.
            order = seat.here.stored.order.number
            return desk.act(tx, yes("held.put_back", f.Closed("shadow"), order=order))
        case BenchState.WEIGHING:
            return _weight_passed(desk, tx)
        case BenchState.SCAN_BACK:
            number = seat.here.stored.order.number
            say = Problem("shadow.unlabelled", {"order": number, "carton": session.on_bench.number})
            return replace(ship.confirm(desk, tx, ""), say=say)
    return None


def _is_answer(session: Session) -> bool:
    return session.question is not None and Command.YES.value in dict(session.question.choices)


def _weight_passed(desk: Desk, tx: Transaction) -> Outcome:
    """Why it was wrong is written down already; where nothing was weighed there is nothing to say."""
    carton = desk.seat.here.session.on_bench
    reading = desk.seat.reading()
    mass, verdict = (reading.mass, "weight.passed") if reading else (Mass(0), "weight.none")
    weighed = f.CartonWeighed(carton.uid, mass.mg, verdict)
    return desk.act(tx, yes("shadow.went_on", weighed, f.LabelWanted(carton.uid), carton=carton.number))


def _ended(desk: Desk, tx: Transaction) -> Outcome:
    """The order left with whatever lies in it; what was never scanned is written down."""
    current = desk.seat.here
    missing = [line for line in current.session.lines if line.left]
    for line in missing:
        say = Problem("shadow.not_scanned", {"sku": line.called, "count": line.left})
        watching.note(desk, tx, current, "missing", say, line.left)
    number, count = current.stored.order.number, sum(line.left for line in missing)
    answered = (f.Answered("CMD-YES"),) if current.session.state is BenchState.ASKING else ()
    stored = orders.load(tx, current.stored.id) or current.stored
    orders.add_shipped(tx, stored.id, {ref: due for ref, due in opening.due_now(stored, None).items() if due})
    return desk.act(tx, yes("shadow.ended", *answered, f.Closed("shadow"), order=number, count=count))
