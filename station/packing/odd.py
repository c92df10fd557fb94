"""What does not go by a scan alone: goods without a code, substitutes, another carton, a void label."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from station.model import gs1
from station.model.view import BenchState
from station.packing import facts as f
from station.packing import kits, permits, traced
from station.packing.carton import OWN_BOX, Mark
from station.packing.lines import PackLine
from station.packing.outcome import Here, Outcome, no, yes
from station.packing.pack import obstacle, take
from station.packing.paged import numbered
from station.packing.scan import ProductFound
from station.packing.sealing import after_unit, told
from station.packing.session import Session, extend

# Why a label is void, in the order of their numbers.
REASONS = ("contents", "damaged", "carton", "service", "other")


def _which(session: Session, question: str, found: Callable[[PackLine], Outcome]) -> Outcome:
    """Of several open lines it is asked which; `found` goes on with the only one."""
    stop = obstacle(session) or kits.unfinished(session)
    if stop is not None:
        return stop
    open_lines = [line for line in session.lines if line.left]
    if not open_lines:
        return no("pack.all_in")
    if len(open_lines) == 1:
        return found(open_lines[0])
    asked = f.Asked(question, "", numbered([line.ref for line in open_lines]))
    code = "no_code.which_line" if question == "no_code" else "swap.which_line"
    return no(code, asked, count=len(open_lines))


# -- goods that cannot be scanned -----------------------------------------------------------------


def no_code(session: Session, here: Here) -> Outcome:
    """CMD-NO-CODE: the line is named, a person answers for it."""
    return _which(session, "no_code", lambda line: count_by_eye(session, line, here))


def count_by_eye(session: Session, line: PackLine, here: Here, *before: f.Fact) -> Outcome:
    """One unit of the line without its code."""
    if not here.may("no_code"):
        return permits.ask("no_code", (("line", line.ref),), *before)
    return take(session, (line,), "", 1, here, *before, how="no_code", by=here.name)


# -- a substitute ---------------------------------------------------------------------------------


def swap(session: Session) -> Outcome:
    """CMD-SWAP: another product goes in for one of the line's."""
    return _which(session, "swap_line", swap_for)


def swap_for(line: PackLine, *before: f.Fact) -> Outcome:
    asked = f.Asked("swap_item", line.ref, ())
    return no("swap.scan_item", *before, asked, sku=line.called, name=line.name)


def swap_with(session: Session, asked: f.Asked, product: ProductFound, here: Here) -> Outcome:
    """The product in the hand is the substitute."""
    line = session.known(asked.subject)
    if product.store and product.sku == line.sku:
        return no("swap.the_same", sku=line.called)
    given = (
        ("line", line.ref),
        ("sku", product.sku),
        ("product", product.ref),
        ("name", product.name),
    )
    before = f.Answered(product.sku)
    if not here.may("substitute"):
        return permits.ask("substitute", given, before)
    return put_in_swapped(session, dict(given), here, here.name, before)


def put_in_swapped(session: Session, given: dict[str, str], here: Here, by: str, *before: f.Fact) -> Outcome:
    line = session.line(given["line"])
    if line is None or not line.left:
        return no("pack.all_in", *before)
    carton = session.on_bench
    if carton.kind == OWN_BOX and carton.units:
        return no("own_box.closed", *before, carton=carton.number)
    fact = f.UnitPacked(
        line.ref,
        1,
        carton.uid,
        "",
        how="swap",
        by=by,
        swap_sku=given["sku"],
        swap_product=given["product"],
        swap_name=given["name"],
    )
    if carton.kind == OWN_BOX:
        before = (*before, f.KindChosen(carton.uid, here.rules.kinds[0].name))
    after = extend(session, (*before, fact))
    new = (*before, fact, *after_unit(after, (line.ref,), here))
    packed = after.known(line.ref)
    done = yes(
        "swap.done",
        *new,
        sku=line.called,
        substitute=given["sku"] or given["name"],
        packed=packed.packed,
        due=line.due,
        by=by,
    )
    return told(session, done)


# -- out of this carton, for the next one ---------------------------------------------------------


def move(session: Session) -> Outcome:
    """CMD-MOVE: what is scanned next comes out of this carton; one that waits for the scale is opened."""
    if session.state is BenchState.SCAN_BACK:
        return no("move.void_first")
    before: tuple[f.Fact, ...] = ()
    if session.state is BenchState.WEIGHING:
        before = (f.CartonUnsealed(session.on_bench.uid),)
    elif (stop := obstacle(session)) is not None:
        return stop
    if not session.on_bench.units:
        return no("pack.carton_empty")
    return no("move.scan_item", *before, f.Asked("move", session.on_bench.uid, ()))


def move_out(session: Session, lines: Sequence[PackLine], text: str) -> Outcome:
    """A unit of one of `lines` is for another carton."""
    carton = session.on_bench
    inside = [line for line in lines if carton.plain(line.ref)]
    if not inside:
        line = lines[0]
        other = move_out_substitute(session, [ProductFound("", line.product, line.sku, line.name)])
        return other or no("move.not_in", sku=line.called, carton=carton.number)
    line = inside[-1]
    kits_apart = carton.serials_of_parts(line.ref)
    if kits_apart and carton.holds(line.ref) > 1:
        return no("move.scan_serial", sku=line.called, count=len(kits_apart))
    mine = [mark for mark in carton.marks if mark.line == line.ref and not (mark.swapped or mark.part)]
    serials = [mark.serial for mark in mine if mark.serial]
    said = traced.told(line, text)
    if serials and said.serial not in serials:
        return no("move.scan_serial", sku=line.called, count=len(serials))
    lots = {mark.lot for mark in mine if mark.lot}
    if said.lot and lots and said.lot not in lots:
        return no("move.not_in", sku=f"{line.called} {said.lot}", carton=carton.number)
    if not serials and not said.lot and len(lots) > 1:
        return no("move.scan_lot", sku=line.called)
    lot = said.lot if said.lot in lots else ""
    return _moved(session, line, Mark(line.ref, 1, lot, "", said.serial))


def move_out_substitute(session: Session, products: Sequence[ProductFound]) -> Outcome | None:
    """A substitute by its own code; None when none in the carton is of these products."""
    named = {(one.sku, one.ref) for one in products}
    marks = session.on_bench.marks
    mark = next((one for one in reversed(marks) if one.swapped and (one.sku, one.product) in named), None)
    return None if mark is None else _moved(session, session.known(mark.line), replace(mark, quantity=1))


def move_out_mark(session: Session, text: str) -> Outcome | None:
    """The same by its serial number alone, or its lot where one line has it; None when nothing in the carton
    has it. The serial number of a part takes its whole kit out.
    """
    marks, said = session.on_bench.marks, gs1.read(text)
    names = {text.strip(), said.value("21") if said is not None else ""}
    mark = next((one for one in marks if one.serial and one.serial in names), None)
    if mark is not None:
        out = Mark(mark.line, 1, serial=mark.serial) if mark.part else mark
        return _moved(session, session.known(mark.line), out)
    of_lot = [one for one in marks if one.lot and one.lot == text.strip()]
    of_lot = [one for one in of_lot if not (one.serial or one.swapped or one.part)]
    if len({one.line for one in of_lot}) != 1:
        return None
    return _moved(session, session.known(of_lot[-1].line), replace(of_lot[-1], quantity=1))


def _moved(session: Session, line: PackLine, out: Mark) -> Outcome:
    carton = session.on_bench
    moved = f.UnitMoved(line.ref, 1, carton.uid, out.serial, out.lot, out.sku, out.product)
    called = out.sku or line.called
    facts: tuple[f.Fact, ...] = (f.Answered(line.ref), moved)
    return yes("move.done", *facts, sku=called, name=line.name, carton=carton.number)


# -- type of carton -------------------------------------------------------------------------------


def choose_kind(session: Session, kind: str) -> Outcome:
    """The carton's own barcode on the command sheet."""
    if session.state not in (BenchState.PACKING, BenchState.WEIGHING):
        return obstacle(session) or no("carton.not_now")
    carton = session.on_bench
    if carton.kind == OWN_BOX and carton.units:
        return no("own_box.closed", carton=carton.number)
    return yes("carton.chosen", f.KindChosen(carton.uid, kind), kind=kind, carton=carton.number)


# -- a label that is void -------------------------------------------------------------------------


def void(session: Session) -> Outcome:
    """CMD-VOID: the label on the bench is void and the carton is packed again, for a reason."""
    if session.state is BenchState.LABELLING and session.on_bench.trouble is not None:
        carton = session.on_bench
        return yes("void.done", f.CartonReopened(carton.uid, "no_label"), carton=carton.number)
    if session.state is not BenchState.SCAN_BACK:
        return Outcome(False, session.why_held) if session.state is BenchState.HELD else no("void.nothing")
    choices = tuple((f"CMD-{n}", reason) for n, reason in enumerate(REASONS, 1))
    asked = f.Asked("void_why", session.on_bench.uid, choices)
    return no("void.why", asked, carton=session.on_bench.number)


def void_for(session: Session, reason: str, here: Here, by: str, *before: f.Fact) -> Outcome:
    carton = session.on_bench
    if not by:
        if not here.may("void"):
            return permits.ask("void", (("reason", reason),), *before)
        by = here.name
    reopened = f.CartonReopened(carton.uid, reason, by)
    return yes("void.done", *before, reopened, carton=carton.number)
