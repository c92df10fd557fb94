"""The packing bench without a screen. Nothing here knows Qt."""

__version__ = "0.1.0"
