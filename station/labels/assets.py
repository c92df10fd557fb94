"""Where the files are that come with the station."""

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def font_file(name: str) -> Path:
    """A bundled TrueType font by its name without suffix."""
    return RESOURCES / "fonts" / f"{name}.ttf"


def label_file(name: str) -> Path:
    return RESOURCES / "labels" / name
