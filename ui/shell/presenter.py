"""What the frame says: bench and order, devices, shops, and trouble that stops nothing."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from station.model.problem import Problem
from station.model.view import BenchView, DeviceView, StoreView
from ui.format import Format
from ui.pages.pack.idle import due_tone
from ui.text import Text
from ui.theme.tokens import Tone
from ui.widgets.notice import Notice

CALM = ("ok", "starting", "paused")  # a pause is a person's own wish
KINDS = ("scanner", "scale", "printer")


@dataclass(frozen=True, slots=True)
class Lamp:
    """One kind of device, or the shops: `tone` neutral when well."""

    kind: str
    icon: str
    word: str
    tone: Tone
    spoken: str


@dataclass(frozen=True, slots=True)
class Strip:
    bench: str
    operator: str
    order: str
    store: str
    due: str
    due_tone: Tone
    lamps: tuple[Lamp, ...]


class ShellPresenter:
    def __init__(self, text: Text, form: Format) -> None:
        self._text, self._form = text, form

    def strip(
        self,
        view: BenchView,
        devices: Iterable[DeviceView],
        stores: Iterable[StoreView],
        now: datetime.datetime,
    ) -> Strip:
        word = self._text.word
        open_order = bool(view.order) and view.state.value != "idle"
        due = ""
        if open_order and view.ship_by is not None:
            clock, left = self._form.moment(view.ship_by, now), self._form.until(view.ship_by, now)
            due = word("strip.ship_by", clock=clock, left=left)
        return Strip(
            bench=view.bench,
            operator=view.operator,
            order=word("strip.order", order=view.order) if open_order else "",
            store=view.store if open_order else "",
            due=due,
            due_tone=due_tone(view.ship_by, now),
            lamps=(*self._devices(tuple(devices)), self._shops(tuple(stores))),
        )

    def _devices(self, devices: tuple[DeviceView, ...]) -> Iterable[Lamp]:
        for kind in KINDS:
            ours = [one for one in devices if one.kind == kind and one.state != "off"]
            name = self._text.word(f"lamp.{kind}")
            if not ours:
                continue
            ill = next((one for one in ours if one.state != "open"), None)
            if ill is None:
                yield Lamp(kind, kind, name, Tone.NEUTRAL, self._text.word("lamp.well", name=name))
                continue
            state = self._text.word(f"lamp.{ill.state}", name=name)
            tone = Tone.BAD if ill.state == "lost" else Tone.WARN
            yield Lamp(kind, kind, state, tone, state)

    def _shops(self, stores: tuple[StoreView, ...]) -> Lamp:
        word = self._text.word
        ill = [one for one in stores if one.state not in ("ok", "starting")]
        if not ill:
            name = word("lamp.shops")
            return Lamp("shop", "shop", name, Tone.NEUTRAL, word("lamp.well", name=name))
        if stores and len(ill) == len(stores) and all(one.state == "unreachable" for one in ill):
            return Lamp("shop", "offline", word("lamp.offline"), Tone.WARN, word("lamp.offline"))
        said = word(f"lamp.{ill[0].state}", name=ill[0].name)
        return Lamp("shop", "key" if ill[0].state == "signed_out" else "shop", said, Tone.WARN, said)

    def notices(
        self,
        devices: Iterable[DeviceView],
        stores: Iterable[StoreView],
        found: tuple[Problem, ...],
        now: datetime.datetime,
    ) -> tuple[Notice, ...]:
        """The most urgent first."""
        lines: list[Notice] = []
        for device in devices:
            if device.problem is not None and device.state != "open":
                tone = Tone.BAD if device.state == "lost" else Tone.WARN
                lines.append(Notice(tone, device.kind, self._text.say(device.problem)))
        lines += [Notice(Tone.WARN, "alert", self._text.say(problem)) for problem in found]
        lines += [self._shop(store, now) for store in stores if store.state not in CALM]
        lines += [
            Notice(Tone.WARN, "alert", self._text.word("notice.plain_http", name=store.name))
            for store in stores
            if store.plain_http
        ]
        return tuple(lines)

    def _shop(self, store: StoreView, now: datetime.datetime) -> Notice:
        icon = "key" if store.state == "signed_out" else "offline"
        word = self._text.word
        seen = self._form.ago(store.last_success, now) if store.last_success is not None else ""
        if store.problem is not None and store.state == "unreachable":
            about = {"store": store.name, "reason": store.problem}
            said = self._text.say(Problem("store.unreachable", about))
            said += f" {word('notice.seen', since=seen)}" if seen else ""
        elif store.problem is not None:
            said = f"{store.name}: {self._text.say(store.problem)}"
        elif seen:
            said = word("notice.unreachable", name=store.name, since=seen)
        else:
            said = word("lamp.unreachable", name=store.name)
        if store.waiting:
            said += " " + word("notice.waiting", count=store.waiting)
        return Notice(Tone.WARN, icon, said)
