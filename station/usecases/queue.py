"""The order of work: what is next for this bench, and what people do to an order's place in it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo

from station.model import queue_filter
from station.model.operator import Operator, Role
from station.model.problem import StationError
from station.model.queue_filter import QueueFilter
from station.packing import merging
from station.packing.holds import FREELY_LIFTED, REASONS
from station.store import merged, orders, people, queue
from station.store.engine import Transaction
from station.store.queue import Act, Days
from station.usecases.seat import Seat


class QueueError(StationError):
    """What was asked of an order's place in the queue cannot be done; the code says why."""


# -- next -----------------------------------------------------------------------------------------


def days(now: datetime, zone: tzinfo) -> Days:
    """Today and tomorrow as the bench's time zone has them."""
    today = now.astimezone(zone).date()
    tomorrow, after = (datetime.combine(today + timedelta(days=n), time(), zone) for n in (1, 2))
    return Days(now, tomorrow, after)


def named(tx: Transaction, text: str) -> QueueFilter:
    """A filter by the name it was saved under, else as it is written. Raises `FilterError`."""
    return queue_filter.parse(queue.saved(tx, text) or text)


def save_filter(tx: Transaction, name: str, text: str, who: str, now: datetime) -> None:
    """Under a name that is no filter itself. Raises `FilterError`."""
    asked = queue_filter.parse(text)
    try:
        queue_filter.parse(name)
    except queue_filter.FilterError:
        queue.save_filter(tx, name, str(asked), who, now)
        return
    raise queue_filter.FilterError("filter.name_taken", name=name)


def next_for(seat: Seat, tx: Transaction) -> int | None:
    """The order this bench would take now. What it just set aside comes again when nothing else is left."""
    only = None
    if seat.policy.queue:
        asked = named(tx, seat.policy.queue)
        only = queue.condition(asked, days(seat.clock.now(), seat.policy.cut_offs.zone))
    bench = seat.policy.bench
    found = queue.next_offered(tx, seat.put_away, bench=bench, place=seat.place, only=only)
    if found is None and seat.put_away is not None:
        return queue.next_offered(tx, bench=bench, only=only)
    return found


def look_around(seat: Seat, tx: Transaction, stored: orders.Stored) -> None:
    """What is to be known beside the order on the bench: the customer's other orders, what people noted."""
    seat.place = stored.address_key
    seat.same_place = tuple(number for _, number in queue.same_place(tx, stored.id, stored.address_key))
    about = (stored.id, *merged.parts_of(tx, stored.id))
    noted = (one for key in about for one in queue.acts(tx, key) if one.what == "note" and one.note)
    seat.notes = tuple(f"{one.operator}: {one.note}" for one in noted)


# -- what people do -------------------------------------------------------------------------------


def _known(tx: Transaction, order_id: int) -> orders.Stored:
    stored = orders.load(tx, order_id)
    if stored is None:
        raise QueueError("order.unknown", text=str(order_id))
    return stored


def _packed(tx: Transaction, order_id: int) -> orders.Stored:
    """What is done to a part is done to what it is packed in."""
    return _known(tx, merged.whole_of(tx, order_id) or order_id)


def rush(seat: Seat, tx: Transaction, order_id: int, on: bool, who: str) -> None:
    """This one before all others, or not any more."""
    stored = _packed(tx, order_id)
    order_id = stored.id
    if stored.rush == on:
        return
    queue.set_rush(tx, order_id, on)
    _record(seat, tx, order_id, "rush" if on else "unrush", "", who)


def hold(seat: Seat, tx: Transaction, order_id: int, reason: str, who: str, note: str = "") -> None:
    """Nobody packs it before it is let go. A bench that has it open is interrupted (`opening.check`)."""
    order_id = _packed(tx, order_id).id
    if reason not in REASONS:
        raise QueueError("hold.no_reason", reason=reason)
    orders.set_hold(tx, order_id, reason, who, seat.clock.now())
    _record(seat, tx, order_id, "hold", reason, who, note)


def hold_packed(seat: Seat, tx: Transaction, order_id: int, reason: str) -> None:
    """HOLD at the bench, with what is in the carton."""
    orders.set_hold(tx, order_id, reason, seat.who or seat.policy.bench, seat.clock.now())
    _record(seat, tx, order_id, "hold", reason, seat.who)


def may_release(seat: Seat, tx: Transaction, hold_code: str, operator: Operator | None) -> bool:
    """What HOLD held, anyone may let go; all else a supervisor, where there is one."""
    if hold_code in FREELY_LIFTED or seat.policy.release == "anyone":
        return True
    if operator is not None and operator.role is Role.SUPERVISOR:
        return True
    return all(one.role is not Role.SUPERVISOR for one in people.operators(tx))


def release(
    seat: Seat, tx: Transaction, order_id: int, operator: Operator | None, who: str, note: str = ""
) -> None:
    """Let a held order go. A hold of the shop's own is the shop's to end."""
    stored = _packed(tx, order_id)
    order_id = stored.id
    number = stored.order.number
    if stored.hold not in (*REASONS, "hold.backorder"):
        raise QueueError("release.not_held", order=number)
    if not may_release(seat, tx, stored.hold, operator):
        raise QueueError("release.needs_supervisor", order=number)
    unreadable = orders.any_bad(tx, (order_id, *merged.parts_of(tx, order_id)))
    orders.set_hold(tx, order_id, "order.unreadable" if unreadable else None, "", seat.clock.now())
    _record(seat, tx, order_id, "release", stored.hold, who, note)


def release_held(seat: Seat, tx: Transaction, order_id: int) -> None:
    """The same at the bench: what somebody else let go meanwhile is let go; opening it says what is not."""
    stored = _known(tx, order_id)
    if stored.hold in REASONS and may_release(seat, tx, stored.hold, seat.operator):
        release(seat, tx, order_id, seat.operator, seat.who)


def note(seat: Seat, tx: Transaction, order_id: int, text: str, who: str) -> None:
    """Something whoever packs it should know."""
    _known(tx, order_id)
    if text.strip():
        _record(seat, tx, order_id, "note", "", who, text.strip())


def split(seat: Seat, tx: Transaction, order_id: int, later: Mapping[str, int], who: str) -> None:
    """These units per line wait: the rest is packed and sent, then they are on hold as a backorder.

    Raises `QueueError` where that leaves nothing to send, or a line has not so many.
    """
    stored = _packed(tx, order_id)
    if stored.id != order_id:
        later = {merging.line_ref(order_id, ref): units for ref, units in later.items()}
        order_id = stored.id
    number = stored.order.number
    if stored.bench:
        raise QueueError("hold.on_bench", order=number, bench=stored.bench)
    due = {
        line.ref: max(0, line.due - stored.shipped_here.get(line.ref, 0))
        for line in stored.order.lines
        if line.ships is not False
    }
    wanted = {**stored.later, **later}
    for ref, units in wanted.items():
        if not 0 <= units <= due.get(ref, 0):
            raise QueueError("split.too_many", order=number, count=due.get(ref, 0))
    if sum(wanted.values()) >= sum(due.values()):
        raise QueueError("split.nothing_left", order=number)
    queue.split(tx, order_id, later)
    _record(seat, tx, order_id, "split", "", who)


def reopened(seat: Seat, tx: Transaction, order_id: int, carton: int, reason: str, who: str) -> None:
    """A confirmed carton is void: which, and why."""
    _record(seat, tx, order_id, "reopen", f"void.reason_{reason}", who, str(carton))


def remember(seat: Seat, tx: Transaction, order_id: int, what: str, who: str) -> None:
    """Somebody did something to an order's place: kept with it."""
    _record(seat, tx, order_id, what, "", who)


def _record(
    seat: Seat, tx: Transaction, order_id: int, what: str, code: str, who: str, text: str = ""
) -> None:
    queue.record(tx, order_id, Act(what, code, who, seat.policy.bench, seat.clock.now(), text))
