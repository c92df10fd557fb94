"""What was loaded on a van, what is put back on the shelf, and what customers sent back."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from station.store.schema.parts import Instant, Key, counted, metadata

load = Table(
    "load",
    metadata,
    counted(),
    Column("bench", String, nullable=False),
    Column("carrier", String, nullable=False),  # of its first carton; the others go with the same
    Column("state", String, nullable=False),  # open | closing | closed
    Column("operator", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
)
Index("ix_load_bench", load.c.bench, load.c.state)

# A carton goes on one van, so it is in one load at most; taken out, its row is gone.
load_carton = Table(
    "load_carton",
    metadata,
    Column("carton", String, ForeignKey("carton.uid"), primary_key=True),
    Column("load", Key, ForeignKey("load.id"), nullable=False),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("unread", Boolean, nullable=False, default=False),  # it left though its shop could not be asked
)
Index("ix_load_carton_load", load_carton.c.load)

# One scan of the guided way back: so many units are on the shelf, or they are not there any more.
back_fact = Table(
    "back_fact",
    metadata,
    counted(),
    Column("put_back", Key, ForeignKey("put_back.id"), nullable=False),
    Column("order_id", Key, nullable=False),
    Column("kind", String, nullable=False),  # back | lost
    Column("quantity", Integer, nullable=False),
    Column("bench", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone", Boolean, nullable=False, default=False),
)
Index("ix_back_fact_order", back_fact.c.order_id)

customer_return = Table(
    "customer_return",
    metadata,
    counted(),
    Column("order_id", Key, ForeignKey("orders.id"), nullable=False),
    Column("reference", String, nullable=False),  # what stood on it beside our own numbers
    Column("state", String, nullable=False),  # open | asking | closed
    Column("stock", String, nullable=False),  # who puts the units back for sale: "" | shop | told | none
    Column("bench", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
)
Index("ix_customer_return_order", customer_return.c.order_id)

returned_unit = Table(
    "returned_unit",
    metadata,
    counted(),
    Column("came", Key, ForeignKey("customer_return.id"), nullable=False),
    Column("order_id", Key, nullable=False),
    Column("line", String, nullable=False),
    Column("store", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("product", String, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("condition", String, nullable=False),  # "" while it is asked | restock | damaged | inspect
    Column("serial", String, nullable=False),
    Column("lot", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone", Boolean, nullable=False, default=False),
)
Index("ix_returned_unit_came", returned_unit.c.came)
Index("ix_returned_unit_order", returned_unit.c.order_id)
