"""From the sealed carton to the confirmed one: weigh, label, scan back; and what interrupts it."""

from station.model.operator import Operator, Role
from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import BenchState
from station.packing import facts as f
from station.packing.explain import Goods, Guess, explain
from station.packing.holds import REASONS
from station.packing.inside import surplus
from station.packing.learned import Known
from station.packing.outcome import NewId, Outcome, Rules, no, yes
from station.packing.sealing import seal_if_complete
from station.packing.session import Carton, Session, extend
from station.packing.weight import SPREAD, Expectation, Reading, expect, judge


def expected_of(session: Session, carton: Carton, rules: Rules, division: Mass) -> Expectation:
    """What the carton should weigh by its content."""
    swapped = [(mark.line, mark.quantity) for mark in carton.marks if mark.product or mark.sku]
    units: list[tuple[Known | None, int]] = [(None, quantity) for _, quantity in swapped]
    for ref, quantity in carton.content:
        own = quantity - sum(others for line, others in swapped if line == ref)
        line = session.line(ref) if own > 0 else None
        units += [(line.unit if line is not None else None, own)] if own > 0 else []
    return expect(units, rules.empty(carton.kind), division)


def reason(session: Session, carton: Carton, off: int, expected: Expectation) -> Guess | None:
    """What most likely makes the carton `off` mg too heavy or too light; None when nothing clearly does."""
    if expected.tolerance is None:
        return None
    inside: dict[str, Goods] = {}
    for line in session.lines:
        if line.unit is not None:
            before = inside[line.called].inside if line.called in inside else 0
            inside[line.called] = Goods(line.called, line.unit, before + carton.holds(line.ref))
    return explain(off, tuple(inside.values()), expected.tolerance.mg / SPREAD)


def weigh(session: Session, reading: Reading, rules: Rules) -> Outcome:
    """A reading that counts, for the sealed carton."""
    carton = session.on_bench
    expected = expected_of(session, carton, rules, reading.division)
    verdict = judge(reading.mass, expected)
    about = _about(session, carton, reading, expected)
    if verdict in ("weight.ok", "weight.not_checked"):
        return yes(verdict, *_taken(carton, reading.mass, verdict, ""), **about)
    return no(verdict, **about)


def _about(session: Session, carton: Carton, reading: Reading, expected: Expectation) -> dict[str, object]:
    about: dict[str, object] = {"grams": f"{reading.mass.grams:g}", "expected": "", "off": "", "why": ""}
    if expected.mass is None:
        return about
    off = reading.mass.mg - expected.mass.mg
    guess = reason(session, carton, off, expected)
    plain = "weight.why.look_missing" if off < 0 else "weight.why.look_extra"
    about |= {"expected": f"{round(expected.mass.grams, 1):g}", "off": roughly(abs(off))}
    return about | {"why": guess.why if guess is not None else Problem(plain)}


def roughly(mg: float) -> str:
    """Grams as a person would say them: two digits that count."""
    grams = mg / 1000
    step = 1 if grams < 100 else 10 if grams < 10_000 else 100
    return f"{round(grams / step) * step:g}"


def pass_weight(session: Session, reading: Reading | None, operator: Operator) -> Outcome:
    """A supervisor's badge lets the carton pass as it is, and is written down."""
    carton = session.on_bench
    if operator.role is not Role.SUPERVISOR:
        return no("operator.not_allowed", operator=operator.name)
    mass = reading.mass if reading else Mass(0)
    verdict = "weight.passed" if reading else "weight.none"
    return yes("weight.passed", *_taken(carton, mass, verdict, operator.name), operator=operator.name)


def _taken(carton: Carton, mass: Mass, verdict: str, by: str) -> tuple[f.Fact, ...]:
    return f.CartonWeighed(carton.uid, mass.mg, verdict, by), f.LabelWanted(carton.uid)


def confirm(session: Session, tracking: str, rules: Rules, uid: NewId, next_number: int) -> Outcome:
    """The label is on its carton. The last one ends the session, another opens the next carton."""
    carton = session.on_bench
    confirmed = f.CartonConfirmed(carton.uid, tracking)
    if session.complete:
        return yes("ship.done", confirmed, f.Closed("shipped"), tracking=tracking, carton=carton.number)
    opened = f.CartonOpened(uid(), next_number, rules.kinds[0].name)
    return yes("ship.carton_confirmed", confirmed, opened, tracking=tracking, carton=carton.number)


def interrupt(session: Session, change: Problem) -> tuple[f.Fact, ...]:
    """The order is not what was being packed any more."""
    if session.state is BenchState.HELD and session.interrupt == change.code:
        return ()
    params = tuple((name, str(value)) for name, value in change.params.items())
    return (f.Interrupted(change.code, params),)


STOPS = ("order.cancelled", "order.refunded", "order.fulfilled", "order.gone")


def acknowledge(session: Session, order: str, now: f.Rebased, rules: Rules) -> Outcome:
    """CMD-YES to an interrupt: what becomes of the goods depends on what changed.

    `now` is the order as it is now: its lines with the units this session has to send of them.
    """
    due = dict(now.lines)
    about: dict[str, object] = {"order": order}
    void = _void(session, keep=False)
    if session.interrupt in STOPS:
        return yes("held.put_back", *void, f.Closed("cancelled"), **about)
    if session.interrupt == "order.on_hold" or session.interrupt in REASONS:
        return yes("held.set_aside", *_void(session, keep=True), f.Parked(), **about)
    kit = session.line(session.kit_line)
    kit_gone = kit is not None and due.get(kit.ref, 0) <= kit.packed
    out = surplus(session, due)
    if kit_gone or out is None or _other_goods(session, now):
        return yes("held.start_again", *void, f.Closed("changed"), **about)
    if out:
        about["goods"] = called(session, out)
        return yes("held.taken_out", *_take_out(session, out, now, rules), **about)
    return yes("held.goes_on", *_go_on(session, now, rules), **about)


def _other_goods(session: Session, now: f.Rebased) -> bool:
    """A line that something is packed of is about other goods now."""
    before, after = dict(session.goods), dict(now.goods)
    begun = [line.ref for line in session.lines if line.packed or line.ref == session.kit_line]
    return any(ref in after and before.get(ref, after[ref]) != after[ref] for ref in begun)


def called(session: Session, units: dict[str, int]) -> str:
    """Units per line as people call them; a number stays on the line of what it counts."""
    return ", ".join(
        f"{count}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{session.known(ref).called}"
        for ref, count in units.items()
    )


def _take_out(session: Session, out: dict[str, int], now: f.Rebased, rules: Rules) -> tuple[f.Fact, ...]:
    """What is not wanted any more leaves the carton, and the rest goes on. A closed carton was opened for it:
    it is weighed and labelled anew.
    """
    carton = session.on_bench
    new: tuple[f.Fact, ...] = tuple(f.UnitMoved(ref, units, carton.uid) for ref, units in out.items())
    new = (*new, now)
    new = (*new, f.CartonReopened(carton.uid, "changed") if carton.sealed else f.Acknowledged())
    return new + _on(extend(session, new), rules)


def _go_on(session: Session, now: f.Rebased, rules: Rules) -> tuple[f.Fact, ...]:
    """Everything packed still belongs to the order: new lines, and a new label where one was made."""
    new: tuple[f.Fact, ...] = (*_void(session, keep=True), now)
    carton = session.carton
    if carton is not None and carton.sealed and session.before_hold is not BenchState.WEIGHING:
        return (*new, f.LabelWanted(carton.uid))
    new = (*new, f.Acknowledged())
    return new + _on(extend(session, new), rules)


def _on(after: Session, rules: Rules) -> tuple[f.Fact, ...]:
    """Where nothing is left to scan the carton is closed; where nothing is in it either, all is over."""
    if after.complete and not after.on_bench.units:
        if any(one.confirmed for one in after.cartons):
            return (f.Closed("shipped"),)  # what is not wanted any more was all there was left
        if not any(line.due for line in after.lines):
            return (f.Closed("nothing_packed"),)
    return seal_if_complete(after, rules, None)


def come_back(session: Session) -> tuple[f.Fact, ...]:
    """A parked session is on the bench again, at the same place."""
    back: tuple[f.Fact, ...] = (f.Unparked(),)
    carton = session.carton
    if session.state is BenchState.LABELLING and carton is not None and carton.trouble is not None:
        return (*back, f.LabelWanted(carton.uid))  # it was set aside while no label could be had
    if session.state is not BenchState.HELD:
        return back
    if carton is not None and carton.sealed and session.before_hold is not BenchState.WEIGHING:
        return (*back, f.LabelWanted(carton.uid))
    return (*back, f.Acknowledged())


def _void(session: Session, keep: bool) -> tuple[f.Fact, ...]:
    carton = session.carton
    if carton is None or not carton.labelled and keep:
        return ()
    return (f.CartonVoided(carton.uid, session.interrupt, keep),)
