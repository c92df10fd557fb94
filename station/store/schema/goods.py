"""What is sold, what it is called by scanners, and how its stock moved."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, literal_column

from station.store.schema.parts import Instant, counted, metadata

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
# An order of five hundred lines asks which of its codes stand for several units: nearly none do.
_CASES = product_code.c.quantity > literal_column("1")
Index("ix_product_code_cases", product_code.c.comparable, sqlite_where=_CASES, postgresql_where=_CASES)

movement = Table(
    "movement",
    metadata,
    counted(),
    Column("store", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("product", String, nullable=False),
    # opening | ship | assemble | adjust | return_to_shelf | returned | damage | inspect
    Column("kind", String, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("operator", String, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_movement_product", movement.c.store, movement.c.product)
