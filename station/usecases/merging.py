"""Orders of one customer packed as one: MERGE at the bench, and what the shop says of them meanwhile."""

from collections.abc import Collection, Sequence

from station.model.order import Order
from station.model.problem import Problem
from station.model.view import BenchState
from station.packing import facts as f
from station.packing import merging
from station.packing.fingerprint import fingerprint
from station.packing.holds import packable
from station.packing.outcome import Outcome, no, yes
from station.packing.session import Session
from station.store import intake, merged, orders, queue, sessions
from station.store.engine import Transaction, micros
from station.store.incoming import Incoming
from station.store.orders import Stored
from station.store.together import one_at_a_time
from station.usecases import opening
from station.usecases.desk import Desk
from station.usecases.queue import QueueError, remember
from station.usecases.seat import Seat

MOST = 9
_STEPS = (f.PartPacked, f.LineShorted, f.CartonSealed, f.CartonWeighed, f.LabelWanted, f.CartonVoided)


# -- at the bench ---------------------------------------------------------------------------------


def merge_here(desk: Desk, tx: Transaction) -> Outcome:
    """MERGE with nothing packed yet: all orders that may travel with this one; once more takes them apart."""
    current = desk.seat.here
    stored = current.stored
    about = stored.order.number
    if _begun(current.session) or sessions.cartons_of(tx, stored.id):
        return no("merge.begun", order=about)
    if merging.is_merged(stored.order):
        _set_down(desk, tx)
        parts = take_apart(desk.seat, tx, stored.id, desk.seat.who)
        opened = opening.open_order(desk, tx, parts[0])
        return yes("merge.apart", order=about) if opened.ok else opened
    _set_down(desk, tx)
    near = [key for key, _ in queue.same_place(tx, stored.id, stored.address_key)]
    fitting = [key for key in near if not _why_not(tx, stored, key)][: MOST - 1]
    if not fitting:
        opening.open_order(desk, tx, stored.id)
        return no("merge.none", order=about)
    whole = merge(desk.seat, tx, [stored.id, *fitting], desk.seat.who)
    opened = opening.open_order(desk, tx, whole)
    if not opened.ok:
        return opened
    number = desk.seat.here.stored.order.number
    return yes("merge.done", order=number, count=1 + len(fitting), units=desk.seat.left or 0)


def _begun(session: Session) -> bool:
    """Something was packed, or set down as missing, or weighed; what was taken out again is nothing."""
    if session.state not in (BenchState.PACKING, BenchState.HELD):
        return True
    return any(carton.content for carton in session.cartons) or any(
        isinstance(one.fact, _STEPS) for one in session.history
    )


def _set_down(desk: Desk, tx: Transaction) -> None:
    """The order leaves the bench as if it had never been opened."""
    current = desk.seat.here
    sessions.drop_empty(tx, current.session_id)
    at = micros(desk.seat.clock.now())
    sessions.set_state(tx, current.session_id, "closed", closed_at=at, outcome="merged")
    opening.leave(desk, tx, "closed")


# -- anywhere -------------------------------------------------------------------------------------


def merge(seat: Seat, tx: Transaction, ids: Sequence[int], who: str) -> int:
    """One order of several; its id. Raises `QueueError` where they cannot travel under one label."""
    wanted: list[int] = []
    for key in dict.fromkeys(ids):
        wanted += merged.parts_of(tx, key) or (key,)
    first = orders.load(tx, wanted[0])
    if first is None or len(wanted) < 2:
        raise QueueError("merge.two_wanted")
    one_at_a_time(tx, f"intake:{first.order.store}")  # two benches may think of it at once
    for key in wanted[1:]:
        stop = _why_not(tx, first, key)
        if stop is not None:
            raise QueueError(stop.code, **stop.params)
    stop = _not_itself(tx, first)
    if stop is not None:
        raise QueueError(stop.code, **stop.params)
    now = seat.clock.now()
    for key in ids:
        if merged.parts_of(tx, key):
            take_apart(seat, tx, key, who)
    parts = [one for one in (orders.load(tx, key) for key in wanted) if one is not None]
    together = [merged.as_part(one) for one in parts]
    order = merging.put_together(f"{merging.HEAD}{wanted[0]}", together)
    _save(seat, tx, order)
    whole = orders.by_ref(tx, order.store, order.ref)
    if whole is None:
        raise QueueError("merge.two_wanted")
    merged.join(tx, whole, wanted, now)
    merged.was_read(tx, whole)
    if any(one.rush for one in parts):
        queue.set_rush(tx, whole, True)
    remember(seat, tx, whole, "merge", who)
    return whole


def take_apart(seat: Seat, tx: Transaction, whole: int, who: str) -> tuple[int, ...]:
    """Each goes alone again. Raises `QueueError` once something of it was packed."""
    stored = orders.load(tx, whole)
    if stored is None or not merging.is_merged(stored.order):
        raise QueueError("merge.not_merged", order=stored.order.number if stored else str(whole))
    if stored.bench or sessions.unfinished(tx, whole) or any(stored.shipped_here.values()):
        raise QueueError("merge.begun", order=stored.order.number)
    parts = merged.part(tx, whole)
    _save(seat, tx, merging.taken_apart(stored.order, stored.order.changed_at))
    remember(seat, tx, whole, "unmerge", who)
    return parts


def put_together_again(seat: Seat, tx: Transaction, store: str, refs: Collection[str]) -> list[int]:
    """Orders by these refs were read: what they are part of is made anew; the ids of what changed."""
    changed: list[int] = []
    for whole in merged.wholes_by_ref(tx, store, refs):
        stored = orders.load(tx, whole)
        parts = merged.load_parts(tx, whole)
        if stored is None or not parts:
            continue
        saved = _save(seat, tx, merging.put_together(stored.order.ref, parts))
        merged.was_read(tx, whole)
        changed += saved
    return changed


def _save(seat: Seat, tx: Transaction, order: Order) -> list[int]:
    """The shop knows nothing of it: there is no payload."""
    made = Incoming(order, fingerprint(order), b"")
    saved = intake.save(seat.store, tx, [made], seat.clock.now(), seat.policy.cut_offs)
    return [*saved.added, *saved.changed]


def _why_not(tx: Transaction, first: Stored, key: int) -> Problem | None:
    """Why this order cannot travel with the first."""
    other = orders.load(tx, key)
    if other is None:
        return Problem("order.unknown", {"text": str(key)})
    about: dict[str, object] = {"order": first.order.number, "other": other.order.number}
    same = merged.as_part(first).way == merged.as_part(other).way and first.order.store == other.order.store
    if not first.address_key or not same:
        return Problem("merge.not_one_way", about)
    return _not_itself(tx, other)


def _not_itself(tx: Transaction, one: Stored) -> Problem | None:
    """Why this order cannot be merged with any."""
    about: dict[str, object] = {"order": one.order.number}
    if not packable(one.order) or (one.hold and one.hold != merged.HOLD) or one.later:
        return Problem("merge.not_free", about)
    if one.bench or sessions.unfinished(tx, one.id) or any(one.shipped_here.values()):
        return Problem("merge.begun", about)
    return Problem("merge.in_wave", about) if queue.in_wave(tx, one.id) else None
