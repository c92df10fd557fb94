"""Every word of the window is there in every language, with the same gaps to fill."""

import re
import string
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
I18N = ROOT / "resources" / "i18n"
LANGUAGES = ("en", "de", "fr", "es", "pl")
FORMS = (".one", ".few", ".many", ".other")


def words(language: str) -> dict[str, str]:
    return tomllib.loads((I18N / f"ui.{language}.toml").read_text(encoding="utf-8"))


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def stem(code: str) -> str:
    return next((code.removesuffix(form) for form in FORMS if code.endswith(form)), code)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_language_has_every_word_with_the_same_gaps(language: str) -> None:
    english, other = words("en"), words(language)
    assert {stem(code) for code in other} == {stem(code) for code in english}
    for code, sentence in other.items():
        same = english.get(code) or english[f"{stem(code)}.other"]
        assert gaps(sentence) <= gaps(same), code


def test_polish_counts_in_its_three_ways() -> None:
    polish = words("pl")
    for code in polish:
        if code.endswith(".one"):
            assert {f"{stem(code)}.few", f"{stem(code)}.many", f"{stem(code)}.other"} <= set(polish), code


def test_every_word_the_window_asks_for_is_there() -> None:
    english = words("en")
    known = {stem(code) for code in english}
    asked = set()
    for file in (ROOT / "ui").rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        asked |= {f"ui.{key}" for key in re.findall(r'(?:word|count)\(\s*"([a-z_.]+)"', source)}
    assert asked - known == set()
    assert len(asked) > 60


def test_no_word_scolds() -> None:
    scolding = re.compile(r"\b(error|invalid|failed|please)\b", re.IGNORECASE)
    assert [code for code, sentence in words("en").items() if scolding.search(sentence)] == []
