from decimal import Decimal

import pytest

from station import words
from station.model.problem import Problem
from station.words import Words, plural_form

MISSING = Problem("config.missing_key", {"file": "station.toml", "line": 3, "key": "bench.name"})


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences of three languages, planted where the files' are."""
    files = {
        "en": {
            "scan.left.one": "{count} more",
            "scan.left.other": "{count} more of them",
            "only.english": "English",
            "why": "{sku}: {reason}",
            "codes": "One of {known}",
        },
        "fr": {"scan.left.one": "encore {count}", "scan.left.other": "encore {count} pièces"},
        "pl": {
            "scan.left.one": "jeszcze {count} sztuka",
            "scan.left.few": "jeszcze {count} sztuki",
            "scan.left.many": "jeszcze {count} sztuk",
        },
    }
    monkeypatch.setattr(words, "sentences", lambda language: files.get(language, {}))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_language_has_its_own_sentence(language: str) -> None:
    said = Words(language).say(MISSING)
    assert "station.toml" in said
    assert "bench.name" in said
    assert (said == Words("en").say(MISSING)) == (language == "en")


def test_a_language_nobody_translated_is_english() -> None:
    assert Words("tlh").say(MISSING) == Words("en").say(MISSING)


def test_a_sentence_not_yet_translated_comes_in_english(planted: None) -> None:
    assert Words("pl").say(Problem("only.english")) == "English"


def test_a_code_without_a_sentence_is_shown_in_parentheses(planted: None) -> None:
    assert Words("en").say(Problem("never.heard", {"sku": "TEA"})) == "(never.heard)"
    assert not Words("en").knows("never.heard")
    assert Words("en").knows("scan.left")


def test_a_missing_value_leaves_a_gap_and_the_code(planted: None) -> None:
    assert Words("en").say(Problem("why", {"sku": "TEA"})) == "TEA: … (why)"


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 more"),
        ("en", 0, "0 more of them"),
        ("en", 2, "2 more of them"),
        ("fr", 0, "encore 0"),
        ("fr", 2, "encore 2 pièces"),
        ("pl", 1, "jeszcze 1 sztuka"),
        ("pl", 3, "jeszcze 3 sztuki"),
        ("pl", 5, "jeszcze 5 sztuk"),
        ("pl", 12, "jeszcze 12 sztuk"),
        ("pl", 22, "jeszcze 22 sztuki"),
    ],
)
def test_a_count_picks_its_plural(planted: None, language: str, count: int, said: str) -> None:
    assert Words(language).say(Problem("scan.left", {"count": count})) == said


def test_what_is_no_whole_number_has_the_other_plural() -> None:
    assert plural_form("pl", "many") == "other"
    assert plural_form("en", None) == "other"


def test_a_problem_inside_a_problem_is_said_too(planted: None) -> None:
    inner = Problem("scan.left", {"count": 1})
    assert Words("en").say(Problem("why", {"sku": "TEA", "reason": inner})) == "TEA: 1 more"


def test_several_values_are_said_one_after_the_other(planted: None) -> None:
    assert Words("en").say(Problem("codes", {"known": ("A", "B")})) == "One of A, B"


def test_the_reader_decides_how_numbers_look(planted: None) -> None:
    german = Words("en", show=lambda value: str(value).replace(".", ","))
    assert german.say(Problem("why", {"sku": "TEA", "reason": Decimal("1.5")})) == "TEA: 1,5"


def test_a_value_with_braces_is_only_text(planted: None) -> None:
    assert Words("en").say(Problem("why", {"sku": "{reason}", "reason": "x"})) == "{reason}: x"
