"""Every problem code has a sentence in every language, with the same values in it."""

import ast
import re
import string
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from station.words import LANGUAGES

CODE = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+")
FILE = re.compile(r"\.(toml|json|jsonl|log|db|txt|py|pdf|zpl|png|svg|wav|ttf|csv|xlsx)$")
# Read like codes and are none.
NO_CODES = {"station.carts"}
FORMS = {"en": {"one", "other"}, "de": {"one", "other"}, "fr": {"one", "other"}, "es": {"one", "other"}}
FORMS["pl"] = {"one", "few", "many"}
PLURAL = re.compile(r"\.(one|few|many|other)$")
# Words that say nothing, or beg.
EMPTY_WORDS = {
    "en": ("error", "invalid", "failed to", "please"),
    "de": ("fehler", "ungültig", "fehlgeschlagen", "bitte"),
    "fr": ("erreur", "invalide", "veuillez", "échoué"),
    "es": ("error", "inválid", "por favor", "fallido"),
    "pl": ("błąd", "nieprawidłow", "proszę", "nie powiod"),
}


def codes_in(source: Any) -> Iterator[str]:
    """Every text that reads like a code, however it gets to its problem; `x.y_` begins one made up there."""
    not_said = {id(text) for text in apart(source.tree)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and id(node) not in not_said and is_code(node.value):
            yield node.value


def is_code(value: object) -> bool:
    if not isinstance(value, str) or value in NO_CODES:
        return False
    return bool(CODE.fullmatch(value)) and not FILE.search(value)


def apart(tree: ast.Module) -> Iterator[ast.expr]:
    """Dotted names of other things: columns, loggers, fields of a document."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node.func) in (
            "ForeignKey",
            "ForeignKeyConstraint",
            "getLogger",
        ):
            yield from (
                one for argument in node.args for one in ast.walk(argument) if isinstance(one, ast.expr)
            )
        if isinstance(node, ast.keyword) and node.arg == "field":
            yield node.value


def called(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def window_words(source: Any) -> Iterator[str]:
    """`word("empty")` and `count("units", 3)` are the window's own codes, ui.empty and ui.units."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            first = node.args[0]
            asks = node.func.attr == "word" or (node.func.attr == "count" and len(node.args) == 2)
            if asks and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"ui.{first.value}"


def unsaid(sources: Sequence[Any], known: Collection[str]) -> list[str]:
    """Codes without a sentence, each with the modules that use it."""
    found: dict[str, list[str]] = {}
    for one in sources:
        if one.name.startswith("ui.shots"):  # scripted pictures of states, with words of their own
            continue
        in_window = one.name.split(".")[0] == "ui"
        missing = {code for code in codes_in(one) if not is_known(code, known)}
        if in_window:
            missing = {f"ui.{code}" for code in missing if not is_known(f"ui.{code}", known)}
            missing |= {code for code in window_words(one) if code not in known}
        for code in missing:
            found.setdefault(code, []).append(one.name)
    return [f"{code} ({', '.join(users)})" for code, users in sorted(found.items())]


def is_known(code: str, known: Collection[str]) -> bool:
    return code in known or (code.endswith("_") and any(one.startswith(code) for one in known))


def by_code(sentences: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Sentences by code, then by plural form; "" for the only form."""
    found: dict[str, dict[str, str]] = {}
    for name, sentence in sentences.items():
        base = PLURAL.sub("", name)
        is_plural = base != name and f"{base}.one" in sentences
        found.setdefault(base if is_plural else name, {})[name[len(base) + 1 :] if is_plural else ""] = (
            sentence
        )
    return found


def placeholders(sentences: Mapping[str, str]) -> set[str]:
    """Names in braces; anything but a plain name is kept whole, so that it shows."""
    found = set()
    for sentence in sentences.values():
        for _, name, spec, conversion in string.Formatter().parse(sentence):
            if name is not None:
                found.add(name + (f":{spec}" if spec else "") + (f"!{conversion}" if conversion else ""))
    return found


def differences(languages: Mapping[str, Mapping[str, str]]) -> list[str]:
    english = by_code(languages["en"])
    found = []
    for language, sentences in languages.items():
        here = by_code(sentences)
        found += [f"{language} lacks {code}" for code in english.keys() - here.keys()]
        found += [f"only {language} has {code}" for code in here.keys() - english.keys()]
        for code in english.keys() & here.keys():
            if placeholders(here[code]) != placeholders(english[code]):
                found.append(f"{language} {code}: {sorted(placeholders(here[code]))}")
            wanted = FORMS[language] if "" not in english[code] else {""}
            if not wanted <= here[code].keys():
                found.append(f"{language} {code} has only the plural forms {sorted(here[code])}")
    return sorted(found)


@pytest.fixture(scope="module")
def languages(i18n: Path) -> dict[str, dict[str, str]]:
    return {
        one: {
            code: text
            for name in (f"{one}.toml", f"ui.{one}.toml")
            if (i18n / name).exists()
            for code, text in tomllib.loads((i18n / name).read_text(encoding="utf-8")).items()
        }
        for one in LANGUAGES
    }


def test_every_code_has_a_sentence(sources: Sequence[Any], languages: dict[str, dict[str, str]]) -> None:
    missing = unsaid(sources, by_code(languages["en"]).keys())
    assert not missing, "\n".join(missing)


def test_every_language_says_the_same(languages: dict[str, dict[str, str]]) -> None:
    found = differences(languages)
    assert not found, "\n".join(found)


def test_every_value_in_a_sentence_is_a_plain_name(languages: dict[str, dict[str, str]]) -> None:
    names = {name for sentences in languages.values() for name in placeholders(sentences)}
    assert sorted(name for name in names if not name.isidentifier()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_says_nothing_or_begs(language: str, languages: dict[str, dict[str, str]]) -> None:
    empty = re.compile(rf"\b({'|'.join(EMPTY_WORDS[language])})", re.IGNORECASE)
    assert [code for code, sentence in languages[language].items() if empty.search(sentence)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("station.a", "raise TryLater('cart.busy', wait=3)"),
        ("station.a", "say = Problem('scan.known' if single else 'cart.busy', {})"),
        ("station.a", "VERDICTS = {0: 'cart.busy'}"),
        ("station.a", "raise StationError(f'other.{kind}', said=f'cart.busy_{kind}')"),
        ("ui.page", "show('cart.busy')"),
        ("ui.page", "text.word('cart.busy')"),
        ("ui.page", "text.count('busy', 3)"),
    ],
)
def test_a_planted_code_is_found_wherever_it_is_raised(
    name: str, text: str, plant: Callable[..., Any]
) -> None:
    assert (
        len({one.split(" ")[0].removeprefix("ui.") for one in unsaid([plant(name, text)], ["scan.known"])})
        == 1
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("station.a", "raise TryLater('scan.known')"),
        ("station.a", "raise StationError(f'scan.kno_{kind}')"),
        ("station.a", "log = getLogger('station.x')\nfile = folder / 'shop.toml'"),
        ("station.a", "order = Column(ForeignKey('orders.id'))\nrow = Row(field='line.sku')"),
        ("ui.page", "show('empty.how')\ntext.word('title')\n'a,b'.count('x')"),
    ],
)
def test_what_has_a_sentence_or_needs_none_is_not_missed(
    name: str, text: str, plant: Callable[..., Any]
) -> None:
    assert unsaid([plant(name, text)], ["scan.known", "scan.kno_wn", "ui.empty.how", "ui.title"]) == []


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ({"a.b": "{sku}"}, {}),
        ({"a.b": "{sku}"}, {"a.b": "{name}"}),
        ({"a.b": "x"}, {"a.b": "x", "a.c": "y"}),
        ({"a.b.one": "{count}", "a.b.other": "{count}"}, {"a.b.one": "{count}"}),
    ],
)
def test_a_planted_difference_is_seen(english: dict[str, str], german: dict[str, str]) -> None:
    assert len(differences({"en": english, "de": german})) == 1


def test_a_plural_may_leave_the_count_out_of_its_singular() -> None:
    english = {"a.b.one": "the last", "a.b.other": "{count} more"}
    polish = {"a.b.one": "ostatnia", "a.b.few": "{count} sztuki", "a.b.many": "{count} sztuk"}
    assert differences({"en": english, "pl": polish}) == []
