"""From a problem's code to a sentence in the reader's language: resources/i18n/<language>.toml.

A file is flat: `"pack.not_on_order" = "{sku} is not on this order."`. A sentence with a count has one entry
per plural form (`"pack.left.one"`, `"pack.left.other"`), picked by the parameter `count`.
"""

import functools
import string
import tomllib
from collections.abc import Callable, Mapping
from importlib import resources

from station.model.problem import Problem

LANGUAGES = ("en", "de", "fr", "es", "pl")


class Words:
    """The sentences of one language. What it lacks comes in English, what English lacks as its code.

    `show` turns a parameter into text (numbers, times and masses through the reader's locale).
    Nothing here ever raises over a parameter: a screen that says too little beats one that is gone.
    """

    def __init__(self, language: str, show: Callable[[object], str] = str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._show = show

    def say(self, problem: Problem) -> str:
        """The sentence; with the code in parentheses where the sentence or one of its values is missing."""
        sentence = self._sentence(problem)
        if sentence is None:
            return f"({problem.code})"
        params = problem.params
        texts = _Texts({name: self._text(value, params) for name, value in params.items()})
        said = string.Formatter().vformat(sentence, (), texts).rstrip()  # what ends it may be empty
        return f"{said} ({problem.code})" if texts.missed else said

    def knows(self, code: str) -> bool:
        """Whether this language, or English, has a sentence for the code."""
        return any(
            code in known or f"{code}.other" in known for known in map(sentences, (self.language, "en"))
        )

    def _sentence(self, problem: Problem) -> str | None:
        for language in (self.language, "en"):
            known = sentences(language)
            forms = (f"{problem.code}.{plural_form(language, problem.params.get('count'))}", problem.code)
            for name in (*forms, f"{problem.code}.other"):
                if name in known:
                    return known[name]
        return None

    def _text(self, value: object, params: Mapping[str, object]) -> str:
        if isinstance(value, Problem):
            return self.say(value)
        if isinstance(value, str) and value.startswith("@") and self.knows(value[1:]):
            inner = {name: one for name, one in params.items() if one != value}
            return self.say(Problem(value[1:], inner))
        if isinstance(value, (tuple, list, frozenset)):
            return ", ".join(self._text(one, params) for one in value)
        return self._show(value)


class _Texts(dict[str, str]):
    """A placeholder without a value becomes an ellipsis, and is remembered."""

    missed = False

    def __missing__(self, name: str) -> str:
        self.missed = True
        return "…"


@functools.cache
def sentences(language: str) -> Mapping[str, str]:
    """All sentences of a language, by code (and plural form): the station's and the window's."""
    found: dict[str, str] = {}
    for name in (f"{language}.toml", f"ui.{language}.toml"):
        file = resources.files("resources") / "i18n" / name
        if file.is_file():
            texts = tomllib.loads(file.read_text(encoding="utf-8"))
            found |= {code: str(text) for code, text in texts.items()}
    return found


def plural_form(language: str, count: object) -> str:
    """one, few, many or other, by the Unicode CLDR rules for whole numbers; other for what is no number."""
    if not isinstance(count, int):
        return "other"
    if language == "pl":
        return _polish(abs(count))
    return "one" if count == 1 or (language == "fr" and count == 0) else "other"


def _polish(count: int) -> str:
    if count == 1:
        return "one"
    return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"
