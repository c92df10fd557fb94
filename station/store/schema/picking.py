"""Waves, the pick lists they are walked by, totes, and goods that were picked for nothing."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from station.store.schema.parts import Instant, Key, counted, metadata

wave = Table(
    "wave",
    metadata,
    counted(),
    Column("name", String, nullable=False),
    Column("way", String, nullable=False),  # single | batch | cluster | zone
    Column("state", String, nullable=False),  # open | done | cancelled
    Column("rule", Text, nullable=False),
    Column("bench", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
)
Index("ix_wave_state", wave.c.state)

pick = Table(
    "pick",
    metadata,
    counted(),
    Column("wave", Key, ForeignKey("wave.id"), nullable=False),
    Column("way", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("state", String, nullable=False),  # open | picking | parked | done | cancelled
    Column("bench", String, nullable=False),  # who has it in hand, or had it last
    Column("operator", String, nullable=False),
    Column("closed_at", Instant),
)
Index("ix_pick_wave", pick.c.wave)
Index("ix_pick_bench", pick.c.bench, pick.c.state)

pick_line = Table(
    "pick_line",
    metadata,
    Column("pick", Key, ForeignKey("pick.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("line", String, nullable=False),
    Column("store", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("product", String, nullable=False),
    Column("bin", String, nullable=False),
    Column("asked", Integer, nullable=False),
    # What became of them, kept in line with the facts: picked + short + dropped <= asked.
    Column("picked", Integer, nullable=False, default=0),
    Column("short", Integer, nullable=False, default=0),
    Column("dropped", Integer, nullable=False, default=0),
    # Of a part of a kit: so many are in one unit of the line. 0: the line's own units.
    Column("each", Integer, nullable=False, default=0),
)
Index("ix_pick_line_order", pick_line.c.order_id)
Index("ix_pick_line_product", pick_line.c.store, pick_line.c.product)

pick_fact = Table(
    "pick_fact",
    metadata,
    Column("pick", Key, ForeignKey("pick.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("operator", String, nullable=False),
    Column("bench", String, nullable=False),
    Column("at", Instant, nullable=False),
)

tote = Table(
    "tote",
    metadata,
    Column("code", String, primary_key=True),
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("pick", Key, ForeignKey("pick.id"), nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_tote_order", tote.c.order_id)

put_back = Table(
    "put_back",
    metadata,
    counted(),
    Column("key", String, nullable=False, unique=True),  # pick:place, so that it is listed once
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("line", String, nullable=False),
    Column("store", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("product", String, nullable=False),
    Column("bin", String, nullable=False),
    Column("tote", String, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("carton", String, nullable=False, default=""),  # the voided one they were in
    Column("stock", String, nullable=False, default=""),  # as in customer_return; or asking
    Column("done", Integer, nullable=False, default=0),  # units on the shelf again
    Column("lost", Integer, nullable=False, default=0),  # units that cannot go back there
)
Index("ix_put_back_order", put_back.c.order_id)
