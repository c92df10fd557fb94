"""Barcode scanners on serial lines."""
