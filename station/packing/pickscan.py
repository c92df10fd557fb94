"""What a picker scans: totes, bins, goods, numbers; and taking back."""

from collections.abc import Mapping
from dataclasses import dataclass

from station.model.barcode import comparable
from station.packing import pickfacts as f
from station.packing.bins import bare
from station.packing.pickfacts import PickFact, Step
from station.packing.picking import PickOutcome, PickRules, Task, Walk, extend, no, undoable, yes
from station.packing.scan import other_name


@dataclass(frozen=True, slots=True)
class ToteSeen:
    """A scanned tote, and whose goods are in it: `order` None for an empty one."""

    code: str
    order: int | None = None
    number: str = ""


def begin(walk: Walk) -> tuple[PickFact, ...]:
    """The first facts: a cart's totes are bound before the walk."""
    if walk.totes_used:
        return f.Begun(), f.TotesWanted(walk.orders)
    return (f.Begun(),)


def called(walk: Walk, text: str) -> tuple[Task, ...]:
    """What on the list a code may mean, open or not."""
    found = _named(walk, text)
    other = "" if found else other_name(text)
    return _named(walk, other) if other else found


def _named(walk: Walk, text: str) -> tuple[Task, ...]:
    known = comparable(text)
    return tuple(task for task in walk.tasks if task.is_called(text, known))


def is_bin(walk: Walk, text: str) -> bool:
    """Whether a text is one of our bin labels, or the name of a bin on the list."""
    name = bare(text)
    own = text.strip().upper().startswith("BIN-")
    return own or bool(name) and any(bare(task.bin) == name for task in walk.tasks)


def _first(walk: Walk) -> PickOutcome | None:
    """What is to be done before anything else."""
    if walk.step is Step.ASKING:
        return no("scan.answer_first")
    if walk.step is Step.BINDING:
        return no("pick.totes_first", count=len(walk.unbound))
    return None


def scan_bin(walk: Walk, text: str) -> PickOutcome:
    stop = _first(walk)
    if stop is not None:
        return stop
    if walk.hand is not None:
        return _put_first(walk)
    wanted = [task for task in walk.tasks if task.left and bare(task.bin) == bare(text)]
    focus = walk.focus
    if not wanted:
        return no("pick.wrong_bin", bin=bare(text).upper(), expected=focus.bin if focus else "")
    first = wanted[0]
    units = sum(task.left for task in walk.stop(first))
    return yes("pick.bin", f.BinSeen(first.bin), bin=first.bin, sku=first.called, count=units)


def count(walk: Walk, number: int) -> PickOutcome:
    """A number first, then what is meant by it."""
    stop = _first(walk)
    if stop is not None:
        return stop
    if not number or walk.focus is None:
        return no("scan.nothing_asked")
    return yes("pick.count", f.Counted(number), count=number)


def no_count(walk: Walk) -> PickOutcome:
    """NO takes a number back that nothing was scanned for."""
    return yes("question.left", *(f.Undone(batch) for batch in undoable(walk)))


def scan_item(walk: Walk, tasks: tuple[Task, ...], code: str, rules: PickRules) -> PickOutcome:
    """Goods with `code`, which the list has as `tasks`."""
    stop = _first(walk)
    if stop is not None:
        return stop
    still_open = [task for task in tasks if task.left]
    if not still_open:
        return no("pick.too_many", sku=tasks[0].called, count=sum(task.picked for task in tasks))
    task = _which(walk, still_open)
    if task is None:
        return no("pick.bin_tells", sku=still_open[0].called)
    if rules.scan_bin == "forced" and task.bin and bare(walk.here) != bare(task.bin):
        return no("pick.bin_first", sku=task.called, bin=task.bin)
    text = code if task.is_called(code) else other_name(code)
    units = task.units_of(text) * (walk.count or 1)
    return _take(walk, task, units, code) if walk.totes_used else _pick(walk, task, units, code)


def _which(walk: Walk, still_open: list[Task]) -> Task | None:
    """The stop the picker stands at; None when the code stands on several others."""
    focus = walk.focus
    if focus is not None and any(one.same_stop(focus) for one in still_open):
        return focus
    first = still_open[0]
    return first if all(one.same_stop(first) for one in still_open) else None


def _pick(walk: Walk, task: Task, units: int, code: str) -> PickOutcome:
    """Onto the cart, for whoever is to be sent first."""
    stop = walk.stop(task)
    room = sum(one.left for one in stop)
    if units > room:
        return no("pick.more_than_asked", sku=task.called, units=units, count=room)
    facts: list[PickFact] = []
    for one in stop:
        mine = min(units, one.left)
        if mine:
            facts.append(f.UnitPicked(one.place, mine, code))
            units -= mine
    after = extend(walk, facts)
    left = sum(one.left for one in after.stop(task))
    verdict = "pick.unit" if left else "pick.stop_complete"
    return finished(walk, yes(verdict, *facts, sku=task.called, count=left, bin=task.bin))


def _take(walk: Walk, task: Task, units: int, code: str) -> PickOutcome:
    """Into the hand: as many as the tote of one order is to get."""
    hand = walk.hand
    if hand is not None and walk.task(hand.place) is not task:
        return _put_first(walk)
    room = task.left - (hand.quantity if hand is not None else 0)
    if not room:
        return _put_first(walk)
    if units > room:
        return no("pick.more_than_tote", sku=task.called, units=units, count=room, tote=_tote(walk, task))
    taken = units + (hand.quantity if hand is not None else 0)
    return yes(
        "pick.taken",
        f.UnitTaken(task.place, units, code),
        sku=task.called,
        count=taken,
        tote=_tote(walk, task),
    )


def _tote(walk: Walk, task: Task) -> str:
    found = walk.totes_of(task.order)
    return found[-1] if found else ""


def _put_first(walk: Walk) -> PickOutcome:
    if walk.hand is None:
        raise LookupError("nothing is in the hand")
    task = walk.task(walk.hand.place)
    return no("pick.put_first", sku=task.called, count=walk.hand.quantity, tote=_tote(walk, task))


def scan_tote(walk: Walk, seen: ToteSeen, numbers: Mapping[int, str]) -> PickOutcome:
    """`numbers` are the orders' numbers by their keys."""
    if walk.step is Step.ASKING:
        return no("scan.answer_first")
    if walk.step is Step.BINDING:
        return _bind(walk, seen, numbers)
    if walk.hand is None:
        return _bind_single(walk, seen, numbers)
    task = walk.task(walk.hand.place)
    put = f.UnitPut(task.place, walk.hand.quantity, seen.code)
    about = {"sku": task.called, "count": walk.hand.quantity, "tote": seen.code}
    if task.order in walk.full:
        refused = _not_free(walk, seen, task.order, numbers)
        if refused is not None:
            return refused
        return finished(walk, yes("pick.put", f.ToteBound(seen.code, task.order), put, **about))
    if seen.code not in walk.totes_of(task.order):
        return no("pick.wrong_tote", tote=seen.code, sku=task.called, expected=_tote(walk, task))
    return finished(walk, yes("pick.put", put, **about))


def _bind(walk: Walk, seen: ToteSeen, numbers: Mapping[int, str]) -> PickOutcome:
    """One that came from another zone with an order's goods in it is that order's."""
    order = seen.order if seen.order is not None and seen.order in walk.unbound else walk.unbound[0]
    refused = _not_free(walk, seen, order, numbers)
    if refused is not None:
        return refused
    facts: tuple[PickFact, ...] = (f.ToteBound(seen.code, order),)
    rest = len(walk.unbound) - 1
    if not rest:
        facts = (*facts, f.TotesReady())
    return yes("pick.tote_bound", *facts, tote=seen.code, order=numbers.get(order, ""), count=rest)


def _not_free(walk: Walk, seen: ToteSeen, order: int, numbers: Mapping[int, str]) -> PickOutcome | None:
    """A tote is one order's only, here and on every other cart."""
    mine = dict(walk.totes).get(seen.code)
    if mine is not None:
        return no("pick.tote_used", tote=seen.code, order=numbers.get(mine, ""))
    if seen.order is not None and seen.order != order:
        return no("pick.tote_used", tote=seen.code, order=seen.number)
    return None


def _bind_single(walk: Walk, seen: ToteSeen, numbers: Mapping[int, str]) -> PickOutcome:
    """Who picks one order may carry it in a tote, and is asked for nothing more."""
    if walk.totes_used:
        return no("pick.nothing_in_hand", tote=seen.code)
    if len(walk.orders) != 1:
        return no("pick.no_totes", tote=seen.code)
    (order,) = walk.orders
    refused = _not_free(walk, seen, order, numbers)
    if refused is not None:
        return refused
    return yes(
        "pick.tote_bound",
        f.ToteBound(seen.code, order),
        tote=seen.code,
        order=numbers.get(order, ""),
        count=0,
    )


def tote_full(walk: Walk) -> PickOutcome:
    """NEXT CARTON: the order goes on in another tote."""
    if walk.hand is None or not walk.totes_used:
        return no("pick.full_in_hand")
    task = walk.task(walk.hand.place)
    if task.order in walk.full:
        return no("pick.tote_full", tote=_tote(walk, task))
    return yes("pick.tote_full", f.ToteFull(task.order), tote=_tote(walk, task))


def undo(walk: Walk) -> PickOutcome:
    """Take back the last scan and say what to do with what is in the hand."""
    batches = undoable(walk)
    if not batches:
        return no("undo.nothing")
    facts = tuple(f.Undone(batch) for batch in batches)
    back = extend(walk, facts)
    for task in walk.tasks:
        was = next((one for one in back.tasks if one.place == task.place), None)
        if was is not None and was.picked < task.picked:
            return yes("pick.undone", *facts, sku=task.called, count=task.picked - was.picked, bin=task.bin)
    return yes("undo.done", *facts)


def finished(walk: Walk, outcome: PickOutcome) -> PickOutcome:
    """The last unit ends the walk."""
    after = extend(walk, outcome.facts)
    if not after.complete or after.step is not Step.WALKING:
        return outcome
    short = sum(task.short for task in after.tasks)
    say = yes("pick.done_short" if short else "pick.done", count=short) if short else yes("pick.done")
    return PickOutcome(True, say.say, (*outcome.facts, f.Closed("done")))
