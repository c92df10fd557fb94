"""Benches, the people at them, and who holds what."""

from sqlalchemy import BigInteger, Column, String, Table

from station.store.schema.parts import Instant, Key, metadata

operator = Table(
    "operator",
    metadata,
    Column("badge", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
)

bench = Table(
    "bench",
    metadata,
    Column("name", String, primary_key=True),
    Column("session", Key),  # the session open on it
    Column("operator", String, nullable=False, default=""),
    Column("last_gross_mg", BigInteger),
    Column("chore", String, nullable=False, default=""),  # load:1 | put_back:7 | return:3, while in hand
)

lease = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("expires", Instant),  # NULL: only a person's act ends it
)
