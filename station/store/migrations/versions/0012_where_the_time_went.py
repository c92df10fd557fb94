"""When the last look at an order was over; what a bench that only watches would have stopped."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Frozen as of this revision: nothing here follows later changes of the code."""
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.add_column("label", sa.Column("looked_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_label_carton", "label", ["carton"])
    op.create_index("ix_print_job_carton", "print_job", ["carton"])
    op.create_table(
        "shadow_note",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("session", key, nullable=False),
        sa.Column("order_id", key, nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("say", sa.Text(), nullable=False),
        sa.Column("bench", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shadow_note"),
    )
    op.create_index("ix_shadow_note_at", "shadow_note", ["at"])
