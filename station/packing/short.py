"""Something is missing from the shelf: which line, and how many are left there."""

from station.packing import facts as f
from station.packing.lines import PackLine
from station.packing.outcome import Here, Outcome, no, yes
from station.packing.pack import obstacle
from station.packing.paged import bounds, numbered
from station.packing.sealing import seal_if_complete, told
from station.packing.session import Session, extend

_COUNTS = (*range(10), 10, 12, 24, 50)


def short(session: Session) -> Outcome:
    """Which line, then how many are left."""
    stop = obstacle(session)
    if stop is not None:
        return stop
    open_lines = [line for line in session.lines if line.left]
    if not open_lines:
        return no("short.nothing_open")
    if session.kit_line:
        return ask_how_many(session.known(session.kit_line))
    if len(open_lines) == 1:
        return ask_how_many(open_lines[0])
    choices = numbered([line.ref for line in open_lines])
    return no("short.which_line", f.Asked("which_line", "", choices), count=len(open_lines))


def asked_among(session: Session, asked: f.Asked) -> tuple[str, ...]:
    """The lines a question is about, on whatever page of it they are: those the code may mean, else all open
    ones. Any line is also named by its line on the slip.
    """
    if asked.question == "ambiguous":
        named = tuple(value for name, value in asked.given if name == "line")
        return named or tuple(value for _, value in asked.choices)
    return tuple(line.ref for line in session.lines if line.left)


def more(session: Session, asked: f.Asked, following: str) -> Outcome:
    """The same question about the next nine lines."""
    among = asked_among(session, asked)
    again = f.Asked(asked.question, asked.subject, numbered(among, int(following)), asked.given)
    return no("lines.next", f.Answered(following), again, **bounds(following, len(among)))


def ask_how_many(line: PackLine, *before: f.Fact) -> Outcome:
    counts = tuple((f"CMD-{n}", str(n)) for n in _COUNTS if n < line.left)
    return no(
        "short.how_many", *before, f.Asked("how_many", line.ref, counts), sku=line.called, name=line.name
    )


def shorted(session: Session, ref: str, counted: int, here: Here) -> Outcome:
    """So many are left on the shelf: the rest of the line does not ship now."""
    line = session.known(ref)
    missing = line.left - counted
    new: tuple[f.Fact, ...] = (f.Answered(str(counted)), f.LineShorted(ref, missing, counted))
    after = extend(session, new)
    carton = after.carton
    if after.complete and carton is not None and not carton.units:
        # Nothing is in this carton: what was confirmed before it is the shipment.
        done = any(one.confirmed for one in after.cartons)
        return yes(
            "short.nothing_packed", *new, f.Closed("shipped" if done else "nothing_packed"), sku=line.called
        )
    new += seal_if_complete(after, here.rules, here.reading)
    outcome = yes("short.done", *new, sku=line.called, name=line.name, missing=missing, count=counted)
    return told(session, outcome)
