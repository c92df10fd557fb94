"""What units and empty cartons weigh by the cartons that left, and which goods were taken for one another."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table

from station.store.schema.parts import Instant, counted, metadata

# `cartons` with `mean_mg`; `m2`: sum of squared deviations of single units, in mg². Cartons confirmed
# before `since` tell nothing; `told`: the shop's own weight was said to be wrong, once.
unit_weight = Table(
    "unit_weight",
    metadata,
    Column("store", String, primary_key=True),
    Column("product", String, primary_key=True),
    Column("cartons", Integer, nullable=False),
    Column("mean_mg", BigInteger, nullable=False),
    Column("m2", Float, nullable=False),
    Column("doubt_mg", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    Column("told", Boolean, nullable=False),
)

carton_weight = Table(
    "carton_weight",
    metadata,
    Column("kind", String, primary_key=True),
    Column("cartons", Integer, nullable=False),
    Column("mean_mg", BigInteger, nullable=False),
    Column("m2", Float, nullable=False),
    Column("doubt_mg", BigInteger, nullable=False),
)

# Which cartons tell of a product, the newest found at once.
weighed = Table(
    "weighed",
    metadata,
    Column("store", String, primary_key=True),
    Column("product", String, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("carton", String, primary_key=True),
)

# `product` and `other` in the order of their keys: a pair has no direction.
confusion = Table(
    "confusion",
    metadata,
    counted(),
    Column("store", String, nullable=False),
    Column("product", String, nullable=False),
    Column("other", String, nullable=False),
    Column("reason", String, nullable=False),  # scan | weight | swap
    Column("bench", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_confusion_product", confusion.c.store, confusion.c.product, confusion.c.at)
Index("ix_confusion_other", confusion.c.store, confusion.c.other, confusion.c.at)
