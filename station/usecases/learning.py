"""What a bench learns: unit weights from cartons that left, and goods that were taken for one another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from station.model.events import ProblemFound
from station.model.problem import Problem
from station.packing import facts as f
from station.packing.carton import OWN_BOX, Carton
from station.packing.learned import (
    MOST_FREE,
    RUN,
    Known,
    Thing,
    Weighed,
    contradicts,
    learn,
    moved,
    tare_entered,
)
from station.packing.lookalike import meant_for
from station.packing.scan import ProductFound
from station.packing.session import Session
from station.store import confusions, twins, weights
from station.store.engine import Transaction
from station.usecases.desk import Desk
from station.usecases.known import with_tares
from station.usecases.seat import Seat

# Codes of what was learned: nothing a packer has to stop for.
FOR_SUPERVISORS = "weights."
_DIVISION = 1_000  # mg, where no scale says its own
_MANY = 20  # cartons: what left so often is learned anew with every fourth only
_EVERY = 4


# -- a carton left, or came back ------------------------------------------------------------------


def left(desk: Desk, tx: Transaction, carton: Carton) -> None:
    """A confirmed carton tells what its units weigh, where it is known for sure what is in it."""
    current = desk.seat.here
    lines = {line.ref: line for line in current.session.start}
    products = {lines[ref].product for ref, _ in carton.content}
    doubtful = carton.verdict in ("", "weight.none") or any(mark.sku for mark in carton.marks)
    if doubtful or carton.gross is None or carton.gross.mg <= 0 or "" in products:
        return
    store = current.stored.order.store
    things = sorted((store, product) for product in products)
    weights.note(tx, carton.uid, things, desk.seat.clock.now())
    weights.prune(tx, things)
    sure = all(lines[ref].learned is not None for ref, _ in carton.content)
    if not sure or crc32(carton.uid.encode()) % _EVERY == 0 or _is_new(current.session, carton):
        teach(desk, tx, things, carton.kind)


def _is_new(session: Session, carton: Carton) -> bool:
    """Something in it was seen only a few times, or its weight was not what was expected."""
    few = any(line.learned is not None and line.learned.count < _MANY for line in session.start)
    return few or carton.verdict == "weight.passed"


def teach(desk: Desk, tx: Transaction, things: Sequence[Thing], kind: str) -> None:
    """Learn these products anew from the cartons that are out now."""
    seat = desk.seat
    free = list(things)[: MOST_FREE - 1]
    division = seat.watch.last.division.mg if seat.watch.last is not None else _DIVISION
    lesson = _lesson(seat, tx, free)
    changed = [one for one in free if _moved(desk, tx, one, lesson, division)]
    if changed:
        lesson = _lesson(seat, tx, free)
    box = ("", kind)
    found = _learned(lesson, free, box, division)
    weights.keep(tx, found)
    for thing in free:
        if thing in found:
            _tell_contradiction(desk, tx, thing, lesson.said.get(thing), found[thing], division)
        elif thing in lesson.known and len(lesson.cartons) < RUN:
            weights.drop(tx, thing)
    _share(tx, {thing: one for thing, one in found.items() if thing[0]})
    if box in found:
        seat.policy = replace(seat.policy, rules=with_tares(tx, seat.policy.rules))


def _learned(lesson: "_Lesson", free: Sequence[Thing], box: Thing, division: int) -> dict[Thing, Known]:
    """Units and tare together; where the tare is known better from other cartons, the units alone.

    What was learned of a tare never goes into learning it again: it would believe itself.
    """
    before = lesson.known.get(box)
    own_box = box[1] == OWN_BOX
    found = {} if own_box else learn(lesson.cartons, [*free, box], lesson.said, lesson.known, division)
    surer = before is not None and before.count > 0 and (box not in found or before.doubt < found[box].doubt)
    if own_box or surer:
        return learn(lesson.cartons, free, lesson.said, lesson.known, division)
    return found


@dataclass(frozen=True, slots=True)
class _Lesson:
    cartons: list[Weighed]
    said: dict[Thing, Known]
    known: dict[Thing, Known]


def _lesson(seat: Seat, tx: Transaction, things: Sequence[Thing]) -> _Lesson:
    cartons = weights.cartons_with(tx, things)
    inside = {thing for carton in cartons for thing, _ in carton.content}
    said, learned = weights.known(tx, inside | set(things))
    known = said | learned
    rules = seat.policy.rules
    for name in {carton.kind for carton in cartons}:
        entered, empty = tare_entered(rules.tare(name)), rules.empty(name)
        said |= {("", name): entered} if entered is not None else {}
        known |= {("", name): empty} if empty is not None else {}
    return _Lesson(cartons, said, known)


def _moved(desk: Desk, tx: Transaction, thing: Thing, lesson: _Lesson, division: int) -> bool:
    """Its last cartons all say something else: what was before is forgotten, and a person told."""
    before = lesson.known.get(thing)
    if before is None or not before.count:
        return False
    newest = [carton for carton in lesson.cartons if any(one == thing for one, _ in carton.content)]
    if not moved(newest, thing, lesson.known, division):
        return False
    since = weights.run_of(tx, thing, RUN)
    if since is None:
        return False
    weights.start_over(tx, thing, since)
    say = Problem("weights.moved", {"sku": _sku(desk, thing), "count": RUN, "grams": f"{before.mg / 1000:g}"})
    desk.note(ProblemFound(say, store=thing[0]))
    return True


def _tell_contradiction(
    desk: Desk, tx: Transaction, thing: Thing, said: Known | None, learned: Known, division: int
) -> None:
    if said is None or not contradicts(said, learned, division) or not weights.first_time(tx, thing):
        return
    say = Problem(
        "weights.contradicts",
        {
            "sku": _sku(desk, thing),
            "said": f"{said.mg / 1000:g}",
            "grams": f"{round(learned.mg / 1000, 1):g}",
            "count": learned.count,
        },
    )
    desk.note(ProblemFound(say, store=thing[0]))


def _sku(desk: Desk, thing: Thing) -> str:
    current = desk.seat.current
    lines = current.session.start if current is not None else ()
    return next((line.called for line in lines if line.product == thing[1]), thing[1])


def _share(tx: Transaction, found: dict[Thing, Known]) -> None:
    """The same goods of other stores weigh the same, until they have told more themselves."""
    for store in {thing[0] for thing in found}:
        same = twins.twins_of(tx, store, [ref for shop, ref in found if shop == store])
        others = {key: found[store, ref] for ref, keys in same.items() for key in keys}
        _, learned = weights.known(tx, others)
        weights.keep(
            tx,
            {
                key: one
                for key, one in others.items()
                if key not in learned or learned[key].count <= one.count
            },
        )


def came_back(desk: Desk, tx: Transaction, things: Sequence[Thing], kind: str) -> None:
    """A carton that told of these is void: what it said is taken out."""
    if things:
        teach(desk, tx, things, kind)


# -- taken for one another ------------------------------------------------------------------------


def wrong_item(
    desk: Desk, tx: Transaction, session: Session, found: Sequence[ProductFound], text: str
) -> None:
    """A product that is not on the order was scanned: once, however often it is scanned in a row."""
    seat = desk.seat
    store = seat.here.stored.order.store
    wrong = next((one for one in found if one.store == store), None)
    if wrong is None or (seat.recent and seat.recent[-1].text == text):
        return
    expected = [line for line in session.lines if line.left]
    place = meant_for(wrong, expected)
    if place is not None:
        _mixed_up(desk, tx, (expected[place].product, wrong.ref), "scan")


def weight_says(desk: Desk, tx: Transaction, one: str, other: str) -> None:
    """The scale found one article of the order where the other should be; both by what they are called."""
    products = {line.called: line.product for line in desk.seat.here.session.lines}
    if one in products and other in products:
        _mixed_up(desk, tx, (products[one], products[other]), "weight")


def weight_refused(desk: Desk, tx: Transaction, why: object) -> None:
    """A carton's weight was refused; `why` may be that one lies in it for another."""
    if isinstance(why, Problem) and why.code == "weight.why.swapped":
        weight_says(desk, tx, str(why.params["sku"]), str(why.params["instead"]))


def swapped(desk: Desk, tx: Transaction, facts: Collection[f.Fact]) -> None:
    """A substitute went in."""
    for fact in facts:
        if isinstance(fact, f.UnitPacked) and fact.swap_product:
            line = desk.seat.here.session.known(fact.line)
            _mixed_up(desk, tx, (line.product, fact.swap_product), "swap")


def _mixed_up(desk: Desk, tx: Transaction, pair: tuple[str, str], reason: str) -> None:
    seat = desk.seat
    store = seat.here.stored.order.store
    confusions.note(tx, store, pair, reason, seat.policy.bench, seat.who, seat.clock.now())
