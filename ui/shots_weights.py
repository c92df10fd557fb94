"""Sample states of the scale that watches an open carton, and of goods that look alike."""

from dataclasses import replace

from station.model.problem import Problem
from station.model.view import AlikeView, BenchView, StepView
from ui.shots_states import HALF, LINES, OPEN, STATES, grams, picture, weight

LEARNED = replace(
    HALF,
    mass=grams(1266),
    tolerance=grams(11),
    learned=34,
    followed=True,
    steps=(StepView("ok", 4.1), StepView("ok", 2.4)),
)
MISSING = Problem("watch.missing", {"sku": "TEA-250"})
EXTRA = Problem("watch.extra", {"grams": "310", "found": "MUG-BLUE"})
HEAVY = Problem(
    "weight.too_heavy",
    {"off": "280", "why": Problem("weight.why.extra", {"sku": "TEA-250", "count": 1})},
)
LIGHT = Problem(
    "weight.too_light",
    {"off": "310", "why": Problem("weight.why.missing", {"sku": "MUG-BLUE", "count": 1})},
)
ALIKE = replace(LINES[0], alike=AlikeView("TEA-500", "Earl Grey 500 g", picture("TEA-500"), "A-05", 4))


def _doubted(doubt: Problem, kind: str, mass: float) -> BenchView:
    steps = (StepView("ok", 4.4), StepView(kind, 0.6))
    seen = replace(LEARNED, mass=grams(mass), doubt=doubt, steps=steps)
    return replace(OPEN, weight=seen, problem=doubt)


def _weighed(verdict: Problem, mass: float) -> BenchView:
    seen = replace(weight(mass, verdict.code, tolerance=grams(14)), learned=34)
    return replace(STATES["weigh_stable"], instruction=verdict, problem=verdict, weight=seen, last=None)


WEIGHTS = {
    "watch_followed": replace(OPEN, weight=LEARNED),
    "watch_moving": replace(OPEN, weight=replace(LEARNED, stable=False, mass=grams(1190))),
    "watch_stale": replace(OPEN, weight=replace(LEARNED, age=9.0)),
    "watch_missing": _doubted(MISSING, "missing", 986),
    "watch_extra": _doubted(EXTRA, "extra", 1576),
    "watch_heavy": _weighed(HEAVY, 3550),
    "watch_light": _weighed(LIGHT, 2960),
    "look_alike": replace(OPEN, lines=(ALIKE, *LINES[1:]), weight=LEARNED),
}
