"""Labels that were bought before their carton was full."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from station.store.schema.parts import Instant, Key, counted, metadata

# Without foreign keys: an UNDO takes cartons away, and what was paid for them stays written down.
ahead_label = Table(
    "ahead_label",
    metadata,
    counted(),
    Column("order_id", Key, nullable=False),
    Column("session", Key, nullable=False),
    Column("carton", String, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("intent", String, nullable=False, unique=True),  # what the carrier hears of it
    Column("state", String, nullable=False),  # wanted | asked | bought | used | unwanted | returned | stuck
    Column("fingerprint", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("content", Text, nullable=False),  # units by line once the carton is full
    Column("gross_mg", BigInteger),  # what the carrier was told, and for which weights that is right
    Column("least_mg", BigInteger),
    Column("most_mg", BigInteger),
    Column("made", Text, nullable=False, default="{}"),  # what is known of the label, no personal data
    Column("problem", Text),
    Column("at", Instant, nullable=False),
)
Index("ix_ahead_label_state", ahead_label.c.state)
Index("ix_ahead_label_carton", ahead_label.c.carton)
