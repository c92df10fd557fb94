"""Picking, with the scanner of a bench: a list is taken up, walked, set aside; totes come to the bench."""

from collections.abc import Sequence

from station.model.barcode import Command, pick_number, typed_count
from station.model.events import ProblemFound
from station.model.operator import Operator
from station.model.problem import Problem
from station.model.view import Choice
from station.packing import pickfacts as f
from station.packing import pickscan, pickshort
from station.packing.outcome import Outcome, no, yes
from station.packing.pickfacts import PickFact, Step
from station.packing.picking import PickOutcome, Walk, extend
from station.packing.scan import ProductFound
from station.store import leases, people, picked, picking, products, sessions, totes
from station.store.engine import Transaction
from station.store.picking import Pick
from station.usecases import opening, putback, walks, waves
from station.usecases.desk import Desk
from station.usecases.seat import IdleQuestion, Walking

_COMMANDS = {command.value: command for command in Command}
OURS = ("PICK-", "TOTE-")


def is_ours(text: str) -> bool:
    return text.upper().startswith(OURS)


# -- at the bench ---------------------------------------------------------------------------------


def at_idle(desk: Desk, tx: Transaction, text: str) -> Outcome:
    """PICK: the walk goes on, or the list's next order is packed. TOTE: its order is packed."""
    desk.seat.question = None
    if text.upper().startswith("TOTE-"):
        return _tote(desk, tx, text.upper())
    number = pick_number(text)
    pick = picking.load(tx, number) if number is not None else None
    if pick is None:
        return no("pick.unknown", text=text)
    if pick.state == "cancelled":
        return no("pick.cancelled", pick=pick.id)
    if pick.state != "done":
        return take_up(desk, tx, pick)
    order = picked.to_pack(tx, pick.id)
    return opening.open_order(desk, tx, order) if order is not None else no("pick.all_packed", pick=pick.id)


def _tote(desk: Desk, tx: Transaction, code: str) -> Outcome:
    back = totes.back_to_shelf(tx, code)
    if back:
        first = back[0]
        about: dict[str, object] = {
            "tote": code,
            "order": first.order,
            "count": sum(o.quantity for o in back),
        }
        goods = ", ".join(f"{one.quantity} × {one.sku or one.name} → {one.bin or '–'}" for one in back)
        say = Problem("tote.put_back", {**about, "goods": goods})
        yes_ = Choice("CMD-YES", Problem("choice.put_back", about))
        leave = Choice("CMD-NO", Problem("choice.leave_it"))
        guided = Choice("CMD-1", Problem("choice.one_by_one", about))
        ways = {"CMD-YES": ("pick:emptied", 0, code), "CMD-1": ("pick:guided", first.order_id, code)}
        desk.seat.question = IdleQuestion(say, (yes_, guided, leave), ways)
        return Outcome(False, say)
    found = totes.tote_order(tx, code)
    if found is None:
        return no("tote.empty", tote=code)
    return opening.open_order(desk, tx, found[0])


def at_open(desk: Desk, tx: Transaction, text: str) -> Outcome:
    """A tote or a list while an order is open."""
    current = desk.seat.here
    stored = current.stored
    found = totes.tote_order(tx, text.upper())
    if found is not None and found[0] == stored.id:
        return yes("tote.this_order", tote=text.upper(), order=stored.order.number)
    return opening.finish_first(current, found[1] if found is not None else text.upper())


def single(desk: Desk, tx: Transaction, found: Sequence[ProductFound]) -> Outcome | None:
    """Goods of a batch of single lines: the first order that wants them is opened. None: there is none."""
    order = picked.single_with(tx, [(one.store, one.ref) for one in found])
    return opening.open_order(desk, tx, order) if order is not None else None


def answered(desk: Desk, tx: Transaction, what: str, key: int, text: str) -> Outcome:
    """The answer to a question about a list or a tote."""
    if what == "pick:guided":
        return putback.begin(desk, tx, key)
    if what == "pick:emptied":
        back = totes.back_to_shelf(tx, text)
        totes.put_back_done(tx, [one.id for one in back], desk.seat.clock.now())
        totes.empty(tx, text)
        return yes("tote.emptied", tote=text)
    pick = picking.load(tx, key)
    if pick is None:
        return no("pick.unknown", text=f"PICK-{key}")
    leases.take_over(tx, walks.lease(key), desk.seat.policy.bench)
    return _walk(desk, tx, pick, leases.claim(tx, walks.lease(key), desk.seat.policy.bench, 0, None))


def take_up(desk: Desk, tx: Transaction, pick: Pick) -> Outcome:
    """The list in hand here; asked about when it is in somebody else's."""
    seat = desk.seat
    try:
        token = leases.claim(tx, walks.lease(pick.id), seat.policy.bench, 0, None)
    except leases.Taken as taken:
        about: dict[str, object] = {"pick": pick.id, "holder": taken.problem.params.get("holder", "")}
        say = Problem("pick.taken_by", about)
        take = Choice("CMD-YES", Problem("choice.take_list", about))
        leave = Choice("CMD-NO", Problem("choice.leave_it"))
        seat.question = IdleQuestion(say, (take, leave), {"CMD-YES": ("pick:take_over", pick.id, "")})
        return Outcome(False, say)
    return _walk(desk, tx, pick, token)


def _walk(desk: Desk, tx: Transaction, pick: Pick, token: int) -> Outcome:
    seat = desk.seat
    picking.set_pick(tx, pick.id, state="picking", bench=seat.policy.bench, operator=seat.who)
    walk = walks.load(seat, tx, pick)
    fresh = not walk.history
    if fresh:
        walk = walks.keep(seat, tx, pick, walk, pickscan.begin(walk))
    elif walk.parked:
        walk = walks.keep(seat, tx, pick, walk, (f.Unparked(),))
    seat.walking = Walking(pick, token, walk)
    desk.lists("pick")
    if not _follow_orders(desk, tx):
        return no("pick.nothing_left", pick=pick.id)
    walk = here(desk).walk
    return yes(
        "pick.opened" if fresh else "pick.resumed", pick=pick.id, count=walk.left, orders=len(walk.orders)
    )


# -- on the way -----------------------------------------------------------------------------------


def here(desk: Desk) -> Walking:
    """LookupError when no list is in hand."""
    if desk.seat.walking is None:
        raise LookupError("no pick list is in hand")
    return desk.seat.walking


def judge(desk: Desk, tx: Transaction, text: str) -> Outcome:
    """A scan while a list is in hand."""
    seat = desk.seat
    walking = here(desk)
    leases.check(tx, walks.lease(walking.pick.id), seat.policy.bench, walking.token)
    seat.problem = None
    if not _follow_orders(desk, tx):
        return no("pick.nothing_left", pick=walking.pick.id)
    command = _COMMANDS.get(text.upper())
    if command is not None:
        return _command(desk, tx, command)
    if text.startswith("OP-"):
        return _badge(desk, tx, people.by_badge(tx, text), text)
    typed = typed_count(text)
    if typed is not None:
        return _typed(desk, tx, typed)
    return _goods(desk, tx, text)


def _badge(desk: Desk, tx: Transaction, operator: Operator | None, text: str) -> Outcome:
    if operator is None:
        return no("operator.unknown", text=text)
    desk.seat.operator = operator
    sessions.seat(tx, desk.seat.policy.bench, operator=operator.badge)
    return yes("operator.signed_in", operator=operator.name)


def _typed(desk: Desk, tx: Transaction, number: int) -> Outcome:
    if not desk.seat.around().may("typed_quantity"):
        return no("operator.not_allowed", operator=desk.seat.who)
    return _act(desk, tx, pickscan.count(here(desk).walk, number))


def _goods(desk: Desk, tx: Transaction, text: str) -> Outcome:
    walk = here(desk).walk
    if text.upper().startswith("TOTE-"):
        found = totes.tote_order(tx, text.upper())
        back = totes.back_to_shelf(tx, text.upper())
        if back:
            return no("pick.tote_used", tote=text.upper(), order=back[0].order)
        seen = pickscan.ToteSeen(text.upper(), *(found or (None, "")))
        numbers = {task.order: task.number for task in walk.tasks}
        return _act(desk, tx, pickscan.scan_tote(walk, seen, numbers))
    tasks = pickscan.called(walk, text)
    if tasks:
        return _act(desk, tx, pickscan.scan_item(walk, tasks, text, desk.seat.policy.picking))
    if pickscan.is_bin(walk, text):
        return _act(desk, tx, pickscan.scan_bin(walk, text))
    if text.upper().startswith(("PICK-", "ORD-")):
        return _another(desk, text)
    return _stranger(desk, tx, text)


def _another(desk: Desk, text: str) -> Outcome:
    pick = here(desk).pick
    if pick_number(text) == pick.id:
        return yes("pick.in_hand", pick=pick.id)
    return no("pick.finish_or_park", pick=pick.id, other=text)


def _stranger(desk: Desk, tx: Transaction, text: str) -> Outcome:
    """Something that is not on this list: what it is, and what is wanted instead."""
    walk = here(desk).walk
    focus = walk.focus
    wanted = focus.called if focus is not None else ""
    found = products.by_code(tx, text)
    if found:
        one = found[0]
        return no(
            "pick.not_on_list", sku=one.sku or one.name, bin=one.bin, expected=wanted, picture=one.picture
        )
    return no("scan.unknown", text=text)


def _command(desk: Desk, tx: Transaction, command: Command) -> Outcome:
    walk = here(desk).walk
    if command is Command.HELP:
        return yes("help.pick")
    answer = command in (Command.NO, Command.NEXT_CARTON) or command.number is not None
    if walk.step is Step.ASKING and answer:
        return _act(desk, tx, pickshort.answer(walk, command.value, desk.seat.policy.picking))
    if command.number is not None:
        return _act(desk, tx, pickscan.count(walk, command.number))
    if command is Command.NO and walk.count:
        return _act(desk, tx, pickscan.no_count(walk))
    match command:
        case Command.UNDO:
            return _act(desk, tx, pickscan.undo(walk))
        case Command.SHORT:
            return _act(desk, tx, pickshort.short(walk))
        case Command.NEXT_CARTON:
            return _act(desk, tx, pickscan.tote_full(walk))
        case Command.PARK:
            return park(desk, tx)
        case Command.REPRINT:
            waves.want_lists(desk.seat, tx, desk.new_id(), here(desk).pick.id)
            return yes("pick.printing", pick=here(desk).pick.id)
    return no("pick.not_now")


def park(desk: Desk, tx: Transaction) -> Outcome:
    """The list is set aside with its place; whoever scans it goes on there."""
    walking = here(desk)
    pick = walking.pick
    facts: list[PickFact] = []
    if walking.walk.step is Step.ASKING:
        facts += pickshort.answer(walking.walk, "CMD-NO", desk.seat.policy.picking).facts
    walks.keep(desk.seat, tx, pick, walking.walk, [*facts, f.Parked()])
    picking.set_pick(tx, pick.id, state="parked")
    _leave(desk, tx)
    return yes("pick.parked", pick=pick.id)


def _leave(desk: Desk, tx: Transaction) -> None:
    walking = here(desk)
    leases.release(tx, walks.lease(walking.pick.id), walking.token)
    desk.seat.walking = None
    desk.lists("pick", "orders")


def _act(desk: Desk, tx: Transaction, outcome: PickOutcome) -> Outcome:
    """Make an outcome true, and what follows from it."""
    walking = here(desk)
    walking.walk = walks.keep(desk.seat, tx, walking.pick, walking.walk, outcome.facts)
    say = outcome.say
    if walking.walk.outcome:
        say = Problem(say.code, {**say.params, "pick": walking.pick.id})
        _leave(desk, tx)
    elif outcome.facts:
        desk.lists("pick")
    return Outcome(outcome.ok, say)


# -- orders that change ---------------------------------------------------------------------------


def orders_changed(desk: Desk, tx: Transaction, changed: Sequence[int]) -> None:
    """Orders were stored: those of the list in hand, and those whose goods wait in totes."""
    walks.sweep(desk.seat, tx, changed)
    walking = desk.seat.walking
    if walking is not None and set(changed) & set(walking.walk.orders):
        _follow_orders(desk, tx)


def _follow_orders(desk: Desk, tx: Transaction) -> bool:
    """Nobody walks for what is not wanted any more; the picker is told once. False: nothing is left."""
    walking = here(desk)
    standing = picking.standing_print(tx, walking.pick.id)
    if standing == walking.standing:
        return True
    facts = walks.changes(tx, walking.pick, walking.walk, picking.standings(tx, walking.pick.id))
    if facts:
        after = extend(walking.walk, facts)
        for fact in facts:
            if isinstance(fact, f.Dropped | f.GoesBack):
                desk.note(ProblemFound(_news(fact, after)))
        walking.walk = walks.keep(desk.seat, tx, walking.pick, walking.walk, facts)
        desk.lists("pick")
    walking.standing = standing
    if walking.walk.outcome:
        _leave(desk, tx)
    return not walking.walk.outcome


def _news(fact: f.Dropped | f.GoesBack, after: Walk) -> Problem:
    task = after.task(fact.place)
    about: dict[str, object] = {
        "order": task.number, "sku": task.called, "count": fact.quantity, "bin": task.bin or "–",
    }  # fmt: skip
    return Problem("pick.goes_back" if isinstance(fact, f.GoesBack) else "pick.dropped", about)
