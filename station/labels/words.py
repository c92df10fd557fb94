"""The printed words of one language, from resources/labels/words.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache

from station.labels.assets import label_file
from station.model.quantity import Mass


def words(language: str) -> Mapping[str, str]:
    """Every printed word; English for a language the station has no words of."""
    known = every()
    return known.get(language.split("_")[0].lower(), known["en"])


@cache
def every() -> Mapping[str, Mapping[str, str]]:
    """Every printed word of every language."""
    known: dict[str, dict[str, str]] = tomllib.loads(label_file("words.toml").read_text("utf-8"))
    return known


def kilograms(mass: Mass, language: str) -> str:
    """`1.240 kg`, to the gram, rounded half up."""
    grams = (mass.mg + 500) // 1000
    return f"{grams // 1000}{words(language)['decimal']}{grams % 1000:03d} kg"
