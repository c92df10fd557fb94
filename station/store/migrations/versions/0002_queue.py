"""What the queue is ordered and filtered by: rush, tags, cut-offs, address checks, saved filters."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
