"""Orders to one address may be packed as one."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Frozen as of this revision: nothing here follows later changes of the code."""
    op.create_table(
        "merged_part",
        sa.Column("part", _KEY, nullable=False),
        sa.Column("whole", _KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part"], ["orders.id"], name=op.f("fk_merged_part_part"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["whole"], ["orders.id"], name=op.f("fk_merged_part_whole"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_merged_part")),
    )
    op.create_index("ix_merged_part_whole", "merged_part", ["whole"])
