"""Picks, waves and totes."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
