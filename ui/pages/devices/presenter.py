"""Scanner, scale, printers and shops: how each is now, what it last gave, and what to do where it is ill."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from station.model.problem import Problem
from station.model.view import DeviceView, ScanView, StoreView, WeightView
from ui.format import Format
from ui.pages.pack.weight import show_weight
from ui.text import Text
from ui.theme.tokens import Tone

ILL = {"lost": Tone.BAD, "silent": Tone.WARN, "unreachable": Tone.WARN, "signed_out": Tone.BAD}
WELL = ("open", "ok")


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """`reading` is what it last gave, large."""

    icon: str
    title: str
    state: str
    tone: Tone
    reading: str
    about: str
    why: str = ""
    code: str = ""


class DevicesPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def cards(
        self,
        devices: Iterable[DeviceView],
        stores: Iterable[StoreView],
        weight: WeightView | None,
        last: ScanView | None,
    ) -> tuple[DeviceCard, ...]:
        return (
            *(self._device(one, weight, last) for one in devices),
            *(self._store(one) for one in stores),
        )

    def _device(self, device: DeviceView, weight: WeightView | None, last: ScanView | None) -> DeviceCard:
        word = self._text.word
        reading, about = "", ""
        if device.kind == "scanner":
            reading = last.text if last is not None else "–"
            when = self._form.ago(last.at, self._now()) if last is not None else ""
            about = word("devices.last_scan", when=when) if when else word("devices.no_scan")
        elif device.kind == "scale":
            shown = show_weight(weight, self._text, self._form)
            reading = f"{shown.figure} {shown.unit}".strip() if device.state == "open" else ""
            reading = reading or "–"
            about = shown.status
        kind = word(f"lamp.{device.kind}")
        named = device.name and device.name.casefold() != kind.casefold()
        state, tone = self._state(device.state)
        return DeviceCard(
            device.kind,
            self._text.listed([kind, device.name if named else ""]),
            state,
            tone,
            reading,
            "" if device.problem is not None and device.kind == "scale" else about,
            self._text.say(device.problem) if device.problem is not None else "",
            device.problem.code if device.problem is not None else "",
        )

    def _store(self, store: StoreView) -> DeviceCard:
        word, count = self._text.word, self._text.count
        state, tone = self._state(store.state)
        facts = []
        if store.last_success is not None:
            facts.append(word("devices.seen", when=self._form.ago(store.last_success, self._now())))
        if store.waiting:
            facts.append(count("devices.waiting", store.waiting))
        if store.parked:
            facts.append(count("devices.parked", store.parked))
        whys = [self._text.say(store.problem)] if store.problem is not None else []
        if store.plain_http:
            whys.append(word("notice.plain_http", name=store.name))
        return DeviceCard(
            "shop",
            self._text.listed([store.name, store.cart]),
            state,
            Tone.WARN if tone is Tone.GOOD and store.plain_http else tone,
            count("devices.open", store.open),
            self._text.listed(facts),
            " ".join(whys),
            store.problem.code if store.problem is not None else "",
        )

    def _state(self, state: str) -> tuple[str, Tone]:
        known = "working" if state in WELL else state
        tone = Tone.GOOD if state in WELL else ILL.get(state, Tone.NEUTRAL)
        return self._text.say(Problem(f"ui.devices.{known}")), tone
