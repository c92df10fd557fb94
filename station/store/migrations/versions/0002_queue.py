"""What the queue is ordered and filtered by: rush, tags, cut-offs, address checks, saved filters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLAIN = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_NEVER = "253402214400000000"


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
    for column in (
        sa.Column("packable", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("open_lines", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("turn", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("due", sa.BigInteger(), nullable=False, server_default=_NEVER),
        sa.Column("ready_at", sa.BigInteger(), nullable=True),
        sa.Column("rush", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("tags", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("address_doubts", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("address_key", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("orders", column)
    op.add_column("order_line", sa.Column("later", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("person_address", sa.Column("staff_note", sa.Text(), nullable=False, server_default=""))
    _tables()
    _what_is_known()
    _indexes()


def _tables() -> None:
    op.create_table(
        "person_search",
        sa.Column("order_id", _KEY, nullable=False),
        sa.Column("word", _PLAIN, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_person_search_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_id", "word", name=op.f("pk_person_search")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_person_search_word", "person_search", ["word", "order_id"])
    op.create_table(
        "order_act",
        sa.Column("id", _KEY, autoincrement=True, nullable=False),
        sa.Column("order_id", _KEY, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("bench", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_act_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_act")),
    )
    op.create_index("ix_order_act_order", "order_act", ["order_id"])
    op.create_table(
        "person_act",
        sa.Column("act", _KEY, nullable=False),
        sa.Column("order_id", _KEY, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act"], ["order_act.id"], name=op.f("fk_person_act_act"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_person_act_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("act", name=op.f("pk_person_act")),
    )
    op.create_index("ix_person_act_order", "person_act", ["order_id"])
    op.create_table(
        "saved_filter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_filter")),
    )
    op.create_table(
        "queue_state",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_queue_state")),
    )


# As the code of that day judged it: an order that is read again is judged anew.
_BLOCKING = ("address.missing", "status.unknown", "refund.unclear", "quantity.unusable", "line.unusable")


def _what_is_known() -> None:
    orders = sa.table(
        "orders",
        sa.column("id"),
        sa.column("state"),
        sa.column("warnings", sa.Text()),
        sa.column("pickup", sa.Boolean()),
        sa.column("packable", sa.Boolean()),
        sa.column("open_units"),
        sa.column("open_lines"),
        sa.column("placed_at"),
        sa.column("ready_at"),
        sa.column("ship_by"),
        sa.column("due"),
    )
    line = sa.table(
        "order_line",
        sa.column("order_id"),
        *(sa.column(name) for name in ("ordered", "cancelled", "refunded", "shipped", "shipped_here")),
    )
    left = line.c.ordered - line.c.cancelled - line.c.refunded - line.c.shipped - line.c.shipped_here
    open_lines = sa.select(sa.func.count()).where(line.c.order_id == orders.c.id, left > 0).scalar_subquery()
    free = sa.and_(
        orders.c.state.in_(("ready_for_fulfillment", "partially_fulfilled")),
        ~orders.c.pickup,
        *(~orders.c.warnings.contains(f'"{code}"') for code in _BLOCKING),
    )
    op.execute(orders.update().where(free).values(packable=sa.true(), ready_at=orders.c.placed_at))
    op.execute(orders.update().where(orders.c.open_units > 0).values(open_lines=open_lines))
    op.execute(orders.update().where(orders.c.ship_by.is_not(None)).values(due=orders.c.ship_by))


def _indexes() -> None:
    op.drop_index("ix_orders_queue", "orders")
    op.drop_index("ix_orders_ship_by", "orders")
    true = {"sqlite": "= 1", "postgresql": ""}[op.get_bind().dialect.name]
    for name, table, columns, condition in (
        (
            "ix_orders_next",
            "orders",
            ["turn", "due", "open_lines", "placed_at", "id"],
            f"packable {true} AND local {true} AND hold IS NULL AND bench IS NULL",
        ),
        ("ix_orders_together", "orders", ["address_key"], f"packable {true}"),
        ("ix_orders_hold", "orders", ["hold"], "hold IS NOT NULL"),
        ("ix_orders_bench", "orders", ["bench"], "bench IS NOT NULL"),
        ("ix_session_parked", "session", ["bench"], "state = 'parked'"),
    ):
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
