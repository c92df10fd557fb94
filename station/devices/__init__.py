"""Scanners and scales: bytes become frames, frames become values, each step pure."""
