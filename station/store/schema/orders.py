"""Orders as the shops have them, and what is derived for the queue."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from station.store.schema.parts import Instant, Key, metadata

store_state = Table(
    "store_state",
    metadata,
    Column("store", String, primary_key=True),
    Column("watermark", Instant),
    Column("last_success", Instant),
    Column("first_import_done", Boolean, nullable=False, default=False),
    Column("signed_out", String),
)

orders = Table(
    "orders",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=False),
    Column("store", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("number", String, nullable=False),
    Column("state", String, nullable=False),
    Column("native", Text, nullable=False),
    Column("currency", String, nullable=False),
    Column("total_minor", BigInteger),
    Column("placed_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("checked_at", Instant, nullable=False),
    Column("method", String, nullable=False),
    Column("method_code", String, nullable=False),
    Column("pickup", Boolean, nullable=False),
    Column("country", String, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("mapping_version", Integer, nullable=False),
    # Derived, kept so that the queue is one index look-up:
    Column("open_units", Integer, nullable=False),
    Column("local", Boolean, nullable=False),  # codes, weight and picture of every line are here
    Column("hold", String),  # problem code of a hold made here
    Column("hold_by", String),
    Column("hold_at", Instant),
    Column("bench", String),  # who has it open now
    Column("ship_by", Instant),
    Column("purged", Boolean, nullable=False, default=False),
    UniqueConstraint("store", "ref"),
)
Index("ix_orders_number", orders.c.number)
Index("ix_orders_queue", orders.c.state, orders.c.local, orders.c.hold, orders.c.placed_at)
Index("ix_orders_placed", orders.c.placed_at)
Index("ix_orders_ship_by", orders.c.ship_by, orders.c.placed_at)

order_line = Table(
    "order_line",
    metadata,
    Column("order_id", Key, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("ref", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("store", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("name", String, nullable=False),
    Column("product", String, nullable=False),
    Column("parent_product", String, nullable=False),
    Column("ordered", Integer, nullable=False),
    Column("cancelled", Integer, nullable=False),
    Column("refunded", Integer, nullable=False),
    Column("shipped", Integer, nullable=False),
    Column("shipped_here", Integer, nullable=False, default=0),
    Column("options", Text, nullable=False),
    Column("codes", Text, nullable=False),
    Column("bundle", String, nullable=False),
    Column("ships", Boolean),
)
Index("ix_order_line_product", order_line.c.store, order_line.c.product)
Index("ix_order_line_sku", order_line.c.sku)

order_revision = Table(
    "order_revision",
    metadata,
    Column("order_id", Key, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("content_hash", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("mapping_version", Integer, nullable=False),
)

bad_order = Table(
    "bad_order",
    metadata,
    Column("store", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("number", String, nullable=False),
    Column("problem", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

person_address = Table(
    "person_address",
    metadata,
    Column("order_id", Key, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("address", Text, nullable=False),
    Column("customer_note", Text, nullable=False),
    Column("gift_note", Text, nullable=False),
)

person_payload = Table(
    "person_payload",
    metadata,
    Column("order_id", Key, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("payload", LargeBinary, nullable=False),  # zlib
)
