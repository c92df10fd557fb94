"""The walk as a screen shows it: the one sentence, the stops in their order, the totes on the cart."""

from station.model.picking import PickView, StopView, ToteView
from station.model.problem import Problem
from station.model.view import Choice
from station.packing.bins import bare
from station.packing.paged import MORE, bounds
from station.packing.pickfacts import Asked, Step
from station.packing.picking import Task, Walk
from station.usecases.seat import Seat, Walking


def view(seat: Seat) -> PickView | None:
    walking = seat.walking
    if walking is None or seat.current is not None:
        return None
    walk, pick = walking.walk, walking.pick
    focus = walk.focus
    return PickView(
        id=pick.id,
        wave=pick.name,
        way=pick.way,
        zone=pick.zone,
        step=walk.step.value,
        picked=sum(task.picked for task in walk.tasks),
        short=sum(task.short for task in walk.tasks),
        asked=sum(task.asked - task.dropped for task in walk.tasks),
        orders=len(walk.orders),
        stop=_focused(walk, focus) if focus is not None else None,
        hand=walk.hand.quantity if walk.hand is not None else 0,
        count=walk.count,
        tote=_tote(walk, focus) if focus is not None else "",
        unbound=tuple(_number(walk, order) for order in walk.unbound),
        stops=_stops(walking),
        totes=tuple(_tote_view(walk, code, order) for code, order in walk.totes),
    )


def _stops(walking: Walking) -> tuple[StopView, ...]:
    """In a cart with totes each order's part is a stop of its own."""
    walk = walking.walk
    stops: dict[object, list[Task]] = {}
    for task in walk.tasks:
        if task.asked > task.dropped:
            goods = (task.bin, task.sku, task.product, task.options)
            stops.setdefault(task.place if walk.totes_used else goods, []).append(task)
    return tuple(_shown(walking, key, whole) for key, whole in stops.items())


def _shown(walking: Walking, key: object, whole: list[Task]) -> StopView:
    """A scan changes one stop; what is shown of hundreds of others is what it was."""
    tote = _tote(walking.walk, whole[0]) if walking.walk.totes else ""
    kept = walking.shown.get(key)
    if kept is not None and kept[1].tote == tote and list(map(id, kept[0])) == list(map(id, whole)):
        return kept[1]
    view = _stop(walking.walk, whole)
    walking.shown[key] = (whole, view)
    return view


def _focused(walk: Walk, task: Task) -> StopView:
    return _stop(walk, [task] if walk.totes_used else [one for one in walk.tasks if one.same_stop(task)])


def _stop(walk: Walk, whole: list[Task]) -> StopView:
    task = whole[0]
    orders = {one.number for one in whole}
    return StopView(
        bin=task.bin,
        sku=task.sku,
        name=task.name,
        left=sum(one.left for one in whole),
        asked=sum(one.asked - one.dropped for one in whole),
        picture=task.picture,
        options=task.options,
        tote=_tote(walk, task) if walk.totes else "",
        order=task.number if len(orders) == 1 else "",
        short=sum(one.short for one in whole),
    )


def _tote(walk: Walk, task: Task) -> str:
    found = walk.totes_of(task.order)
    return found[-1] if found else ""


def _tote_view(walk: Walk, code: str, order: int) -> ToteView:
    units = sum(quantity for tote, _, quantity in walk.load if tote == code)
    asked = sum(task.asked - task.dropped for task in walk.tasks if task.order == order)
    return ToteView(code, _number(walk, order), units, asked)


def _number(walk: Walk, order: int) -> str:
    return next((task.number for task in walk.tasks if task.order == order), "")


# -- the sentence ---------------------------------------------------------------------------------


def instruction(seat: Seat, walking: Walking) -> Problem:
    """The one sentence that says what to do next."""
    walk = walking.walk
    if walk.step is Step.BINDING:
        first, rest = _number(walk, walk.unbound[0]), len(walk.unbound)
        return Problem("do.pick.tote", {"order": first, "count": rest})
    if walk.step is Step.ASKING:
        return _asked(walk)
    task = walk.focus
    if task is None:
        return Problem("do.scan_order")
    about: dict[str, object] = {"sku": task.called, "bin": task.bin}
    if walk.hand is not None:
        return _in_hand(walk, task, walk.hand.quantity, about)
    whole = [task] if walk.totes_used else walk.stop(task)
    about["count"] = sum(one.left for one in whole)
    if not task.bin:
        return Problem("do.pick.take", about)
    forced = seat.policy.picking.scan_bin == "forced" and bare(walk.here) != bare(task.bin)
    return Problem("do.pick.bin" if forced else "do.pick.take_at", about)


def _in_hand(walk: Walk, task: Task, quantity: int, about: dict[str, object]) -> Problem:
    if task.order in walk.full:
        return Problem("do.pick.next_tote", {**about, "count": quantity})
    rest = task.left - quantity
    code = "do.pick.more" if rest else "do.pick.put"
    return Problem(code, {**about, "count": quantity, "rest": rest, "tote": _tote(walk, task)})


def _asked(walk: Walk) -> Problem:
    asked = walk.question
    if asked is None:
        raise LookupError("nothing was asked")
    task = walk.task(asked.subject)
    counted = walk.shortage.counted if walk.shortage is not None else 0
    missing = max(0, sum(one.left for one in walk.stop(task)) - counted)
    about: dict[str, object] = {"sku": task.called, "bin": task.bin or "–", "count": missing}
    return Problem(_QUESTIONS[asked.question.partition(":")[0]], about)


_QUESTIONS = {
    "why": "pick.why",
    "left": "pick.how_many",
    "next": "pick.what_next",
    "which": "pick.which_order",
}


def choices(walking: Walking) -> tuple[Choice, ...]:
    """The numbered answers of the open question."""
    asked = walking.walk.question
    if walking.walk.step is not Step.ASKING or asked is None:
        return ()
    return tuple(Choice(scan, _choice(walking.walk, asked, scan, value)) for scan, value in asked.choices)


def _choice(walk: Walk, asked: Asked, scan: str, value: str) -> Problem:
    question = asked.question
    if scan == MORE:
        return Problem("choice.further", bounds(value, len(walk.stop(walk.task(asked.subject)))))
    if question == "why":
        return Problem(f"choice.why_{value}")
    if question == "left":
        return Problem("choice.count", {"count": int(value)})
    if question == "next" and value.startswith("bin:"):
        return Problem("choice.other_bin", {"bin": value.removeprefix("bin:")})
    if question == "next":
        return Problem(f"choice.then_{value}")
    task = walk.task(int(value))
    return Problem("choice.short_order", {"order": task.number, "count": task.left})
