"""What a bench would have stopped, while it only watched."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from station.store.schema.parts import Instant, Key, counted, metadata

shadow_note = Table(
    "shadow_note",
    metadata,
    counted(),
    Column("session", Key, nullable=False),
    Column("order_id", Key, nullable=False),
    Column("store", String, nullable=False),
    Column("kind", String, nullable=False),  # item | weight | order | label | missing
    Column("sku", String, nullable=False),  # what it was about, empty where it was no article
    Column("units", Integer, nullable=False),
    Column("say", Text, nullable=False),  # the verdict, as it was said
    Column("bench", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_shadow_note_at", shadow_note.c.at)
