"""One folder per page: what it shows (Qt-free) and how."""
