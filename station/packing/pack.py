"""Units into cartons: scan, over-scan, ambiguity, numbers and cases, undo, next carton."""

from collections.abc import Sequence
from dataclasses import replace

from station.model.view import BenchState
from station.packing import facts as f
from station.packing import kits, sealing, traced
from station.packing.carton import OWN_BOX
from station.packing.fingerprint import article
from station.packing.lines import PackLine
from station.packing.outcome import Here, NewId, Outcome, Rules, no, yes
from station.packing.paged import numbered
from station.packing.scan import ProductFound
from station.packing.sealing import after_unit, close_carton
from station.packing.session import Session, extend, undoable
from station.packing.traced import Traced
from station.packing.weight import Reading

# What a packer must do first before another unit can go in.
_FIRST = {
    BenchState.WEIGHING: "pack.weigh_first",
    BenchState.LABELLING: "pack.wait_for_label",
    BenchState.SCAN_BACK: "pack.scan_label_first",
    BenchState.ASKING: "scan.answer_first",
}


def obstacle(session: Session) -> Outcome | None:
    """Why nothing can be packed in this state."""
    if session.state is BenchState.HELD:
        return Outcome(False, session.why_held)
    first = _FIRST.get(session.state)
    return no(first) if first else None


def scan_unit(
    session: Session, lines: Sequence[PackLine], code: str, here: Here, parts: Sequence[kits.Found] = ()
) -> Outcome:
    """One unit, case, or as many as a number said, with `code`, which the order has on `lines` or in kits."""
    stop = obstacle(session)
    if stop is not None:
        return stop
    return used_up(session, _scan_unit(session, lines, code, here, parts))


def used_up(session: Session, outcome: Outcome) -> Outcome:
    """A number counts for the next scan, whatever came of it."""
    used = (f.UnitPacked, f.PartPacked, f.Asked)
    if not session.armed or any(isinstance(fact, used) for fact in outcome.facts):
        return outcome
    return replace(outcome, facts=(*outcome.facts, f.QuantitySet(0)))


def _scan_unit(
    session: Session, lines: Sequence[PackLine], code: str, here: Here, parts: Sequence[kits.Found]
) -> Outcome:
    open_lines = tuple(line for line in lines if line.left)
    if parts and kits.is_for_parts(session, lines):
        return kits.scan_part(session, parts, code, max(1, session.armed), here)
    if session.kit_line:
        whole = kits.untold(session)
        if whole is not None and any(line.ref == whole.ref for line in lines):
            return take(session, (whole,), code, 1, here)
        return kits.unfinished(session) or no("scan.answer_first")
    if not open_lines:
        shorted = any(one.shorted for one in lines)
        line = lines[0]
        return no(
            "pack.shorted" if shorted else "pack.too_many", sku=line.called, name=line.name, due=line.due
        )
    scans = max(1, session.armed)
    if all(line.same_goods(open_lines[0]) for line in open_lines):
        return take(session, open_lines, code, scans * open_lines[0].content(code), here)
    refs = [line.ref for line in open_lines]
    given = (("scans", str(scans)), *(("line", ref) for ref in refs))
    return no("scan.ambiguous", f.Asked("ambiguous", code, numbered(refs), given), code=code, count=len(refs))


def take(
    session: Session,
    lines: Sequence[PackLine],
    code: str,
    count: int,
    here: Here,
    *before: f.Fact,
    known: Traced | None = None,
    how: str = "",
    by: str = "",
) -> Outcome:
    """`count` units of the same goods, filled into `lines` in their order; none when that is too many."""
    line = lines[0]
    told = known or traced.told(line, code)
    stop = _too_many(lines, code, count) or _look_alike(line, count) or _out_of_place(session, line, count)
    stop = stop or kits.only_by_parts(session, line) or traced.refused(session, line, count, told, here)
    if stop is not None:
        return replace(stop, facts=before)
    lacks = traced.missing(line, told)
    if lacks == "serial" and count > 1:
        return no("trace.one_by_one", *before, sku=line.called, name=line.name, count=count)
    if lacks:
        return traced.ask(line, code, count, told, *before, how=how, by=by)
    return _put_in(session, _shared_out(lines, count), code, here, before, told, how, by)


def _too_many(lines: Sequence[PackLine], code: str, count: int) -> Outcome | None:
    left, line = sum(one.left for one in lines), lines[0]
    if count <= left:
        return None
    case = line.content(code)
    about: dict[str, object] = {"sku": line.called, "name": line.name, "count": count, "left": left}
    return no("pack.case_too_large", **about, case=case) if case > 1 else no("pack.more_than_due", **about)


def _look_alike(line: PackLine, count: int) -> Outcome | None:
    """What was mixed up before is looked at unit by unit."""
    if line.alike is None or count == 1:
        return None
    return no("alike.one_by_one", sku=line.called, name=line.name, other=line.alike.called, count=count)


def _out_of_place(session: Session, line: PackLine, count: int) -> Outcome | None:
    """A set that was begun comes first, and a box of its own takes one unit and nothing else."""
    carton = session.on_bench
    if carton.kind == OWN_BOX and carton.units:
        return no("own_box.closed", carton=carton.number)
    if line.own_box and carton.units:
        return no("own_box.close_first", sku=line.called, name=line.name)
    if line.own_box and count > 1:
        return no("own_box.one_by_one", sku=line.called, name=line.name)
    return kits.out_of_turn(session, line) if line.bundle else _bundle_open(session, line)


def _bundle_open(session: Session, line: PackLine) -> Outcome | None:
    begun = any(one.bundle and one.packed and one.left for one in session.lines)
    return kits.out_of_turn(session, line) if begun else None


def _shared_out(lines: Sequence[PackLine], count: int) -> tuple[tuple[PackLine, int], ...]:
    made = []
    for line in lines:
        units = min(count, line.left)
        if units:
            made.append((line, units))
        count -= units
    return tuple(made)


def _put_in(
    session: Session,
    shares: Sequence[tuple[PackLine, int]],
    code: str,
    here: Here,
    before: tuple[f.Fact, ...],
    told: Traced,
    how: str,
    by: str,
) -> Outcome:
    carton, line = session.on_bench, shares[0][0]
    new = before
    if line.own_box:
        new += (f.KindChosen(carton.uid, OWN_BOX),)
    elif carton.kind == OWN_BOX:
        new += (f.KindChosen(carton.uid, here.rules.kinds[0].name),)
    new += tuple(
        f.UnitPacked(one.ref, units, carton.uid, code, told.lot, told.expiry, told.serial, how, by)
        for one, units in shares
    )
    after = extend(session, new)
    new += after_unit(after, [one.ref for one, _ in shares], here)
    outcome = yes(_verdict(after, shares, told, here), *new, **_said(after, shares, told, here))
    return sealing.told(session, outcome)


def _verdict(after: Session, shares: Sequence[tuple[PackLine, int]], told: Traced, here: Here) -> str:
    if traced.later_first(told, here):
        return "trace.earlier_known"
    if after.complete:
        return "pack.order_complete"
    done = all(after.known(one.ref).left == 0 for one, _ in shares)
    return "pack.line_complete" if done else "pack.unit"


def _said(
    after: Session, shares: Sequence[tuple[PackLine, int]], told: Traced, here: Here
) -> dict[str, object]:
    line, packed = shares[-1][0], after.known(shares[-1][0].ref)
    said: dict[str, object] = {
        "sku": line.called,
        "name": line.name,
        "packed": packed.packed,
        "due": line.due,
        "count": packed.left,
        "units": sum(units for _, units in shares),
    }
    earlier = traced.later_first(told, here)
    return {**said, "earlier": earlier} if earlier else said


def next_carton(session: Session, rules: Rules, reading: Reading | None) -> Outcome:
    """Seal what is in; the next carton is opened when this one is confirmed."""
    stop = obstacle(session) or kits.unfinished(session)
    if stop is not None:
        return stop
    carton = session.carton
    if carton is None or not carton.units:
        return no("pack.carton_empty")
    if rules.unexplained:
        return no("watch.clear_first")
    facts = close_carton(session, rules, reading)
    return sealing.told(session, yes("pack.carton_sealed", *facts, carton=carton.number))


def set_number(session: Session, count: int, here: Here) -> Outcome:
    """A number scanned before an item: so many of it. 0 takes the number back."""
    stop = obstacle(session)
    if stop is not None:
        return stop
    if not count:
        return yes("number.cleared", f.QuantitySet(0)) if session.armed else no("number.none")
    left = sum(line.left * max(1, sum(part.quantity for part in line.parts)) for line in session.lines)
    if not left:
        return no("number.nothing_left")
    if count > left:
        return no("number.too_many", count=count, left=left)
    return yes("number.set", f.QuantitySet(count, here.name), count=count)


def undo(session: Session) -> Outcome:
    """Take back the last unit, short, seal or question; never past a label, a print or a push."""
    if session.state is BenchState.HELD:
        return Outcome(False, session.why_held)
    batches = undoable(session)
    if not batches:
        return no("undo.nothing")
    back = extend(session, [f.Undone(batch) for batch in batches])
    facts = tuple(f.Undone(batch) for batch in batches)
    for line in session.lines:
        was = back.line(line.ref)
        if was is None or was.packed == line.packed:
            continue
        if was.packed > line.packed:
            return yes("undo.moved", *facts, sku=line.called, name=line.name, count=was.packed - line.packed)
        return yes("undo.unit", *facts, sku=line.called, name=line.name, count=line.packed - was.packed)
    if back.kit != session.kit and session.kit_line:
        return yes("undo.part", *facts, sku=session.known(session.kit_line).called)
    return yes("undo.done", *facts)


def wrong_item(session: Session, products: tuple[ProductFound, ...]) -> Outcome:
    """A product that is not on this order: what it is, and what is expected."""
    stop = obstacle(session)
    if stop is not None:
        return stop
    product = products[0]
    expected = next((line for line in session.lines if line.left), None)
    outcome = no(
        "pack.not_on_order",
        sku=product.sku or product.name,
        name=product.name,
        bin=product.bin,
        picture=product.picture,
        expected=expected.called if expected else "",
    )
    return used_up(session, outcome)


def open_session(
    session: Session, revision: int, fingerprint: str, rules: Rules, uid: NewId, number: int
) -> Session:
    """The session with its first facts: opened, first carton on the bench."""
    due = [line for line in session.start if line.due]
    lines = tuple((line.ref, line.due) for line in due)
    goods = tuple((line.ref, article(line.sku, line.options)) for line in due)
    opened = f.Opened(revision, fingerprint, lines, kits.of_lines(due), goods)
    carton = f.CartonOpened(uid(), number, rules.kinds[0].name)
    return extend(replace(session, state=BenchState.IDLE), [opened, carton])
