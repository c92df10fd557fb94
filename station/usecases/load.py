"""HANDOVER: every carton that goes on the van is scanned once more, and what nobody wants stays here."""

from collections.abc import Sequence
from datetime import datetime, time

from station.model.barcode import Command
from station.model.chores import CartonRow, ChoreView
from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import Choice
from station.packing.loading import unwanted
from station.packing.outcome import Outcome, no, yes
from station.store import loads, orders, paper
from station.store.engine import Transaction
from station.store.loads import Loaded
from station.usecases import chores
from station.usecases.desk import Desk
from station.usecases.seat import Chore, Seat

_NAMED = 6  # cartons a sentence can name


def begin(desk: Desk, tx: Transaction) -> Outcome:
    """CMD-HANDOVER at the idle bench: the load is opened, or the one that was set aside goes on."""
    seat = desk.seat
    there = loads.open_on(tx, seat.policy.bench)
    if there is not None:
        chores.take_up(desk, tx, "load", there.id)
        return yes("load.resumed", count=loads.count(tx, there.id))
    key = loads.begin(tx, seat.policy.bench, seat.who, seat.clock.now())
    chores.take_up(desk, tx, "load", key)
    return yes("load.opened")


# -- what is to be thought of a carton ------------------------------------------------------------


def about(one: Loaded) -> dict[str, object]:
    return {"order": one.order, "carton": one.number, "carrier": one.carrier}


Known = dict[tuple[object, ...], Problem | None]


def doubt(tx: Transaction, one: Loaded, known: Known) -> Problem | None:
    """Why the order does not want it any more, from the local copy; None when it may go.

    `known`: what was found out before about the same version of a carton.
    """
    if one.version not in known:
        known[one.version] = _doubt(tx, one)
    return known[one.version]


def _doubt(tx: Transaction, one: Loaded) -> Problem | None:
    stored = orders.load(tx, one.order_id)
    gone = stored is None or stored.fingerprint == orders.GONE
    order = None if gone or stored is None else stored.order
    found = unwanted(order, one.parcel, one.hold, about(one))
    if found is None and one.parked == "ship.changed_after_pack":
        return Problem("load.changed", {**about(one), "what": "@what.lines"})
    return found


def _at_all(one: Loaded, carrier: str, load_id: int) -> Problem | None:
    """What is wrong with the carton itself."""
    if one.state == "void":
        return Problem("load.void", about(one))
    if one.state == "handed_over":
        return Problem("load.handed_over", about(one))
    if one.state != "confirmed":
        return Problem("load.not_confirmed", about(one))
    if one.load is not None and one.load != load_id:
        return Problem("load.other_load", {**about(one), "holder": one.load_bench})
    if carrier and one.carrier != carrier:
        return Problem("load.other_carrier", {**about(one), "wanted": carrier})
    return None


def _looked_at(one: Loaded) -> bool:
    """Somebody has asked the shop since the carton was packed."""
    return one.checked or (one.confirmed_at is not None and one.read_at > one.confirmed_at)


def _read(one: Loaded, now: datetime) -> bool:
    """The order was read since the carton was scanned, and not in the future of a clock that was set back."""
    return one.loaded_at is not None and one.loaded_at <= one.read_at <= now


class Load:
    """The load in hand."""

    def scan(self, desk: Desk, tx: Transaction, chore: Chore, text: str) -> Outcome:
        seat = desk.seat
        here = loads.get(tx, chore.key)
        one = loads.by_label(tx, text, seat.clock.now())
        if here is None or one is None:
            return self._no_carton(text)
        if one.load == here.id:
            return self._again(tx, one, chore)
        stop = _at_all(one, here.carrier, here.id) or doubt(tx, one, chore.known)
        if stop is not None:
            return Outcome(False, stop)
        if not _looked_at(one):
            chore.asks.add((one.store, one.ref))
            away = one.store in chore.away
            return no("load.unchecked_away" if away else "load.unchecked", **about(one), store=one.store)
        if not loads.put_in(tx, here.id, one.uid, seat.who, seat.clock.now()):
            return no("load.other_load", **about(one), holder="")
        values = {} if here.carrier else {"carrier": one.carrier}
        loads.set_load(tx, here.id, state="open", **values)
        return yes("load.in", **about(one), count=loads.count(tx, here.id))

    def _no_carton(self, text: str) -> Outcome:
        ours = text.upper().startswith(("ORD-", "PICK-", "TOTE-", "LINE-", "BIN-", "CARTON-"))
        return no("load.scan_label" if ours else "load.unknown", text=text)

    def _again(self, tx: Transaction, one: Loaded, chore: Chore) -> Outcome:
        """One that must not go is taken out with the same scan that says so."""
        stop = doubt(tx, one, chore.known)
        if stop is None:
            return yes("load.already", **about(one))
        loads.take_out(tx, one.uid)
        return no("load.taken_out", **about(one), reason=f"@{stop.code}.short")

    def command(self, desk: Desk, tx: Transaction, chore: Chore, command: Command) -> Outcome:
        here = loads.get(tx, chore.key)
        if here is None:
            return no("scan.nothing_asked")
        closing = here.state == "closing"
        if command is Command.NO and closing:
            loads.set_load(tx, here.id, state="open")
            return yes("load.goes_on")
        if command is Command.HANDOVER or (command is Command.YES and closing):
            return self._close(desk, tx, chore, here)
        if command is Command.YES:
            return self._close(desk, tx, chore, here)
        if command is Command.UNDO:
            return self._undo(tx, here)
        if command is Command.PARK:
            loads.set_load(tx, here.id, state="open")
            chores.put_down(desk, tx)
            return yes("load.parked")
        return no("load.not_now")

    def _undo(self, tx: Transaction, here: loads.Load) -> Outcome:
        """The carton scanned last is out again."""
        last = loads.last(tx, here.id)
        if last is None:
            return no("undo.nothing")
        loads.take_out(tx, last.uid)
        left = loads.count(tx, here.id)
        loads.set_load(tx, here.id, state="open", **({} if left else {"carrier": ""}))
        return yes("load.out", **about(last), count=left)

    # -- closing ----------------------------------------------------------------------------------

    def _close(self, desk: Desk, tx: Transaction, chore: Chore, here: loads.Load) -> Outcome:
        seat = desk.seat
        inside = loads.cartons(tx, here.id)
        if not inside:
            loads.drop(tx, here.id)
            chores.put_down(desk, tx)
            return yes("load.nothing")
        pull = [one for one in inside if doubt(tx, one, chore.known) is not None]
        if pull:
            return no("load.doubtful", count=len(pull), cartons=named(pull))
        reading = [one for one in inside if not _read(one, seat.clock.now())]
        still = [one for one in reading if one.store not in chore.away]
        if still:
            return no("load.reading", count=len(still), cartons=named(still))
        missing = _missing(seat, tx, here, chore)
        if missing and here.state != "closing":
            loads.set_load(tx, here.id, state="closing")
            return no("load.missing", count=len(missing), cartons=named(missing))
        return self._gone(desk, tx, here, reading)

    def _gone(self, desk: Desk, tx: Transaction, here: loads.Load, unread: Sequence[Loaded]) -> Outcome:
        seat = desk.seat
        count = loads.hand_over(tx, here.id, [one.uid for one in unread], seat.clock.now())
        title = f"load-{here.id}"
        paper.add_job(
            tx, desk.new_id(), seat.policy.bench, "manifest", "", title, seat.clock.now(), state="wanted"
        )
        chores.put_down(desk, tx)
        desk.lists("orders")
        if unread:
            return yes("load.closed_unread", count=count, carrier=here.carrier, unread=len(unread))
        return yes("load.closed", count=count, carrier=here.carrier)

    # -- as it is shown ---------------------------------------------------------------------------

    def shown(self, seat: Seat, tx: Transaction, chore: Chore) -> chores.Shown | None:
        here = loads.get(tx, chore.key)
        if here is None or here.state == "closed":
            return None
        inside = loads.cartons(tx, here.id, chore.seen)
        now = seat.clock.now()
        rows = tuple(_row(tx, one, chore, now) for one in inside)
        missing = _missing(seat, tx, here, chore)
        waiting = tuple(_shown(chore, one, None, "ok") for one in missing)
        asking = here.state == "closing"
        view = ChoreView(
            kind="load",
            step="asking" if asking else "working",
            id=here.id,
            carrier=here.carrier,
            done=len(inside),
            due=len(inside) + len(missing),
            cartons=tuple(reversed(rows)),
            missing=waiting,
        )
        count = len(missing)
        if asking:
            say = Problem("load.missing", {"count": count, "cartons": named(missing)})
            choices = (
                Choice("CMD-YES", Problem("choice.load_close", {"count": len(inside)})),
                Choice("CMD-NO", Problem("choice.load_go_on", {"count": count})),
            )
            return view, say, choices
        pulled = [row for row in rows if row.state == "pull"]
        if pulled:
            return view, Problem("do.load.pull", {"order": pulled[0].order, "carton": pulled[0].number}), ()
        if inside and not missing:
            return view, Problem("do.load.close", {"count": len(inside)}), ()
        return view, Problem("do.load.scan", {"count": count}), ()


def _row(tx: Transaction, one: Loaded, chore: Chore, now: datetime) -> CartonRow:
    stop = doubt(tx, one, chore.known)
    if stop is not None or _read(one, now):
        return _shown(chore, one, stop, "ok")
    return _shown(chore, one, None, "unread" if one.store in chore.away else "reading")


def _shown(chore: Chore, one: Loaded, stop: Problem | None, state: str) -> CartonRow:
    """A scan changes one carton; what is shown of hundreds of others is what it was."""
    kept = chore.rows.get(one.uid)
    if kept is None or kept[0] is not one or kept[1:3] != (stop, state):
        kept = chore.rows[one.uid] = (one, stop, state, carton_row(one, stop, state))
    return kept[3]


def carton_row(one: Loaded, stop: Problem | None, state: str = "ok") -> CartonRow:
    return CartonRow(
        uid=one.uid,
        store=one.store,
        order=one.order,
        ref=one.ref,
        number=one.number,
        tracking=one.tracking,
        carrier=one.carrier,
        state="pull" if stop is not None else state,
        say=stop,
        at=one.loaded_at or one.confirmed_at,
        gross=Mass(one.gross_mg) if one.gross_mg else None,
    )


def named(some: Sequence[Loaded]) -> str:
    """The first of them, as people call them."""
    first = ", ".join(one.order if one.number == 1 else f"{one.order}/{one.number}" for one in some[:_NAMED])
    return f"{first} …" if len(some) > _NAMED else first


def _missing(seat: Seat, tx: Transaction, here: loads.Load, chore: Chore) -> list[Loaded]:
    """Confirmed today for the same carrier, and in no load; those nobody wants are on the pull list."""
    if not here.carrier:
        return []
    since = start_of_day(seat)
    there = loads.waiting(tx, since, here.carrier, seen=chore.seen)
    return [one for one in there if doubt(tx, one, chore.known) is None]


def start_of_day(seat: Seat) -> datetime:
    today = seat.clock.now().astimezone(seat.zone).date()
    return datetime.combine(today, time(), seat.zone)


def pull_list(tx: Transaction, now: datetime, known: Known) -> list[CartonRow]:
    """Confirmed cartons, not handed over, that their order does not want any more, with what to do."""
    found = []
    for one in loads.standing(tx, now - loads.LOOK_BACK):
        stop = doubt(tx, one, known)
        if stop is not None:
            found.append(carton_row(one, stop))
    return found


# -- the shops are asked --------------------------------------------------------------------------


def wanted_reads(seat: Seat, tx: Transaction) -> list[tuple[str, str]]:
    """(store, ref) of orders to be read again for the load in hand. For any thread."""
    chore = seat.chore
    if chore is None or chore.kind != "load":
        return []
    return list(dict.fromkeys([*sorted(chore.asks), *loads.unread(tx, seat.policy.bench, seat.clock.now())]))


def was_read(desk: Desk, store: str, ref: str, there: bool) -> None:
    """A shop answered, or did not."""
    chore = desk.seat.chore
    if chore is None or chore.kind != "load":
        return
    if not there:
        chore.away.add(store)
    else:
        chore.away.discard(store)
        chore.asks.discard((store, ref))
    desk.lists("dock")
