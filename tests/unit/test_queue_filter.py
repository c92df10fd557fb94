"""Filters as people write them, and text as people look for it."""

import pytest

from station.model.folding import fold, joined, words
from station.model.queue_filter import FilterError, QueueFilter, parse


@pytest.mark.parametrize(
    "asked",
    [
        QueueFilter(),
        QueueFilter("open"),
        QueueFilter("hold", store=("main", "eu"), country=("DE",), tag=("gift wrap", "a,b"), single=True),
        QueueFilter(
            method=("Express, next day", "it's"), due=("late", "today"), rush=True, doubt=True, age=48
        ),
    ],
)
def test_a_filter_is_read_as_it_is_written(asked) -> None:
    assert parse(str(asked)) == asked


def test_countries_are_written_in_any_case() -> None:
    assert parse("open country=de|at").country == ("DE", "AT")


@pytest.mark.parametrize(
    "text", ["nonsense", "due=soon", "age=0", "age=x", "store=", "tag='", "open open2", "single=1"]
)
def test_what_nobody_can_read_is_refused_by_its_word(text) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text)
    assert refused.value.problem.code == "filter.unknown"


def test_accents_capitals_and_dashes_are_no_difference() -> None:
    assert fold("Łódź Ñandú Ørsted STRASSE straße") == "lodz nandu orsted strasse strasse"
    assert words("Jean-Luc O'Neill (Müller)") == ["jean", "luc", "o", "neill", "muller"]
    assert joined("31-146") == joined("31 146") == "31146"
    assert words("株式会社 ヤマト") == ["株式会社", "ヤマト"]
