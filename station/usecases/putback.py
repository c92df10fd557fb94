"""The guided way back to the shelf: bin, scan the unit, next."""

from collections.abc import Sequence

from station.model.barcode import Command
from station.model.chores import ChoreView, GoodsRow
from station.model.problem import Problem
from station.model.view import Choice
from station.packing.bins import bare, several
from station.packing.loading import PACK_AGAIN, PUT_BACK
from station.packing.outcome import Outcome, no, yes
from station.store import ledger, loads, products, putbacks, totes
from station.store.engine import Transaction
from station.store.loads import Loaded
from station.store.putbacks import Back
from station.store.together import one_at_a_time
from station.usecases import cases, chores, kitparts, load, stocktold, voided
from station.usecases.desk import Desk
from station.usecases.seat import Chore, IdleQuestion, Seat

_REASONS = {"load.cancelled": "order.cancelled", "load.refunded": "order.refunded", "load.gone": "order.gone"}
WHO = {Command.D1: "shop", Command.D2: "told"}


# -- how it begins --------------------------------------------------------------------------------


def of_carton(desk: Desk, tx: Transaction, uid: str) -> Outcome | None:
    """A label at the idle bench: a carton nobody wants is voided and unpacked. None: the carton is fine."""
    one = loads.one(tx, uid)
    if one is None:
        return None
    if one.state == "void" and _open(tx, one.order_id):
        return begin(desk, tx, one.order_id)
    stop = give_back(desk, tx, one)
    if stop is None:
        return None
    if stop.code in PUT_BACK:
        return begin(desk, tx, one.order_id)
    if stop.code in PACK_AGAIN:
        return _ask_again(desk, uid, stop)
    return Outcome(False, stop)


def give_back(desk: Desk, tx: Transaction, one: Loaded) -> Problem | None:
    """A carton whose order is over is void, and its units wait to be put back. Why it does not go with the
    van; None where it does, or never would.
    """
    stop = load.doubt(tx, one, {}) if one.state == "confirmed" else None
    if stop is not None and stop.code in PUT_BACK:
        loads.take_out(tx, one.uid)
        voided.give_back(desk, tx, one.uid, _REASONS[stop.code])
    return stop


def _ask_again(desk: Desk, uid: str, stop: Problem) -> Outcome:
    """The customer still wants it, but not like this: it is opened and packed again."""
    say = Problem("load.pack_again", dict(stop.params))
    yes_ = Choice("CMD-YES", Problem("choice.pack_again", dict(stop.params)))
    leave = Choice("CMD-NO", Problem("choice.leave_it"))
    desk.seat.question = IdleQuestion(say, (yes_, leave), {"CMD-YES": ("pack_again", 0, uid)})
    return Outcome(False, say)


def pack_again(desk: Desk, tx: Transaction, uid: str) -> Outcome:
    """YES to that: its units are open again."""
    loads.take_out(tx, uid)
    return voided.taken_off(desk, tx, uid)


def of_order(desk: Desk, tx: Transaction, order_id: int) -> Outcome | None:
    """The slip of an order with goods that have to go back. None: there are none."""
    return begin(desk, tx, order_id) if _open(tx, order_id) else None


def _open(tx: Transaction, order_id: int) -> list[Back]:
    return [one for one in putbacks.of_order(tx, order_id) if one.is_open]


def begin(desk: Desk, tx: Transaction, order_id: int) -> Outcome:
    """Its goods are in hand from now on."""
    rows = _open(tx, order_id)
    if not rows:
        return no("back.nothing")
    chores.take_up(desk, tx, "put_back", order_id)
    count = sum(one.left for one in rows)
    return yes("back.begun", order=rows[0].order, count=count)


# -- on the way -----------------------------------------------------------------------------------


class PutBack:
    """Goods of one order on their way back."""

    def scan(self, desk: Desk, tx: Transaction, chore: Chore, text: str) -> Outcome:
        one_at_a_time(tx, f"put_back:{chore.key}")  # before anything is counted
        rows = self._rows(tx, chore)
        if self._asking(rows):
            return no("scan.nothing_asked")
        here = _walk(desk.seat, rows)
        if not here:
            return no("back.nothing")
        if text.upper().startswith("BIN-"):
            return self._bin(here[0], text)
        code = cases.scanned(desk.seat, tx, text)
        for one in here:
            units = code.units(one.store, one.sku, one.product)
            if units:
                return self._step(desk, tx, chore, one, "back", units)
        return self._stranger(tx, rows, here[0], text, code)

    def _bin(self, focus: Back, text: str) -> Outcome:
        here = text[4:]
        if focus.bin and bare(here) not in map(bare, several(focus.bin)):
            return no("back.other_bin", bin=here, wanted=focus.bin, sku=focus.called)
        return yes("back.bin", bin=here, sku=focus.called)

    def _stranger(
        self, tx: Transaction, rows: Sequence[Back], focus: Back, text: str, code: cases.Scanned
    ) -> Outcome:
        enough = next((one for one in rows if code.units(one.store, one.sku, one.product)), None)
        if enough is not None:
            return no("back.enough", sku=enough.called)
        found = products.by_code(tx, text)
        if found:
            sku = found[0].sku or found[0].name
            return no("back.not_here", sku=sku, bin=found[0].bin or "–", expected=focus.called)
        ours = text.upper().startswith(("ORD-", "PICK-", "TOTE-", "CARTON-"))
        return no("back.not_now") if ours else no("scan.unknown", text=text)

    def _step(
        self, desk: Desk, tx: Transaction, chore: Chore, row: Back, kind: str, case: int = 1
    ) -> Outcome:
        """`case` units by one scan, as many times as a number said."""
        seat = desk.seat
        now, units = seat.clock.now(), max(1, chore.armed) * case
        if units > row.left:
            return no("back.too_many", sku=row.called, count=row.left)
        chore.armed = 0
        fact = putbacks.step(tx, row, kind, units, seat.policy.bench, seat.who, now)
        putbacks.move(tx, row, kind, units, f"back:{fact}", seat.who, now)
        left = sum(one.left for one in self._rows(tx, chore))
        code = "back.lost" if kind == "lost" else "back.on_shelf"
        if left:
            return yes(code, sku=row.called, bin=_bin(row) or "–", count=units, left=left)
        return self._done(desk, tx, chore)

    def command(self, desk: Desk, tx: Transaction, chore: Chore, command: Command) -> Outcome:
        one_at_a_time(tx, f"put_back:{chore.key}")
        rows = self._rows(tx, chore)
        if self._asking(rows):
            return self._answer(desk, tx, rows, command)
        here = _walk(desk.seat, rows)
        if command.number is not None:
            chore.armed = command.number
            return yes("back.armed", count=command.number)
        if not here:
            return no("back.nothing")
        match command:
            case Command.NO if chore.armed:
                chore.armed = 0
                return yes("back.armed", count=0)
            case Command.YES:
                return self._all(desk, tx, chore, here)
            case Command.NO_CODE:
                return self._step(desk, tx, chore, here[0], "back")
            case Command.SHORT:
                return self._step(desk, tx, chore, here[0], "lost")
            case Command.UNDO:
                return self._undo(desk, tx, chore, rows)
            case Command.PARK:
                chores.put_down(desk, tx)
                return yes("back.parked", order=rows[0].order)
        return no("back.not_now")

    def _all(self, desk: Desk, tx: Transaction, chore: Chore, rows: Sequence[Back]) -> Outcome:
        """On this person's word everything is back."""
        seat = desk.seat
        chore.armed = 0
        for row in rows:
            fact = putbacks.step(tx, row, "back", row.left, seat.policy.bench, seat.who, seat.clock.now())
            putbacks.move(tx, row, "back", row.left, f"back:{fact}", seat.who, seat.clock.now())
        return self._done(desk, tx, chore)

    def _undo(self, desk: Desk, tx: Transaction, chore: Chore, rows: Sequence[Back]) -> Outcome:
        fact = putbacks.last(tx, chore.key, [one.id for one in rows])
        if fact is None:
            return no("undo.nothing")
        putbacks.undo(tx, fact)
        seat, row = desk.seat, next(one for one in rows if one.id == fact.put_back)
        for key in (f"back:{fact.id}", f"damage:back:{fact.id}"):
            ledger.reverse(tx, key, seat.who, seat.clock.now())
        return yes("back.undone", sku=row.called, count=fact.quantity)

    # -- the end ----------------------------------------------------------------------------------

    def _done(self, desk: Desk, tx: Transaction, chore: Chore) -> Outcome:
        """Everything is where it belongs. Who puts it back for sale is known, or asked now."""
        seat = desk.seat
        rows = [one for one in self._rows(tx, chore) if one.is_open]
        for tote in {one.tote for one in rows if one.tote}:
            totes.empty(tx, tote)
        count, order = sum(one.done for one in rows), rows[0].order
        asked = False
        for reason in {one.reason for one in rows}:
            some = [one for one in rows if one.reason == reason]
            who = stocktold.who(seat, some[0].store, stocktold.WHY.get(reason, "other"))
            if who == "asking" and not any(one.done for one in some):
                who = "none"
            putbacks.settle(tx, [one.id for one in some], who, seat.clock.now())
            asked = asked or who == "asking"
            if who != "asking":
                _tell(seat, tx, some, who)
        if asked:
            return Outcome(False, Problem("back.who_restocks", {"order": order, "count": count}))
        chores.put_down(desk, tx)
        desk.lists("pushes")
        return yes("back.done", order=order, count=count)

    def _answer(self, desk: Desk, tx: Transaction, rows: Sequence[Back], command: Command) -> Outcome:
        who = WHO.get(command)
        if who is None:
            return no("scan.not_an_answer")
        asked = [one for one in rows if one.stock == "asking"]
        putbacks.settle(tx, [one.id for one in asked], who, desk.seat.clock.now())
        _tell(desk.seat, tx, asked, who)
        chores.put_down(desk, tx)
        desk.lists("pushes")
        return yes("back.done", order=asked[0].order, count=sum(one.done for one in asked))

    def _rows(self, tx: Transaction, chore: Chore) -> list[Back]:
        return putbacks.of_order(tx, chore.key)

    def _asking(self, rows: Sequence[Back]) -> bool:
        return bool(rows) and not any(one.is_open for one in rows)

    # -- as it is shown ---------------------------------------------------------------------------

    def shown(self, seat: Seat, tx: Transaction, chore: Chore) -> chores.Shown | None:
        rows = self._rows(tx, chore)
        if not rows:
            return None
        here = _walk(seat, rows)
        ordered = _by_bin(seat, rows)
        focus = next((n for n, one in enumerate(ordered) if here and one.id == here[0].id), -1)
        asking = self._asking(rows)
        view = ChoreView(
            kind="put_back",
            step="asking" if asking else "working",
            id=chore.key,
            order=rows[0].order,
            store=rows[0].store,
            ref=rows[0].ref,
            done=sum(one.done + one.lost for one in rows),
            due=sum(one.quantity for one in rows),
            armed=chore.armed,
            goods=tuple(goods_row(one) for one in ordered),
            focus=focus,
            reason=rows[0].reason,
        )
        if asking:
            count = sum(one.done for one in rows)
            say = Problem("back.who_restocks", {"order": rows[0].order, "count": count})
            return view, say, restock_choices(count)
        first = here[0]
        count = chore.armed or first.left
        about: dict[str, object] = {"sku": first.called, "bin": _bin(first), "count": count}
        return view, Problem("do.back.to_bin" if first.bin else "do.back.scan", about), ()


def restock_choices(count: int) -> tuple[Choice, ...]:
    return (
        Choice("CMD-1", Problem("choice.shop_restocks", {"count": count})),
        Choice("CMD-2", Problem("choice.tell_shop", {"count": count})),
    )


def goods_row(one: Back) -> GoodsRow:
    number, bench = place(one)
    return GoodsRow(
        one.sku, one.name, _bin(one), one.quantity, one.done, one.picture, lost=one.lost, tote=one.tote,
        carton=number, bench=bench,
    )  # fmt: skip


def place(one: Back) -> tuple[int, str]:
    """The carton they are in, 0 for none, and where it stands: one that was closed may be anywhere by now."""
    return one.number, "" if one.booked else one.bench


def _walk(seat: Seat, rows: Sequence[Back]) -> list[Back]:
    """What is still in hand, in the order of the bins."""
    return [one for one in _by_bin(seat, rows) if one.is_open and one.left]


def _by_bin(seat: Seat, rows: Sequence[Back]) -> list[Back]:
    rank = seat.policy.picking.floor.path(_bin(one) for one in rows)
    return sorted(rows, key=lambda one: (rank.get(_bin(one), len(rank)), one.id))


def _bin(one: Back) -> str:
    """Where it belongs; the first place where there are several."""
    return next(iter(several(one.bin)), "")


def _tell(seat: Seat, tx: Transaction, rows: Sequence[Back], who: str) -> None:
    """What the shop cannot know: units it counts that are gone, or that are here and it does not count."""
    units: dict[tuple[str, str], int] = {}
    for one in rows:
        units[one.sku, one.product] = units.get((one.sku, one.product), 0) + _change(seat, tx, one, who)
    key = f"put_back:{min(one.id for one in rows)}"
    stocktold.tell(seat, tx, rows[0].store, units, key, rows[0].order_id)


def _change(seat: Seat, tx: Transaction, one: Back, who: str) -> int:
    """What of a row the shop has to count anew. It never sold a part of a kit: those it was told to be gone
    are there again, whoever puts the rest back for sale.
    """
    gone = kitparts.told(tx, one.carton).get(one.product, 0) if one.booked else 0
    there, lost = min(one.done, gone), min(one.lost, max(0, gone - one.done))
    if not one.line and kitparts.ours(seat, one.store):
        return there - (one.lost - lost)
    return there + (one.done - there if who == "told" else lost - one.lost)
