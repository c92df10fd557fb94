"""Kits put together here, and bundles whose parts are lines: one is finished before the next begins."""

from collections.abc import Iterable, Sequence
from functools import reduce
from math import gcd

from station.packing import facts as f
from station.packing import traced
from station.packing.lines import PackLine, Part
from station.packing.outcome import Here, Outcome, no, yes
from station.packing.sealing import after_unit, told
from station.packing.session import Session, extend

Found = tuple[PackLine, Part]


# -- which lines are kits ---------------------------------------------------------------------------


def of_lines(lines: Iterable[PackLine]) -> f.Kits:
    """The kits among them, to be kept with the order that is opened."""
    return tuple(
        (line.ref, tuple((part.sku, part.quantity) for part in line.parts)) for line in lines if line.parts
    )


def as_opened(facts: Iterable[f.Fact]) -> dict[str, tuple[tuple[str, int], ...]]:
    """By line what one of it is put together from, empty for nothing: as it was when packing it began.

    A rule that changes while an order is on a bench or set aside is for the next order.
    """
    kept: dict[str, tuple[tuple[str, int], ...]] = {}
    for fact in facts:
        if isinstance(fact, f.Opened | f.Rebased) and fact.kits is not None:
            now = dict(fact.kits)
            kept = {ref: now.get(ref, ()) for ref, _ in fact.lines} | kept
    return kept


# -- the kit in hand --------------------------------------------------------------------------------


def unfinished(session: Session) -> Outcome | None:
    """A kit that was begun keeps everything else out."""
    if not session.kit_line:
        return None
    line = session.known(session.kit_line)
    left = missing(session, line)
    if left:
        part, count = left[0]
        return no("kit.finish_first", sku=line.called, part=part.called, count=count)
    if untold(session) is not None:
        return no("kit.scan_whole", sku=line.called, name=line.name)
    return no("kit.gone", sku=line.called, name=line.name)


def untold(session: Session) -> PackLine | None:
    """The kit in hand when all its parts are in, and only what has to be known of itself is not."""
    line = session.line(session.kit_line) if session.kit_line else None
    return line if line is not None and line.parts and not missing(session, line) else None


def is_for_parts(session: Session, lines: Sequence[PackLine]) -> bool:
    """Whether a code that `lines` and parts have is taken as that of a part."""
    whole = untold(session)
    if whole is not None and any(line.ref == whole.ref for line in lines):
        return False
    return bool(session.kit_line) or not any(line.left for line in lines)


def only_by_parts(session: Session, line: PackLine) -> Outcome | None:
    """Of a kit whose parts have lots or serial numbers nobody sees them once it is closed."""
    if not line.by_parts or untold(session) is not None:
        return None
    part = next(one for one in line.parts if one.wants)
    return no("kit.scan_parts", sku=line.called, part=part.called)


def missing(session: Session, line: PackLine) -> list[tuple[Part, int]]:
    """Parts the kit in hand still needs, with how many of each."""
    inside = dict(session.kit) if session.kit_line == line.ref else {}
    rest = [(part, part.quantity - inside.get(part.sku, 0)) for part in line.parts]
    return [(part, left) for part, left in rest if left > 0]


def scan_part(session: Session, found: Sequence[Found], code: str, scans: int, here: Here) -> Outcome:
    """A part of a kit: of the one in hand, else of the first kit that is still due."""
    if session.kit_line:
        mine = [one for one in found if one[0].ref == session.kit_line]
        if not mine:
            return unfinished(session) or no("scan.answer_first")
        found = mine
    open_ones = [one for one in found if one[0].left]
    if not open_ones:
        line, part = found[0]
        return no("pack.too_many", sku=part.called, name=part.name, due=line.due * part.quantity)
    line, part = open_ones[0]
    left = next((left for one, left in missing(session, line) if one.sku == part.sku), 0)
    if not left:
        return unfinished(session) or no("scan.answer_first")
    case = part.content(code)
    count = scans * case
    if count > left:
        about: dict[str, object] = {"sku": part.called, "name": part.name, "count": count, "left": left}
        return no("pack.case_too_large" if case > 1 else "pack.more_than_due", **about, case=case)
    return put_in(session, line, part, count, code, traced.told(part, code), here)


def made(facts: Iterable[f.Fact]) -> dict[str, dict[str, int]]:
    """By carton and line: kits that were put together from their parts at this bench.

    A kit that was taken out whole is made already, also when its parts are scanned for the next carton.
    """
    found: dict[str, dict[str, int]] = {}
    whole: dict[str, int] = {}  # by line: made, and out of their carton again
    begun = ""
    for fact in facts:
        match fact:
            case f.PartPacked(line=ref):
                begun = ref
            case f.LineShorted(line=ref) if ref == begun:
                begun = ""
            case f.UnitPacked(line=ref, carton=uid) if ref == begun or whole.get(ref, 0):
                units = 1 if ref == begun else min(whole[ref], fact.quantity)
                begun, whole[ref] = "", max(0, whole.get(ref, 0) - units)
                inside = found.setdefault(uid, {})
                inside[ref] = inside.get(ref, 0) + units
            case f.UnitMoved(line=ref, carton=uid) if found.get(uid, {}).get(ref, 0):
                found[uid][ref] -= 1
                whole[ref] = whole.get(ref, 0) + 1
    return found


def put_in(
    session: Session,
    line: PackLine,
    part: Part,
    count: int,
    code: str,
    known: traced.Traced,
    here: Here,
    *before: f.Fact,
) -> Outcome:
    """Parts into the kit in hand, once all is known of them that must be; the last of them finishes it."""
    stop = traced.refused(session, part, count, known, here)
    if stop is not None:
        return Outcome(False, stop.say, before)
    lacks = traced.missing(part, known)
    if lacks == "serial" and count > 1:
        return no("trace.one_by_one", *before, sku=part.called, name=part.name, count=count)
    if lacks:
        return traced.ask(line, code, count, known, *before, part=part)
    carton = session.on_bench
    new = (*before, f.PartPacked(
        line.ref, part.sku, count, carton.uid, code, known.lot, known.expiry, known.serial
    ))  # fmt: skip
    after = extend(session, new)
    rest = missing(after, line)
    if not rest and line.wants:
        return traced.ask(line, code, 1, traced.Traced(), *new)
    about: dict[str, object] = {"sku": line.called, "part": part.called, "name": part.name}
    verdict = "kit.part"
    if not rest:
        new += (f.UnitPacked(line.ref, 1, carton.uid, code),)
        after = extend(session, new)
        new += after_unit(after, (line.ref,), here)
        about |= {"packed": after.known(line.ref).packed, "due": line.due}
        verdict = "pack.order_complete" if after.complete else "kit.complete"
    if earlier := traced.later_first(known, here):
        inside = part.quantity - next((left for one, left in rest if one.sku == part.sku), 0)
        about |= {"sku": part.called, "packed": inside, "due": part.quantity, "earlier": earlier}
        verdict = "trace.earlier_known"
    return told(session, yes(verdict, *new, **about, count=sum(left for _, left in rest)))


# -- bundles: every part is a line of its own ------------------------------------------------------


def out_of_turn(session: Session, line: PackLine) -> Outcome | None:
    """Why a unit of this line has to wait: a set that was begun is not finished."""
    groups = {one.bundle for one in session.lines if one.bundle and one.packed}
    for bundle in sorted(groups):
        members = [one for one in session.lines if one.bundle == bundle]
        wanted = _wanted(members)
        if wanted is None or any(one.ref == line.ref for one in wanted):
            continue
        first = wanted[0]
        return no("kit.finish_first", sku=first.bundle, part=first.called, count=first.left)
    return None


def _wanted(members: list[PackLine]) -> list[PackLine] | None:
    """The lines of the set in hand that still belong into it; None when no set is open."""
    sets = reduce(gcd, (one.due for one in members if one.due), 0)
    if len(members) < 2 or sets < 1:
        return None
    each = {one.ref: max(1, one.due // sets) for one in members}
    begun = max(-(-one.packed // each[one.ref]) for one in members)
    return [one for one in members if one.left and one.packed < begun * each[one.ref]] or None
