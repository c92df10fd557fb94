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
    and_,
    false,
    literal_column,
)

from station.store.schema.parts import Instant, Key, Plain, counted, metadata

# An order nobody promised anything about; sorts behind every promise.
NEVER = 253_402_214_400_000_000  # 9999-12-31

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
    Column("ship_by", Instant),  # the latest day the cart itself names
    Column("wave", Key),  # the wave it is picked in: no bench is offered it
    Column("purged", Boolean, nullable=False, default=False),
    Column("packable", Boolean, nullable=False, server_default=false()),  # the cart lets it be packed
    Column("open_lines", Integer, nullable=False, server_default="0"),
    Column("turn", Integer, nullable=False, server_default="1"),  # 0 rush, 1 as they come, 2 the rest of one
    Column("due", Instant, nullable=False, server_default=str(NEVER)),  # when it has to be handed over
    Column("ready_at", Instant),  # since when the cart lets it be packed
    Column("rush", Boolean, nullable=False, server_default=false()),
    Column("tags", Text, nullable=False, server_default="[]"),
    Column("address_doubts", Text, nullable=False, server_default="[]"),
    Column("address_key", String, nullable=False, server_default=""),  # equal for orders to one address
    UniqueConstraint("store", "ref"),
)
_OFFERED = and_(orders.c.packable, orders.c.local, orders.c.hold.is_(None), orders.c.bench.is_(None))
Index("ix_orders_number", orders.c.number)
Index("ix_orders_placed", orders.c.placed_at)
_URGENT = (orders.c.turn, orders.c.due, orders.c.open_lines, orders.c.placed_at, orders.c.id)
# "Next" is one end of this: closed, held and open orders are not in it. What filters ask for is in it too:
# one that means none of 20,000 looks at every entry, and never at an order.
Index(
    "ix_orders_next",
    *_URGENT,
    orders.c.open_units,
    orders.c.wave,
    orders.c.store,
    orders.c.country,
    orders.c.method,
    orders.c.method_code,
    sqlite_where=_OFFERED,
    postgresql_where=_OFFERED,
)
# Tags may be longer than an entry can be: those that have any stand apart.
_TAGGED = and_(_OFFERED, orders.c.tags != literal_column("'[]'"))
Index("ix_orders_tagged", *_URGENT, sqlite_where=_TAGGED, postgresql_where=_TAGGED)
_DOUBTED = orders.c.address_doubts != literal_column("'[]'")
Index("ix_orders_doubted", *_URGENT, sqlite_where=_DOUBTED, postgresql_where=_DOUBTED)
_ADDRESSED = orders.c.packable
Index("ix_orders_together", orders.c.address_key, sqlite_where=_ADDRESSED, postgresql_where=_ADDRESSED)
_HELD = orders.c.hold.is_not(None)
Index("ix_orders_hold", orders.c.hold, sqlite_where=_HELD, postgresql_where=_HELD)
_PICKED = orders.c.wave.is_not(None)
Index("ix_orders_wave", orders.c.wave, sqlite_where=_PICKED, postgresql_where=_PICKED)
_SEATED = orders.c.bench.is_not(None)
Index("ix_orders_bench", orders.c.bench, sqlite_where=_SEATED, postgresql_where=_SEATED)

# Orders that are packed as one: each belongs to one whole at most, in the order they were put together.
merged_part = Table(
    "merged_part",
    metadata,
    Column("part", Key, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("whole", Key, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),
)
Index("ix_merged_part_whole", merged_part.c.whole)

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
    Column("later", Integer, nullable=False, server_default="0"),  # units a person split off: they wait
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
    Column("staff_note", Text, nullable=False, server_default=""),
)

person_payload = Table(
    "person_payload",
    metadata,
    Column("order_id", Key, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("payload", LargeBinary, nullable=False),  # zlib
)

# What a name, a number or a place is found by: folded words, gone with the person's other details.
person_search = Table(
    "person_search",
    metadata,
    Column("order_id", Key, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("word", Plain, primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_person_search_word", person_search.c.word, person_search.c.order_id)

# Who did what to an order's place in the queue.
order_act = Table(
    "order_act",
    metadata,
    counted(),
    Column("order_id", Key, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("what", String, nullable=False),  # rush | unrush | hold | release | note | split | reopen
    Column("code", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("bench", String, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_order_act_order", order_act.c.order_id)

person_act = Table(
    "person_act",
    metadata,
    Column("act", Key, ForeignKey("order_act.id", ondelete="CASCADE"), primary_key=True),
    Column("order_id", Key, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("note", Text, nullable=False),
)
Index("ix_person_act_order", person_act.c.order_id)

saved_filter = Table(
    "saved_filter",
    metadata,
    Column("name", String, primary_key=True),
    Column("text", Text, nullable=False),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
)

queue_state = Table(
    "queue_state",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
