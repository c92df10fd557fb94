"""What filters ask for stands in the index of what is next."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_URGENT = ["turn", "due", "open_lines", "placed_at", "id"]
_ASKED = ["open_units", "wave", "store", "country", "method", "method_code"]


def upgrade() -> None:
    """Frozen as of this revision: nothing here follows later changes of the code."""
    of = sa.table(
        "orders", sa.column("packable", sa.Boolean), sa.column("local", sa.Boolean),
        sa.column("hold", sa.String), sa.column("bench", sa.String), sa.column("tags", sa.Text),
    ).c  # fmt: skip
    offered = sa.and_(of.packable, of.local, of.hold.is_(None), of.bench.is_(None))
    tagged = sa.and_(offered, of.tags != sa.literal_column("'[]'"))
    op.drop_index("ix_orders_next", table_name="orders")
    for name, columns, where in (
        ("ix_orders_next", [*_URGENT, *_ASKED], offered),
        ("ix_orders_tagged", _URGENT, tagged),
    ):
        op.create_index(name, "orders", columns, sqlite_where=where, postgresql_where=where)
