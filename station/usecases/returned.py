"""What a customer sends back: which order it left with, and how each unit is. Refunds are the shop's."""

from collections.abc import Iterator, Sequence

from station.model import gs1
from station.model.barcode import Command
from station.model.chores import ChoreView, GoodsRow
from station.model.problem import Problem
from station.model.view import Choice
from station.packing import merging
from station.packing.outcome import Outcome, no, yes
from station.packing.scan import CartonScan, Meaning, OrderScan, UnknownScan, other_name
from station.store import ledger, merged, outbox, paper, products, returns
from station.store.engine import Transaction, micros
from station.store.returns import Sent, Unit
from station.store.together import one_at_a_time
from station.usecases import chores, sentback, stocktold
from station.usecases.desk import Desk
from station.usecases.putback import WHO, restock_choices
from station.usecases.seat import Chore, IdleQuestion, Seat

CONDITIONS = {"CMD-1": "restock", "CMD-2": "damaged", "CMD-3": "inspect"}
_LONGEST_REFERENCE = 60


# -- how it begins --------------------------------------------------------------------------------


def ask_which(desk: Desk, reference: str = "") -> Outcome:
    """CMD-RETURN at the idle bench: the parcel names itself by any number on it."""
    code = "return.which_for" if reference else "return.which"
    say = Problem(code, {"reference": reference})
    leave = (Choice("CMD-NO", Problem("choice.leave_it")),)
    desk.seat.question = IdleQuestion(say, leave, {}, f"return:{reference}")
    return Outcome(False, say)


def named(desk: Desk, tx: Transaction, reference: str, meaning: Meaning, text: str) -> Outcome:
    """The answer: a slip, an order's or tracking number, a serial number; else a number of the customer's."""
    match meaning:
        case OrderScan(orders=found) if len(found) == 1:
            return begin(desk, tx, found[0].id, reference)
        case OrderScan(orders=found):
            return no("return.several", text=text, count=len(found))
        case CartonScan(carton=carton):
            return begin(desk, tx, paper.carton_row(tx, carton.uid).order_id, reference)
        case UnknownScan(kind="") if not reference and len(text) <= _LONGEST_REFERENCE:
            return ask_which(desk, text)
    return no("return.no_order", text=text)


def begin(desk: Desk, tx: Transaction, order_id: int, reference: str) -> Outcome:
    """The return of this order is in hand, a new one or the one that was set aside."""
    seat = desk.seat
    one_at_a_time(tx, f"return:{order_id}")
    there = returns.open_of(tx, order_id)
    if there is not None and there.bench != seat.policy.bench and _in_hand(tx, there):
        return no("return.other_bench", order=there.order, holder=there.bench)
    if there is not None:
        returns.set_return(tx, there.id, bench=seat.policy.bench)
        chores.take_up(desk, tx, "return", there.id)
        return yes("return.resumed", order=there.order, count=len(returns.units(tx, there.id)))
    sent = sentback.articles(seat, tx, order_id)
    if not sent:
        desk.seat.question = None
        return no("return.nothing_sent")
    if not any(sentback.left(one, (), sent) for one in sent):
        desk.seat.question = None
        return no("return.all_back")
    key = returns.begin(tx, order_id, reference, seat.policy.bench, seat.who, seat.clock.now())
    chores.take_up(desk, tx, "return", key)
    made = returns.get(tx, key)
    count = sum(sentback.left(one, (), sent) for one in sent if not one.each)
    return yes("return.begun", order=made.order if made is not None else "", count=count)


def _in_hand(tx: Transaction, one: returns.Return) -> bool:
    there = chores.kept(tx, one.bench)
    return there is not None and (there.kind, there.key) == ("return", one.id)


# -- units ----------------------------------------------------------------------------------------


class Return:
    """A return in hand."""

    def scan(self, desk: Desk, tx: Transaction, chore: Chore, text: str) -> Outcome:
        came = returns.get(tx, chore.key)
        if came is None or came.state != "open":
            return no("scan.not_an_answer")
        one_at_a_time(tx, f"return:{came.order_id}")
        units = returns.units(tx, came.id)
        sent = sentback.articles(desk.seat, tx, came.order_id, came.id)
        waits = _pending(units)
        if waits is not None:
            return self._about_pending(tx, came, sent, waits, text)
        seen = sentback.see(desk.seat, tx, sent, came.store, text)
        if not seen.sent:
            return self._stranger(tx, came, text)
        return self._unit(desk, tx, chore, came, units, seen, sent)

    def _stranger(self, tx: Transaction, came: returns.Return, text: str) -> Outcome:
        found = products.by_code(tx, text) or products.by_code(tx, other_name(text))
        if found:
            return no("return.not_sent", sku=found[0].sku or found[0].name, order=came.order)
        if text.upper().startswith(("ORD-", "PICK-", "TOTE-", "BIN-", "CARTON-")):
            return no("return.finish_or_park", order=came.order)
        return no("scan.unknown", text=text)

    def _unit(
        self,
        desk: Desk,
        tx: Transaction,
        chore: Chore,
        came: returns.Return,
        units: Sequence[Unit],
        seen: sentback.Seen,
        sent: Sequence[Sent],
    ) -> Outcome:
        scans = max(1, chore.armed)
        may = [(one, scans * case, sentback.left(one, units, sent)) for one, case in seen.sent]
        fits = [(one, count) for one, count, left in may if left >= count]
        if not fits:
            first = seen.sent[0][0]
            left = max(left for _, _, left in may)
            code = "return.too_many" if left else "return.all_of_it"
            return no(code, sku=first.called, count=left, sent=sum(one.sent for one, _ in seen.sent))
        one, count = fits[0]
        stop = self._traced(tx, came, one, seen, count)
        if stop is not None:
            return stop
        chore.armed = 0
        seat = desk.seat
        returns.add(tx, came, one, count, seen.serial, seen.lot, seat.who, seat.clock.now())
        if one.serials and not seen.serial:
            return no("return.which_serial", sku=one.called)
        return Outcome(False, _how(one.called, count))

    def _traced(
        self, tx: Transaction, came: returns.Return, one: Sent, seen: sentback.Seen, count: int
    ) -> Outcome | None:
        """A unit that is known apart has to be one of those that left."""
        if one.serials and count > 1:
            return no("return.one_by_one", sku=one.called)
        if seen.serial and one.serials:
            return _serial_stop(tx, came.order_id, one, seen.serial)
        if seen.lot and one.lots and seen.lot not in one.lots:
            return no("return.other_lot", sku=one.called, lot=seen.lot, order=came.order)
        return None

    def _about_pending(
        self, tx: Transaction, came: returns.Return, sent: Sequence[Sent], waits: Unit, text: str
    ) -> Outcome:
        """The serial number of the unit in hand, where it is missing; else its condition comes first."""
        one = next((one for one in sent if (one.line, one.sku) == (waits.line, waits.sku)), None)
        if one is None or not one.serials or waits.serial:
            return no("return.condition_first", sku=waits.sku)
        said = gs1.read(text)
        serial = (said.value("21") if said is not None else "") or text
        stop = _serial_stop(tx, came.order_id, one, serial)
        if stop is not None:
            return stop
        returns.set_unit(tx, waits.id, serial=serial)
        return Outcome(False, _how(one.called, waits.quantity))

    # -- commands ---------------------------------------------------------------------------------

    def command(self, desk: Desk, tx: Transaction, chore: Chore, command: Command) -> Outcome:
        came = returns.get(tx, chore.key)
        if came is None:
            return no("scan.nothing_asked")
        if came.state == "asking":
            return self._who_restocks(desk, tx, came, command)
        units = returns.units(tx, came.id)
        waits = _pending(units)
        if command is Command.UNDO:
            return self._undo(tx, units)
        if command is Command.PARK:
            chores.put_down(desk, tx)
            return yes("return.parked", order=came.order)
        if waits is not None:
            return self._condition(desk, tx, came, waits, command)
        if command.number is not None:
            chore.armed = command.number
            return yes("return.armed", count=command.number)
        if command is Command.NO and chore.armed:
            chore.armed = 0
            return yes("return.armed", count=0)
        if command in (Command.RETURN, Command.YES):
            return self._close(desk, tx, came, units)
        return no("return.not_now")

    def _condition(
        self, desk: Desk, tx: Transaction, came: returns.Return, waits: Unit, command: Command
    ) -> Outcome:
        sent = sentback.articles(desk.seat, tx, came.order_id, came.id)
        one = next((one for one in sent if (one.line, one.sku) == (waits.line, waits.sku)), None)
        if one is not None and one.serials and not waits.serial:
            return no("return.which_serial", sku=waits.sku)
        how = CONDITIONS.get(command.value)
        if how is None:
            return no("return.condition_first", sku=waits.sku)
        returns.set_unit(tx, waits.id, condition=how)
        bin_ = one.bin if one is not None else ""
        return yes(f"return.{how}", sku=waits.sku, count=waits.quantity, bin=bin_ or "–")

    def _undo(self, tx: Transaction, units: Sequence[Unit]) -> Outcome:
        if not units:
            return no("undo.nothing")
        last = units[-1]
        returns.set_unit(tx, last.id, undone=True)
        return yes("return.undone", sku=last.sku, count=last.quantity)

    # -- the end ----------------------------------------------------------------------------------

    def _close(self, desk: Desk, tx: Transaction, came: returns.Return, units: Sequence[Unit]) -> Outcome:
        if not units:
            returns.drop(tx, came.id)
            chores.put_down(desk, tx)
            return yes("return.nothing", order=came.order)
        parts = sentback.parts_of(desk.seat, tx, came)
        good = sum(
            one.quantity for one in units if one.condition == "restock" and (one.line, one.sku) not in parts
        )
        who = stocktold.who(desk.seat, came.store, "refund") if good else "none"
        if who == "asking":
            returns.set_return(tx, came.id, state="asking")
            return Outcome(False, Problem("return.who_restocks", {"order": came.order, "count": good}))
        return self._finish(desk, tx, came, units, who)

    def _who_restocks(self, desk: Desk, tx: Transaction, came: returns.Return, command: Command) -> Outcome:
        if command in (Command.UNDO, Command.NO):
            returns.set_return(tx, came.id, state="open")
            return yes("return.goes_on", order=came.order)
        who = WHO.get(command)
        if who is None:
            return no("scan.not_an_answer")
        return self._finish(desk, tx, came, returns.units(tx, came.id), who)

    def _finish(
        self, desk: Desk, tx: Transaction, came: returns.Return, units: Sequence[Unit], who: str
    ) -> Outcome:
        """Movements, the correction for the shop, and the record, in one transaction."""
        seat = desk.seat
        now = seat.clock.now()
        good: dict[tuple[str, str], int] = {}
        apart: dict[tuple[str, str], int] = {}
        parts = sentback.parts_of(seat, tx, came)
        for one in units:
            key = f"return:{one.id}"
            ledger.move(tx, came.store, one.sku, one.product, "returned", one.quantity, key, seat.who, now)
            if one.condition == "restock":
                into = apart if (one.line, one.sku) in parts else good
                into[one.sku, one.product] = into.get((one.sku, one.product), 0) + one.quantity
                continue
            aside = "damage" if one.condition == "damaged" else "inspect"
            ledger.move(
                tx, came.store, one.sku, one.product, aside, -one.quantity, f"{aside}:{key}", seat.who, now
            )
        self._note(desk, tx, came, units)
        if who == "told":
            stocktold.tell(seat, tx, came.store, good, f"return:{came.id}", came.order_id)
        stocktold.tell(seat, tx, came.store, apart, f"return:{came.id}:parts", came.order_id, if_managed=True)
        returns.set_return(tx, came.id, state="closed", stock=who, closed_at=micros(now), operator=seat.who)
        chores.put_down(desk, tx)
        desk.lists("pushes", "orders")
        return yes("return.closed", order=came.order, count=sum(one.quantity for one in units))

    def _note(self, desk: Desk, tx: Transaction, came: returns.Return, units: Sequence[Unit]) -> None:
        """For whoever makes the refund in the shop: what came back, and how it is."""
        seat = desk.seat
        now = seat.clock.now()
        head = " ".join(("↩", now.date().isoformat(), came.reference)).strip()
        for order_id, ref, key, mine in _whose(tx, came, units):
            said = [head, *(f"{one.quantity} × {one.sku}: {one.condition}" for one in mine)]
            body = {"uid": desk.new_id(), "ref": ref, "text": "\n".join(said)}
            stream = f"note:{came.store}:{ref}"
            outbox.add(tx, came.store, stream, "note", key, body, seat.policy.bench, now, now, order_id)

    # -- as it is shown ---------------------------------------------------------------------------

    def shown(self, seat: Seat, tx: Transaction, chore: Chore) -> chores.Shown | None:
        came = returns.get(tx, chore.key)
        if came is None or came.state == "closed":
            return None
        units = returns.units(tx, came.id)
        sent = [
            one
            for one in sentback.articles(seat, tx, came.order_id, came.id)
            if not one.each or one.before or sentback.mine(one, units)
        ]
        waits = _pending(units)
        place = next(
            (n for n, one in enumerate(sent) if waits and (one.line, one.sku) == (waits.line, waits.sku)), -1
        )
        asking = came.state == "asking"
        view = ChoreView(
            kind="return",
            step="asking" if asking or waits is not None else "working",
            id=came.id,
            order=came.order,
            store=came.store,
            ref=came.ref,
            reference=came.reference,
            done=sum(sentback.mine(one, units) for one in sent if not one.each),
            due=sum(one.sent - one.before for one in sent if not one.each),
            armed=chore.armed,
            goods=tuple(goods_row(one, units) for one in sent),
            focus=place,
        )
        if asking:
            good = sum(one.quantity for one in units if one.condition == "restock")
            say = Problem("return.who_restocks", {"order": came.order, "count": good})
            return view, say, restock_choices(good)
        if waits is not None and sent[place].serials and not waits.serial:
            return view, Problem("return.which_serial", {"sku": waits.sku}), ()
        if waits is not None:
            return view, _how(waits.sku, waits.quantity), condition_choices()
        if chore.armed:
            return view, Problem("do.return.scan_many", {"count": chore.armed}), ()
        code = "do.return.more" if units else "do.return.scan"
        return view, Problem(code, {"order": came.order}), ()


def condition_choices() -> tuple[Choice, ...]:
    return tuple(Choice(scan, Problem(f"choice.condition_{how}")) for scan, how in CONDITIONS.items())


def _how(sku: str, count: int) -> Problem:
    return Problem("return.how_is_it", {"sku": sku, "count": count})


def _serial_stop(tx: Transaction, order_id: int, one: Sent, serial: str) -> Outcome | None:
    if serial not in one.serials:
        return no("return.other_serial", sku=one.called, serial=serial)
    if serial in returns.serials_back(tx, order_id):
        return no("return.serial_back", sku=one.called, serial=serial)
    return None


def _pending(units: Sequence[Unit]) -> Unit | None:
    return next((one for one in units if not one.condition), None)


def goods_row(sent: Sent, units: Sequence[Unit]) -> GoodsRow:
    mine = [one for one in units if (one.line, one.sku) == (sent.line, sent.sku)]
    by = {how: sum(one.quantity for one in mine if one.condition == how) for how in CONDITIONS.values()}
    return GoodsRow(
        sent.sku, sent.name, sent.bin, sent.sent, sum(one.quantity for one in mine), sent.picture,
        restock=by["restock"], damaged=by["damaged"], inspect=by["inspect"], before=sent.before,
    )  # fmt: skip


def _whose(
    tx: Transaction, came: returns.Return, units: Sequence[Unit]
) -> Iterator[tuple[int, str, str, Sequence[Unit]]]:
    """(order, its ref, the key of its note, units) for each order the shop knows: of several that were packed
    as one, each with what is its own.
    """
    key = f"note:return:{came.id}"
    parts = merged.load_parts(tx, came.order_id)
    if not parts:
        yield came.order_id, came.ref, key, units
    for part in parts:
        mine = [one for one in units if one.line.startswith(merging.line_ref(part.key, ""))]
        if mine:
            yield part.key, part.order.ref, f"{key}:{part.key}", mine
