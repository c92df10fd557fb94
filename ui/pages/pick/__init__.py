"""Waves, and the walk with a pick list in hand."""
