"""Words of the window. Codes become sentences in the core; the window's own words are `ui.*` codes there."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from station.model.problem import Problem

FIRST_STRONG, POP = "\u2068", "\u2069"


def apart(text: str) -> str:
    """A name written from right to left, so that what stands beside it keeps its place (UAX 9, isolates)."""
    if text.isascii() or not any(unicodedata.bidirectional(one) in ("R", "AL") for one in text):
        return text
    return f"{FIRST_STRONG}{text}{POP}"


def _named(params: Mapping[str, object]) -> dict[str, object]:
    return {name: apart(one) if isinstance(one, str) else one for name, one in params.items()}


class Text:
    """Asks the core for words, and remembers those that never change."""

    def __init__(self, say: Callable[[Problem], str]) -> None:
        self._say = say
        self._fixed: dict[str, str] = {}

    def say(self, problem: Problem) -> str:
        return self._say(Problem(problem.code, _named(problem.params)))

    def word(self, key: str, **params: object) -> str:
        """The window's own word or sentence `ui.<key>`."""
        if params:
            return self._say(Problem(f"ui.{key}", _named(params)))
        if key not in self._fixed:
            self._fixed[key] = self._say(Problem(f"ui.{key}"))
        return self._fixed[key]

    def known(self, code: str, otherwise: str) -> str:
        """The sentence of `code` where some language has one."""
        said = self._say(Problem(code))
        return otherwise if said == f"({code})" else said

    def listed(self, parts: Sequence[str]) -> str:
        """Parts of one quiet line, those that are there."""
        return " · ".join(apart(part) for part in parts if part)

    def count(self, key: str, n: int, **params: object) -> str:
        """A counted thing: `ui.<key>` has a form per plural category of its language."""
        return self._say(Problem(f"ui.{key}", {"count": n, **params}))
