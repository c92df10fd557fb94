"""Units into cartons: scan, over-scan, ambiguity, short, undo, next carton."""

from dataclasses import replace

from station.model.view import BenchState
from station.packing import facts as f
from station.packing.outcome import NewId, Outcome, Rules, no, yes
from station.packing.scan import ProductFound, traced
from station.packing.session import PackLine, Session, extend, undoable
from station.packing.weight import Reading

# What a packer must do first before another unit can go in.
_FIRST = {
    BenchState.WEIGHING: "pack.weigh_first",
    BenchState.LABELLING: "pack.wait_for_label",
    BenchState.SCAN_BACK: "pack.scan_label_first",
}


def obstacle(session: Session) -> Outcome | None:
    """Why no unit can be packed in this state."""
    if session.state is BenchState.HELD:
        return Outcome(False, session.why_held)
    first = _FIRST.get(session.state)
    return no(first) if first else None


def scan_unit(
    session: Session, lines: tuple[PackLine, ...], code: str, rules: Rules, reading: Reading | None
) -> Outcome:
    """One unit with `code`, which the order has on `lines`."""
    stop = obstacle(session)
    if stop is not None:
        return stop
    if session.state is BenchState.ASKING:
        return _answer_with_line(session, lines)
    open_lines = tuple(line for line in lines if line.left)
    if not open_lines:
        line = lines[0]
        shorted = any(one.shorted for one in lines)
        return no(
            "pack.shorted" if shorted else "pack.too_many", sku=_called(line), name=line.name, due=line.due
        )
    if all(line.same_goods(open_lines[0]) for line in open_lines):
        return _pack(session, open_lines[0], code, rules, reading)
    choices = tuple((f"CMD-{n}", line.ref) for n, line in enumerate(open_lines[:9], 1))
    return no("scan.ambiguous", f.Asked("ambiguous", code, choices), code=code, count=len(choices))


def _pack(
    session: Session, line: PackLine, code: str, rules: Rules, reading: Reading | None, *before: f.Fact
) -> Outcome:
    carton = session.on_bench
    new = (*before, f.UnitPacked(line.ref, 1, carton.uid, code, *traced(line, code)))
    after = extend(session, new)
    new += seal_if_complete(after, rules, reading)
    packed = after.known(line.ref)
    about = {
        "sku": _called(line),
        "name": line.name,
        "packed": packed.packed,
        "due": line.due,
        "count": packed.left,
    }
    if after.complete:
        return yes("pack.order_complete", *new, **about)
    return yes("pack.line_complete" if packed.left == 0 else "pack.unit", *new, **about)


def seal_if_complete(session: Session, rules: Rules, reading: Reading | None) -> tuple[f.Fact, ...]:
    """The facts that close the last carton by itself once nothing is left to scan."""
    carton = session.carton
    if session.state is not BenchState.PACKING or not session.complete or carton is None or not carton.units:
        return ()
    return seal(carton.uid, rules, reading)


def seal(carton: str, rules: Rules, reading: Reading | None) -> tuple[f.Fact, ...]:
    """Sealed; with `weigh = "required"` the scale is next, otherwise the label at once."""
    sealed = f.CartonSealed(carton)
    if rules.weigh == "required":
        return (sealed,)
    if rules.weigh == "optional" and reading is not None:
        return (sealed, f.CartonWeighed(carton, reading.mass.mg, "weight.taken"), f.LabelWanted(carton))
    return (sealed, f.LabelWanted(carton))


def next_carton(session: Session, rules: Rules, reading: Reading | None) -> Outcome:
    """Seal what is in; the next carton is opened when this one is confirmed."""
    stop = obstacle(session)
    if stop is not None:
        return stop
    if session.state is BenchState.ASKING:
        return no("scan.answer_first")
    carton = session.carton
    if carton is None or not carton.units:
        return no("pack.carton_empty")
    return yes("pack.carton_sealed", *seal(carton.uid, rules, reading), carton=carton.number)


def undo(session: Session) -> Outcome:
    """Take back the last unit, short, seal or question; never past a label, a print or a push."""
    batches = undoable(session)
    if not batches:
        return no("undo.nothing")
    back = extend(session, [f.Undone(batch) for batch in batches])
    facts = tuple(f.Undone(batch) for batch in batches)
    for line in session.lines:
        was = back.line(line.ref)
        if was is not None and was.packed != line.packed:
            return yes("undo.unit", *facts, sku=_called(line), name=line.name)
    return yes("undo.done", *facts)


def short(session: Session) -> Outcome:
    """Something is missing from the shelf: which line, then how many are left."""
    stop = obstacle(session)
    if stop is not None:
        return stop
    if session.state is BenchState.ASKING:
        return no("scan.answer_first")
    open_lines = [line for line in session.lines if line.left]
    if not open_lines:
        return no("short.nothing_open")
    if len(open_lines) == 1:
        return _ask_how_many(open_lines[0])
    choices = tuple((f"CMD-{n}", line.ref) for n, line in enumerate(open_lines[:9], 1))
    return no("short.which_line", f.Asked("which_line", "", choices), count=len(open_lines))


_COUNTS = (*range(10), 10, 12, 24, 50)


def _ask_how_many(line: PackLine, *before: f.Fact) -> Outcome:
    counts = tuple((f"CMD-{n}", str(n)) for n in _COUNTS if n < line.left)
    return no(
        "short.how_many", *before, f.Asked("how_many", line.ref, counts), sku=_called(line), name=line.name
    )


def answer(session: Session, text: str, rules: Rules, reading: Reading | None) -> Outcome:
    """A numbered answer, or NO, to the open question."""
    asked = session.question
    if asked is None:
        return no("scan.nothing_asked")
    if text == "CMD-NO":
        return yes("question.left", *(f.Undone(batch) for batch in undoable(session)))
    value = dict(asked.choices).get(text)
    if value is None:
        return no("scan.not_an_answer")
    if asked.question == "how_many":
        return _shorted(session, asked.subject, int(value), rules, reading)
    line = session.known(value)
    return _chosen(session, asked, line, rules, reading)


def _chosen(
    session: Session, asked: f.Asked, line: PackLine, rules: Rules, reading: Reading | None
) -> Outcome:
    answered = f.Answered(line.ref)
    if asked.question == "which_line":
        return _ask_how_many(line, answered)
    return _pack(session, line, asked.subject, rules, reading, answered)


def _answer_with_line(session: Session, lines: tuple[PackLine, ...]) -> Outcome:
    """The product itself, or its line barcode, names the line that is short."""
    asked = session.question
    if asked is None or asked.question != "which_line":
        return no("scan.answer_first")
    open_lines = [line for line in lines if line.left]
    if len(open_lines) != 1:
        return no("scan.answer_first")
    return _ask_how_many(open_lines[0], f.Answered(open_lines[0].ref))


def _shorted(session: Session, ref: str, counted: int, rules: Rules, reading: Reading | None) -> Outcome:
    line = session.known(ref)
    missing = line.left - counted
    new: tuple[f.Fact, ...] = (f.Answered(str(counted)), f.LineShorted(ref, missing, counted))
    after = extend(session, new)
    carton = after.carton
    if after.complete and carton is not None and not carton.units:
        # Nothing is in this carton: what was confirmed before it is the shipment.
        done = any(one.confirmed for one in after.cartons)
        return yes(
            "short.nothing_packed", *new, f.Closed("shipped" if done else "nothing_packed"), sku=_called(line)
        )
    new += seal_if_complete(after, rules, reading)
    return yes("short.done", *new, sku=_called(line), name=line.name, missing=missing, count=counted)


def wrong_item(session: Session, products: tuple[ProductFound, ...]) -> Outcome:
    """A product that is not on this order: what it is, and what is expected."""
    stop = obstacle(session)
    if stop is not None:
        return stop
    product = products[0]
    expected = next((line for line in session.lines if line.left), None)
    return no(
        "pack.not_on_order",
        sku=product.sku or product.name,
        name=product.name,
        bin=product.bin,
        picture=product.picture,
        expected=_called(expected) if expected else "",
    )


def open_session(
    session: Session, revision: int, fingerprint: str, rules: Rules, uid: NewId, number: int
) -> Session:
    """The session with its first facts: opened, first carton on the bench."""
    lines = tuple((line.ref, line.due) for line in session.start if line.due)
    return extend(
        replace(session, state=BenchState.IDLE),
        [f.Opened(revision, fingerprint, lines), f.CartonOpened(uid(), number, rules.kinds[0].name)],
    )


def _called(line: PackLine) -> str:
    return line.sku or line.name
