"""The bench as a screen shows it: the one sentence, the lines, the cartons, the choices."""

from station.model.problem import Problem
from station.model.view import (
    BenchState,
    BenchView,
    CartonView,
    Choice,
    LineView,
    OfferView,
    WeightView,
)
from station.packing import close
from station.packing.facts import Asked
from station.packing.session import PackLine, Session
from station.store import orders
from station.store.engine import Transaction
from station.usecases.seat import Current, Seat

S = BenchState


def view(seat: Seat, connection: Transaction) -> BenchView:
    """One picture of everything."""
    current = seat.current
    base = {
        "bench": seat.policy.bench,
        "state": seat.state,
        "instruction": instruction(seat),
        "revision": seat.revision,
        "operator": seat.who,
        "choices": choices(seat),
        "last": seat.recent[-1] if seat.recent else None,
        "recent": seat.recent,
        "problem": _problem(seat),
        "packed_seconds": seat.last_shipped_seconds,
        "carton_kinds": tuple(kind.name for kind in seat.policy.rules.kinds),
    }
    if current is None:
        offered = _offer(connection)
        if offered is not None and seat.stopped is None and seat.question is None:
            base["instruction"] = Problem("do.scan_offered", {"order": offered.number})
        return BenchView(**base, offered=offered)  # type: ignore[arg-type]
    return BenchView(**base, **_of_order(seat, current))  # type: ignore[arg-type]


def _of_order(seat: Seat, current: Current) -> dict[str, object]:
    order, session = current.stored.order, current.session
    carton = session.carton
    return {
        "store": order.store,
        "order": order.number,
        "ref": order.ref,
        "ship_by": current.stored.ship_by,
        "opened_at": current.opened_at,
        "checked_at": current.stored.checked_at,
        "lines": tuple(line_view(line) for line in session.lines),
        "current": _current_line(session),
        "cartons": tuple(
            CartonView(one.number, one.kind, one.units, one.state, one.gross, one.tracking)
            for one in session.cartons
            if not one.voided
        ),
        "weight": weight(seat),
        "ship_to": order.ship_to,
        "method": order.method,
        "gift_note": order.gift_note,
        "customer_note": order.customer_note,
        "tracking": carton.tracking if carton else "",
        "left": session.left,
    }


def line_view(line: PackLine) -> LineView:
    return LineView(
        ref=line.ref,
        sku=line.sku,
        name=line.name,
        due=line.due,
        packed=line.packed,
        shorted=line.shorted,
        options=line.options,
        bin=line.bin,
        picture=line.picture,
        has_code=line.has_code,
    )


def _current_line(session: Session) -> str:
    """The line the eye should be on: the one last touched while it is open, else the first open one."""
    from station.packing.facts import UnitPacked

    for stored in reversed(session.history):
        if isinstance(stored.fact, UnitPacked):
            line = session.line(stored.fact.line)
            if line is not None and line.left:
                return line.ref
            break
    return next((line.ref for line in session.lines if line.left), "")


def weight(seat: Seat) -> WeightView | None:
    """What the scale shows, beside what this carton should weigh."""
    current = seat.current
    carton = current.session.carton if current else None
    reading = seat.watch.last
    verdict = seat.weight_problem.code if seat.weight_problem else ""
    if current is None or carton is None:
        return None
    expected = None
    if reading is not None:
        expected = close.expected_of(current.session, carton, seat.policy.rules, reading.division)
    return WeightView(
        mass=carton.gross or (reading.mass if reading else None),
        stable=bool(carton.gross or (reading and reading.stable)),
        age=0.0 if reading is None else max(0.0, seat.clock.monotonic() - reading.at),
        fault="" if reading else seat.scale_fault,
        expected=expected.mass if expected else None,
        tolerance=expected.tolerance if expected else None,
        verdict=carton.verdict or verdict,
    )


def pan(seat: Seat) -> WeightView:
    """What lies on the scale while no carton is concerned."""
    reading = seat.watch.last
    if reading is None:
        return WeightView(fault=seat.scale_fault)
    age = max(0.0, seat.clock.monotonic() - reading.at)
    return WeightView(mass=reading.mass, stable=reading.stable, age=age)


def _problem(seat: Seat) -> Problem | None:
    if seat.stopped is not None:
        return seat.stopped
    current = seat.current
    if seat.weight_problem is not None:
        return seat.weight_problem
    carton = current.session.carton if current else None
    if carton is not None and carton.trouble is not None:
        return Problem(carton.trouble.code, dict(carton.trouble.params))
    return seat.problem


def _offer(connection: Transaction) -> OfferView | None:
    key = orders.next_offered(connection)
    stored = orders.load(connection, key) if key is not None else None
    if stored is None:
        return None
    order = stored.order
    lines = [line for line in order.lines if line.ships is not False and line.due]
    return OfferView(
        order.store, order.ref, order.number, len(lines), sum(line.due for line in lines), stored.ship_by
    )


def instruction(seat: Seat) -> Problem:
    """The one sentence that says what to do next."""
    if seat.stopped is not None:
        return seat.stopped
    current = seat.current
    if current is None:
        return seat.question.say if seat.question is not None else Problem("do.scan_order")
    session = current.session
    about: dict[str, object] = {"order": current.stored.order.number}
    match session.state:
        case S.PACKING:
            return _scan_next(session)
        case S.ASKING:
            return _asked(session)
        case S.WEIGHING:
            return seat.weight_problem or Problem("do.weigh", about)
        case S.LABELLING:
            carton = session.carton
            if carton is not None and carton.trouble is not None:
                return Problem(carton.trouble.code, dict(carton.trouble.params))
            return Problem("do.wait_for_label", about)
        case S.SCAN_BACK:
            return _scan_label(session)
        case S.HELD:
            held = session.why_held
            return Problem(f"do.held.{held.code.removeprefix('order.')}", {**held.params, **about})
    return Problem("do.scan_order")


def _scan_next(session: Session) -> Problem:
    line = session.line(_current_line(session))
    if line is None:
        return Problem("do.next_carton")
    called = line.sku or line.name
    if not line.has_code:
        return Problem("do.scan_line", {"name": line.name, "count": line.left})
    return Problem("do.scan_item", {"sku": called, "name": line.name, "count": line.left})


def _scan_label(session: Session) -> Problem:
    carton = session.on_bench
    if not carton.scan_back:
        return Problem("do.stick_and_scan", {"carton": carton.number})
    return Problem("do.label_came_out" if carton.in_doubt else "do.scan_label", {"carton": carton.number})


def _asked(session: Session) -> Problem:
    asked = session.question
    if asked is None:
        raise LookupError("nothing was asked")
    if asked.question == "how_many":
        line = session.known(asked.subject)
        return Problem("short.how_many", {"sku": line.sku or line.name, "name": line.name})
    if asked.question == "which_line":
        return Problem("short.which_line", {"count": len(asked.choices)})
    return Problem("scan.ambiguous", {"code": asked.subject, "count": len(asked.choices)})


def choices(seat: Seat) -> tuple[Choice, ...]:
    """The numbered answers of the open question; NO always leaves it."""
    current = seat.current
    if current is None:
        return seat.question.choices if seat.question is not None else ()
    session = current.session
    if session.state is not S.ASKING or session.question is None:
        return ()
    order = current.stored.order
    return tuple(
        Choice(
            scan,
            _choice(session, session.question, value),
            _picture(session, value),
            order.store,
            order.number,
            order.ref,
        )
        for scan, value in session.question.choices
    )


def _choice(session: Session, asked: Asked, value: str) -> Problem:
    if asked.question == "how_many":
        return Problem("choice.count", {"count": int(value)})
    line = session.known(value)
    options = ", ".join(f"{name}: {chosen}" for name, chosen in line.options)
    return Problem("choice.line", {"sku": line.sku or line.name, "name": line.name, "options": options})


def _picture(session: Session, value: str) -> str:
    line = session.line(value)
    return line.picture if line is not None else ""
