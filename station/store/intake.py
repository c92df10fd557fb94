"""Orders come in: what is new or changed is written, with its revision and the payload it was made from."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Connection, select, update

from station.model.order import Address, Order
from station.store.engine import Store, micros
from station.store.incoming import Incoming
from station.store.orders import refresh
from station.store.prepared import Insertion, Values
from station.store.schema import order_line, order_revision, orders, person_address, person_payload
from station.store.together import one_at_a_time

MAPPING_VERSION = 1

_ORDER = (
    "id", "store", "ref", "number", "state", "native", "currency", "total_minor", "placed_at", "changed_at",
    "checked_at", "method", "method_code", "pickup", "country", "warnings", "content_hash", "fingerprint",
    "revision", "mapping_version", "open_units", "local", "purged",
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
    person_address, ("order_id", "address", "customer_note", "gift_note"), ("order_id",)
)
_INSERT_REVISIONS = Insertion(
    order_revision, ("order_id", "revision", "content_hash", "fingerprint", "at", "mapping_version")
)
_INSERT_PAYLOADS = Insertion(person_payload, ("order_id", "revision", "payload"))


def save(store: Store, connection: Connection, incoming: Sequence[Incoming], now: datetime) -> list[int]:
    """Store what is new or changed; the ids of those. An older copy arriving late changes nothing."""
    name = incoming[0].order.store if incoming else ""
    one_at_a_time(connection, f"intake:{name}")
    latest = {one.order.ref: one for one in incoming}
    known = _known(connection, name, list(latest))
    new: list[Incoming] = []
    changed: list[tuple[Incoming, int, int]] = []
    same: list[int] = []
    for ref, one in latest.items():
        found = known.get(ref)
        if found is None:
            new.append(one)
            continue
        key, digest, changed_at, revision = found
        if digest == one.digest:
            same.append(key)
        elif changed_at <= micros(one.order.changed_at):
            changed.append((one, key, revision + 1))
    if same:
        connection.execute(update(orders).where(orders.c.id.in_(same)).values(checked_at=micros(now)))
    if not (new or changed):
        return []
    added = [
        (one, key, 1) for one, key in zip(new, store.take_ids(connection, orders.c.id, len(new)), strict=True)
    ]
    _write(connection, added, changed, micros(now))
    return [key for _, key, _ in (*added, *changed)]


def _known(connection: Connection, store: str, refs: list[str]) -> dict[str, tuple[int, str, int, int]]:
    """Per ref: id, content hash, time of change, revision."""
    columns = (orders.c.ref, orders.c.id, orders.c.content_hash, orders.c.changed_at, orders.c.revision)
    rows = connection.execute(select(*columns).where(orders.c.store == store, orders.c.ref.in_(refs)))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


Keyed = Sequence[tuple[Incoming, int, int]]


def _write(connection: Connection, added: Keyed, changed: Keyed, at: int) -> None:
    written = (*added, *changed)
    _INSERT_ORDERS.run(connection, [_order_row(*one, at) for one in added])
    _UPSERT_ORDERS.run(connection, [_order_row(*one, at) for one in changed])
    if changed:  # a line the cart took away stays, with nothing due, so that what was packed can be told
        gone = order_line.c.order_id.in_([key for _, key, _ in changed])
        connection.execute(update(order_line).where(gone).values(ordered=0, shipped=0, refunded=0))
    _INSERT_LINES.run(connection, [row for one, key, _ in added for row in _line_rows(one.order, key)])
    _UPSERT_LINES.run(connection, [row for one, key, _ in changed for row in _line_rows(one.order, key)])
    _UPSERT_ADDRESSES.run(connection, [_address_row(one.order, key) for one, key, _ in written])
    _INSERT_REVISIONS.run(
        connection,
        [(key, revision, one.digest, one.fingerprint, at, MAPPING_VERSION) for one, key, revision in written],
    )
    _INSERT_PAYLOADS.run(connection, [(key, revision, one.packed) for one, key, revision in written])
    refresh(connection, [key for _, key, _ in written])


def _order_row(one: Incoming, key: int, revision: int, at: int) -> Values:
    order = one.order
    return (
        key, order.store, order.ref, order.number, order.state.value, json.dumps(order.native),
        order.currency, order.total.minor if order.total else None, micros(order.placed_at),
        micros(order.changed_at), at, order.method, order.method_code, order.pickup, order.ship_to.country,
        _json(order.warnings), one.digest, one.fingerprint, revision, MAPPING_VERSION, 0, False, False,
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
    return (key, json.dumps(address), order.customer_note, order.gift_note)
