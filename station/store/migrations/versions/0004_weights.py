"""Unit weights learned from closed cartons, and which goods were taken for one another."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
    op.create_table(
        "unit_weight",
        *_text("store", "product"),
        *_figures(),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("store", "product", name=op.f("pk_unit_weight")),
    )
    op.create_table(
        "carton_weight",
        *_text("kind"),
        *_figures(),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_carton_weight")),
    )
    op.create_table(
        "weighed",
        *_text("store", "product"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_text("carton"),
        sa.PrimaryKeyConstraint("store", "product", "at", "carton", name=op.f("pk_weighed")),
    )
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "confusion",
        sa.Column("id", key, autoincrement=True, nullable=False),
        *_text("store", "product", "other", "reason", "bench", "operator"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confusion")),
    )
    op.create_index("ix_confusion_product", "confusion", ["store", "product", "at"], unique=False)
    op.create_index("ix_confusion_other", "confusion", ["store", "other", "at"], unique=False)


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _figures() -> list[sa.Column[Any]]:
    return [
        sa.Column("cartons", sa.Integer(), nullable=False),
        sa.Column("mean_mg", sa.BigInteger(), nullable=False),
        sa.Column("m2", sa.Float(), nullable=False),
        sa.Column("doubt_mg", sa.BigInteger(), nullable=False),
    ]
