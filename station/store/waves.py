"""Waves: which orders wait to be picked, what a wave claimed, and how far it is."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, insert, or_, select, update

from station.model.picking import PickRow, WaveRow, WaveRule
from station.packing.bins import several
from station.packing.waves import Planned, Waiting, Want
from station.store.engine import micros, moment, new_id
from station.store.orders import offerable
from station.store.queue import URGENT
from station.store.schema import order_line, orders, pick, pick_line, product, wave
from station.store.together import one_at_a_time

_AT_ONCE = 400


def lock(connection: Connection) -> None:
    """One wave is built after the other: no order gets into two."""
    one_at_a_time(connection, "wave")


def waiting(connection: Connection) -> list[Waiting]:
    """What a wave may take, the most urgent first."""
    rows = connection.execute(
        select(
            orders.c.id, orders.c.store, orders.c.method, orders.c.method_code, orders.c.due,
            orders.c.open_lines, orders.c.tags, orders.c.rush,
        )
        .where(offerable())
        .order_by(*URGENT)
    )  # fmt: skip
    return [
        Waiting(
            order=row.id,
            store=row.store,
            method=row.method,
            method_code=row.method_code,
            due=row.due,
            lines=row.open_lines,
            tags=tuple(json.loads(row.tags)) if row.tags != "[]" else (),
            rush=bool(row.rush),
        )
        for row in rows
    ]


_REST = (
    order_line.c.ordered - order_line.c.cancelled - order_line.c.refunded - order_line.c.shipped
    - order_line.c.shipped_here - order_line.c.later
)  # fmt: skip
_PRODUCT = and_(product.c.store == order_line.c.store, product.c.ref == order_line.c.product)


def wants(connection: Connection, ids: Sequence[int]) -> list[Want]:
    """What is still to be sent of these orders, line by line, and where it lies."""
    found = []
    for start in range(0, len(ids), _AT_ONCE):
        rows = connection.execute(
            select(order_line, product.c.bin, _REST.label("rest"))
            .select_from(order_line.outerjoin(product, _PRODUCT))
            .where(
                order_line.c.order_id.in_(list(ids[start : start + _AT_ONCE])),
                _REST > 0,
                func.coalesce(order_line.c.ships, product.c.ships, True),
            )
            .order_by(order_line.c.order_id, order_line.c.position)
        )
        found += [_want(row) for row in rows]
    return found


def _want(row: Row[Any]) -> Want:
    bins = several(row.bin or "")
    return Want(
        order=row.order_id,
        line=row.ref,
        store=row.store,
        sku=row.sku,
        product=row.product,
        name=row.name,
        bin=bins[0] if bins else "",
        quantity=row.rest,
    )


def open_bins(connection: Connection) -> list[str]:
    """The bins of everything that waits."""
    rows = connection.execute(
        select(product.c.bin)
        .select_from(orders.join(order_line, order_line.c.order_id == orders.c.id).join(product, _PRODUCT))
        .where(offerable(), product.c.bin != "")
        .distinct()
    )
    return [name for bins in rows.scalars() for name in several(bins)[:1]]


def claim(connection: Connection, ids: Sequence[int], wave_id: int | None) -> None:
    """No bench is offered them; None lets them go again."""
    for start in range(0, len(ids), _AT_ONCE):
        mine = orders.c.id.in_(list(ids[start : start + _AT_ONCE]))
        connection.execute(update(orders).where(mine).values(wave=wave_id))


def create(
    connection: Connection,
    name: str,
    rule: WaveRule,
    picks: Iterable[Planned],
    at_bench: str,
    operator: str,
    now: datetime,
) -> tuple[int, list[int]]:
    """(wave, its pick lists). The orders on them are claimed."""
    made = connection.execute(
        insert(wave).values(
            name=name,
            way=rule.way,
            state="open",
            rule=json.dumps(asdict(rule)),
            bench=at_bench,
            operator=operator,
            created_at=micros(now),
        )
    )
    wave_id = new_id(made)
    way = rule.way if rule.way != "zone" else "cluster" if rule.totes else "batch"
    lists, rows = [], []
    for planned in picks:
        one = connection.execute(
            insert(pick).values(wave=wave_id, way=way, zone=planned.zone, state="open", bench="", operator="")
        )
        lists.append(new_id(one))
        rows += [_row(lists[-1], place, want) for place, want in enumerate(planned.wants, 1)]
    if rows:
        connection.execute(insert(pick_line), rows)
    claim(connection, list(dict.fromkeys(row["order_id"] for row in rows)), wave_id)
    return wave_id, lists


def _row(pick_id: int, place: int, want: Want) -> dict[str, Any]:
    return {
        "pick": pick_id,
        "place": place,
        "order_id": want.order,
        "line": want.line,
        "store": want.store,
        "sku": want.sku,
        "product": want.product,
        "bin": want.bin,
        "asked": want.quantity,
        "each": want.each,
        "picked": 0,
        "short": 0,
        "dropped": 0,
    }


def state_of(connection: Connection, wave_id: int) -> str | None:
    return connection.execute(select(wave.c.state).where(wave.c.id == wave_id)).scalar_one_or_none()


def standing(connection: Connection) -> tuple[object, ...]:
    """Another one as soon as a wave was built, or a list of an open one went to somebody, or was done."""
    newest = connection.execute(select(func.max(wave.c.id))).scalar_one()
    rows = connection.execute(
        select(pick.c.id, pick.c.state, pick.c.bench)
        .join(wave, wave.c.id == pick.c.wave)
        .where(wave.c.state == "open")
        .order_by(pick.c.id)
    )
    return newest, *(tuple(row) for row in rows)


def name_of(connection: Connection, wave_id: int) -> str:
    return str(connection.execute(select(wave.c.name).where(wave.c.id == wave_id)).scalar_one())


def close(connection: Connection, wave_id: int, state: str, now: datetime) -> None:
    connection.execute(update(wave).where(wave.c.id == wave_id).values(state=state, closed_at=micros(now)))


def close_if_picked(connection: Connection, wave_id: int, now: datetime) -> None:
    """Its last list is done."""
    rest = select(pick.c.id).where(pick.c.wave == wave_id, pick.c.state.in_(("open", "picking", "parked")))
    if connection.execute(rest.limit(1)).first() is None:
        connection.execute(
            update(wave)
            .where(wave.c.id == wave_id, wave.c.state == "open")
            .values(state="done", closed_at=micros(now))
        )


# -- how far they are -----------------------------------------------------------------------------

_UNITS = func.coalesce(func.sum(pick_line.c.asked - pick_line.c.dropped), 0)
_PICKED = func.coalesce(func.sum(pick_line.c.picked), 0)
_SHORT = func.coalesce(func.sum(pick_line.c.short), 0)


def wave_rows(connection: Connection, since: datetime, only: int | None = None) -> list[WaveRow]:
    """Waves that are open, have orders to pack, or were closed since then; the newest first."""
    unpacked = select(orders.c.id).where(orders.c.wave == wave.c.id).exists()
    chosen = (
        wave.c.id == only
        if only is not None
        else or_(wave.c.state == "open", wave.c.closed_at >= micros(since), unpacked)
    )
    rows = connection.execute(select(wave).where(chosen).order_by(wave.c.id.desc())).all()
    picks = _pick_rows(connection, [row.id for row in rows])
    members = _members(connection, [row.id for row in rows])
    made = []
    for row in rows:
        lists = tuple(picks.get(row.id, ()))
        count, packed = members.get(row.id, (0, 0))
        made.append(
            WaveRow(
                id=row.id,
                name=row.name,
                way=row.way,
                state=row.state,
                created_at=moment(row.created_at),
                orders=count,
                packed=packed,
                units=sum(one.units for one in lists),
                picked=sum(one.picked for one in lists),
                short=sum(one.short for one in lists),
                picks=lists,
            )
        )
    return made


def _pick_rows(connection: Connection, waves: Sequence[int]) -> dict[int, list[PickRow]]:
    rows = connection.execute(
        select(
            pick, _UNITS.label("units"), _PICKED.label("got"), _SHORT.label("missing"),
            func.count(pick_line.c.order_id.distinct()).label("orders"),
        )
        .select_from(pick.outerjoin(pick_line, pick_line.c.pick == pick.c.id))
        .where(pick.c.wave.in_(list(waves)))
        .group_by(*pick.c)
        .order_by(pick.c.id)
    )  # fmt: skip
    found: dict[int, list[PickRow]] = {}
    for row in rows:
        found.setdefault(row.wave, []).append(
            PickRow(
                row.id, row.way, row.zone, row.state, row.bench, row.operator,
                row.orders, int(row.units), int(row.got), int(row.missing),
            )
        )  # fmt: skip
    return found


def _members(connection: Connection, waves: Sequence[int]) -> dict[int, tuple[int, int]]:
    """(orders, those of them that have left) of each wave."""
    left = case((and_(orders.c.open_units == 0, orders.c.wave.is_(None)), pick_line.c.order_id))
    rows = connection.execute(
        select(
            pick.c.wave,
            func.count(pick_line.c.order_id.distinct()).label("all"),
            func.count(left.distinct()).label("gone"),
        )
        .select_from(
            pick.join(pick_line, pick_line.c.pick == pick.c.id).join(
                orders, orders.c.id == pick_line.c.order_id
            )
        )
        .where(pick.c.wave.in_(list(waves)))
        .group_by(pick.c.wave)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}
