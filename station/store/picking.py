"""Pick lists with their facts, the totes goods are carried in, and what goes back to its bin."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, insert, select, tuple_, update

from station.model.barcode import comparable
from station.packing import pickfacts as f
from station.packing.bins import several
from station.packing.picking import Stored, Task, Walk
from station.store.engine import micros
from station.store.schema import (
    order_line,
    orders,
    pick,
    pick_fact,
    pick_line,
    product,
    product_code,
    wave,
)
from station.store.twins import codes_of_twins


@dataclass(frozen=True, slots=True)
class Pick:
    """A pick list as it is stored."""

    id: int
    wave: int
    way: str
    zone: str
    state: str
    bench: str
    operator: str
    name: str  # of its wave


def load(connection: Connection, pick_id: int) -> Pick | None:
    row = connection.execute(_HEAD.where(pick.c.id == pick_id)).one_or_none()
    return _pick(row) if row is not None else None


def in_hand(connection: Connection, at_bench: str) -> Pick | None:
    """The list this bench walks by."""
    row = connection.execute(
        _HEAD.where(pick.c.bench == at_bench, pick.c.state == "picking").order_by(pick.c.id.desc())
    ).first()
    return _pick(row) if row is not None else None


def of_wave(connection: Connection, wave_id: int) -> list[Pick]:
    return [_pick(row) for row in connection.execute(_HEAD.where(pick.c.wave == wave_id).order_by(pick.c.id))]


_HEAD = select(pick, wave.c.name).select_from(pick.join(wave, wave.c.id == pick.c.wave))


def _pick(row: Row[Any]) -> Pick:
    return Pick(row.id, row.wave, row.way, row.zone, row.state, row.bench, row.operator, row.name)


def set_pick(connection: Connection, pick_id: int, **values: object) -> None:
    connection.execute(update(pick).where(pick.c.id == pick_id).values(**values))


# -- tasks and facts ------------------------------------------------------------------------------


def tasks(connection: Connection, pick_id: int) -> tuple[Task, ...]:
    """What the list asks for, with everything a scan may be compared with."""
    rows = connection.execute(
        select(
            pick_line, orders.c.number, orders.c.due, order_line.c.name, order_line.c.options,
            order_line.c.codes, product.c.image_file, product.c.bin.label("bins"),
            product.c.name.label("product_name"),
        )
        .select_from(
            pick_line.join(orders, orders.c.id == pick_line.c.order_id)
            .outerjoin(
                order_line,
                and_(order_line.c.order_id == pick_line.c.order_id, order_line.c.ref == pick_line.c.line),
            )
            .outerjoin(
                product, and_(product.c.store == pick_line.c.store, product.c.ref == pick_line.c.product)
            )
        )
        .where(pick_line.c.pick == pick_id)
        .order_by(pick_line.c.place)
    ).all()  # fmt: skip
    known = _codes(connection, {(row.store, row.product) for row in rows if row.product})
    return tuple(_task(row, known.get((row.store, row.product), {})) for row in rows)


def _task(row: Row[Any], known: Mapping[str, int]) -> Task:
    own, is_part = json.loads(row.codes or "[]"), bool(row.each)
    named = {comparable(code) for code in (*(() if is_part else own), row.sku) if code}
    cases = {code: units for code, units in known.items() if units > 1}
    return Task(
        place=row.place,
        order=row.order_id,
        number=row.number,
        line=row.line,
        sku=row.sku,
        name=(row.product_name if is_part else row.name) or row.sku,
        bin=row.bin,
        asked=row.asked,
        due=row.due,
        store=row.store,
        product=row.product,
        options=() if is_part else _options(row.options),
        codes=frozenset((named | set(known)) - set(cases)),
        cases=tuple(sorted(cases.items())),
        bins=several(row.bins or ""),
        picture=row.image_file or "",
        each=row.each,
    )


def _options(body: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in json.loads(body or "[]"))


def _codes(connection: Connection, products: set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, int]]:
    """Per product: its codes with the units each stands for, those of its twins in other stores too."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    keys = sorted(products)
    for start in range(0, len(keys), 400):
        rows = connection.execute(
            select(
                product_code.c.store, product_code.c.ref, product_code.c.comparable, product_code.c.quantity
            ).where(tuple_(product_code.c.store, product_code.c.ref).in_(keys[start : start + 400]))
        )
        for store, ref, code, units in rows:
            found.setdefault((store, ref), {})[code] = units
    for store in {one for one, _ in keys}:
        twins = codes_of_twins(connection, store, [ref for one, ref in keys if one == store])
        for ref, codes in twins.items():
            mine = found.setdefault((store, ref), {})
            mine.update({code: 1 for code in codes if code not in mine})
    return found


def history(connection: Connection, pick_id: int) -> tuple[Stored, ...]:
    rows = connection.execute(select(pick_fact).where(pick_fact.c.pick == pick_id).order_by(pick_fact.c.seq))
    return tuple(Stored(row.batch, f.decode(row.kind, row.version, row.body)) for row in rows)


def append(
    connection: Connection,
    pick_id: int,
    at_bench: str,
    operator: str,
    now: datetime,
    new: Sequence[Stored],
    first: int,
) -> None:
    """Store facts; `first` is the place of the first of them in the list's history."""
    rows = []
    for place, stored in enumerate(new, first):
        kind, version, body = f.encode(stored.fact)
        rows.append(
            {
                "pick": pick_id, "seq": place, "batch": stored.batch, "kind": kind, "version": version,
                "body": body, "operator": operator, "bench": at_bench, "at": micros(now),
            }
        )  # fmt: skip
    if rows:
        connection.execute(insert(pick_fact), rows)


def project(connection: Connection, pick_id: int, before: Walk, after: Walk) -> None:
    """Bring the rows of what changed in line with the walk."""
    same = {id(task) for task in before.tasks}
    touched = {task.origin or task.place for task in after.tasks if id(task) not in same}
    for place, now in _sums(task for task in after.tasks if touched).items():
        if place not in touched:
            continue
        picked, short, dropped = now
        connection.execute(
            update(pick_line)
            .where(pick_line.c.pick == pick_id, pick_line.c.place == place)
            .values(picked=picked, short=short, dropped=dropped)
        )


def _sums(walked: Iterable[Task]) -> dict[int, tuple[int, int, int]]:
    """(picked, short, dropped) of the places as they were planned: what was split counts with its origin."""
    found: dict[int, tuple[int, int, int]] = {}
    for task in walked:
        picked, short, dropped = found.get(task.origin or task.place, (0, 0, 0))
        found[task.origin or task.place] = (picked + task.picked, short + task.short, dropped + task.dropped)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """An order on a list, as the shop has it now."""

    id: int
    number: str
    state: str
    packable: bool
    hold: str | None
    revision: int
    gone: bool


def standing_print(connection: Connection, pick_id: int) -> str:
    """Equal as long as nothing about the orders of a list has changed: asked at every scan."""
    mine = select(pick_line.c.order_id).where(pick_line.c.pick == pick_id)
    row = connection.execute(
        select(
            func.count(), func.sum(orders.c.revision), func.sum(case((orders.c.packable, 1), else_=0)),
            func.count(orders.c.hold), func.max(orders.c.hold_at), func.max(orders.c.changed_at),
        ).where(orders.c.id.in_(mine))
    ).one()  # fmt: skip
    return repr(tuple(row))


def standings(connection: Connection, pick_id: int) -> tuple[Standing, ...]:
    """The orders of a list; equal as long as nothing about them has changed."""
    mine = select(pick_line.c.order_id).where(pick_line.c.pick == pick_id)
    rows = connection.execute(
        select(
            orders.c.id, orders.c.number, orders.c.state, orders.c.packable, orders.c.hold,
            orders.c.revision, orders.c.fingerprint,
        )
        .where(orders.c.id.in_(mine))
        .order_by(orders.c.id)
    )  # fmt: skip
    return tuple(
        Standing(
            row.id,
            row.number,
            row.state,
            bool(row.packable),
            row.hold,
            row.revision,
            row.fingerprint == "gone",
        )
        for row in rows
    )


def due_units(connection: Connection, pick_id: int) -> dict[tuple[int, str], int]:
    """Units still to be sent, by (order, line), of the orders on a list."""
    rest = (
        order_line.c.ordered - order_line.c.cancelled - order_line.c.refunded - order_line.c.shipped
        - order_line.c.shipped_here - order_line.c.later
    )  # fmt: skip
    mine = select(pick_line.c.order_id).where(pick_line.c.pick == pick_id)
    rows = connection.execute(
        select(order_line.c.order_id, order_line.c.ref, rest.label("rest")).where(
            order_line.c.order_id.in_(mine)
        )
    )
    return {(row.order_id, row.ref): max(0, row.rest) for row in rows}
