"""Rows for views; what is large stays in the core and comes a page at a time."""
