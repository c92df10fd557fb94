"""What few orders and codes have is found without looking at all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

_URGENT = ["turn", "due", "open_lines", "placed_at", "id"]


def upgrade() -> None:
    """Frozen as of this revision: nothing here follows later changes of the code."""
    doubted = sa.column("address_doubts", sa.Text) != sa.literal_column("'[]'")
    cases = sa.column("quantity", sa.Integer) > sa.literal_column("1")
    for name, table, columns, where in (
        ("ix_orders_doubted", "orders", _URGENT, doubted),
        ("ix_product_code_cases", "product_code", ["comparable"], cases),
    ):
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
