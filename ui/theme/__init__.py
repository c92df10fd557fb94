"""Tokens, the look made of them, and icons."""
