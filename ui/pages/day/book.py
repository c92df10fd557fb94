"""Where the time went, who comes next, which weights are in doubt, what would have been stopped: in words."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from station.model.day import CauseTime, DayTimes, NextCutOff, ShadowDay, ShadowNote, WeightDoubt
from station.model.quantity import Mass
from ui.format import Format
from ui.pages.day.screen import CauseRow, TimesScreen
from ui.pages.dock.screen import DockLine, DockPart
from ui.text import Text
from ui.theme.tokens import Tone

_NEAR, _DAY = 3600, 86_400  # seconds
_ICONS = {"item": "cross", "weight": "scale", "order": "hold", "label": "label", "missing": "question"}


class BookPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def cut_offs(self, found: Sequence[NextCutOff]) -> tuple[DockLine, ...]:
        """The nearest first, what is late in it."""
        return tuple(self._cut_off(one) for one in found)

    def _cut_off(self, one: NextCutOff) -> DockLine:
        now = self._now()
        away = (one.at - now).total_seconds()
        at = self._form.clock(one.at) if away < _DAY else self._form.moment(one.at, now)
        name = one.name or self._text.word("day.any_carrier")
        open_ = self._text.word("day.cut_off", count=self._form.number(one.open))
        late = self._text.word("day.cut_off_late", count=self._form.number(one.late)) if one.late else ""
        tone = Tone.BAD if one.late else Tone.WARN if one.open and away < _NEAR else Tone.NEUTRAL
        says = self._text.listed([f"{name} {at}", self._form.until(one.at, now), open_, late])
        return DockLine("clock", tone, name, says, "")

    # -- where the time went ----------------------------------------------------------------------

    def times(self, found: DayTimes) -> TimesScreen:
        head = self._text.word(
            "day.times_head",
            cartons=self._text.count("cartons", found.cartons),
            whole=self._form.span(found.seconds),
            each=self._form.span(found.median),
        )
        rows = tuple(self._cause(one) for one in found.causes if one.seconds)
        return TimesScreen(head, rows, found.benches, found.operators)

    def _cause(self, one: CauseTime) -> CauseRow:
        return CauseRow(
            one.cause,
            self._text.word(f"day.cause.{one.cause}"),
            one.share,
            self._form.span(one.seconds),
            f"{one.share:.0%}",
            self._form.span(one.median),
        )

    # -- weights in doubt -------------------------------------------------------------------------

    def doubts(self, found: Sequence[WeightDoubt]) -> tuple[DockPart, ...]:
        return (DockPart("", tuple(self._doubt(one) for one in found)),) if found else ()

    def _doubt(self, one: WeightDoubt) -> DockLine:
        says = self._text.count(
            "day.doubt",
            one.cartons,
            said=self._form.mass(Mass(one.said_mg)),
            learned=self._form.mass(Mass(one.learned_mg)),
        )
        about = self._text.word("day.doubt_how", sku=one.sku)
        title = self._text.listed([one.sku, one.name, one.store])
        return DockLine("scale", Tone.WARN, title, says, about)

    # -- in shadow --------------------------------------------------------------------------------

    def shadow(self, found: ShadowDay) -> tuple[DockPart, ...]:
        """Counted by person and by article; then each by itself, the newest first."""
        if not found.notes:
            return ()
        word = self._text.word
        head = word(
            "day.shadow_head",
            orders=self._form.number(found.orders),
            stopped=self._form.number(found.stopped),
        )
        people = self._counted("person", ((one.operator or one.bench, one.kind) for one in found.notes))
        goods = self._counted("pack", ((one.sku, one.kind) for one in found.notes if one.sku))
        each = tuple(self._note(one) for one in reversed(found.notes))
        by_goods = (DockPart(word("day.shadow_goods"), goods),) if goods else ()
        return (
            DockPart(head, ()),
            DockPart(word("day.shadow_people"), people),
            *by_goods,
            DockPart(word("day.shadow_each"), each),
        )

    def _counted(self, icon: str, pairs: Iterable[tuple[str, str]]) -> tuple[DockLine, ...]:
        counts = Counter(pairs)
        names = sorted({name for name, _ in counts}, key=lambda name: (-_sum(counts, name), name))
        return tuple(
            DockLine(
                icon,
                Tone.NEUTRAL,
                name,
                self._text.listed(
                    [
                        f"{self._kind(kind)} {self._form.number(count)}"
                        for (who, kind), count in sorted(counts.items())
                        if who == name
                    ]
                ),
                "",
            )
            for name in names
        )

    def _kind(self, kind: str) -> str:
        return self._text.word(f"day.shadow.{kind}")

    def _note(self, one: ShadowNote) -> DockLine:
        about = self._text.listed([self._form.clock(one.at), one.operator, one.bench, one.store])
        title = self._text.word("day.shadow_order", kind=self._kind(one.kind), order=one.order)
        return DockLine(_ICONS[one.kind], Tone.WARN, title, self._text.say(one.say), about)


def _sum(counts: Counter[tuple[str, str]], name: str) -> int:
    return sum(count for (who, _), count in counts.items() if who == name)
