"""Sessions with their facts and scans, and the cartons they are projected to."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from station.store.schema.parts import Instant, Key, counted, metadata

session = Table(
    "session",
    metadata,
    counted(),
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("bench", String, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("state", String, nullable=False),  # open | parked | closed
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("outcome", String),
)
Index("ix_session_order", session.c.order_id, session.c.state)
_PARKED = text("state = 'parked'")
Index("ix_session_parked", session.c.bench, sqlite_where=_PARKED, postgresql_where=_PARKED)

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
    counted(),
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
    Column("parcel", Text, nullable=False, default=""),  # what of the order is in it, as hashes (JSON)
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

shipment = Table(
    "shipment",
    metadata,
    counted(),
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("uid", String, nullable=False, unique=True),
    Column("completed_at", Instant),
    Column("complete_order", Boolean, nullable=False, default=False),
)
Index("ix_shipment_order", shipment.c.order_id)

# Units of a carton that are known apart: lot, expiry (YYMMDD), serial number, or a substitute.
unit_trace = Table(
    "unit_trace",
    metadata,
    Column("carton", String, ForeignKey("carton.uid"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("order_id", Key, nullable=False),
    Column("store", String, nullable=False),
    Column("line", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("lot", String, nullable=False, default=""),
    Column("expiry", String, nullable=False, default=""),
    Column("serial", String, nullable=False, default=""),
    Column("swap_sku", String, nullable=False, default=""),
    Column("swap_product", String, nullable=False, default=""),
    Column("part", Boolean, nullable=False, default=False),  # of a kit: `sku` is its own, `line` the kit's
)
Index("ix_unit_trace_serial", unit_trace.c.serial)
Index("ix_unit_trace_lot", unit_trace.c.lot)
Index("ix_unit_trace_expiry", unit_trace.c.store, unit_trace.c.sku, unit_trace.c.expiry)
