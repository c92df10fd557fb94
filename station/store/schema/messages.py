"""What the shops are still to be told."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from station.store.schema.parts import Instant, Key, counted, metadata

outbox = Table(
    "outbox",
    metadata,
    counted(),
    Column("store", String, nullable=False),
    Column("stream", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("topic", String, nullable=False),  # tracking | status | stock | note
    Column("key", String, nullable=False, unique=True),
    Column("order_id", Key),
    Column("bench", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String, nullable=False),  # as Entry.state
    Column("step", String, nullable=False, default=""),
    Column("due", Instant, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("reads", Integer, nullable=False, default=0),
    Column("allow_repeat", Boolean, nullable=False, default=False),
    Column("sent_at", Instant),
    Column("token", BigInteger, nullable=False, default=0),
    Column("lease_until", Instant),
    Column("problem", Text),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
    UniqueConstraint("stream", "seq"),
)
Index("ix_outbox_due", outbox.c.store, outbox.c.state, outbox.c.due)
