"""On which line of a TOML text a key stands: what the standard parser does not say."""

import re

Place = tuple[str | int, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_TOKEN = re.compile(
    r'''"""|\'\'\'|"(?:\\.|[^"\\])*"|'[^']*'|#.*|[\[\]{}]''',
)


class Lines:
    """The lines of a text's tables and keys. A key inside a multi-line value has its value's line."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {(): 1}
        self._counts: dict[Place, int] = {}
        self._table: Place = ()
        self._quote = ""
        self._depth = 0
        for number, line in enumerate(text.splitlines(), 1):
            self._read(line, number)

    def of(self, place: Place) -> int:
        """The 1-based line of the key, or of the nearest table around it."""
        while place not in self._lines:
            place = place[:-1]
        return self._lines[place]

    def _read(self, line: str, number: int) -> None:
        if self._quote or self._depth:
            self._follow(line)
        elif header := _HEADER.match(line):
            self._open(_parts(header[2]), header[1] == "[[", number)
        elif key := _KEY.match(line):
            place = self._table
            for part in _parts(key[1]):
                place = (*place, part)
                self._lines.setdefault(place, number)
            self._follow(line[key.end() :])

    def _open(self, parts: tuple[str, ...], repeated: bool, number: int) -> None:
        place: Place = ()
        for part in parts[:-1]:
            place = self._newest((*place, part))
        place = (*place, parts[-1])
        self._lines.setdefault(place, number)
        if repeated:
            self._counts[place] = self._counts.get(place, -1) + 1
        self._table = self._newest(place)
        self._lines.setdefault(self._table, number)

    def _newest(self, place: Place) -> Place:
        """Of a repeated table its newest entry."""
        return (*place, self._counts[place]) if place in self._counts else place

    def _follow(self, line: str) -> None:
        """Whether a value goes on in the next line: an open quote or bracket."""
        at = 0
        while at < len(line):
            if self._quote:
                end = line.find(self._quote, at)
                if end < 0:
                    return
                at, self._quote = end + 3, ""
                continue
            token = _TOKEN.search(line, at)
            if token is None:
                return
            at = token.end()
            if token[0] in ('"""', "'''"):
                self._quote = token[0]
            else:
                self._depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))
