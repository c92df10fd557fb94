"""Packing sessions, their facts and cartons."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from station.packing import facts as f
from station.packing import kits
from station.packing.lines import PackLine
from station.packing.session import Carton, Session, Stored
from station.store import symbols, traces
from station.store.engine import micros, new_id
from station.store.schema import (
    bench,
    carton,
    carton_line,
    fact,
    scan,
    session,
    shipment,
    unit_trace,
)

# Cartons that are gone for the order: the van may still be at the door.
_LEFT = ("confirmed", "handed_over")


@dataclass(frozen=True, slots=True)
class Open:
    """A session that is not closed."""

    id: int
    order_id: int
    bench: str
    token: int
    state: str
    opened_at: int


def create(connection: Connection, order_id: int, at_bench: str, token: int, now: datetime) -> int:
    made = connection.execute(
        insert(session).values(
            order_id=order_id, bench=at_bench, token=token, state="open", opened_at=micros(now)
        )
    )
    return new_id(made)


def append(
    connection: Connection,
    session_id: int,
    at_bench: str,
    operator: str,
    now: datetime,
    new: Sequence[Stored],
    first: int,
) -> None:
    """Store facts; `first` is the place of the first of them in the session."""
    rows = []
    for place, stored in enumerate(new, first):
        kind, version, body = f.encode(stored.fact)
        rows.append(
            {
                "session": session_id,
                "seq": place,
                "batch": stored.batch,
                "kind": kind,
                "version": version,
                "body": body,
                "operator": operator,
                "bench": at_bench,
                "at": micros(now),
            }
        )
    connection.execute(insert(fact), rows)


def add_closed(
    connection: Connection, session_id: int, at_bench: str, operator: str, now: datetime, new: f.Fact
) -> None:
    """One more fact of a session that is over, in a batch of its own. One that is not is another bench's, or
    waits to be gone on with: nothing is added behind its back.
    """
    over = select(session.c.id).where(session.c.id == session_id, session.c.state == "closed")
    if connection.execute(over).first() is None:
        return
    last = select(func.max(fact.c.seq), func.max(fact.c.batch)).where(fact.c.session == session_id)
    seq, batch = connection.execute(last).one()
    append(connection, session_id, at_bench, operator, now, [Stored((batch or 0) + 1, new)], (seq or 0) + 1)


def history(connection: Connection, session_id: int) -> tuple[Stored, ...]:
    rows = connection.execute(select(fact).where(fact.c.session == session_id).order_by(fact.c.seq))
    return tuple(Stored(row.batch, f.decode(row.kind, row.version, row.body)) for row in rows)


def kits_of(connection: Connection, order_id: int) -> dict[str, tuple[tuple[str, int], ...]]:
    """By line of an order what one of it was put together from when it was packed last, empty for nothing.
    Lines nobody wrote that down of are missing.
    """
    rows = connection.execute(
        select(fact.c.session, fact.c.kind, fact.c.version, fact.c.body)
        .select_from(fact.join(session, session.c.id == fact.c.session))
        .where(session.c.order_id == order_id, fact.c.kind.in_((f.Opened.__name__, f.Rebased.__name__)))
        .order_by(fact.c.session, fact.c.seq)
    )
    by_session: dict[int, list[f.Fact]] = {}
    for row in rows:
        by_session.setdefault(row.session, []).append(f.decode(row.kind, row.version, row.body))
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for facts in by_session.values():
        found |= kits.as_opened(facts)
    return found


def open_on(connection: Connection, at_bench: str) -> Open | None:
    """The session on this bench; not one that another bench has taken over."""
    row = connection.execute(
        select(session)
        .select_from(session.join(bench, bench.c.session == session.c.id))
        .where(bench.c.name == at_bench, session.c.bench == at_bench, session.c.state == "open")
    ).one_or_none()
    return _open(row) if row is not None else None


def unfinished(connection: Connection, order_id: int) -> Open | None:
    """The session of an order that is open somewhere or parked."""
    row = connection.execute(
        select(session)
        .where(session.c.order_id == order_id, session.c.state != "closed")
        .order_by(session.c.id.desc())
    ).first()
    return _open(row) if row is not None else None


def _open(row: Row[Any]) -> Open:
    return Open(row.id, row.order_id, row.bench, row.token, row.state, row.opened_at)


def set_state(connection: Connection, session_id: int, state: str, **values: object) -> None:
    connection.execute(update(session).where(session.c.id == session_id).values(state=state, **values))


def seat(connection: Connection, at_bench: str, **values: object) -> None:
    """What the bench remembers: its session, operator, last gross."""
    done = connection.execute(update(bench).where(bench.c.name == at_bench).values(**values))
    if not done.rowcount:
        connection.execute(insert(bench).values(name=at_bench, **values))


def seated(connection: Connection, at_bench: str) -> tuple[str, int | None]:
    """(operator badge, last gross in milligrams) of the bench."""
    row = connection.execute(
        select(bench.c.operator, bench.c.last_gross_mg).where(bench.c.name == at_bench)
    ).one_or_none()
    return (row[0], row[1]) if row else ("", None)


def chore(connection: Connection, at_bench: str) -> str:
    """The work beside packing that a bench has in hand, as `kind:key`; empty when it has none."""
    found = connection.execute(select(bench.c.chore).where(bench.c.name == at_bench)).scalar_one_or_none()
    return str(found or "")


def keep_scan(
    connection: Connection,
    session_id: int | None,
    at_bench: str,
    device: str,
    text: str,
    code: str,
    ok: bool,
    operator: str,
    now: datetime,
) -> None:
    """Raw scans are evidence; they are never judged again."""
    connection.execute(
        insert(scan).values(
            session=session_id,
            bench=at_bench,
            device=device,
            text=text,
            code=code,
            ok=ok,
            operator=operator,
            at=micros(now),
        )
    )


def project(
    connection: Connection,
    session_id: int,
    order_id: int,
    store: str,
    at_bench: str,
    operator: str,
    after: Session,
    before: Session,
    now: datetime,
) -> None:
    """Bring the rows of the cartons that are not what they were in line with the session."""
    was = {one.uid: one for one in before.cartons}
    lines = {line.ref: line for line in after.start}
    for one in after.cartons:
        if was.get(one.uid) == one:
            continue
        values: dict[str, object] = {
            "state": one.state,
            "number": one.number,
            "kind": one.kind,
            "gross_mg": one.gross.mg if one.gross else None,
            "weight_verdict": one.verdict,
            "operator": operator,
        }
        done = connection.execute(update(carton).where(carton.c.uid == one.uid).values(**values))
        if not done.rowcount:
            connection.execute(
                insert(carton).values(
                    uid=one.uid,
                    session=session_id,
                    order_id=order_id,
                    bench=at_bench,
                    opened_at=micros(now),
                    fingerprint=after.fingerprint,
                    scan_back="[]",
                    **values,
                )
            )
        _project_content(connection, order_id, store, one, was.get(one.uid), lines)


def _project_content(
    connection: Connection,
    order_id: int,
    store: str,
    one: Carton,
    before: Carton | None,
    lines: Mapping[str, PackLine],
) -> None:
    """Only the lines that changed: a carton may hold hundreds."""
    now = {} if one.voided else {ref: units for ref, units in one.content if units}
    then = dict(before.content) if before is not None and not before.voided else {}
    other = [ref for ref in {**now, **then} if now.get(ref) != then.get(ref)]
    if other:
        connection.execute(
            delete(carton_line).where(carton_line.c.carton == one.uid, carton_line.c.line.in_(other))
        )
    content = [
        {
            "carton": one.uid,
            "line": ref,
            "order_id": order_id,
            "store": store,
            "sku": lines[ref].sku if ref in lines else "",
            "product": lines[ref].product if ref in lines else "",
            "quantity": now[ref],
        }
        for ref in other
        if ref in now
    ]
    if content:
        connection.execute(insert(carton_line), content)
    marks = before.marks if before is not None else ()
    if one.marks != marks or (one.voided and one.marks):
        traces.save(connection, order_id, store, one, lines)


def vanish(connection: Connection, session_id: int, kept: Iterable[str]) -> None:
    """Cartons that an UNDO took back."""
    gone = select(carton.c.uid).where(carton.c.session == session_id, carton.c.uid.not_in(list(kept)))
    connection.execute(delete(carton_line).where(carton_line.c.carton.in_(gone)))
    connection.execute(delete(unit_trace).where(unit_trace.c.carton.in_(gone)))
    connection.execute(delete(carton).where(carton.c.session == session_id, carton.c.uid.not_in(list(kept))))


def cartons_of(connection: Connection, order_id: int) -> int:
    """How many cartons of this order ever left the bench, for the next carton's number."""
    query = select(func.coalesce(func.max(carton.c.number), 0)).where(
        carton.c.order_id == order_id, carton.c.state.in_(("confirmed", "handed_over"))
    )
    return int(connection.execute(query).scalar_one())


def current_shipment(connection: Connection, order_id: int, uid: str) -> int:
    """The shipment cartons of this order go into now; a new one when the last is complete."""
    row = connection.execute(
        select(shipment.c.id).where(shipment.c.order_id == order_id, shipment.c.completed_at.is_(None))
    ).first()
    if row is not None:
        return int(row[0])
    made = connection.execute(insert(shipment).values(order_id=order_id, uid=uid, complete_order=False))
    return new_id(made)


def labelled(connection: Connection, uid: str, **values: object) -> None:
    connection.execute(update(carton).where(carton.c.uid == uid).values(**values))


def tracking_known(connection: Connection, tracking: str) -> list[tuple[str, int, int, str]]:
    """(carton, number, order id, state) of cartons that carry this number, as scanned or as people type it,
    or a code that wraps it.
    """
    texts = {tracking, "".join(tracking.split()).upper()}
    rows = connection.execute(
        select(carton.c.uid, carton.c.number, carton.c.order_id, carton.c.state).where(
            carton.c.tracking.in_(texts)
        )
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows] or symbols.wrapped_known(connection, tracking)


def left_with(connection: Connection, tracking: str) -> bool:
    """Whether a carton of ours left with this number, however the blanks and capitals of it are written."""
    texts = {tracking, tracking.strip(), "".join(tracking.split()).upper()}
    gone = carton.c.state.in_(_LEFT)
    found = select(carton.c.uid).where(carton.c.tracking.in_(texts), gone).limit(1)
    return connection.execute(found).first() is not None


def of_shipment(connection: Connection, shipment_id: int) -> list[dict[str, object]]:
    """The confirmed cartons of a shipment with their lines."""
    rows = connection.execute(
        select(carton)
        .where(carton.c.shipment == shipment_id, carton.c.state.in_(_LEFT))
        .order_by(carton.c.number)
    ).all()
    made = []
    for row in rows:
        lines = connection.execute(
            select(carton_line.c.line, carton_line.c.quantity).where(carton_line.c.carton == row.uid)
        )
        made.append({**dict(row._asdict()), "lines": [(line, quantity) for line, quantity in lines]})
    return made


def confirmed_of(connection: Connection, order_id: int) -> list[tuple[str, int, str, list[str]]]:
    """(carton, number, tracking, scan-back texts) of an order's cartons that are labelled or gone."""
    rows = connection.execute(
        select(carton.c.uid, carton.c.number, carton.c.tracking, carton.c.scan_back)
        .where(carton.c.order_id == order_id, carton.c.state.in_(("confirmed", "handed_over")))
        .order_by(carton.c.number)
    )
    return [(row[0], row[1], row[2], json.loads(row[3])) for row in rows]


def shipment_uid(connection: Connection, uid: str) -> str:
    """The shipment a confirmed carton belongs to, by its own key; empty when it has none."""
    found = connection.execute(
        select(shipment.c.uid)
        .select_from(carton.join(shipment, shipment.c.id == carton.c.shipment))
        .where(carton.c.uid == uid)
    ).scalar_one_or_none()
    return str(found) if found is not None else ""


def reopen_carton(connection: Connection, uid: str, by: str, now: datetime) -> None:
    """A confirmed carton is void; what else was in its shipment leaves with the next one of the order."""
    row = connection.execute(select(carton).where(carton.c.uid == uid)).one()
    connection.execute(
        update(carton).where(carton.c.uid == uid).values(state="void", shipment=None, override_by=by)
    )
    rest = select(carton.c.uid).where(carton.c.shipment == row.shipment, carton.c.state.in_(_LEFT))
    if connection.execute(rest.limit(1)).first() is None:
        connection.execute(
            update(shipment)
            .where(shipment.c.id == row.shipment, shipment.c.completed_at.is_(None))
            .values(completed_at=micros(now))
        )
        return
    other = connection.execute(
        select(shipment.c.id).where(
            shipment.c.order_id == row.order_id,
            shipment.c.completed_at.is_(None),
            shipment.c.id != row.shipment,
        )
    ).scalar_one_or_none()
    if other is None:
        connection.execute(update(shipment).where(shipment.c.id == row.shipment).values(completed_at=None))
    else:
        connection.execute(update(carton).where(carton.c.shipment == row.shipment).values(shipment=other))


def drop_empty(connection: Connection, session_id: int) -> None:
    """A carton nothing was put into is no carton."""
    filled = select(carton_line.c.carton).where(carton_line.c.carton == carton.c.uid).exists()
    connection.execute(
        delete(carton).where(carton.c.session == session_id, carton.c.state == "open", ~filled)
    )
