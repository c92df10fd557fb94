"""Print jobs that move to another printer, and labels bought ahead of time."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
