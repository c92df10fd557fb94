"""Orders of one customer packed as one: MERGE at the bench, and what the shop says of them meanwhile."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from station.model.order import Order
from station.model.problem import Problem
from station.model.view import BenchState
from station.packing import facts as f
from station.packing import merging
from station.packing.fingerprint import fingerprint
from station.packing.holds import REASONS, packable
from station.packing.outcome import Outcome, no, yes
from station.packing.session import Session
from station.store import intake, leases, merged, orders, queue, sessions
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
    fresh = orders.load(tx, stored.id) or stored
    if merging.is_merged(stored.order):
        if queue.in_wave(tx, stored.id):
            return no("merge.in_wave", order=about)
        _set_down(desk, tx)
        parts = take_apart(desk.seat, tx, stored.id, desk.seat.who)
        opened = opening.open_order(desk, tx, parts[0])
        return yes("merge.apart", order=about) if opened.ok else opened
    stop = _not_free(tx, fresh)
    if stop is not None:
        return Outcome(False, stop)
    _set_down(desk, tx)
    near = (key for key, _ in queue.same_place(tx, stored.id, stored.address_key))
    fitting = list(islice((key for key in near if not _why_not(tx, stored, key)), MOST - 1))
    if not fitting:
        opening.open_order(desk, tx, stored.id)
        return no("merge.none", order=about)
    try:
        whole = merge(desk.seat, tx, [stored.id, *fitting], desk.seat.who)
    except QueueError as faster:  # another bench, with one of them
        opening.open_order(desk, tx, stored.id)
        return Outcome(False, faster.problem)
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
    ids = orders.packed_as(tx, ids)
    named = orders.load(tx, ids[0]) if ids else None
    if named is None:
        raise QueueError("merge.two_wanted")
    one_at_a_time(tx, f"intake:{named.order.store}")  # two benches may think of it at once
    ids = orders.packed_as(tx, ids)
    wanted = [part for key in ids for part in merged.parts_of(tx, key) or (key,)]
    if len(wanted) < 2:
        raise QueueError("merge.two_wanted")
    with _kept(seat, tx, [*ids, *wanted]):
        _may_travel(tx, ids, wanted)
        for key in ids:
            if merged.parts_of(tx, key):
                _take_apart(seat, tx, key, who)
        return _together(seat, tx, wanted, who)


def _together(seat: Seat, tx: Transaction, wanted: Sequence[int], who: str) -> int:
    now = seat.clock.now()
    parts = [one for one in (orders.load(tx, key) for key in wanted) if one is not None]
    store = parts[0].order.store
    ref = merged.fresh_ref(tx, store, wanted[0])
    (whole,) = _save(seat, tx, merging.put_together(ref, [merged.as_part(one) for one in parts]))
    merged.join(tx, whole, wanted, now)
    merged.was_read(tx, whole)
    # What held one of them by itself was let go by a person before it could be merged.
    orders.set_hold(tx, whole, None, "", now)
    if any(one.rush for one in parts):
        queue.set_rush(tx, whole, True)
    remember(seat, tx, whole, "merge", who)
    return whole


@contextmanager
def _kept(seat: Seat, tx: Transaction, ids: Sequence[int]) -> Iterator[None]:
    """No other bench opens one of these meanwhile. Raises `QueueError` where one has."""
    bench, now = seat.policy.bench, seat.store.now(tx, seat.clock.now())
    tokens: dict[int, int] = {}
    try:
        for key in dict.fromkeys(ids):
            tokens[key] = leases.claim(tx, f"order:{key}", bench, now, opening.CLAIM_SECONDS)
        yield
    except leases.Taken as taken:
        stored = orders.load(tx, next(key for key in ids if key not in tokens))
        raise QueueError("merge.begun", order=stored.order.number if stored else "") from taken
    finally:
        for key, token in tokens.items():
            leases.release(tx, f"order:{key}", token)


def _may_travel(tx: Transaction, ids: Sequence[int], wanted: Sequence[int]) -> None:
    """Raises `QueueError` where they do not, or one is not free: itself, or what it is packed with now."""
    first = orders.load(tx, wanted[0])
    if first is None:
        raise QueueError("order.unknown", text=str(wanted[0]))
    wholes = (orders.load(tx, key) for key in ids if key not in wanted)
    stops = [_not_itself(tx, one) for one in (first, *wholes) if one is not None]
    stops += [_why_not(tx, first, key) for key in wanted[1:]]
    for stop in stops:
        if stop is not None:
            raise QueueError(stop.code, **stop.params)


def take_apart(seat: Seat, tx: Transaction, whole: int, who: str) -> tuple[int, ...]:
    """Each goes alone again, with what people said about all of them. Raises `QueueError` once something of
    it was packed, or somebody walks for it.
    """
    with _kept(seat, tx, [whole]):
        return _take_apart(seat, tx, whole, who)


def _take_apart(seat: Seat, tx: Transaction, whole: int, who: str) -> tuple[int, ...]:
    stored = orders.load(tx, whole)
    if stored is None or not merging.is_merged(stored.order) or not merged.parts_of(tx, whole):
        raise QueueError("merge.not_merged", order=stored.order.number if stored else str(whole))
    if stored.bench or sessions.unfinished(tx, whole) or any(stored.shipped_here.values()):
        raise QueueError("merge.begun", order=stored.order.number)
    if queue.in_wave(tx, whole):
        raise QueueError("merge.in_wave", order=stored.order.number)
    parts = merged.part(tx, whole)
    for key in parts:
        _as_the_whole_was(tx, stored, key)
    queue.split(tx, whole, dict.fromkeys(stored.later, 0))
    orders.set_hold(tx, whole, None, "", seat.clock.now())
    _save(seat, tx, merging.taken_apart(stored.order, stored.order.changed_at))
    remember(seat, tx, whole, "unmerge", who)
    return parts


def _as_the_whole_was(tx: Transaction, whole: Stored, key: int) -> None:
    """Held, rushed, and split as people wanted it while it was part of the whole."""
    if whole.hold in (*REASONS, "hold.backorder") and orders.hold_of(tx, key) is None:
        orders.set_hold(tx, key, whole.hold, whole.hold_by or "", whole.hold_at or whole.checked_at)
    queue.set_rush(tx, key, whole.rush)
    queue.split(tx, key, merging.share_of(key, whole.later))


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
    begun = one.bench or sessions.unfinished(tx, one.id) or any(one.shipped_here.values())
    return _not_free(tx, one) or (Problem("merge.begun", {"order": one.order.number}) if begun else None)


def _not_free(tx: Transaction, one: Stored) -> Problem | None:
    """The same, whoever has it open."""
    about: dict[str, object] = {"order": one.order.number}
    if not packable(one.order) or (one.hold and one.hold != merged.HOLD) or one.later:
        return Problem("merge.not_free", about)
    return Problem("merge.in_wave", about) if queue.in_wave(tx, one.id) else None
