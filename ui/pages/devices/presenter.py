"""Scanner, scale and printers: how each is now, what it last gave, and what to do where it is ill."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from station.model.problem import Problem
from station.model.view import DeviceView, ScanView, WeightView
from ui.format import Format
from ui.pages.pack.weight import show_weight
from ui.text import Text
from ui.theme.tokens import Tone

ILL = {
    "lost": Tone.BAD,
    "shut": Tone.BAD,
    "silent": Tone.WARN,
    "stopped": Tone.WARN,
    "unreachable": Tone.WARN,
    "signed_out": Tone.BAD,
}
WELL = ("open", "ok")
Fact = tuple[str, str, str]  # icon, words, tone
Queued = tuple[tuple[str, str], ...]  # id and title of print jobs, the oldest first
PORTS = {
    "device.port_in_use": "in_use",
    "device.port_used_by": "in_use",
    "device.no_permission": "forbidden",
    "device.usb_no_permission": "forbidden",
    "device.port_trouble": "trouble",
}
NOT_UNDERSTOOD = ("scale.garbled", "device.wrong_parity")


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """`reading` is what it last gave, large; `facts` its port, its talk and its reading, told apart.

    `command` is what a person may type or write to mend it.
    """

    icon: str
    title: str
    state: str
    tone: Tone
    reading: str
    about: str
    why: str = ""
    code: str = ""
    kind: str = ""
    name: str = ""
    port: str = ""
    facts: tuple[Fact, ...] = ()
    command: str = ""
    does: str = ""  # what its button does: beep | ask | test
    waiting: tuple[str, str] = ("", "")  # id and words of the print job that waits longest


class DevicesPresenter:
    """`port`, `beeps`, `queued`, `printed` and `target` are asked about a device by its name."""

    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now
        self.port: Callable[[str], str] = lambda _name: ""
        self.beeps: Callable[[str], bool] = lambda _name: False
        self.queued: Callable[[str], Queued] = lambda _name: ()
        self.printed: Callable[[str], tuple[str, datetime.datetime] | None] = lambda _name: None
        self.target: Callable[[str], str] = lambda _name: ""

    def cards(
        self,
        devices: Iterable[DeviceView],
        weight: WeightView | None,
        last: ScanView | None,
    ) -> tuple[DeviceCard, ...]:
        return tuple(self._device(one, weight, last) for one in devices)

    def _device(self, device: DeviceView, weight: WeightView | None, last: ScanView | None) -> DeviceCard:
        word = self._text.word
        reading, about = self._gave(device, weight, last)
        kind = word(f"lamp.{device.kind}")
        # Without a name of its own it is called by its kind, in the language of the settings.
        named = device.name.casefold() not in ("", device.kind, kind.casefold())
        shut = device.problem is not None and device.problem.code in PORTS
        state, tone = self._state("shut" if shut and device.state == "lost" else device.state)
        if device.problem is not None and tone is Tone.GOOD:
            state, tone = word("devices.ill"), Tone.WARN
        port = self.target(device.name) if device.kind == "printer" else self.port(device.name)
        return DeviceCard(
            device.kind,
            self._text.listed([kind, device.name if named else ""]),
            state,
            tone,
            reading,
            about,
            self._text.say(device.problem) if device.problem is not None else "",
            device.problem.code if device.problem is not None else "",
            kind=device.kind,
            name=device.name,
            port=port,
            facts=self._facts(device, weight, last) if device.kind != "printer" else self._queue(device),
            command=_remedy(device, port),
            does=self._does(device),
            waiting=self._longest(device),
        )

    def _queue(self, device: DeviceView) -> tuple[Fact, ...]:
        """Whether it takes what it is sent, and how much waits for it."""
        word, count = self._text.word, len(self.queued(device.name))
        well = device.state in WELL
        takes = ("cross", word("devices.takes_not"), "warn")
        if well:
            takes = ("check", word("devices.takes"), "good")
        if count:
            return (takes, ("waiting", self._text.count("devices.jobs", count), "soft" if well else "warn"))
        return (takes, ("check", word("devices.jobs_none"), "good" if well else "soft"))

    def _longest(self, device: DeviceView) -> tuple[str, str]:
        queued = self.queued(device.name) if device.kind == "printer" else ()
        return (queued[0][0], self._text.word("devices.cancel_job", job=queued[0][1])) if queued else ("", "")

    def _gave(self, device: DeviceView, weight: WeightView | None, last: ScanView | None) -> tuple[str, str]:
        """The last reading, and what is to be said of it."""
        word = self._text.word
        if device.kind == "scanner":
            when = self._form.ago(last.at, self._now()) if last is not None else ""
            about = word("devices.last_scan", when=when) if when else word("devices.no_scan")
            return last.text if last is not None else "–", about
        if device.kind == "printer":
            printed = self.printed(device.name)
            if printed is None:
                return "–", word("devices.no_print")
            return printed[0], word("devices.last_print", when=self._form.ago(printed[1], self._now()))
        if device.kind != "scale":
            return "", ""
        shown = show_weight(weight, self._text, self._form)
        reading = f"{shown.figure} {shown.unit}".strip() if device.state == "open" else ""
        at_rest = weight is not None and weight.mass is not None and not weight.fault
        return reading or "–", "" if at_rest or device.problem is not None else shown.status

    def _does(self, device: DeviceView) -> str:
        if device.kind == "printer":
            return "test"
        if device.state not in ("open", "silent"):
            return ""
        if device.kind == "scanner" and self.beeps(device.name):
            return "beep"
        return "ask" if device.kind == "scale" else ""

    # -- port, talk and reading -------------------------------------------------------------------

    def _facts(
        self, device: DeviceView, weight: WeightView | None, last: ScanView | None
    ) -> tuple[Fact, ...]:
        code = device.problem.code if device.problem is not None else ""
        if device.state in ("lost", "off"):
            why = PORTS.get(code, "missing" if device.state == "lost" else "closed")
            tone = "bad" if device.state == "lost" else "soft"
            return (("cross" if tone == "bad" else "circle", self._text.word(f"devices.port_{why}"), tone),)
        return (
            ("check", self._text.word("devices.port_open"), "good"),
            *self._talk(device, code, weight, last),
        )

    def _talk(
        self, device: DeviceView, code: str, weight: WeightView | None, last: ScanView | None
    ) -> tuple[Fact, ...]:
        word = self._text.word
        if code in NOT_UNDERSTOOD:
            return (("cross", word("devices.talk_garbled"), "bad"),)
        if device.state == "silent":
            return (("question", word("devices.talk_silent"), "warn"),)
        if device.kind == "scanner" and last is None:
            return (("waiting", word("devices.talk_none"), "soft"),)
        return (("check", word("devices.talk_ok"), "good"), self._reading(device, weight))

    def _reading(self, device: DeviceView, weight: WeightView | None) -> Fact:
        word = self._text.word
        if device.kind == "scanner":
            return ("check", word("devices.reading_code"), "good")
        if weight is None or weight.mass is None or weight.fault:
            return ("question", word("devices.reading_none"), "warn")
        return (
            ("check", word("devices.reading_rests"), "good")
            if weight.stable
            else ("waiting", word("devices.reading_moves"), "soft")
        )

    def _state(self, state: str) -> tuple[str, Tone]:
        known = "working" if state in WELL else state
        tone = Tone.GOOD if state in WELL else ILL.get(state, Tone.NEUTRAL)
        return self._text.say(Problem(f"ui.devices.{known}")), tone


def _remedy(device: DeviceView, port: str) -> str:
    """What mends it, to be copied: a command, or a line of the settings. Not translated."""
    if device.problem is None or device.kind == "printer":
        return ""
    said = {name: str(value) for name, value in device.problem.params.items()}
    match device.problem.code:
        case "device.no_permission":
            return f"sudo usermod -aG {said.get('group', 'dialout')} $USER"
        case "device.usb_no_permission":
            return f"echo '{said.get('rule', '')}' | sudo tee /etc/udev/rules.d/70-scale.rules"
        case "device.port_in_use" | "device.port_used_by":
            return f"sudo fuser -v {said.get('port', port)}"
        case "device.wrong_parity":
            return f'framing = "{said.get("framing", "")}"'
        case "device.port_missing":
            return "station device list"
        case "scale.silent" | "scale.garbled":
            return f"station device learn --scale --port {port}" if port else ""
    return ""
