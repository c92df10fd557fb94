"""Scanners that type, and people who type."""

import pytest

from ui.wedge import Burst, Step, WedgeRules, us_character


def type_in(burst: Burst[str], text: str, gap: float, start: float = 1000.0) -> tuple[float, list[Step]]:
    at, steps = start, []
    for character in text:
        steps.append(burst.key(character, at, character))
        at += gap
    return at, steps


@pytest.mark.parametrize("gap", [0.04, 1.5, 6.5, 12, 20, 29])
def test_keys_at_a_scanners_pace_are_a_scan(gap: float) -> None:
    burst: Burst[str] = Burst()
    at, steps = type_in(burst, "4012345000016", gap)
    assert set(steps) == {Step.HOLD}
    assert burst.end(at) is Step.SCAN
    assert burst.take()[0] == "4012345000016"
    assert not burst.open


def test_a_scan_without_enter_ends_with_a_pause() -> None:
    burst: Burst[str] = Burst()
    type_in(burst, "MUG-BLUE", 8)
    assert burst.pause() is Step.SCAN


def test_a_person_who_types_is_given_back_every_key() -> None:
    burst: Burst[str] = Burst()
    back: list[str] = []
    at = 0.0
    for character in "hello world":
        if burst.key(character, at, character) is Step.REPLAY:
            back += burst.take()[1]
            burst.key(character, at, character)
        at += 140
    assert burst.pause() is Step.REPLAY
    back += burst.take()[1]
    assert "".join(back) == "hello world"


def test_three_fast_keys_are_no_scan() -> None:
    burst: Burst[str] = Burst()
    at, _ = type_in(burst, "abc", 5)
    assert burst.end(at) is Step.REPLAY


def test_a_prefix_makes_it_exact_however_slow() -> None:
    burst: Burst[str] = Burst(WedgeRules(prefix="~"))
    at, steps = type_in(burst, "~A1", 400)
    assert set(steps) == {Step.HOLD}
    assert burst.end(at) is Step.SCAN
    assert burst.take()[0] == "A1"


def test_a_german_layout_is_repaired_from_scan_codes() -> None:
    # The key right of T types z on a German keyboard; on the scanner's US keyboard it is y (evdev 21).
    assert us_character(21 + 8, shifted=False, offset=8) == "y"
    assert us_character(44 + 8, shifted=True, offset=8) == "Z"
    assert us_character(12 + 8, shifted=False, offset=8) == "-"
    assert us_character(999, shifted=False, offset=8) == ""
