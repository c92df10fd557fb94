"""A relative path in the settings is relative to the file it stands in."""

from pathlib import Path

from station.settings.option import Resolve

_SQLITE = "sqlite:///"


def whole(text: str, folder: Path) -> str:
    return str(folder / text) if text else ""


def sqlite(url: str, folder: Path) -> str:
    """`sqlite:///station.db` becomes absolute; memory, and any other database, stays as it is."""
    if not url.startswith(_SQLITE):
        return url
    path, mark, query = url.removeprefix(_SQLITE).partition("?")
    if path in ("", ":memory:"):
        return url
    return f"{_SQLITE}{(folder / path).as_posix()}{mark}{query}"


def after(tag: str) -> Resolve:
    """The path after `tag` (`file:`, `replay:`); a text without the tag stays as it is."""

    def resolve(text: str, folder: Path) -> str:
        return f"{tag}{folder / text.removeprefix(tag)}" if text.startswith(tag) else text

    return resolve
