"""Whole rhythms of people and of scanners: nobody's typing is a scan, and no scan is typing."""

import random
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.wedge import Burst, Step, WedgeRules

TEXT = "the quick brown fox jumps over the lazy dog 4006381333931 and packs 17 mugs for zofia "
CODES = st.text("ABCDEFG0123456789-/ ", min_size=8, max_size=40)


def replayed(keys: list[tuple[str, float]], rules: WedgeRules | None = None) -> tuple[str, list[str]]:
    """What keys at these times become: what was typed, and what was scanned. Enter is a line feed."""
    burst: Burst[str] = Burst(rules)
    typed, scans = "", []

    def give(step: Step) -> None:
        nonlocal typed
        text, events = burst.take()
        if step is Step.SCAN:
            scans.append(text)
        else:
            typed += "".join(events)

    last = 0.0
    for character, at in keys:
        if burst.open and at - last > burst.rules.longest:
            give(burst.pause())
        last = at
        if character == "\n":
            step = burst.end(at)
            give(step)
            typed += "" if step is Step.SCAN else "\n"
        elif burst.key(character, at, character) is Step.REPLAY:
            give(Step.REPLAY)
            burst.key(character, at, character)
    if burst.open:
        give(burst.pause())
    return typed, scans


def at_pace(text: str, gaps: list[float], start: float = 1000.0) -> list[tuple[str, float]]:
    return list(zip(text, accumulate(gaps, initial=start), strict=False))


def human(text: str, mean: float, seed: int) -> list[float]:
    """Gaps of a typist: spread around a mean, one key in four rolled onto the next one."""
    dice = random.Random(seed)
    return [
        max(12.0, dice.gauss(mean * 0.45, 8)) if dice.random() < 0.25 else dice.lognormvariate(0, 0.35) * mean
        for _ in text
    ]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mean", [239, 120, 90, 70])
def test_a_typist_is_never_a_scanner_and_every_key_comes_back(mean: float, seed: int) -> None:
    text = TEXT * 5
    assert replayed(at_pace(text, human(text, mean, seed))) == (text, [])


@pytest.mark.parametrize("seed", range(20))
def test_a_typist_who_ends_every_word_with_enter_scans_nothing(seed: int) -> None:
    text = TEXT.replace(" ", "\n") * 5
    assert replayed(at_pace(text, human(text, 90, seed))) == (text, [])


@given(st.lists(st.floats(31, 400), min_size=1, max_size=60))
def test_nobody_slower_than_a_scanner_is_one(gaps: list[float]) -> None:
    text = (TEXT * 2)[: len(gaps) + 1]
    assert replayed(at_pace(text, gaps)) == (text, [])


@given(CODES, st.lists(st.floats(0, 29), min_size=40, max_size=40))
def test_a_scanner_at_any_pace_of_its_own_is_one_scan(code: str, gaps: list[float]) -> None:
    assert replayed(at_pace(code + "\n", gaps)) == ("", [code])


@given(CODES, st.sampled_from([1.5, 6.5, 12.0, 20.0]), st.integers(0, 6), st.floats(31, 99))
def test_a_scanner_that_stumbles_once_is_one_scan(code: str, gap: float, place: int, pause: float) -> None:
    gaps = [gap] * 40
    gaps[place] = pause
    assert replayed(at_pace(code + "\n", gaps)) == ("", [code])


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("after", [101, 130, 400])
def test_a_scan_in_the_middle_of_typing_is_a_scan_and_the_rest_is_typing(after: float, end: str) -> None:
    typed = at_pace("zofia", [140] * 5)
    scan = at_pace("4006381333931" + end, [9] * 20, typed[-1][1] + after)
    rest = at_pace(" w", [140] * 3, scan[-1][1] + 160)
    assert replayed(typed + scan + rest) == ("zofia w", ["4006381333931"])


def test_a_scan_right_on_the_heels_of_a_key_shows_which_key_was_not_its_own() -> None:
    burst: Burst[str] = Burst()
    for character, at in [("z", 0.0), *at_pace("4006381333931", [9] * 20, 60.0)]:
        assert burst.key(character, at, character) is Step.HOLD
    assert burst.end(180.0) is Step.SCAN
    assert burst.stray


@pytest.mark.parametrize("gaps", [[9] * 20, [25, *[9] * 20], [9] * 6 + [90] + [9] * 20])
def test_a_scan_alone_has_no_key_of_a_person(gaps: list[float]) -> None:
    burst: Burst[str] = Burst()
    for character, at in at_pace("4006381333931", gaps):
        burst.key(character, at, character)
    assert burst.end(at + 9) is Step.SCAN
    assert not burst.stray


@pytest.mark.parametrize("prefix", ["~", "~~", "]["])
@pytest.mark.parametrize("before", [50, 140])
def test_a_prefix_of_any_length_parts_typing_from_a_scan(prefix: str, before: float) -> None:
    rules = WedgeRules(prefix=prefix)
    typed = at_pace("zo", [140])
    pace = [20.0] * len(prefix) + [95.0] * 10
    scan = at_pace(f"{prefix}A1-B\n", pace, typed[-1][1] + (before if len(prefix) == 1 else 140))
    assert replayed(typed + scan, rules) == ("zo", ["A1-B"])


def test_a_prefix_typed_alone_is_given_back() -> None:
    assert replayed(at_pace("~", []), WedgeRules(prefix="~")) == ("~", [])
    assert replayed(at_pace("a~~b", [140] * 5), WedgeRules(prefix="~~")) == ("a~~b", [])
