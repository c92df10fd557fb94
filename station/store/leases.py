"""Leases: who may work on what, with a token that every later commit names.

On the database's clock. A lease without an end (an order with a scan in it) ends only by a person's act.
"""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from station.model.problem import StationError
from station.store.schema import lease
from station.store.together import insert_absent


class Taken(StationError):
    """Somebody else holds it (`holder`)."""


def claim(connection: Connection, name: str, holder: str, now: int, seconds: float | None) -> int:
    """The lease's token. Our own lease is renewed under the same token. Raises `Taken`."""
    expires = None if seconds is None else now + int(seconds * 1_000_000)
    if insert_absent(connection, lease, name=name, holder=holder, token=1, expires=expires):
        return 1
    row = _held(connection, name)
    if row.holder == holder:
        connection.execute(update(lease).where(lease.c.name == name).values(expires=expires))
        return int(row.token)
    if row.holder and (row.expires is None or row.expires > now):
        raise Taken("order.taken" if name.startswith("order:") else "lease.taken", holder=row.holder)
    connection.execute(
        update(lease).where(lease.c.name == name).values(holder=holder, token=row.token + 1, expires=expires)
    )
    return int(row.token) + 1


def take_over(connection: Connection, name: str, holder: str) -> int:
    """A person's act: the old holder's next commit fails."""
    if insert_absent(connection, lease, name=name, holder=holder, token=1, expires=None):
        return 1
    token = int(_held(connection, name).token) + 1
    values = {"holder": holder, "token": token, "expires": None}
    connection.execute(update(lease).where(lease.c.name == name).values(**values))
    return token


def state(connection: Connection, name: str) -> tuple[str, int, int | None] | None:
    """Holder, token and end, for `restore`; None where nobody ever had it."""
    mine = select(lease.c.holder, lease.c.token, lease.c.expires).where(lease.c.name == name)
    row = connection.execute(mine.with_for_update()).one_or_none()
    return (row[0], row[1], row[2]) if row is not None else None


def restore(connection: Connection, name: str, before: tuple[str, int, int | None] | None) -> None:
    """As if it had not been taken over in this transaction."""
    holder, token, expires = before or ("", 1, None)
    values = {"holder": holder, "token": token, "expires": expires}
    connection.execute(update(lease).where(lease.c.name == name).values(**values))


def holder(connection: Connection, name: str) -> str:
    """Who holds it; empty when nobody does."""
    found = connection.execute(select(lease.c.holder).where(lease.c.name == name)).scalar_one_or_none()
    return str(found or "")


def token(connection: Connection, name: str, holder: str) -> int | None:
    """The token under which it is held; None when somebody else has it, or nobody."""
    mine = select(lease.c.token).where(lease.c.name == name, lease.c.holder == holder)
    return connection.execute(mine).scalar_one_or_none()


def _held(connection: Connection, name: str) -> Row[Any]:
    """The lease; nobody else changes it before this transaction ends."""
    return connection.execute(select(lease).where(lease.c.name == name).with_for_update()).one()


def check(connection: Connection, name: str, holder: str, token: int) -> None:
    """Raises `Taken` when the lease is not ours any more: nothing of this transaction may stay.

    Who takes it over waits until this transaction is through, and then sees all of it.
    """
    row = connection.execute(
        select(lease.c.holder, lease.c.token).where(lease.c.name == name).with_for_update()
    ).one_or_none()
    if row is None or row.holder != holder or row.token != token:
        code = "order.taken" if name.startswith("order:") else "lease.taken"
        raise Taken(code, holder=row.holder if row and row.holder else "?")


def release(connection: Connection, name: str, token: int) -> None:
    """The token is kept, so that an old one never becomes valid again."""
    connection.execute(
        update(lease).where(lease.c.name == name, lease.c.token == token).values(holder="", expires=None)
    )
