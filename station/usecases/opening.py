"""Which order is on the bench: opening, coming back, setting aside, and what an interrupt does to it."""

from dataclasses import replace

from station.model.events import OrderKey, ProblemFound
from station.model.problem import Problem
from station.model.view import BenchState, Choice
from station.packing import close, pack
from station.packing import facts as f
from station.packing.fingerprint import articles, change_between
from station.packing.holds import REASONS, asked, obstacle
from station.packing.outcome import Outcome, no, yes
from station.packing.scan import OrderFound
from station.packing.session import Session
from station.store import leases, merged, orders, outbox, paper, sessions
from station.store import picked as stored_picks
from station.store.engine import Transaction
from station.store.orders import Stored
from station.usecases import picked, queue, slips, walks, watching
from station.usecases.desk import Desk
from station.usecases.idle import ask, ask_one_of, choice, leave_it
from station.usecases.reprints import reprint, shipped
from station.usecases.seat import Current, IdleQuestion, Seat

CLAIM_SECONDS = 900.0
# Holds made here that a packer may lift by opening the order on purpose.
_LIFTED = ("hold.backorder",)
_TRIES = 5


def scanned(desk: Desk, tx: Transaction, found: tuple[OrderFound, ...]) -> Outcome:
    """An order's number or slip: open it; where it means several, ask."""
    if len(found) == 1:
        return open_order(desk, tx, found[0].id)
    return which_order(desk, found, "open")


def which_order(desk: Desk, found: tuple[OrderFound, ...], what: str) -> Outcome:
    """A number that orders of several shops have: which of them, to `what` with it."""
    say = Problem("order.several", {"text": found[0].number, "count": len(found)})
    among = tuple((_named(one), (what, one.id, "")) for one in found)
    return ask_one_of(desk, say, among)


def _named(one: OrderFound) -> Choice:
    say = Problem("choice.order", {"order": one.number, "store": one.store})
    return Choice("", say, "", one.store, one.number, one.ref)


def answered(desk: Desk, tx: Transaction, what: str, order_id: int, carton: str) -> Outcome:
    """The answer to a question of the idle bench."""
    if what == "reprint":
        return reprint(desk, tx, carton)
    if what == "take_out":
        walks.take_out(desk.seat, tx, order_id)
    if what == "release":
        queue.release_held(desk.seat, tx, order_id)
    if what == "take_over":
        if not desk.seat.around().may("take_over"):
            return _ask_badge(desk, order_id)
        return take_over(desk, tx, order_id, desk.seat.who)
    return open_order(desk, tx, order_id)


def _ask_badge(desk: Desk, order_id: int) -> Outcome:
    say = Problem("permission.wanted", {"action": "@action.take_over"})
    leave = (Choice("CMD-NO", Problem("choice.leave_it")),)
    desk.seat.question = IdleQuestion(say, leave, {}, f"take_over:{order_id}")
    return Outcome(False, say)


def take_over(desk: Desk, tx: Transaction, order_id: int, by: str) -> Outcome:
    """What another bench has is ours from now on, on this person's word; it stays written down."""
    seat = desk.seat
    name = f"order:{order_id}"
    before, holder = leases.state(tx, name), leases.holder(tx, name)
    leases.take_over(tx, name, seat.policy.bench)
    outcome = open_order(desk, tx, order_id)
    if seat.current is None or seat.current.stored.id != order_id:
        leases.restore(tx, name, before)  # it cannot be packed here: who has it keeps it
        return outcome
    facts: list[f.Fact] = [f.TakenOver(seat.policy.bench, holder, by)]
    session = seat.current.session
    if session.state is BenchState.LABELLING:
        # Its label may come out at the other bench, or never: that one is void.
        facts.append(f.LabelWanted(session.on_bench.uid))
        paper.cancel_jobs(tx, session.on_bench.uid)
    desk.record(tx, facts)
    desk.follow_up(tx, facts)
    return outcome


def open_next(desk: Desk, tx: Transaction) -> Outcome:
    """The best one for this bench; one that another bench has just taken is not asked about, but named where
    it was shown here as the next one.
    """
    seat = desk.seat
    outcome = no("queue.empty")
    for _ in range(_TRIES):
        offered = queue.next_for(seat, tx)
        if offered is None:
            break
        outcome = open_order(desk, tx, offered)
        if outcome.say.code != "order.on_other_bench":
            break
        seat.put_away, seat.question = offered, None
    return _instead(seat, tx, outcome)


def _instead(seat: Seat, tx: Transaction, outcome: Outcome) -> Outcome:
    """Somebody else was faster with the order that is shown here."""
    shown = seat.offered
    key = orders.by_ref(tx, shown.store, shown.ref) if shown is not None else None
    stored = orders.load(tx, key) if key is not None else None
    if stored is None or not stored.bench or stored.bench == seat.policy.bench:
        return outcome
    taken: dict[str, object] = {"taken": stored.order.number, "holder": stored.bench}
    if outcome.say.code in ("order.opened", "order.resumed"):
        return replace(outcome, say=Problem("order.opened_instead", {**outcome.say.params, **taken}))
    return no("order.next_taken", **taken) if outcome.say.code == "queue.empty" else outcome


def shipped_carton(desk: Desk, tx: Transaction, uid: str) -> Outcome:
    """A tracking number scanned at the idle bench."""
    return open_order(desk, tx, paper.carton_row(tx, uid).order_id)


def open_order(desk: Desk, tx: Transaction, order_id: int) -> Outcome:
    """Put an order on the bench, or say why not. One that is part of another opens that."""
    stored = orders.load(tx, merged.whole_of(tx, order_id) or order_id)
    if stored is None:
        return no("order.unknown", text="")
    order = stored.order
    return replace(_open(desk, tx, stored), about=OrderKey(order.store, order.number, order.ref))


def _open(desk: Desk, tx: Transaction, stored: Stored) -> Outcome:
    seat, order_id = desk.seat, stored.id
    about: dict[str, object] = {"order": stored.order.number}
    if stored.hold in _LIFTED:
        orders.set_hold(tx, order_id, None, "", seat.clock.now())
        stored = orders.load(tx, order_id) or stored
    open_units = _open_units(stored)
    if not open_units and (stored.shipped_here and any(stored.shipped_here.values())):
        return shipped(desk, tx, stored)
    stop = obstacle(stored.order, stored.hold, stored.hold_by)
    held = stop is not None and stop.code == stored.hold and stored.hold in REASONS
    if stop is not None and held and queue.may_release(seat, tx, stop.code, seat.operator):
        yes_ = choice(stored, "CMD-YES", "choice.release")
        return ask(desk, stop, (yes_, leave_it(stored)), {"CMD-YES": ("release", order_id, "")})
    if stop is not None:
        return Outcome(False, stop)
    if not open_units:
        return no("order.nothing_open", **about)
    barred = seat.needs_of(stored).barred
    if barred is not None:
        return no("goods.not_with", **about, sku=barred.sku, goods=barred.goods, method=barred.method)
    if not stored.local:
        return no("order.not_local", **about)
    walked = picked.in_the_way(desk, tx, stored)
    if walked is not None:
        return walked
    return _claim(desk, tx, stored)


def _open_units(stored: Stored) -> int:
    return sum(due for due in due_now(stored, None).values())


def due_now(stored: Stored, session: Session | None) -> dict[str, int]:
    """Units per line that this session has to send: what is due less what earlier sessions sent."""
    mine: dict[str, int] = {}
    for carton in session.cartons if session else ():
        if carton.confirmed:
            for ref, quantity in carton.content:
                mine[ref] = mine.get(ref, 0) + quantity
    return {
        line.ref: max(0, line.due - stored.shipped_here.get(line.ref, 0) + mine.get(line.ref, 0))
        for line in stored.order.lines
        if line.ships is not False
    }


def as_it_is(stored: Stored, session: Session) -> f.Rebased:
    """The order as this session has to send it now."""
    lines = tuple((ref, units) for ref, units in due_now(stored, session).items() if units)
    about = articles(stored.order)
    goods = tuple((ref, about[ref]) for ref, _ in lines)
    return f.Rebased(stored.revision, stored.fingerprint, lines, goods=goods)


def _claim(desk: Desk, tx: Transaction, stored: Stored) -> Outcome:
    seat = desk.seat
    policy = seat.policy
    name = f"order:{stored.id}"
    try:
        token = leases.claim(tx, name, policy.bench, seat.store.now(tx, seat.clock.now()), CLAIM_SECONDS)
    except leases.Taken as taken:
        holder = taken.problem.params.get("holder", "")
        say = Problem("order.on_other_bench", {"order": stored.order.number, "holder": holder})
        take = choice(stored, "CMD-YES", "choice.take_over", holder=holder)
        return ask(desk, say, (take, leave_it(stored)), {"CMD-YES": ("take_over", stored.id, "")})
    if orders.standing(tx, stored.id) != (stored.hold, stored.fingerprint, stored.order.state.value):
        # What another bench did in between: it is part of a carton there, say.
        leases.release(tx, name, token)
        return open_order(desk, tx, stored.id)
    orders.set_bench(tx, stored.id, policy.bench)
    outbox.hurry(tx, policy.bench, seat.clock.now())
    seat.last_shipped_seconds = None
    seat.put_away = None
    queue.look_around(seat, tx, stored)
    desk.lists("orders")
    parked = sessions.unfinished(tx, stored.id)
    if parked is not None:
        return _come_back(desk, tx, parked, token, stored)
    return _start(desk, tx, stored, token)


def _start(desk: Desk, tx: Transaction, stored: Stored, token: int) -> Outcome:
    seat = desk.seat
    policy, now = seat.policy, seat.clock.now()
    session_id = sessions.create(tx, stored.id, policy.bench, token, now)
    sessions.seat(tx, policy.bench, session=session_id)
    on_lists = stored_picks.units_of(tx, stored.id)
    fetched = stored_picks.parts_made(tx, stored.id)
    seat.current = Current(
        session_id, token, stored, seat.begin(tx, stored), now, picked=on_lists, fetched=fetched
    )
    number = sessions.cartons_of(tx, stored.id) + 1
    opened = pack.open_session(
        seat.current.session, stored.revision, stored.fingerprint, policy.rules, desk.new_id, number
    )
    due = {line.ref: line.due for line in opened.lines}
    later = picked.split_off(stored, due)
    missing = picked.as_facts(tx, stored, due) if not later else []
    desk.record(tx, [*(one.fact for one in opened.history), *later, *missing])
    if policy.print_slip == "open":
        slips.want(desk, tx, stored)
    order = stored.order
    units = seat.left or 0
    return yes(
        "order.opened",
        order=order.number,
        store=order.store,
        count=units,
        lines=len(seat.current.session.lines),
    )


def _come_back(desk: Desk, tx: Transaction, parked: sessions.Open, token: int, stored: Stored) -> Outcome:
    seat = desk.seat
    sessions.set_state(tx, parked.id, "open", bench=seat.policy.bench, token=token)
    sessions.seat(tx, seat.policy.bench, session=parked.id)
    paper.to_bench(tx, parked.id, seat.policy.bench)
    opened = sessions.Open(parked.id, parked.order_id, seat.policy.bench, token, "open", parked.opened_at)
    seat.current = seat.load(tx, opened, stored)
    if seat.here.session.parked:
        facts = close.come_back(seat.here.session)
        desk.record(tx, facts)
        desk.follow_up(tx, facts)
    check(desk, tx, seat.here.stored)
    return yes("order.resumed", order=stored.order.number, count=seat.left or 0)


def leave(desk: Desk, tx: Transaction, state: str) -> None:
    """The bench is free; the session is parked or closed."""
    seat = desk.seat
    current = seat.here
    sessions.set_state(tx, current.session_id, state)
    sessions.seat(tx, seat.policy.bench, session=None)
    orders.set_bench(tx, current.stored.id, None)
    leases.release(tx, current.lease, current.token)
    seat.current = None
    seat.question = None
    seat.weight_problem = None
    desk.lists("orders", "day")


def finish_first(current: Current, other: str) -> Outcome:
    """Something else is wanted while an order is on the bench; one with a label cannot be parked."""
    session, order = current.session, current.stored.order.number
    if session.state is BenchState.HELD:
        return Outcome(False, session.why_held)
    if session.carton is not None and session.carton.labelled:
        return no("pack.scan_label_first")
    if session.state is BenchState.LABELLING and session.on_bench.trouble is None:
        return no("pack.wait_for_label")
    return no("pack.finish_or_park", order=order, other=other)


# -- the order changed under the packer's hands ---------------------------------------------------


def check(desk: Desk, tx: Transaction, fresh: Stored | None = None) -> None:
    """Compare what is being packed with the order as it is stored now, or was read just before."""
    seat = desk.seat
    current = seat.here
    now = fresh or orders.load(tx, current.stored.id)
    if now is None:
        return
    before = current.stored
    current.stored = now
    session = current.session
    change = None if _done_elsewhere(seat, now) else _change(session, before, now)
    if change is not None:
        facts = close.interrupt(session, change)
        if facts:
            seat.question = None
            desk.record(tx, facts)
            watching.note(desk, tx, current, "order", change)
            carton = session.carton
            if carton is not None and session.state is BenchState.LABELLING:
                paper.void_labels(tx, carton.uid)
                paper.cancel_jobs(tx, carton.uid)
            desk.note(ProblemFound(change, current.key))
    elif session.state is BenchState.HELD:
        _released(desk, tx, session)


def _done_elsewhere(seat: Seat, now: Stored) -> bool:
    """While a bench only watches, the old way tells the shop: that is no reason to stop."""
    return seat.policy.shadow and now.order.state.value == "fulfilled"


def _change(session: Session, before: Stored, now: Stored) -> Problem | None:
    if now.fingerprint == orders.GONE:
        return Problem("order.gone", {"order": now.order.number})
    change = None
    if now.fingerprint != session.fingerprint or now.order.state.value == "fulfilled":
        change = change_between(before.order, now.order)
    # A person's; what an import held by itself comes with the change it is about.
    held = now.hold in REASONS and bool(now.hold_by)
    if held and (change is None or change.code not in close.STOPS):
        return Problem(str(now.hold), {"order": now.order.number, **asked(now.hold_by)})
    if change is None and now.fingerprint != session.fingerprint:
        # The stored order was already the new one when this session was loaded: what changed is not known.
        change = Problem("order.changed", {"order": now.order.number, "what": "@what.notes"})
    return change


def _released(desk: Desk, tx: Transaction, session: Session) -> None:
    """The shop took back what held the order, before the packer did anything about it."""
    facts: tuple[f.Fact, ...] = (f.Acknowledged(),)
    carton = session.carton
    if carton is not None and session.before_hold is BenchState.LABELLING:
        facts = (f.LabelWanted(carton.uid),)
    desk.record(tx, facts)
    desk.follow_up(tx, facts)
    current = desk.seat.here
    desk.note(ProblemFound(Problem("order.released", {"order": current.stored.order.number}), current.key))
