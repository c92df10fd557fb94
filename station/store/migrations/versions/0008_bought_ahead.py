"""Labels bought before their carton is full."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Frozen as of this revision: nothing here follows later changes of the code."""
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "ahead_label",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("order_id", key, nullable=False),
        sa.Column("session", key, nullable=False),
        sa.Column("carton", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("gross_mg", sa.BigInteger(), nullable=True),
        sa.Column("least_mg", sa.BigInteger(), nullable=True),
        sa.Column("most_mg", sa.BigInteger(), nullable=True),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ahead_label"),
        sa.UniqueConstraint("intent", name="uq_ahead_label_intent"),
    )
    op.create_index("ix_ahead_label_state", "ahead_label", ["state"])
    op.create_index("ix_ahead_label_carton", "ahead_label", ["carton"])
