"""A load, a put-back or a return in hand, and lists of what waits. Decides words and places, never rules."""

import datetime
from collections.abc import Callable, Sequence

from station.model.chores import BackRow, CartonRow, ChoreView, DockCounts, GoodsRow, ReturnRow
from station.model.view import BenchView
from ui.format import Format
from ui.pages.day.screen import Figure
from ui.pages.dock.screen import DockLine, DockPart
from ui.pages.pack.screen import LineRow, PackScreen
from ui.pages.pick.screen import StopCard, ToteRow, WalkScreen
from ui.text import Text
from ui.theme.tokens import Tone
from ui.widgets.gauge import Gauge

MOST = 40
ICONS = {"load": "truck", "put_back": "bin", "return": "undo"}


class DockPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    # -- what is in hand --------------------------------------------------------------------------

    def work(self, view: BenchView, packed: PackScreen) -> WalkScreen | None:
        """`packed` has the band, the answers and the last scans of the same picture."""
        chore = view.chore
        if chore is None:
            return None
        layout = "help" if packed.layout == "help" else "question" if packed.choices else "walk"
        units = self._text.word("count_of", packed=chore.done, due=chore.due)
        return WalkScreen(
            layout=layout,
            band=packed.band,
            title=self._title(chore),
            about=self._about(chore),
            gauge=Gauge(chore.done / chore.due if chore.due else 0.0, units),
            stop=self._stop(chore),
            rows=self._rows(chore),
            totes=tuple(self._missing(one) for one in chore.missing[:MOST]),
            choices=packed.choices,
            recent=packed.recent,
            commands=packed.commands,
            bar=packed.bar,
            help=packed.help,
            how=packed.how,
        )

    def _title(self, chore: ChoreView) -> str:
        word = self._text.word
        if chore.kind == "load":
            return word("dock.load", number=chore.id)
        return word(f"dock.{chore.kind}", order=chore.order)

    def _about(self, chore: ChoreView) -> str:
        word = self._text.word
        if chore.kind == "load":
            missing = word("dock.missing", count=len(chore.missing)) if chore.missing else ""
            return self._text.listed([chore.carrier, missing])
        why = word(f"dock.reason.{chore.reason.rpartition('.')[2]}") if chore.reason in REASONS else ""
        return self._text.listed([chore.store, chore.reference, why])

    def _stop(self, chore: ChoreView) -> StopCard | None:
        word = self._text.word
        if chore.kind == "load":
            big = chore.carrier or word("dock.any_carrier")
            last = chore.cartons[0] if chore.cartons else None
            if last is None:
                return StopCard(big, "truck", "0", word("dock.scan_label"), "", "", ())
            name = word("dock.carton", order=last.order, number=last.number)
            chips = (("label", last.tracking, "soft"),)
            return StopCard(big, "truck", str(chore.done), name, "", "", chips)
        if not 0 <= chore.focus < len(chore.goods):
            return StopCard(word(f"dock.{chore.kind}.any"), ICONS[chore.kind], "", "", "", "", ())
        row = chore.goods[chore.focus]
        facts: tuple[tuple[str, str, str], ...] = ()
        if chore.armed:
            facts = (("plus", word("pick.times", count=chore.armed), "warn"),)
        where = row.tote or self._in_carton(row.carton, row.bench)
        if where:
            facts = (*facts, ("carton", where, "accent"))
        count = word("pick.pieces", count=row.left) if chore.kind == "put_back" else ""
        return StopCard(
            row.bin or word("pick.no_bin"), "bin", count, row.name, row.sku, row.picture, facts,
            row.done + row.before, row.due, row.lost,
        )  # fmt: skip

    def _rows(self, chore: ChoreView) -> tuple[LineRow, ...]:
        if chore.kind == "load":
            return tuple(self._carton(place, one) for place, one in enumerate(chore.cartons))
        return tuple(self._goods(place, one, chore) for place, one in enumerate(chore.goods))

    def _carton(self, place: int, one: CartonRow) -> LineRow:
        word = self._text.word
        number = one.order if one.number == 1 else f"{one.order} / {one.number}"
        said = self._text.say(one.say) if one.say is not None else ""
        return LineRow(
            ref=one.uid,
            sku=number,
            name=said or one.tracking,
            bin="",
            picture="",
            options=(),
            packed=int(one.state != "pull"),
            due=1,
            shorted=int(one.state == "pull"),
            count=word(f"dock.state.{one.state}"),
            note="",
            current=one.state == "pull" and not place,
            done=one.state == "ok",
            plain=True,
        )

    def _goods(self, place: int, one: GoodsRow, chore: ChoreView) -> LineRow:
        word = self._text.word
        notes = [one.tote or self._in_carton(one.carton, one.bench)]
        notes += [word(f"dock.{how}", n=n) for how, n in (
            ("restock", one.restock), ("damaged", one.damaged), ("inspect", one.inspect),
            ("lost", one.lost), ("before", one.before),
        ) if n]  # fmt: skip
        return LineRow(
            ref=str(place),
            sku=one.sku or one.name,
            name=one.name,
            bin=one.bin or "–",
            picture=one.picture,
            options=(),
            packed=one.done,
            due=one.due,
            shorted=one.lost,
            count=word("count_of", packed=one.done + one.before, due=one.due),
            note=self._text.listed(notes),
            current=place == chore.focus,
            done=not one.left and not one.lost,
        )

    def _in_carton(self, number: int, bench: str) -> str:
        if not number:
            return ""
        return self._text.word("dock.in_carton_at" if bench else "dock.in_carton", number=number, bench=bench)

    def _missing(self, one: CartonRow) -> ToteRow:
        number = one.order if one.number == 1 else f"{one.order} / {one.number}"
        since = self._form.clock(one.at) if one.at is not None else ""
        return ToteRow(number, one.tracking, since, current=False, done=False)

    # -- what waits -------------------------------------------------------------------------------

    def figures(self, counts: DockCounts) -> tuple[Figure, ...]:
        word, number = self._text.word, self._form.number
        gone = word("dock.gone", count=counts.gone)
        return (
            Figure(number(counts.waiting), word("dock.waiting"), gone, "truck", Tone.NEUTRAL),
            Figure(
                number(counts.pull), word("dock.stop"), word("dock.pull_how"), "stop",
                Tone.BAD if counts.pull else Tone.NEUTRAL,
            ),
            Figure(
                number(counts.back), word("dock.shelf"), word("dock.back_how"), "bin",
                Tone.WARN if counts.back else Tone.NEUTRAL,
            ),
            Figure(
                number(counts.returns), word("dock.returned"), word("dock.returned_how"), "undo", Tone.NEUTRAL
            ),
        )  # fmt: skip

    def parts(
        self, pull: Sequence[CartonRow], back: Sequence[BackRow], came: Sequence[ReturnRow]
    ) -> tuple[DockPart, ...]:
        """Only what there is."""
        word = self._text.word
        found = (
            DockPart(word("dock.pull"), tuple(self.pulled(one) for one in pull[:MOST])),
            DockPart(word("dock.back"), tuple(self._back(one) for one in back[:MOST])),
            DockPart(word("dock.returns"), tuple(self._return(one) for one in came[:MOST])),
        )
        return tuple(part for part in found if part.lines)

    def pulled(self, one: CartonRow) -> DockLine:
        say = self._text.say(one.say) if one.say is not None else ""
        held = one.say is not None and one.say.code == "load.held"
        about = self._text.listed([one.tracking, self._form.ago(one.at, self._now()) if one.at else ""])
        title = self._text.word("dock.carton", order=one.order, number=one.number)
        return DockLine("hold" if held else "stop", Tone.BAD, title, say, about)

    def _back(self, one: BackRow) -> DockLine:
        word = self._text.word
        goods = ", ".join(f"{row.left} × {row.sku or row.name}" for row in one.goods if row.left)
        where = ", ".join((*one.totes, *(self._in_carton(*place) for place in one.places)))
        why = word(f"dock.reason.{one.reason.rpartition('.')[2]}") if one.reason in REASONS else ""
        about = self._text.listed([why, where, self._form.ago(one.since, self._now())])
        return DockLine("bin", Tone.WARN, word("dock.order", order=one.order), goods, about)

    def _return(self, one: ReturnRow) -> DockLine:
        word = self._text.word
        counts = (("restock", one.restock), ("damaged", one.damaged), ("inspect", one.inspect))
        says = self._text.listed([word(f"dock.{how}", n=n) for how, n in counts if n])
        stock = word(f"dock.stock.{one.stock}") if one.stock else word("dock.open")
        when = self._form.ago(one.opened_at, self._now())
        about = self._text.listed([one.reference, stock, one.operator, when])
        tone = Tone.NEUTRAL if one.state == "closed" else Tone.WARN
        return DockLine("undo", tone, word("dock.order", order=one.order), says, about)


# Why goods go back, as far as there are words of their own for it.
REASONS = (
    "order.cancelled", "order.refunded", "order.gone", "order.changed", "order.on_hold", "order.fulfilled",
)  # fmt: skip
