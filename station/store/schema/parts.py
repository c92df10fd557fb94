"""What every table is made of: one metadata, the kinds of columns that databases call differently."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String

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
# Compared byte by byte everywhere, so that an index serves "begins with".
Plain = String().with_variant(String(collation="C"), "postgresql")


def counted() -> "Column[int]":
    """The table's own key, one after the other."""
    return Column("id", Key, primary_key=True, autoincrement=True)
