"""Numbered answers of a question: nine at a time, and a way to all the others."""

from collections.abc import Sequence

from station.model.barcode import Command

PAGE = 9
# What turns to the next answers while one is asked for.
MORE = Command.NEXT_CARTON.value


def numbered(values: Sequence[str], first: int = 0) -> tuple[tuple[str, str], ...]:
    """(barcode, value) of nine from `first` on; MORE leads to the next nine, and round again."""
    page = tuple((f"CMD-{n}", value) for n, value in enumerate(values[first : first + PAGE], 1))
    if len(values) <= PAGE:
        return page
    following = first + PAGE
    return (*page, (MORE, str(following if following < len(values) else 0)))


def bounds(following: str, count: int) -> dict[str, object]:
    """What the page that begins at `following` shows, counted from one, of `count` in all."""
    first = int(following)
    return {"first": first + 1, "last": min(first + PAGE, count), "count": count}
