"""Kits put together here, and bundles whose parts are lines: one is finished before the next begins."""

from collections.abc import Iterable, Sequence
from functools import reduce
from math import gcd

from station.packing import facts as f
from station.packing.lines import PackLine, Part
from station.packing.outcome import Here, Outcome, no, yes
from station.packing.sealing import after_unit, told
from station.packing.session import Session, extend

Found = tuple[PackLine, Part]


def unfinished(session: Session) -> Outcome | None:
    """A kit that was begun keeps everything else out."""
    if not session.kit_line:
        return None
    line = session.known(session.kit_line)
    part, left = missing(session, line)[0]
    return no("kit.finish_first", sku=line.called, part=part.sku or part.name, count=left)


def missing(session: Session, line: PackLine) -> list[tuple[Part, int]]:
    """Parts the kit in hand still needs, with how many of each."""
    inside = dict(session.kit) if session.kit_line == line.ref else {}
    rest = [(part, part.quantity - inside.get(part.sku, 0)) for part in line.parts]
    return [(part, left) for part, left in rest if left > 0]


def scan_part(session: Session, found: Sequence[Found], code: str, count: int, here: Here) -> Outcome:
    """A part of a kit: of the one in hand, else of the first kit that is still due."""
    if session.kit_line:
        mine = [one for one in found if one[0].ref == session.kit_line]
        if not mine:
            return unfinished(session) or no("scan.answer_first")
        found = mine
    open_ones = [one for one in found if one[0].left]
    if not open_ones:
        line, part = found[0]
        return no("pack.too_many", sku=part.sku or part.name, name=part.name, due=line.due * part.quantity)
    line, part = open_ones[0]
    left = next((left for one, left in missing(session, line) if one.sku == part.sku), 0)
    if not left:
        return unfinished(session) or no("scan.answer_first")
    if count > left:
        return no("pack.more_than_due", sku=part.sku or part.name, name=part.name, count=count, left=left)
    return _put_in(session, line, part, count, code, here)


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


def _put_in(session: Session, line: PackLine, part: Part, count: int, code: str, here: Here) -> Outcome:
    carton = session.on_bench
    new: tuple[f.Fact, ...] = (f.PartPacked(line.ref, part.sku, count, carton.uid, code),)
    after = extend(session, new)
    rest = missing(after, line)
    about: dict[str, object] = {"sku": line.called, "part": part.sku or part.name, "name": part.name}
    if rest:
        return yes("kit.part", *new, **about, count=sum(left for _, left in rest))
    new += (f.UnitPacked(line.ref, 1, carton.uid, code),)
    after = extend(session, new)
    new += after_unit(after, (line.ref,), here)
    packed = after.known(line.ref)
    code = "pack.order_complete" if after.complete else "kit.complete"
    return told(session, yes(code, *new, **about, packed=packed.packed, due=line.due))


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
