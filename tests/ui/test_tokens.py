"""Every text can be read on every ground, in every theme."""

import pytest
from PySide6.QtWidgets import QApplication

from ui.theme.theme import Theme
from ui.theme.tokens import CONTRAST, DARK, LIGHT, THEMES, Metrics, Tokens, Tone, Type, contrast


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ground", ["canvas", "surface", "raised"])
@pytest.mark.parametrize("ink", ["text", "quiet", "accent"])
def test_text_is_readable_on_every_surface(tokens: Tokens, ground: str, ink: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("tone", list(Tone))
def test_a_verdict_is_readable_on_its_band_and_its_tint(tokens: Tokens, tone: Tone) -> None:
    verdict = tokens.verdict(tone)
    assert contrast(verdict.on_band, verdict.band) >= 4.5
    assert contrast(verdict.on_tint, verdict.tint) >= 4.5
    assert contrast(verdict.on_tint, tokens.surface) >= 4.5


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda tokens: tokens.name)
def test_the_accent_is_readable_and_focus_is_seen(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.accent, tokens.accent_tint) >= 4.5
    assert contrast(tokens.focus, tokens.surface) >= 3
    assert contrast(tokens.disabled, tokens.surface) >= 3


def test_the_three_verdict_bands_differ_from_each_other_and_from_calm() -> None:
    for tokens in (LIGHT, DARK, CONTRAST):
        assert len({tokens.verdict(tone).band for tone in Tone}) == len(Tone)


def test_text_at_200_percent_is_twice_as_large_where_it_is_read_near() -> None:
    plain, large = Metrics(), Metrics(text=2.0)
    assert large.type(Type.BODY) == 2 * plain.type(Type.BODY)
    assert large.type(Type.SMALL) == 2 * plain.type(Type.SMALL)
    assert plain.type(Type.SENTENCE) >= 44 and large.type(Type.SENTENCE) > plain.type(Type.SENTENCE)


def test_a_look_is_put_on_again_when_its_words_or_its_colours_change(qapp: QApplication) -> None:
    theme = Theme("light", 1.0)
    theme.put_on()
    small, light = qapp.font().pixelSize(), qapp.styleSheet()
    theme.use("light", 2.0)
    assert qapp.font().pixelSize() == 2 * small
    theme.use("dark", 2.0)
    assert qapp.styleSheet() != light
    theme.use("light", 1.0)
    assert (qapp.font().pixelSize(), qapp.styleSheet()) == (small, light)
