"""Migrations, oldest first: expand, then contract one minor version later."""
