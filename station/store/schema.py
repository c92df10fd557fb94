"""The tables. Times are UTC microseconds, money minor units, mass milligrams, JSON is text.

Personal data (names, addresses, notes, raw payloads) stands in the `person_*` tables only, so that it can
be deleted and the facts stay. A column is added by a migration first, used by the next minor version,
and a column is dropped only one minor version after nothing reads it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0001"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

Key = BigInteger().with_variant(Integer, "sqlite")
Instant = BigInteger


def _id() -> "Column[int]":
    return Column("id", Key, primary_key=True, autoincrement=True)


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

bad_order = Table(
    "bad_order",
    metadata,
    Column("store", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("number", String, nullable=False),
    Column("problem", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

product = Table(
    "product",
    metadata,
    Column("store", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("parent", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("name", String, nullable=False),
    Column("mass_mg", BigInteger),
    Column("image_url", Text, nullable=False),
    Column("image_file", Text, nullable=False),
    Column("image_due", Boolean, nullable=False),
    Column("ships", Boolean, nullable=False),
    Column("stock_ref", String, nullable=False),
    Column("stock", Integer),
    Column("bin", String, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("fetched_at", Instant, nullable=False),
)
Index("ix_product_sku", product.c.sku)

product_code = Table(
    "product_code",
    metadata,
    Column("store", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("comparable", String, primary_key=True),
    Column("code", String, nullable=False),
    Column("quantity", Integer, nullable=False, default=1),
)
Index("ix_product_code_comparable", product_code.c.comparable)

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
)

lease = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("expires", Instant),  # NULL: only a person's act ends it
)

session = Table(
    "session",
    metadata,
    _id(),
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("bench", String, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("state", String, nullable=False),  # open | parked | closed
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("outcome", String),
)
Index("ix_session_order", session.c.order_id, session.c.state)

fact = Table(
    "fact",
    metadata,
    Column("session", Key, ForeignKey("session.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("operator", String, nullable=False),
    Column("bench", String, nullable=False),
    Column("at", Instant, nullable=False),
)

scan = Table(
    "scan",
    metadata,
    _id(),
    Column("session", Key),
    Column("bench", String, nullable=False),
    Column("device", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("code", String, nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_scan_session", scan.c.session)

carton = Table(
    "carton",
    metadata,
    Column("uid", String, primary_key=True),
    Column("session", Key, ForeignKey("session.id"), nullable=False),
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),  # open | sealed | labelled | confirmed | handed_over | void
    Column("shipment", Key),
    Column("gross_mg", BigInteger),
    Column("weight_verdict", String, nullable=False, default=""),
    Column("override_by", String, nullable=False, default=""),
    Column("carrier", String, nullable=False, default=""),
    Column("tracking", String, nullable=False, default=""),
    Column("tracking_url", Text, nullable=False, default=""),
    Column("scan_back", Text, nullable=False, default="[]"),
    Column("fingerprint", String, nullable=False, default=""),
    Column("checked", Boolean, nullable=False, default=True),
    Column("operator", String, nullable=False, default=""),
    Column("bench", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
)
Index("ix_carton_order", carton.c.order_id)
Index("ix_carton_confirmed", carton.c.confirmed_at)
Index("ix_carton_tracking", carton.c.tracking)

carton_line = Table(
    "carton_line",
    metadata,
    Column("carton", String, ForeignKey("carton.uid"), primary_key=True),
    Column("line", String, primary_key=True),
    Column("order_id", Key, nullable=False),
    Column("store", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("product", String, nullable=False),
    Column("quantity", Integer, nullable=False),
)
Index("ix_carton_line_product", carton_line.c.store, carton_line.c.product)

label = Table(
    "label",
    metadata,
    _id(),
    Column("carton", String, ForeignKey("carton.uid"), nullable=False),
    Column("state", String, nullable=False),  # wanted | made | printed | failed | void
    Column("fingerprint", String, nullable=False),
    Column("number", BigInteger),  # taken from the range before anything is drawn
    Column("tracking", String, nullable=False, default=""),
    Column("file", Text, nullable=False, default=""),
    Column("sha256", String, nullable=False, default=""),
    Column("problem", Text),
    Column("at", Instant, nullable=False),
)
Index("ix_label_state", label.c.state)

shipment = Table(
    "shipment",
    metadata,
    _id(),
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("uid", String, nullable=False, unique=True),
    Column("completed_at", Instant),
    Column("complete_order", Boolean, nullable=False, default=False),
)
Index("ix_shipment_order", shipment.c.order_id)

movement = Table(
    "movement",
    metadata,
    _id(),
    Column("store", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("product", String, nullable=False),
    Column("kind", String, nullable=False),  # opening | ship | adjust
    Column("quantity", Integer, nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_movement_product", movement.c.store, movement.c.product)

print_job = Table(
    "print_job",
    metadata,
    Column("id", String, primary_key=True),
    Column("bench", String, nullable=False),
    Column("document", String, nullable=False),
    Column("printer", String, nullable=False),
    Column(
        "state", String, nullable=False
    ),  # wanted | waiting | sending | printed | failed | in_doubt | cancelled
    Column("file", Text, nullable=False),  # what is printed, under the data folder
    Column("target_file", Text, nullable=False, default=""),  # what a folder printer wrote
    Column("title", String, nullable=False),
    Column("order_id", Key),
    Column("carton", String),
    Column("label", Key),
    Column("reason", String, nullable=False, default=""),
    Column("problem", Text),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
)
Index("ix_print_job_state", print_job.c.state)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("store", String, nullable=False),
    Column("stream", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("topic", String, nullable=False),  # tracking | status | stock
    Column("key", String, nullable=False, unique=True),
    Column("order_id", Key),
    Column("bench", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String, nullable=False),  # ready | sending | in_doubt | done | parked | cancelled
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

number_range = Table(
    "number_range",
    metadata,
    Column("name", String, primary_key=True),
    Column("next", BigInteger, nullable=False),
)
