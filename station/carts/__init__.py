"""Carts: one folder each. A cart never imports its sibling."""
