"""The devices of a bench: what they say byte by byte, what they are told, and how one more is taken in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from station import joining
from station.clock import Clock
from station.devices import learning
from station.devices.hearing import Hearing, usb_scale
from station.devices.runner import Runner, ScaleRunner, ScannerRunner
from station.labels.symbols import bars
from station.model.learned import Learned, PortView
from station.model.problem import Problem, StationError
from station.net import hid
from station.net.ports import found_ports
from station.settings import schema
from station.sync.spool import Spool

LEARN_SECONDS = 60.0


class Parts(Protocol):
    """What of the bench its devices need."""

    settings: schema.Settings
    runners: list[Runner]
    clock: Clock
    folder: Path
    spool: Spool | None


class Gear:
    """`name` is a device's title. What takes its time (`learn`, `ports`) is for a thread that may wait."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def watch(self, name: str, on: bool) -> None:
        """Keep, or no longer keep, what the device sends."""
        for one in self._named(name):
            one.tap.watch(on)

    def raw(self, name: str) -> bytes:
        """What it sent last, at most 2 kB, while it is watched."""
        return b"".join(one.tap.bytes() for one in self._named(name))

    def port(self, name: str) -> str:
        return next((one.settings.port for one in self._named(name)), "")

    def target(self, printer: str) -> str:
        """Where a printer is reached: host:port, a queue, a port or a folder."""
        return next((one.target for one in self._parts.settings.printers if one.name == printer), "")

    def can_beep(self, name: str) -> bool:
        """Whether the scanner was set to be told verdicts."""
        return any(isinstance(one, ScannerRunner) and one.can_beep for one in self._named(name))

    def beep(self, name: str) -> None:
        """The scanner says that it hears us."""
        for one in self._named(name):
            if isinstance(one, ScannerRunner):
                one.beep()

    def ask(self, name: str) -> None:
        """The scale is asked for its weight now."""
        for one in self._named(name):
            if isinstance(one, ScaleRunner):
                one.ask()

    # -- printers ---------------------------------------------------------------------------------

    def queued(self, name: str) -> tuple[tuple[str, str], ...]:
        """Id and title of what waits for a printer, the oldest first."""
        return self._parts.spool.queued(name) if self._parts.spool is not None else ()

    def printed_last(self, name: str) -> tuple[str, datetime] | None:
        """Title of what the printer printed last, and when; None for nothing since the start."""
        return self._parts.spool.printed_last(name) if self._parts.spool is not None else None

    def print_test(self, name: str) -> None:
        """A page that shows how it prints, behind what waits for it. StationError where none can be."""
        options = next((one for one in self._parts.settings.printers if one.name == name), None)
        if options is None or self._parts.spool is None:
            known = ", ".join(one.name for one in self._parts.settings.printers)
            raise StationError("printer.unknown", printer=name, known=known)
        job = uuid4().hex
        file = self._parts.folder / "labels" / f"test-{job}.{'zpl' if options.language == 'zpl' else 'pdf'}"
        page = test_page(options, self._parts.settings.bench.language or "en")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(page)
        except OSError as trouble:
            raise StationError("report.cannot_write", file=str(file), reason=str(trouble)) from trouble
        self._parts.spool.page(name, job, str(file), "test")

    def cancel_print(self, job: str) -> bool:
        """What was not sent yet; False for what was."""
        return self._parts.spool is not None and self._parts.spool.cancel(job)

    # -- one more ---------------------------------------------------------------------------------

    def ports(self) -> Sequence[PortView]:
        """The ports of this machine, and which device of the settings is at which."""
        return ports(self._parts.settings)

    def learn(
        self,
        port: str,
        kind: str,
        tell: Callable[[Problem], None],
        *,
        may_ask: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Learned:
        """Listen until the device makes itself known, at `port` or (empty) at any that no device is at.

        StationError learn.nothing, learn.no_port, or why the port does not open.
        """
        free = [one.port for one in self.ports() if not one.device and not one.scale]
        return learn([port] if port else free, kind, self._parts.clock, tell, may_ask=may_ask, stop=stop)

    def closed(self) -> Problem | None:
        """Why no device can be added here."""
        return Problem("join.no_settings") if self._parts.settings.file is None else None

    def sheet(self) -> tuple[str, int, tuple[tuple[int, int], ...]]:
        """The code a scanner is learned by: text, width in modules, bars (first module, width)."""
        drawn = bars(learning.SHEET)
        return learning.SHEET, drawn.modules, drawn.bars

    def section(self, learned: Learned, protocol: str = "", unit: str = "", name: str = "") -> str:
        """What would be written into the settings."""
        return section(learned, protocol, unit, name)

    def add(self, text: str) -> str:
        """Write it into the settings file, whose name is the answer. It counts from the next start on."""
        file = self._parts.settings.file
        if file is None:
            raise StationError("join.no_settings")
        joining.add_section(file, text)
        return str(file)

    def _named(self, name: str) -> list[Runner]:
        return [one for one in self._parts.runners if one.settings.title == name]


def ports(settings: schema.Settings) -> tuple[PortView, ...]:
    """The ports of this machine: serial ones, then USB scales."""
    at = {one.port: one.name or one.kind for one in settings.devices}
    serial = [(one, False) for one in found_ports()]
    return tuple(
        PortView(one.port, one.title, one.identity, one.path, at.get(one.port) or at.get(one.path, ""), scale)
        for one, scale in (*serial, *((one, True) for one in hid.found_scales()))
    )


def learn(
    free: Sequence[str],
    kind: str,
    clock: Clock,
    tell: Callable[[Problem], None],
    *,
    may_ask: bool = False,
    seconds: float = LEARN_SECONDS,
    stop: Callable[[], bool] = lambda: False,
) -> Learned:
    """What the first device at these ports is; StationError as `Gear.learn`."""
    if len(free) == 1 and free[0].startswith(hid.SCHEME):
        return usb_scale(free[0])
    learned = Hearing(free, kind, clock, tell, may_ask=may_ask).learn(seconds, stop)
    if learned is None:
        raise StationError(f"learn.no_{kind}")
    return learned


def section(learned: Learned, protocol: str = "", unit: str = "", name: str = "") -> str:
    """The `[[device]]` of what was learned, with what a person chose."""
    return learning.section(
        replace(learned, protocol=protocol or learned.protocol, unit=unit or learned.unit), name
    )


def test_page(printer: schema.Printer, language: str) -> bytes:
    """What a printer is tried with."""
    from station.labels import testpage

    of_labels = "shipping_label" in printer.prints
    paper = (float(printer.width_mm), float(printer.height_mm))
    reached = f"{printer.kind} {printer.target}"
    native = printer.language == "zpl"
    return testpage.drawn(
        testpage.Tried(printer.name, reached, paper, printer.dpi, of_labels, native), language
    )
