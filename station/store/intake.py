"""Orders come in: what is new or changed is written, with its revision and the payload it was made from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from station.model.address_check import cannot_be_delivered
from station.model.order import Address, Order
from station.packing.due import CutOffs
from station.store.engine import Store, micros, moment
from station.store.incoming import Incoming
from station.store.orders import refresh
from station.store.prepared import Insertion, Values
from station.store.schema import (
    NEVER,
    order_line,
    order_revision,
    orders,
    person_address,
    person_payload,
    person_search,
)
from station.store.together import one_at_a_time

# 2: tags, notes of the staff, the day to ship by.
MAPPING_VERSION = 2

_ORDER = (
    "id", "store", "ref", "number", "state", "native", "currency", "total_minor", "placed_at", "changed_at",
    "checked_at", "method", "method_code", "pickup", "country", "warnings", "content_hash", "fingerprint",
    "revision", "mapping_version", "open_units", "local", "purged", "packable", "ready_at", "ship_by", "due",
    "tags", "address_doubts", "address_key",
)  # fmt: skip
_LINE = (
    "order_id", "position", "store", "options", "codes", "shipped_here", "ref", "sku", "name", "product",
    "parent_product", "ordered", "cancelled", "refunded", "shipped", "bundle", "ships",
)  # fmt: skip
_OF_LINE = attrgetter(*_LINE[6:])
# Ours alone and none of the cart's business: overwriting leaves it as it is.
_KEPT_OF_LINE = ("shipped_here",)
_ADDRESS = tuple(field.name for field in fields(Address))
_OF_ADDRESS = attrgetter(*_ADDRESS)

_INSERT_ORDERS = Insertion(orders, _ORDER)
_INSERT_LINES = Insertion(order_line, _LINE)
_UPSERT_ORDERS = Insertion(orders, _ORDER, ("id",))
_UPSERT_LINES = Insertion(order_line, _LINE, ("order_id", "ref"), _KEPT_OF_LINE)
_UPSERT_ADDRESSES = Insertion(
    person_address, ("order_id", "address", "customer_note", "gift_note", "staff_note"), ("order_id",)
)
_INSERT_WORDS = Insertion(person_search, ("order_id", "word"))
_INSERT_REVISIONS = Insertion(
    order_revision, ("order_id", "revision", "content_hash", "fingerprint", "at", "mapping_version")
)
_INSERT_PAYLOADS = Insertion(person_payload, ("order_id", "revision", "payload"))


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an order that comes again."""

    id: int
    digest: str
    changed_at: int
    revision: int
    ready_at: int | None
    address_key: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """An order with the key and revision it is stored under; `before` where it was here already."""

    one: Incoming
    key: int
    revision: int
    before: Known | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """Ids of what was stored: of a new order nothing is known here that it could contradict."""

    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()


_ANY_TIME = CutOffs()


def save(
    store: Store,
    connection: Connection,
    incoming: Sequence[Incoming],
    now: datetime,
    cut_offs: CutOffs = _ANY_TIME,
) -> Saved:
    """Store what is new or changed. An older copy arriving late changes nothing."""
    name = incoming[0].order.store if incoming else ""
    one_at_a_time(connection, f"intake:{name}")
    latest = {one.order.ref: one for one in incoming}
    known = _known(connection, name, list(latest))
    new: list[Incoming] = []
    changed: list[Keyed] = []
    same: list[int] = []
    for ref, one in latest.items():
        found = known.get(ref)
        if found is None:
            new.append(one)
        elif found.digest == one.digest:
            same.append(found.id)
        elif found.changed_at <= micros(one.order.changed_at):
            changed.append(Keyed(one, found.id, found.revision + 1, found))
    if same:
        connection.execute(update(orders).where(orders.c.id.in_(same)).values(checked_at=micros(now)))
    if not (new or changed):
        return Saved()
    ids = store.take_ids(connection, orders.c.id, len(new))
    added = [Keyed(one, key, 1) for one, key in zip(new, ids, strict=True)]
    _write(connection, added, changed, micros(now), cut_offs)
    return Saved(tuple(ids), tuple(keyed.key for keyed in changed))


# Put together once: building it costs more than running it.
_KNOWN = select(
    orders.c.ref,
    *(orders.c[name] for name in ("id", "content_hash", "changed_at", "revision", "ready_at", "address_key")),
).where(orders.c.store == bindparam("of"), orders.c.ref.in_(bindparam("refs", expanding=True)))


def _known(connection: Connection, store: str, refs: list[str]) -> dict[str, Known]:
    rows = connection.execute(_KNOWN, {"of": store, "refs": refs})
    return {row[0]: Known(*row[1:]) for row in rows}


def _write(
    connection: Connection, added: Sequence[Keyed], changed: Sequence[Keyed], at: int, cut_offs: CutOffs
) -> None:
    written = (*added, *changed)
    keys = [keyed.key for keyed in written]
    _INSERT_ORDERS.run(connection, [_order_row(keyed, at, cut_offs) for keyed in added])
    _UPSERT_ORDERS.run(connection, [_order_row(keyed, at, cut_offs) for keyed in changed])
    if changed:
        again = [keyed.key for keyed in changed]
        # A line the cart took away stays, with nothing due, so that what was packed can be told.
        gone = update(order_line).where(order_line.c.order_id.in_(again))
        connection.execute(gone.values(ordered=0, shipped=0, refunded=0))
        connection.execute(delete(person_search).where(person_search.c.order_id.in_(again)))
    _INSERT_LINES.run(connection, [row for keyed in added for row in _line_rows(keyed.one.order, keyed.key)])
    _UPSERT_LINES.run(
        connection, [row for keyed in changed for row in _line_rows(keyed.one.order, keyed.key)]
    )
    _UPSERT_ADDRESSES.run(connection, [_address_row(keyed.one.order, keyed.key) for keyed in written])
    _INSERT_WORDS.run(connection, [(keyed.key, word) for keyed in written for word in keyed.one.words])
    revisions = [
        (keyed.key, keyed.revision, keyed.one.digest, keyed.one.fingerprint, at, MAPPING_VERSION)
        for keyed in written
    ]
    _INSERT_REVISIONS.run(connection, revisions)
    _INSERT_PAYLOADS.run(connection, [(keyed.key, keyed.revision, keyed.one.packed) for keyed in written])
    _judge_addresses(connection, written, at)
    refresh(connection, keys)


def _judge_addresses(connection: Connection, written: Sequence[Keyed], at: int) -> None:
    """An address nobody could deliver to is held, once: a person who lets it go knows better. Where the cart
    has corrected it, it is free again.
    """
    held, free = [], []
    for keyed in written:
        stops = keyed.one.packable and cannot_be_delivered(keyed.one.doubts)
        # Before it could be packed nobody has judged it, nor let it go.
        new = keyed.before is None or keyed.before.ready_at is None
        if stops and (new or _moved(keyed)):
            held.append(keyed.key)
        elif not stops and keyed.before is not None:
            free.append(keyed.key)
    if held:
        unheld = and_(orders.c.id.in_(held), orders.c.hold.is_(None))
        connection.execute(update(orders).where(unheld).values(hold="hold.address", hold_by="", hold_at=at))
    if free:
        ours = and_(orders.c.id.in_(free), orders.c.hold == "hold.address", orders.c.hold_by == "")
        connection.execute(update(orders).where(ours).values(hold=None, hold_by=None, hold_at=None))


def _moved(keyed: Keyed) -> bool:
    return keyed.before is not None and keyed.before.address_key != keyed.one.address_key


def _order_row(keyed: Keyed, at: int, cut_offs: CutOffs) -> Values:
    one, order = keyed.one, keyed.one.order
    ready = keyed.before.ready_at if keyed.before is not None else None
    if ready is None and one.packable:
        ready = micros(order.placed_at if keyed.before is None else order.changed_at)
    due = None
    if ready is not None:
        due = cut_offs.due(moment(ready), order.ship_by, order.method, order.method_code)
    return (
        keyed.key, order.store, order.ref, order.number, order.state.value, json.dumps(order.native),
        order.currency, order.total.minor if order.total else None, micros(order.placed_at),
        micros(order.changed_at), at, order.method, order.method_code, order.pickup, order.ship_to.country,
        _json(order.warnings), one.digest, one.fingerprint, keyed.revision, MAPPING_VERSION, 0, False, False,
        one.packable, ready, micros(order.ship_by) if order.ship_by else None,
        micros(due) if due else NEVER, _json(order.tags), _json(one.doubts), one.address_key,
    )  # fmt: skip


def _line_rows(order: Order, key: int) -> list[Values]:
    return [
        (key, place, order.store, _json(line.options), _json(line.codes), 0, *_OF_LINE(line))
        for place, line in enumerate(order.lines)
    ]


def _json(values: Sequence[object]) -> str:
    return json.dumps(values) if values else "[]"


def _address_row(order: Order, key: int) -> Values:
    address = dict(zip(_ADDRESS, _OF_ADDRESS(order.ship_to), strict=True))
    return (key, json.dumps(address), order.customer_note, order.gift_note, order.staff_note)
