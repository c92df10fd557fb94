"""Learned unit weights: kept per product and carton type, and the cartons they are learned from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, func, select, tuple_, update

from station.model.quantity import Mass
from station.packing.learned import WINDOW, Known, Thing, Weighed, entered
from station.store.engine import micros, moment
from station.store.schema import carton, carton_line, carton_weight, order_line, product, unit_weight, weighed
from station.store.together import insertion

_LEFT = ("confirmed", "handed_over")


def _known(row: Row[Any]) -> Known:
    return Known(row.mean_mg, sqrt(row.m2 / max(1, row.cartons - 1)), row.doubt_mg, row.cartons)


def _figures(one: Known) -> dict[str, object]:
    return {
        "cartons": one.count,
        "mean_mg": round(one.mg),
        "m2": one.spread**2 * max(1, one.count - 1),
        "doubt_mg": round(one.doubt),
    }


def of_order(connection: Connection, order_id: int) -> dict[str, Known]:
    """Per line ref what is learned of its product."""
    rows = connection.execute(
        select(order_line.c.ref.label("line"), unit_weight)
        .select_from(
            order_line.join(
                unit_weight,
                and_(
                    unit_weight.c.store == order_line.c.store, unit_weight.c.product == order_line.c.product
                ),
            )
        )
        .where(order_line.c.order_id == order_id, unit_weight.c.cartons > 0)
    )
    return {row.line: _known(row) for row in rows}


def of_cartons(connection: Connection) -> dict[str, Known]:
    """Per carton type what is learned of its tare."""
    return {row.kind: _known(row) for row in connection.execute(select(carton_weight))}


def note(connection: Connection, uid: str, things: Collection[Thing], now: datetime) -> None:
    """A carton left that tells of these products."""
    rows = [{"store": store, "product": ref, "at": micros(now), "carton": uid} for store, ref in things]
    if rows:
        connection.execute(insertion(connection.dialect.name, weighed).on_conflict_do_nothing(), rows)


def told_by(connection: Connection, uid: str) -> list[Thing]:
    """The products a carton tells of."""
    query = select(carton_line.c.store, carton_line.c.product).where(carton_line.c.carton == uid)
    return sorted({(row[0], row[1]) for row in connection.execute(query) if row[1]})


def cartons_with(connection: Connection, things: Sequence[Thing]) -> list[Weighed]:
    """The last cartons that left with one of these products in them, newest first."""
    each = max(8, WINDOW // max(1, len(things)))
    uids: set[str] = set()
    for store, ref in things:
        since = select(unit_weight.c.since).where(unit_weight.c.store == store, unit_weight.c.product == ref)
        uids |= set(
            connection.execute(
                select(weighed.c.carton)
                .where(
                    weighed.c.store == store,
                    weighed.c.product == ref,
                    weighed.c.at >= func.coalesce(since.scalar_subquery(), 0),
                )
                .order_by(weighed.c.at.desc())
                .limit(each)
            ).scalars()
        )
    return _contents(connection, uids)


def _contents(connection: Connection, uids: Collection[str]) -> list[Weighed]:
    if not uids:
        return []
    rows = connection.execute(
        select(
            carton.c.uid,
            carton.c.kind,
            carton.c.gross_mg,
            carton_line.c.store,
            carton_line.c.product,
            carton_line.c.quantity,
        )
        .select_from(carton.join(carton_line, carton_line.c.carton == carton.c.uid))
        .where(carton.c.uid.in_(list(uids)), carton.c.state.in_(_LEFT), carton.c.gross_mg > 0)
        .order_by(carton.c.confirmed_at.desc(), carton.c.uid)
    )
    made: dict[str, tuple[int, str, dict[Thing, int]]] = {}
    for uid, kind, gross, store, ref, quantity in rows:
        content = made.setdefault(uid, (gross, kind, {}))[2]
        content[store, ref] = content.get((store, ref), 0) + quantity
    return [Weighed(gross, kind, tuple(content.items())) for gross, kind, content in made.values()]


def known(connection: Connection, things: Iterable[Thing]) -> tuple[dict[Thing, Known], dict[Thing, Known]]:
    """(as the carts have them, as they are learned) of these products."""
    wanted = list(set(things))
    if not wanted:
        return {}, {}
    has = and_(unit_weight.c.store == product.c.store, unit_weight.c.product == product.c.ref)
    rows = connection.execute(
        select(product.c.store.label("shop"), product.c.ref, product.c.mass_mg, unit_weight)
        .select_from(product.outerjoin(unit_weight, has))
        .where(tuple_(product.c.store, product.c.ref).in_(wanted))
    ).all()
    said = {(row.shop, row.ref): one for row in rows if row.mass_mg and (one := entered(Mass(row.mass_mg)))}
    return said, {(row.shop, row.ref): _known(row) for row in rows if row.cartons}


def keep(connection: Connection, found: Mapping[Thing, Known]) -> None:
    """What was just learned; ("", name) is a carton type."""
    for (store, ref), one in found.items():
        if store:
            values: dict[str, object] = {"store": store, "product": ref, "since": 0, "told": False}
            _upsert(connection, unit_weight, values, _figures(one))
        else:
            _upsert(connection, carton_weight, {"kind": ref}, _figures(one))


def _upsert(connection: Connection, table: Table, key: dict[str, object], values: dict[str, object]) -> None:
    statement = insertion(connection.dialect.name, table).values(**key, **values)
    names = [column.name for column in table.primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=names, set_=values))


def start_over(connection: Connection, thing: Thing, since: datetime) -> None:
    """Only cartons confirmed from then on tell of it."""
    values: dict[str, object] = {"cartons": 0, "mean_mg": 0, "m2": 0.0, "doubt_mg": 0, "since": micros(since)}
    key: dict[str, object] = {"store": thing[0], "product": thing[1], "told": False}
    _upsert(connection, unit_weight, key, values)


def drop(connection: Connection, thing: Thing) -> None:
    """Its cartons no longer tell anything for sure."""
    mine = and_(unit_weight.c.store == thing[0], unit_weight.c.product == thing[1])
    connection.execute(update(unit_weight).where(mine).values(cartons=0, mean_mg=0, m2=0.0, doubt_mg=0))


def run_of(connection: Connection, thing: Thing, cartons: int) -> datetime | None:
    """When the first of the last so many cartons left."""
    rows = connection.execute(
        select(weighed.c.at)
        .where(weighed.c.store == thing[0], weighed.c.product == thing[1])
        .order_by(weighed.c.at.desc())
        .limit(cartons)
    ).scalars()
    times = list(rows)
    return moment(times[-1]) if len(times) == cartons else None


def first_time(connection: Connection, thing: Thing) -> bool:
    """Whether it was not yet told that the shop's own weight of it is wrong; it is now."""
    mine = and_(unit_weight.c.store == thing[0], unit_weight.c.product == thing[1])
    done = connection.execute(update(unit_weight).where(mine, ~unit_weight.c.told).values(told=True))
    return bool(done.rowcount)


def prune(connection: Connection, things: Collection[Thing]) -> None:
    """Of each product only the cartons that are still looked at."""
    for store, ref in things:
        mine = and_(weighed.c.store == store, weighed.c.product == ref)
        last = connection.execute(
            select(weighed.c.at).where(mine).order_by(weighed.c.at.desc()).offset(2 * WINDOW).limit(1)
        ).scalar_one_or_none()
        if last is not None:
            connection.execute(delete(weighed).where(mine, weighed.c.at <= last))


@dataclass(frozen=True, slots=True)
class Learned:
    """A row for a person: `said` is what the shop has, in milligrams like the rest."""

    store: str
    product: str
    sku: str
    name: str
    cartons: int
    mean_mg: int
    spread_mg: int
    said_mg: int | None


def listed(connection: Connection, limit: int = 10_000, apart: float = 0.0) -> list[Learned]:
    """`apart`: only where the shop says something else, by more than this share of what was learned."""
    off = func.abs(product.c.mass_mg - unit_weight.c.mean_mg)
    rows = connection.execute(
        select(unit_weight, product.c.sku, product.c.name, product.c.mass_mg)
        .select_from(
            unit_weight.outerjoin(
                product, and_(product.c.store == unit_weight.c.store, product.c.ref == unit_weight.c.product)
            )
        )
        .where(unit_weight.c.cartons > 0, *([off > apart * unit_weight.c.mean_mg] if apart else []))
        .order_by(product.c.sku, unit_weight.c.store)
        .limit(limit)
    )
    return [
        Learned(
            row.store,
            row.product,
            row.sku or "",
            row.name or "",
            row.cartons,
            row.mean_mg,
            round(_known(row).spread),
            row.mass_mg,
        )
        for row in rows
    ]


def forget(connection: Connection, sku: str, now: datetime) -> int:
    """Start over with every product of this SKU; how many there were."""
    things = connection.execute(
        select(unit_weight.c.store, unit_weight.c.product)
        .select_from(
            unit_weight.join(
                product, and_(product.c.store == unit_weight.c.store, product.c.ref == unit_weight.c.product)
            )
        )
        .where(product.c.sku == sku)
    ).all()
    for store, ref in things:
        start_over(connection, (store, ref), now)
    return len(things)
