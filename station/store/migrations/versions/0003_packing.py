"""What packing asks for beyond a scan: kits, cases, lots and serials, instructions, permissions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
    op.create_table(
        "unit_trace",
        sa.Column("carton", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("expiry", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("swap_sku", sa.String(), nullable=False),
        sa.Column("swap_product", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["carton"], ["carton.uid"], name=op.f("fk_unit_trace_carton")),
        sa.PrimaryKeyConstraint("carton", "place", name=op.f("pk_unit_trace")),
    )
    op.create_index("ix_unit_trace_serial", "unit_trace", ["serial"], unique=False)
    op.create_index("ix_unit_trace_lot", "unit_trace", ["lot"], unique=False)
    op.create_index("ix_unit_trace_expiry", "unit_trace", ["store", "sku", "expiry"], unique=False)
