"""Parts of kits are picked and traced like any other goods."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Frozen as of this revision: nothing here follows later changes of the code."""
    op.add_column("pick_line", sa.Column("each", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("unit_trace", sa.Column("part", sa.Boolean(), nullable=False, server_default=sa.false()))
