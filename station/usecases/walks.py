"""The walk of a pick list between store and rules: loaded, moved on by facts, and what follows from them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from station.packing import pickfacts as f
from station.packing.pickfacts import PickFact
from station.packing.picking import Stored, Task, Walk, extend, fold
from station.packing.pickscan import begin
from station.packing.pickshort import drift, other_bins
from station.store import (
    counted,
    leases,
    orders,
    outbox,
    picked,
    picking,
    products,
    putbacks,
    sessions,
    totes,
    waves,
)
from station.store.engine import Transaction, micros
from station.store.picking import Pick, Standing
from station.usecases import stocktold
from station.usecases.pickgoods import with_cases
from station.usecases.seat import Seat, Walking

_ENDED = ("cancelled", "refunded", "fulfilled")
_ALL = 1 << 40  # of an order nothing changes about


def lease(pick_id: int) -> str:
    return f"pick:{pick_id}"


def load(seat: Seat, tx: Transaction, pick: Pick) -> Walk:
    """The walk as its facts left it."""
    asked = with_cases(seat.policy.goods, picking.tasks(tx, pick.id))
    return fold(asked, pick.way == "cluster", seat.policy.picking.floor, picking.history(tx, pick.id))


def in_hand(seat: Seat, tx: Transaction) -> Walking | None:
    """The list this bench walks by, at the scan it stands at."""
    pick = picking.in_hand(tx, seat.policy.bench)
    token = leases.token(tx, lease(pick.id), seat.policy.bench) if pick is not None else None
    if pick is None or token is None:
        return None
    return Walking(pick, token, load(seat, tx, pick), picking.standing_print(tx, pick.id))


def keep(seat: Seat, tx: Transaction, pick: Pick, walk: Walk, facts: Sequence[PickFact]) -> Walk:
    """Store facts; the walk as it will be once the transaction is through."""
    if not facts:
        return walk
    after = extend(walk, facts)
    now = seat.clock.now()
    fresh = after.history[len(walk.history) :]
    first = len(walk.history) + 1
    picking.append(tx, pick.id, seat.policy.bench, seat.who, now, fresh, first)
    picking.project(tx, pick.id, walk, after)
    _totes(seat, tx, pick, walk, after)
    _back(seat, tx, pick, walk, facts)
    _holds(seat, tx, walk, after)
    _counts(seat, tx, pick, after, fresh)
    if after.outcome and not walk.outcome:
        _over(seat, tx, pick, after)
    return after


def _totes(seat: Seat, tx: Transaction, pick: Pick, walk: Walk, after: Walk) -> None:
    before, now = dict(walk.totes), dict(after.totes)
    for code, order in now.items():
        if before.get(code) != order:
            totes.bind(tx, code, order, pick.id, seat.clock.now())
    for code in before.keys() - now.keys():
        totes.unbind(tx, code, pick.id)


def _back(seat: Seat, tx: Transaction, pick: Pick, walk: Walk, facts: Sequence[PickFact]) -> None:
    """Units picked for nothing are listed, with where they lie now."""
    for fact in facts:
        if isinstance(fact, f.GoesBack):
            task = walk.task(fact.place)
            tote = tote_of(walk, task)
            units = min(fact.quantity, _in_no_carton(tx, walk, task))
            if units:
                totes.goes_back(tx, pick.id, task, units, fact.reason, tote, seat.clock.now())


def _in_no_carton(tx: Transaction, walk: Walk, task: Task) -> int:
    """Picked units of a line that nobody packed yet: what was packed goes back out of its carton."""
    same = (one for one in walk.tasks if one.goods == task.goods)
    order, line, part = task.goods
    packed = picked.packed_lines(tx, order).get(line, 0) * max(1, task.each)
    return max(0, sum(one.picked for one in same) - packed - putbacks.out_of_cartons(tx, order, line, part))


def _holds(seat: Seat, tx: Transaction, walk: Walk, after: Walk) -> None:
    before, now = _held(walk), _held(after)
    for order in now - before:
        orders.set_hold(tx, order, "hold.stock", seat.who or seat.policy.bench, seat.clock.now())
    for order in before - now:
        orders.set_hold(tx, order, None, "", seat.clock.now())


def _held(walk: Walk) -> set[int]:
    shorts = [fact for fact in walk.facts if isinstance(fact, f.Shorted) and fact.then == "hold"]
    return {walk.task(fact.place).order for fact in shorts}


def _counts(seat: Seat, tx: Transaction, pick: Pick, after: Walk, fresh: Iterable[Stored]) -> None:
    """The shop is told what is left on the shelf, unless goods lie in another bin nobody looked into.

    Goods in totes are neither on the shelf nor in a carton: they count as being there.
    """
    told: set[tuple[str, str]] = set()
    for one in fresh:
        fact = one.fact
        if isinstance(fact, f.Undone):
            _not_counted(tx, pick, after, fact.batch)
        if not isinstance(fact, f.Shorted):
            continue
        task = after.task(fact.place)
        thing = (task.store, task.product)
        if not task.product or thing in told or other_bins(after, task):
            continue
        told.add(thing)
        _count(seat, tx, _key(pick, one.batch, fact.place), task, fact.counted)


def _key(pick: Pick, batch: int, place: int) -> str:
    return f"count:pick:{pick.id}:{batch}:{place}"


def _not_counted(tx: Transaction, pick: Pick, after: Walk, batch: int) -> None:
    """UNDO of a short: the count is not sent, if it was not yet."""
    for one in after.history:
        if one.batch == batch and isinstance(one.fact, f.Shorted):
            outbox.cancel(tx, _key(pick, batch, one.fact.place))


def _count(seat: Seat, tx: Transaction, key: str, task: Task, left: int) -> None:
    parent, stock_ref = products.parent_of(tx, task.store, task.product)
    body = {
        "sku": task.sku,
        "product": task.product,
        "parent": parent,
        "stock_ref": stock_ref,
        "counted": left
        + picked.waiting_units(tx, task.store, task.product)
        + stocktold.on_the_way(seat, tx, task.store, task.product),
        "packed": counted.packed_units(tx, task.store, task.product),
    }
    now = seat.clock.now()
    due = now + timedelta(seconds=seat.policy.push_delay)
    stream = f"stock:{task.store}:{stock_ref}:"
    outbox.add(tx, task.store, stream, "stock", key, body, seat.policy.bench, due, now, task.order)


def _over(seat: Seat, tx: Transaction, pick: Pick, after: Walk) -> None:
    """The list is walked. Orders nothing was found of wait for goods; nobody else's are let go."""
    now = seat.clock.now()
    state = "cancelled" if after.outcome == "cancelled" else "done"
    picking.set_pick(tx, pick.id, state=state, closed_at=micros(now))
    for order in after.orders:
        units = picked.units_of(tx, order)
        left = sum(one.left for one in picked.lists_of(tx, order))
        if left or any(got for got, _ in units.values()):
            continue
        if any(short for _, short in units.values()) and order not in _held(after):
            orders.set_hold(tx, order, "hold.backorder", seat.who, now)
        left_over(seat, tx, order)
        picked.let_go(tx, order)
    waves.close_if_picked(tx, pick.wave, now)


def left_over(seat: Seat, tx: Transaction, order: int) -> None:
    """Parts of kits that could not be made, because another part of them was not there, go back."""
    kits = picked.parts_made(tx, order)
    for listed in picked.lists_of(tx, order) if kits else ():
        pick = picking.load(tx, listed.pick)
        walk = load(seat, tx, pick) if pick is not None else None
        if pick is None or walk is None:
            continue
        used = {goods: 0 for goods in dict.fromkeys(task.goods for task in walk.tasks)}
        for task in walk.tasks:
            if task.order != order or not task.each:
                continue
            needed = max(0, kits.get(task.line, 0) * task.each - used[task.goods])
            used[task.goods] += min(needed, task.picked)
            if task.picked > needed:
                tote = tote_of(walk, task)
                units, now = task.picked - needed, seat.clock.now()
                totes.goes_back(tx, pick.id, task, units, "pick.kit_short", tote, now)


def tote_of(walk: Walk, task: Task) -> str:
    """Where its goods lie: the tote they were put into last, else the order's last one."""
    where = [tote for tote, place, _ in walk.load if place == task.place] or walk.totes_of(task.order)
    return where[-1] if where else ""


def changes(tx: Transaction, pick: Pick, walk: Walk, standing: Sequence[Standing]) -> tuple[PickFact, ...]:
    """Facts about orders that are not what they were when the list was made."""
    due = picking.due_units(tx, pick.id)
    why: dict[int, str] = {}
    waiting: set[int] = set()
    for one in standing:
        if one.gone or one.state in _ENDED:
            why[one.id] = "order.gone" if one.gone else f"order.{one.state}"
            due = {key: 0 if key[0] == one.id else units for key, units in due.items()}
        elif one.hold or not one.packable:
            why[one.id] = one.hold or "order.on_hold"
            waiting.add(one.id)
            due = {key: 0 if key[0] == one.id else units for key, units in due.items()}
    held = _held(walk)  # by a short of this very walk: what is left of it was let go already
    return drift(walk, due, {key: code for key, code in why.items() if key not in held}, waiting)


def take_out(seat: Seat, tx: Transaction, order_id: int) -> None:
    """An order is packed from the shelf after all: nobody walks for what is open of it."""
    for listed in picked.lists_of(tx, order_id):
        pick = picking.load(tx, listed.pick)
        if pick is None or not listed.left or pick.state == "picking":
            continue
        token = leases.claim(tx, lease(pick.id), seat.policy.bench, 0, None)
        walk = _begun(seat, tx, pick)
        due = {(task.order, task.line): _ALL for task in walk.tasks if task.order != order_id}
        facts = drift(walk, due, {order_id: "order.packed_from_shelf"}, {order_id})
        keep(seat, tx, pick, walk, facts)
        leases.release(tx, lease(pick.id), token)


def _begun(seat: Seat, tx: Transaction, pick: Pick) -> Walk:
    """A walk that can be changed, also before anybody has taken its first step."""
    walk = load(seat, tx, pick)
    return walk if walk.history else keep(seat, tx, pick, walk, begin(walk))


def sweep(seat: Seat, tx: Transaction, changed: Sequence[int]) -> None:
    """Orders that ended while their goods lay in totes: the goods go back, on lists nobody has in hand.

    A list that is in somebody's hand finds out by itself, at the next scan.
    """
    for order in picked.claimed_ended(tx, changed):
        if sessions.unfinished(tx, order) is None:  # else it goes back with what is in its carton
            goods_back(seat, tx, order)


def goods_back(seat: Seat, tx: Transaction, order: int) -> None:
    """What was picked for an order that is over, and is in no carton of it."""
    if picked.is_claimed(tx, order):
        for listed in picked.lists_of(tx, order):
            pick = picking.load(tx, listed.pick)
            if pick is None or pick.state == "picking":
                continue
            if pick.state in ("done", "cancelled"):
                _listed(seat, tx, pick, load(seat, tx, pick), order)
                continue
            walk = _begun(seat, tx, pick)
            keep(seat, tx, pick, walk, changes(tx, pick, walk, picking.standings(tx, pick.id)))
        if not any(one.left for one in picked.lists_of(tx, order)):
            picked.let_go(tx, order)


def _listed(seat: Seat, tx: Transaction, pick: Pick, walk: Walk, order: int) -> None:
    """Of a list that is done no fact follows any more; what was picked of the order goes back anyhow."""
    packed = picked.packed_lines(tx, order)
    for task in walk.tasks:
        units = task.picked - packed.get(task.line, 0) * max(1, task.each)
        if task.order == order and units > 0:
            now = seat.clock.now()
            totes.goes_back(tx, pick.id, task, units, "order.cancelled", tote_of(walk, task), now)
