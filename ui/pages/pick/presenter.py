"""Waves and the walk in hand, as the pick page shows them. Decides words and places, never rules."""

import datetime
from collections.abc import Callable, Mapping, Sequence

from station.model.picking import SINGLES, WAYS, PickRow, PickView, StopView, WaveChoices, WaveRow, WaveRule
from station.model.view import BenchView
from ui.format import Format
from ui.pages.pack.screen import LineRow, PackScreen
from ui.pages.pick.screen import (
    FormScreen,
    ListLine,
    Option,
    StopCard,
    ToteRow,
    WalkScreen,
    WaveCard,
)
from ui.text import Text
from ui.theme.tokens import Tone
from ui.widgets.gauge import Gauge

STATES = {
    "open": Tone.NEUTRAL,
    "picking": Tone.GOOD,
    "parked": Tone.WARN,
    "done": Tone.NEUTRAL,
    "cancelled": Tone.NEUTRAL,
}
MOST_LISTS = 6
MOST_LEFT_OUT = 4


class NoTime(ValueError):
    """What was entered as a time is none."""


class PickPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def left_out(self, wave: WaveRow) -> str:
        """Why orders are not in a new wave, the first of them line by line."""
        said = [self._text.say(one.said) for one in wave.left_out[:MOST_LEFT_OUT]]
        more = len(wave.left_out) - len(said)
        return "\n".join([*said, f"+ {more}"] if more else said)

    # -- the walk ---------------------------------------------------------------------------------

    def walk(self, view: BenchView, packed: PackScreen) -> WalkScreen | None:
        """`packed` has the band, the answers and the last scans of the same picture."""
        pick = view.pick
        if pick is None:
            return None
        word = self._text.word
        units = word("count_of", packed=pick.picked, due=pick.asked)
        layout = "help" if packed.layout == "help" else "question" if packed.choices else "walk"
        return WalkScreen(
            layout=layout,
            band=packed.band,
            title=word("pick.list", number=pick.id),
            about=self._about(pick),
            gauge=Gauge(pick.picked / pick.asked if pick.asked else 1.0, units),
            stop=self._stop(pick),
            rows=tuple(self._row(place, one, pick) for place, one in enumerate(pick.stops)),
            totes=self._totes(pick),
            choices=packed.choices,
            recent=packed.recent,
            commands=packed.commands,
            bar=packed.bar,
            help=packed.help,
            how=packed.how,
        )

    def _about(self, pick: PickView) -> str:
        zone = self._text.word("pick.zone", zone=pick.zone) if pick.zone else ""
        way = self._text.word(f"pick.way.{pick.way}")
        return self._text.listed([pick.wave, way, zone, self._text.count("pick.orders", pick.orders)])

    def _stop(self, pick: PickView) -> StopCard | None:
        word, stop = self._text.word, pick.stop
        if pick.step == "binding":
            chips = tuple(("orders", word("pick.order", order=one), "soft") for one in pick.unbound[:8])
            title = word("pick.bind")
            return StopCard(word("pick.tote"), "carton", "", title, "", "", chips)
        if stop is None:
            return None
        chips = tuple(("", f"{name}: {value}", "accent") for name, value in stop.options)
        if stop.order:
            chips = (("orders", word("pick.order", order=stop.order), "soft"), *chips)
        if pick.tote:
            chips = (("carton", pick.tote, "accent"), *chips)
        if pick.count:
            chips = (*chips, ("plus", word("pick.times", count=pick.count), "warn"))
        picked = stop.asked - stop.left - stop.short
        if pick.hand:
            count = word("pick.pieces", count=pick.hand)
            return StopCard(
                pick.tote, "carton", count, stop.name, stop.sku, stop.picture, chips,
                picked, stop.asked, stop.short,
            )  # fmt: skip
        count = word("pick.pieces", count=stop.left)
        big = stop.bin or word("pick.no_bin")
        return StopCard(
            big, "bin", count, stop.name, stop.sku, stop.picture, chips, picked, stop.asked, stop.short
        )

    def _row(self, place: int, stop: StopView, pick: PickView) -> LineRow:
        word = self._text.word
        picked = stop.asked - stop.left - stop.short
        notes = [stop.tote]
        if stop.short:
            notes.append(word("line.shorted", n=stop.short))
        return LineRow(
            ref=str(place),
            sku=stop.sku or stop.name,
            name=stop.name,
            bin=stop.bin or "–",
            picture=stop.picture,
            options=tuple(f"{name}: {value}" for name, value in stop.options),
            packed=picked,
            due=stop.asked,
            shorted=stop.short,
            count=word("count_of", packed=picked, due=stop.asked),
            note=self._text.listed(notes),
            current=pick.step != "binding" and stop == pick.stop,
            done=not stop.left,
        )

    def _totes(self, pick: PickView) -> tuple[ToteRow, ...]:
        word = self._text.word
        return tuple(
            ToteRow(
                one.code,
                one.order,
                word("count_of", packed=one.units, due=one.asked),
                current=one.code == pick.tote,
                done=one.units >= one.asked,
            )
            for one in pick.totes
        )

    # -- waves ------------------------------------------------------------------------------------

    def waves(self, rows: Sequence[WaveRow]) -> tuple[WaveCard, ...]:
        """Those that are walked first, the newest first among them."""
        ordered = sorted(rows, key=lambda row: (row.state != "open", -row.id))
        return tuple(self._wave(row) for row in ordered)

    def _wave(self, row: WaveRow) -> WaveCard:
        word, count = self._text.word, self._text.count
        packed = word("pick.packed", packed=row.packed, orders=row.orders)
        about = [word(f"pick.way.{row.way}"), packed, self._form.ago(row.created_at, self._now())]
        if row.short:
            about.append(word("line.shorted", n=row.short))
        units = word("pick.units_of", picked=row.picked, units=row.units)
        lists = tuple(self._list(one) for one in row.picks[:MOST_LISTS])
        rest = len(row.picks) - MOST_LISTS
        if rest > 0:
            lists = (*lists, ListLine("", count("pick.more_lists", rest), "", Tone.NEUTRAL))
        return WaveCard(
            id=row.id,
            title=word("pick.wave", name=row.name),
            about=self._text.listed(about),
            state=word(f"pick.state.{row.state}"),
            tone=Tone.NEUTRAL,
            gauge=Gauge(row.picked / row.units if row.units else 1.0, units),
            lists=lists,
            is_open=row.state == "open",
        )

    def _list(self, row: PickRow) -> ListLine:
        word = self._text.word
        units = word("count_of", packed=row.picked, due=row.units)
        zone = word("pick.zone", zone=row.zone) if row.zone else ""
        who = row.operator or row.bench if row.state in ("picking", "parked") else ""
        about = self._text.listed([zone, self._text.count("pick.orders", row.orders), units, who])
        return ListLine(row.barcode, about, word(f"pick.list_state.{row.state}"), STATES[row.state])

    # -- the form ---------------------------------------------------------------------------------

    def form(self, there: WaveChoices) -> FormScreen:
        word = self._text.word

        def named(values: Sequence[str]) -> tuple[Option, ...]:
            return tuple(Option(one, one) for one in values)

        ways = tuple(Option(one, word(f"pick.way.{one}")) for one in WAYS)
        singles = tuple(Option(one, word(f"pick.singles.{one or 'any'}")) for one in SINGLES)
        groups = [("way", word("pick.how"), False, ways), ("singles", word("pick.lines"), False, singles)]
        if len(there.stores) > 1:
            groups.append(
                ("store", word("pick.store"), False, (Option("", word("pick.all")), *named(there.stores)))
            )
        if len(there.carriers) > 1:
            groups.append(("carrier", word("pick.carrier"), True, named(there.carriers)))
        if len(there.methods) > 1:
            groups.append(("method", word("pick.method"), True, named(there.methods)))
        if there.tags:
            groups.append(("tag", word("pick.tag"), True, named(there.tags)))
        if len(there.zones) > 1:
            groups.append(
                ("zone", word("pick.only_zone"), False, (Option("", word("pick.all")), *named(there.zones)))
            )
        plain = WaveRule()
        fields = (
            ("name", word("pick.name"), "", word("pick.name_hint")),
            ("before", word("pick.before"), "", word("pick.before_hint")),
            ("orders", word("pick.most_orders"), str(plain.orders), ""),
            ("lines", word("pick.most_lines"), "", word("pick.any")),
            ("totes", word("pick.most_totes"), str(plain.totes), ""),
        )
        waiting = self._text.count("pick.waiting", there.waiting)
        singles_of = self._text.count("pick.single_lines", there.singles)
        return FormScreen(self._text.listed([waiting, singles_of]), tuple(groups), fields)

    def rule(self, chosen: Mapping[str, Sequence[str]], fields: Mapping[str, str]) -> WaveRule:
        """What was entered as a rule. Raises `NoTime`; a number nobody can read means no limit."""

        def one(name: str) -> str:
            return next(iter(chosen.get(name, ())), "")

        def number(name: str) -> int:
            text = fields.get(name, "").strip()
            return int(text) if text.isascii() and text.isdigit() else 0

        return WaveRule(
            way=one("way") or WAYS[0],
            store=one("store"),
            methods=tuple(chosen.get("method", ())),
            carriers=tuple(chosen.get("carrier", ())),
            before=self._before(fields.get("before", "").strip()),
            singles=one("singles"),
            tags=tuple(chosen.get("tag", ())),
            zone=one("zone"),
            orders=number("orders"),
            lines=number("lines"),
            totes=number("totes"),
        )

    def _before(self, text: str) -> int:
        """A time of day; one that is over means tomorrow's."""
        if not text:
            return 0
        here = self._form.local(self._now())
        hour, _, minute = text.partition(":")
        try:
            clock = datetime.time.fromisoformat(f"{hour:0>2}:{minute or '00'}")
        except ValueError as trouble:
            raise NoTime(text) from trouble
        then = here.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
        then = then if then >= here else then + datetime.timedelta(days=1)
        return int(then.timestamp() * 1_000_000)
