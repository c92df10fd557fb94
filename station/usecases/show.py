"""The bench as a screen shows it: the one sentence, the lines, the cartons, the choices."""

from dataclasses import replace

from station.model.problem import Problem
from station.model.view import (
    AlikeView,
    BenchState,
    BenchView,
    CartonView,
    Choice,
    KitPartView,
    KitView,
    LineView,
    OfferView,
    StepView,
    WeightView,
)
from station.packing import close, kits
from station.packing.carton import OWN_BOX
from station.packing.facts import UnitPacked
from station.packing.holds import REASONS
from station.packing.session import PackLine, Session
from station.packing.sizes import suggest
from station.store import orders
from station.store.engine import Transaction
from station.usecases import asked, interrupted, pickview, steps
from station.usecases.queue import next_for
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
    if current is None and seat.walking is not None:
        return BenchView(**base, pick=pickview.view(seat), left=seat.left)  # type: ignore[arg-type]
    if current is None and seat.chore is not None:
        return BenchView(**base, chore=seat.chore.view, left=seat.left)  # type: ignore[arg-type]
    if current is None:
        offered = _offer(seat, connection)
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
        "lines": tuple(_with_picked(line, current) for line in session.lines),
        "current": _current_line(session),
        "cartons": tuple(
            CartonView(one.number, one.kind, one.units, one.state, one.gross, one.tracking)
            for one in session.cartons
            if not one.voided
        ),
        "weight": weight(seat),
        "ship_to": order.ship_to,
        "method": order.method,
        "tags": order.tags,
        "staff_notes": tuple(filter(None, (*seat.notes, order.staff_note))),
        "same_place": seat.same_place,
        "gift_note": order.gift_note,
        "customer_note": order.customer_note,
        "tracking": carton.tracking if carton else "",
        "left": session.left,
        "armed": session.armed,
        "kit": current_kit(session),
        "dangerous": seat.needs_of(current.stored).dangerous,
        "suggestion": suggested(seat, session),
    }


def _with_picked(line: PackLine, current: Current) -> LineView:
    """A scan changes one line; what is shown of five hundred others is what it was."""
    kept = current.shown.get(line.ref)
    if kept is not None and kept[0] is line:
        return kept[1]
    shown = line_view(line)
    units = current.picked.get(line.ref)
    shown = shown if units is None else replace(shown, picked=units[0])
    current.shown[line.ref] = (line, shown)
    return shown


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
        wants=line.wants,
        own_box=line.own_box,
        parts=tuple((part.sku or part.name, part.quantity) for part in line.parts),
        cases=tuple(sorted({count for _, count in line.cases})),
        alike=_alike(line),
    )


def _alike(line: PackLine) -> AlikeView | None:
    other = line.alike
    return None if other is None else AlikeView(other.sku, other.name, other.picture, other.bin, other.times)


def current_kit(session: Session) -> KitView | None:
    """The kit that is being put together."""
    if not session.kit_line:
        return None
    line, inside = session.known(session.kit_line), dict(session.kit)
    parts = tuple(
        KitPartView(part.sku, part.name, inside.get(part.sku, 0), part.quantity, part.picture)
        for part in line.parts
    )
    return KitView(line.ref, line.called, line.packed + 1, line.due, parts)


def suggested(seat: Seat, session: Session) -> str:
    """The type of carton that fits what is still to come and what is in; empty where nobody can tell."""
    carton = session.carton
    if carton is None or carton.sealed or carton.kind == OWN_BOX:
        return ""
    wanted = suggest(seat.policy.rules.kinds, session, carton)
    return "" if wanted == carton.kind else wanted


def _current_line(session: Session) -> str:
    """The line the eye should be on: the one last touched while it is open, else the first open one."""
    if session.kit_line:
        return session.kit_line
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
        learned=expected.count if expected else 0,
        followed=seat.steps.follows,
        steps=_steps(seat),
        doubt=steps.said(seat),
    )


def _steps(seat: Seat) -> tuple[StepView, ...]:
    now = seat.clock.monotonic()
    return tuple(StepView(one.kind, max(0.0, now - one.at)) for one in seat.steps.marks)


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
    return steps.waited_for(seat) or seat.problem


def _offer(seat: Seat, connection: Transaction) -> OfferView | None:
    key = next_for(seat, connection)
    stored = orders.load(connection, key) if key is not None else None
    if stored is None:
        return None
    order = stored.order
    lines = [line for line in order.lines if line.ships is not False and line.due]
    return OfferView(
        order.store,
        order.ref,
        order.number,
        len(lines),
        sum(line.due for line in lines),
        stored.ship_by,
        stored.rush,
        bool(stored.address_key) and stored.address_key == seat.place,
    )


def instruction(seat: Seat) -> Problem:
    """The one sentence that says what to do next."""
    if seat.stopped is not None:
        return seat.stopped
    current = seat.current
    if current is None:
        return _beside(seat)
    if seat.question is not None and seat.state is S.ASKING:
        return seat.question.say
    session = current.session
    about: dict[str, object] = {"order": current.stored.order.number}
    match session.state:
        case S.PACKING:
            stuck = steps.waited_for(seat) if session.complete else None
            return stuck or _scan_next(session)
        case S.ASKING:
            return asked.sentence(session)
        case S.WEIGHING:
            return seat.weight_problem or Problem("do.weigh", about)
        case S.LABELLING:
            return _label_trouble(session) or Problem("do.wait_for_label", about)
        case S.SCAN_BACK:
            return _scan_label(session)
        case S.HELD:
            return _held(seat, session, about)
    return Problem("do.scan_order")


def _held(seat: Seat, session: Session, about: dict[str, object]) -> Problem:
    """What to do with the goods."""
    out = interrupted.too_much(seat)
    if out:
        return Problem("do.held.take_out", {**about, "goods": close.called(session, out)})
    held = session.why_held
    why = "held" if held.code in REASONS else held.code.removeprefix("order.")
    return Problem(f"do.held.{why}", {**held.params, **about})


def _beside(seat: Seat) -> Problem:
    """No order is on the bench."""
    if seat.walking is not None:
        return pickview.instruction(seat, seat.walking)
    if seat.chore is not None:
        return seat.chore.instruction
    return seat.question.say if seat.question is not None else Problem("do.scan_order")


def _label_trouble(session: Session) -> Problem | None:
    trouble = session.on_bench.trouble
    if trouble is None:
        return None
    code = "do.customs" if trouble.code == "carrier.customs_missing" else trouble.code
    return Problem(code, dict(trouble.params))


def _scan_next(session: Session) -> Problem:
    line = session.line(_current_line(session))
    if line is None:
        return Problem("do.next_carton")
    if session.armed:
        about = {"count": session.armed, "sku": line.called, "name": line.name}
        return Problem("do.scan_many", about)
    if session.kit_line:
        return _scan_part(session)
    if line.parts:
        part = line.parts[0]
        return Problem("do.begin_kit", {"sku": part.sku or part.name, "kit": line.called, "count": line.left})
    if not line.has_code:
        return Problem("do.scan_line", {"name": line.name, "count": line.left})
    return Problem("do.scan_item", {"sku": line.called, "name": line.name, "count": line.left})


def _scan_part(session: Session) -> Problem:
    """A kit was begun: what is still missing of it."""
    kit, left = session.known(session.kit_line), asked.kit_missing(session)
    if not left:
        stop = kits.unfinished(session)
        return stop.say if stop is not None else Problem("do.next_carton")
    sku, name, count = left[0]
    return Problem("do.scan_part", {"sku": sku or name, "name": name, "count": count, "kit": kit.called})


def _scan_label(session: Session) -> Problem:
    carton = session.on_bench
    if not carton.scan_back:
        return Problem("do.stick_and_scan", {"carton": carton.number})
    return Problem("do.label_came_out" if carton.in_doubt else "do.scan_label", {"carton": carton.number})


def choices(seat: Seat) -> tuple[Choice, ...]:
    """The numbered answers of the open question; NO always leaves it."""
    current = seat.current
    if current is None and seat.walking is not None:
        return pickview.choices(seat.walking)
    if current is None and seat.chore is not None:
        return seat.chore.choices
    if current is None:
        return seat.question.choices if seat.question is not None else ()
    if seat.question is not None and seat.state is S.ASKING:
        return seat.question.choices
    return asked.choices(current) if current.session.state is S.ASKING else ()
