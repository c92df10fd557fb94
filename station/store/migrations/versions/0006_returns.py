"""Goods that come back: put-backs, returns from customers, and what was loaded."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
    _loads()
    _backs()
    _returns()
    op.add_column("carton", sa.Column("parcel", sa.Text(), nullable=False, server_default=""))
    op.add_column("bench", sa.Column("chore", sa.String(), nullable=False, server_default=""))
    for name in ("carton", "stock"):
        op.add_column("put_back", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in ("done", "lost"):
        op.add_column("put_back", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def _key() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _loads() -> None:
    op.create_table(
        "load",
        sa.Column("id", _key(), autoincrement=True, nullable=False),
        *_text("bench", "carrier", "state", "operator"),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load")),
    )
    op.create_index("ix_load_bench", "load", ["bench", "state"], unique=False)
    op.create_table(
        "load_carton",
        *_text("carton"),
        sa.Column("load", _key(), nullable=False),
        *_text("operator"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["carton"], ["carton.uid"], name=op.f("fk_load_carton_carton")),
        sa.ForeignKeyConstraint(["load"], ["load.id"], name=op.f("fk_load_carton_load")),
        sa.PrimaryKeyConstraint("carton", name=op.f("pk_load_carton")),
    )
    op.create_index("ix_load_carton_load", "load_carton", ["load"], unique=False)


def _backs() -> None:
    op.create_table(
        "back_fact",
        sa.Column("id", _key(), autoincrement=True, nullable=False),
        sa.Column("put_back", _key(), nullable=False),
        sa.Column("order_id", _key(), nullable=False),
        *_text("kind"),
        sa.Column("quantity", sa.Integer(), nullable=False),
        *_text("bench", "operator"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["put_back"], ["put_back.id"], name=op.f("fk_back_fact_put_back")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_back_fact")),
    )
    op.create_index("ix_back_fact_order", "back_fact", ["order_id"], unique=False)


def _returns() -> None:
    op.create_table(
        "customer_return",
        sa.Column("id", _key(), autoincrement=True, nullable=False),
        sa.Column("order_id", _key(), nullable=False),
        *_text("reference", "state", "stock", "bench", "operator"),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_customer_return_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_return")),
    )
    op.create_index("ix_customer_return_order", "customer_return", ["order_id"], unique=False)
    op.create_table(
        "returned_unit",
        sa.Column("id", _key(), autoincrement=True, nullable=False),
        sa.Column("came", _key(), nullable=False),
        sa.Column("order_id", _key(), nullable=False),
        *_text("line", "store", "sku", "product"),
        sa.Column("quantity", sa.Integer(), nullable=False),
        *_text("condition", "serial", "lot", "operator"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["came"], ["customer_return.id"], name=op.f("fk_returned_unit_came")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_unit")),
    )
    op.create_index("ix_returned_unit_came", "returned_unit", ["came"], unique=False)
    op.create_index("ix_returned_unit_order", "returned_unit", ["order_id"], unique=False)
