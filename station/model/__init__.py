"""Frozen values of the floor: standard library only, no input or output."""
