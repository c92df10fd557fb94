"""The scale's reading in words, with doubt shown as doubt."""

from dataclasses import replace

from station.model.problem import Problem
from station.model.view import WeightView
from ui.format import Format
from ui.pages.pack.screen import Weight
from ui.text import Text
from ui.theme.tokens import Tone

STALE = 3.0  # s: older than this a reading is struck through
FITTING = ("ok", "filling")  # steps of the pan nobody has to look after
TONES = {
    "weight.ok": Tone.GOOD,
    "weight.too_light": Tone.BAD,
    "weight.too_heavy": Tone.BAD,
    "weight.blind": Tone.WARN,
    "weight.not_checked": Tone.WARN,
}


def show_weight(view: WeightView | None, text: Text, form: Format) -> Weight:
    if view is None:
        return Weight("", "", "none", text.word("weight.no_scale"), Tone.NEUTRAL)
    expected = ""
    if view.expected is not None:
        expected = text.word("weight.expected", mass=form.mass_figure(view.expected, 2))
        if view.tolerance is not None:
            expected += f" ± {form.mass_figure(view.tolerance, 2)}"
        expected += " kg"
    common = Weight(
        figure=form.mass_figure(view.mass) if view.mass is not None else "–",
        unit="kg",
        style="solid",
        status="",
        status_tone=Tone.NEUTRAL,
        expected=expected,
        verdict=_verdict(view, text),
        verdict_tone=Tone.WARN if view.doubt is not None else TONES.get(view.verdict, Tone.NEUTRAL),
        value=view.mass.mg / 1_000_000 if view.mass is not None else None,
        target=view.expected.mg / 1_000_000 if view.expected is not None else None,
        tolerance=view.tolerance.mg / 1_000_000 if view.tolerance is not None else 0.0,
        evidence=text.count("weight.learned", view.learned) if view.learned and expected else "",
        followed=text.word("weight.followed") if view.followed else "",
        marks=tuple((step.age, step.kind in FITTING) for step in view.steps),
    )
    return _with_doubt(common, view, text, form)


def _verdict(view: WeightView, text: Text) -> str:
    """One or two words for a chip."""
    if view.doubt is not None:
        return text.word(f"step.{view.doubt.code.removeprefix('watch.').removesuffix('_mass')}")
    return text.word(f"verdict.{view.verdict.removeprefix('weight.')}") if view.verdict else ""


def _with_doubt(shown: Weight, view: WeightView, text: Text, form: Format) -> Weight:
    style, status, tone = "solid", text.word("weight.stable"), Tone.NEUTRAL
    if view.fault:
        style = "struck" if view.mass is not None else "none"
        status, tone = text.say(Problem(view.fault)), Tone.BAD
        if view.mass is not None and view.age >= 1:
            status = text.word("weight.seen", span=form.span(view.age), fault=status)
    elif view.mass is None:
        style, status = "none", text.word("weight.waiting")
    elif view.age >= STALE:
        style, status, tone = "struck", text.word("weight.stale", span=form.span(view.age)), Tone.WARN
    elif not view.stable:
        style, status = "outline", text.word("weight.moving")
    verdict = "" if view.fault or style == "struck" else shown.verdict
    return replace(shown, style=style, status=status, status_tone=tone, verdict=verdict)
