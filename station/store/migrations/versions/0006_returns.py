"""Goods that come back: put-backs, returns from customers, and what was loaded."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
