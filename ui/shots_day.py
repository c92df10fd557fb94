"""A sample day: where its time went, who comes next, a weight in doubt, a morning in shadow."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from station.model.day import CauseTime, DayTimes, NextCutOff, ShadowDay, ShadowNote, WeightDoubt
from ui.shots_states import minutes, said

_CAUSES = (
    ("packer", 4380), ("scale", 520), ("shop", 61), ("label", 214), ("printer", 1935), ("stopped", 190),
    ("unknown", 840),
)  # fmt: skip
_WHOLE = sum(seconds for _, seconds in _CAUSES)
TIMES = DayTimes(
    cartons=86,
    seconds=_WHOLE,
    median=83.4,
    causes=tuple(CauseTime(name, part, part / 97, part / _WHOLE) for name, part in _CAUSES),
    benches=("Bench 1", "Bench 2"),
    operators=("Ana Kovač", "Ben Müller", "Zoë Brandt"),
)
CUT_OFFS = (
    NextCutOff("DPD", minutes(41), 12, 2),
    NextCutOff("DHL", minutes(163), 18, 0),
    NextCutOff("UPS", minutes(220), 1, 0),
)
DOUBTS = (
    WeightDoubt("Main shop", "POT-1L", "Teapot 1 l", 900_000, 1_214_000, 14),
    WeightDoubt("Pottery", "SPOON-OAK", "Tea spoon, oak", 12_000, 21_500, 31),
)


def _note(ago: int, order: str, kind: str, sku: str, units: int, words: str, who: str) -> ShadowNote:
    say = said(f"shadow.sample_{order}", words)
    return ShadowNote(minutes(-ago), "Main shop", order, kind, sku, units, say, "Bench 2", who)


SHADOW = ShadowDay(
    orders=64,
    stopped=3,
    notes=(
        _note(190, "10411", "item", "MUG-RED", 0, "That is MUG-RED. This order needs MUG-BLUE.", "Ana Kovač"),
        _note(121, "10430", "weight", "TEA-250", 0, "280 g too light: a TEA-250 is missing.", "Ben Müller"),
        _note(120, "10430", "missing", "TEA-250", 1, "TEA-250: 1 unit was never scanned.", "Ben Müller"),
        _note(36, "10467", "order", "", 0, "Order 10467 is cancelled.", "Ana Kovač"),
    ),
)


class ScriptedDaybook:
    """Answers the same whatever day is asked for; a bench or person has a part of it."""

    def __init__(self) -> None:
        self.the_times, self.the_doubts, self.the_shadow = TIMES, DOUBTS, SHADOW

    def times(self, day: datetime.date, bench: str = "", operator: str = "") -> DayTimes:
        del day
        if not (bench or operator):
            return self.the_times
        return replace(self.the_times, cartons=self.the_times.cartons // 3)

    def cut_offs(self) -> Sequence[NextCutOff]:
        return CUT_OFFS

    def weight_doubts(self) -> Sequence[WeightDoubt]:
        return self.the_doubts

    def shadow(self, day: datetime.date) -> ShadowDay:
        del day
        return self.the_shadow
