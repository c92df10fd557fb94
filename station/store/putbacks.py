"""Goods on their way back to the shelf: picked for nothing, or out of a carton nobody wants any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from station.packing.inside import Inside
from station.store import ledger
from station.store.engine import micros, moment, new_id
from station.store.schema import back_fact, carton, movement, order_line, orders, product, put_back
from station.store.together import insert_absent

# How the key of a row begins that came out of a carton; that of a pick list is a number.
_BOOKED, _OPEN = "carton:", "open:"


@dataclass(frozen=True, slots=True)
class Back:
    """Units of one article of an order: `done` are on the shelf, `lost` never will be. `carton`: the one they
    were in, empty for what was only picked; `number` of it, and `bench` it stands at. `booked`: they had left
    the books with it. `stock`: who puts them back for sale.
    """

    id: int
    order_id: int
    order: str
    store: str
    ref: str
    line: str
    sku: str
    product: str
    name: str
    bin: str
    picture: str
    tote: str
    carton: str
    quantity: int
    done: int
    lost: int
    reason: str
    stock: str
    at: datetime
    is_open: bool
    number: int = 0
    bench: str = ""
    booked: bool = False

    @property
    def left(self) -> int:
        return max(0, self.quantity - self.done - self.lost)

    @property
    def called(self) -> str:
        return self.sku or self.name


@dataclass(frozen=True, slots=True)
class Fact:
    """One scan that still counts."""

    id: int
    put_back: int
    kind: str
    quantity: int


def _back(row: Row[Any]) -> Back:
    return Back(
        id=row.id,
        order_id=row.order_id,
        order=row.number,
        store=row.store,
        ref=row.ref,
        line=row.line,
        sku=row.sku,
        product=row.product,
        name=row.line_name or row.product_name or row.sku,
        bin=row.bin or row.product_bin or "",
        picture=row.image_file or "",
        tote=row.tote,
        carton=row.carton,
        quantity=row.quantity,
        done=row.done,
        lost=row.lost,
        reason=row.reason,
        stock=row.stock,
        at=moment(row.at),
        is_open=row.done_at is None,
        number=row.carton_number or 0,
        bench=row.carton_bench or "",
        booked=row.key.startswith(_BOOKED),
    )


def _rows() -> Any:
    on_line = and_(order_line.c.order_id == put_back.c.order_id, order_line.c.ref == put_back.c.line)
    on_product = and_(product.c.store == put_back.c.store, product.c.ref == put_back.c.product)
    return select(
        put_back,
        orders.c.number,
        orders.c.ref,
        order_line.c.name.label("line_name"),
        product.c.name.label("product_name"),
        product.c.bin.label("product_bin"),
        product.c.image_file,
        carton.c.number.label("carton_number"),
        carton.c.bench.label("carton_bench"),
    ).select_from(
        put_back.join(orders, orders.c.id == put_back.c.order_id)
        .outerjoin(carton, carton.c.uid == put_back.c.carton)
        .outerjoin(order_line, on_line)
        .outerjoin(product, on_product)
    )


def of_order(connection: Connection, order_id: int) -> list[Back]:
    """What of an order is not settled yet: units on the way, and those nobody has told the shop of."""
    unsettled = or_(put_back.c.done_at.is_(None), put_back.c.stock == "asking")
    rows = connection.execute(
        _rows().where(put_back.c.order_id == order_id, unsettled).order_by(put_back.c.id)
    )
    return [_back(row) for row in rows]


def everything_open(connection: Connection) -> list[Back]:
    """All units that wait to be put back, the oldest first."""
    rows = connection.execute(_rows().where(put_back.c.done_at.is_(None)).order_by(put_back.c.id))
    return [_back(row) for row in rows]


def standing(connection: Connection) -> tuple[object, ...]:
    """Another one as soon as goods wait to be put back, or do not wait any more."""
    left = func.sum(put_back.c.done + put_back.c.lost)
    query = select(func.count(), func.max(put_back.c.id), left).where(put_back.c.done_at.is_(None))
    return tuple(connection.execute(query).one())


def units_open(connection: Connection) -> int:
    left = put_back.c.quantity - put_back.c.done - put_back.c.lost
    query = select(func.coalesce(func.sum(left), 0)).where(put_back.c.done_at.is_(None))
    return int(connection.execute(query).scalar_one())


def from_carton(
    connection: Connection, uid: str, order_id: int, store: str, reason: str, now: datetime
) -> int:
    """What left the shelf with a carton goes back there: how many units. Written once for a carton."""
    net: dict[str, int] = {}
    names: dict[str, tuple[str, str]] = {}
    for kind in ("ship", "assemble"):
        head = f"{kind}:{uid}:"
        rows = connection.execute(
            select(movement)
            .where(movement.c.key >= head, movement.c.key < f"{kind}:{uid};")
            .order_by(movement.c.id)
        )
        for row in rows:
            net[row.product] = net.get(row.product, 0) + row.quantity
            names.setdefault(row.product, (row.sku, row.key.removeprefix(head).partition(":")[0]))
    units = 0
    for ref, quantity in net.items():
        if quantity >= 0:
            continue
        sku, line = names[ref]
        insert_absent(
            connection, put_back,
            key=f"{_BOOKED}{uid}:{ref}", order_id=order_id, line=line, store=store, sku=sku, product=ref,
            bin="", tote="", quantity=-quantity, reason=reason, at=micros(now), carton=uid, stock="",
            done=0, lost=0,
        )  # fmt: skip
        units -= quantity
    return units


def out_of_carton(
    connection: Connection, place: str, order_id: int, store: str, uid: str, one: Inside, reason: str,
    now: datetime,
) -> None:  # fmt: skip
    """Units out of a carton that never left: no book has them as gone. `place` is where they were, once."""
    insert_absent(
        connection, put_back,
        key=f"{_OPEN}{place}", order_id=order_id, line=one.line, store=store, sku=one.sku,
        product=one.product, bin="", tote="", quantity=one.units, reason=reason, at=micros(now), carton=uid,
        stock="", done=0, lost=0,
    )  # fmt: skip


def out_of_cartons(connection: Connection, order_id: int, line: str, part: str = "") -> int:
    """Units of a line, or of a part of its kits, that were listed out of such cartons, back on the shelf or
    not.
    """
    goods = and_(put_back.c.line == "", put_back.c.sku == part) if part else put_back.c.line == line
    mine = (put_back.c.order_id == order_id, goods, put_back.c.key.startswith(_OPEN))
    found = connection.execute(select(func.coalesce(func.sum(put_back.c.quantity), 0)).where(*mine))
    return int(found.scalar_one())


def step(
    connection: Connection, back: Back, kind: str, quantity: int, bench: str, operator: str, now: datetime
) -> int:
    """So many units are on the shelf again (`back`), or cannot be put there (`lost`)."""
    made = connection.execute(
        insert(back_fact).values(
            put_back=back.id, order_id=back.order_id, kind=kind, quantity=quantity,
            bench=bench, operator=operator, at=micros(now), undone=False,
        )
    )  # fmt: skip
    _count(connection, back.id, kind, quantity)
    return new_id(made)


def _count(connection: Connection, key: int, kind: str, quantity: int) -> None:
    column = put_back.c.done if kind == "back" else put_back.c.lost
    connection.execute(update(put_back).where(put_back.c.id == key).values({column: column + quantity}))


def last(connection: Connection, order_id: int, rows: Sequence[int]) -> Fact | None:
    """The last scan that was not taken back, of these rows."""
    found = connection.execute(
        select(back_fact)
        .where(back_fact.c.order_id == order_id, ~back_fact.c.undone, back_fact.c.put_back.in_(list(rows)))
        .order_by(back_fact.c.id.desc())
        .limit(1)
    ).one_or_none()
    return Fact(found.id, found.put_back, found.kind, found.quantity) if found is not None else None


def undo(connection: Connection, fact: Fact) -> None:
    connection.execute(update(back_fact).where(back_fact.c.id == fact.id).values(undone=True))
    _count(connection, fact.put_back, fact.kind, -fact.quantity)


def settle(connection: Connection, rows: Sequence[int], stock: str, now: datetime) -> None:
    """They are where they belong; `stock`: who puts them back for sale, `asking` while nobody has said."""
    mine = put_back.c.id.in_(list(rows))
    connection.execute(update(put_back).where(mine).values(done_at=micros(now), stock=stock))


def move(
    connection: Connection, back: Back, kind: str, quantity: int, key: str, who: str, now: datetime
) -> None:
    """Units of a confirmed carton had left the books; those that were only picked or packed never did."""
    if back.booked:
        ledger.move(
            connection, back.store, back.sku, back.product, "return_to_shelf", quantity, key, who, now
        )
    if kind == "lost":
        head = f"damage:{key}"
        ledger.move(connection, back.store, back.sku, back.product, "damage", -quantity, head, who, now)
