"""Picks, waves and totes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
    _work()
    _lines()
    _around()
    op.add_column("orders", sa.Column("wave", _key(), nullable=True))
    picked = sa.text("wave IS NOT NULL")
    op.create_index(
        "ix_orders_wave", "orders", ["wave"], unique=False, sqlite_where=picked, postgresql_where=picked
    )


def _key() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _work() -> None:
    op.create_table(
        "wave",
        sa.Column("id", _key(), autoincrement=True, nullable=False),
        *_text("name", "way", "state"),
        sa.Column("rule", sa.Text(), nullable=False),
        *_text("bench", "operator"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
    )
    op.create_index("ix_wave_state", "wave", ["state"], unique=False)
    op.create_table(
        "pick",
        sa.Column("id", _key(), autoincrement=True, nullable=False),
        sa.Column("wave", _key(), nullable=False),
        *_text("way", "zone", "state", "bench", "operator"),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["wave"], ["wave.id"], name=op.f("fk_pick_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick")),
    )
    op.create_index("ix_pick_wave", "pick", ["wave"], unique=False)
    op.create_index("ix_pick_bench", "pick", ["bench", "state"], unique=False)


def _lines() -> None:
    op.create_table(
        "pick_line",
        sa.Column("pick", _key(), nullable=False),
        *_number("place"),
        sa.Column("order_id", _key(), nullable=False),
        *_text("line", "store", "sku", "product", "bin"),
        *_number("asked", "picked", "short", "dropped"),
        sa.ForeignKeyConstraint(["pick"], ["pick.id"], name=op.f("fk_pick_line_pick")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_pick_line_order_id")),
        sa.PrimaryKeyConstraint("pick", "place", name=op.f("pk_pick_line")),
    )
    op.create_index("ix_pick_line_order", "pick_line", ["order_id"], unique=False)
    op.create_index("ix_pick_line_product", "pick_line", ["store", "product"], unique=False)
    op.create_table(
        "pick_fact",
        sa.Column("pick", _key(), nullable=False),
        *_number("seq", "batch"),
        *_text("kind"),
        *_number("version"),
        sa.Column("body", sa.Text(), nullable=False),
        *_text("operator", "bench"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["pick"], ["pick.id"], name=op.f("fk_pick_fact_pick")),
        sa.PrimaryKeyConstraint("pick", "seq", name=op.f("pk_pick_fact")),
    )


def _around() -> None:
    op.create_table(
        "tote",
        *_text("code"),
        sa.Column("order_id", _key(), nullable=False),
        sa.Column("pick", _key(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_tote_order_id")),
        sa.ForeignKeyConstraint(["pick"], ["pick.id"], name=op.f("fk_tote_pick")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tote")),
    )
    op.create_index("ix_tote_order", "tote", ["order_id"], unique=False)
    op.create_table(
        "put_back",
        sa.Column("id", _key(), autoincrement=True, nullable=False),
        *_text("key"),
        sa.Column("order_id", _key(), nullable=False),
        *_text("line", "store", "sku", "product", "bin", "tote"),
        *_number("quantity"),
        *_text("reason"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_put_back_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_back")),
        sa.UniqueConstraint("key", name=op.f("uq_put_back_key")),
    )
    op.create_index("ix_put_back_order", "put_back", ["order_id"], unique=False)
