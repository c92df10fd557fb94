"""`station device list|test|learn|share`: which devices there are, how they are, and one more."""

import json
import logging
import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from station import assembly, gear, joining
from station.cli.lines import Printer
from station.cli.run import until_asked_to_end
from station.clock import SystemClock
from station.devices.contract import DeviceSettings
from station.devices.learning import SHEET
from station.devices.probing import Look, look
from station.devices.registry import BY_USB
from station.devices.runner import line_settings
from station.model.learned import Learned
from station.model.problem import Problem, StationError
from station.net import hid
from station.net.serial import WireLost, open_wire
from station.net.share import SharedLine
from station.settings.schema import Settings
from station.words import Words

# A device of the list is looked at for so long.
_GLANCE_SECONDS = 1.5
_SHARE_TICK = 0.02


class DeviceCommands:
    def __init__(self, settings: Settings, file: Path, args: Namespace, out: Printer, words: Words) -> None:
        self._settings, self._file, self._args, self._out, self._words = settings, file, args, out, words
        self._json: bool = args.json
        self._clock = SystemClock()

    def run(self) -> int:
        """The exit code."""
        # What a device is doing is the answer here, and not news beside it.
        logging.getLogger("station.devices").setLevel(logging.WARNING)
        command = {"list": self._list, "test": self._test, "learn": self._learn, "share": self._share}
        return command[self._args.what]()

    # -- which there are --------------------------------------------------------------------------

    def _list(self) -> int:
        ports = gear.ports(self._settings)
        known = {port for one in ports for port in (one.port, one.path)}
        rows: list[dict[str, Any]] = []
        for device in self._settings.devices:
            wanted = assembly.device_settings(device)
            at = next((asdict(one) for one in ports if device.port in (one.port, one.path)), {})
            row = {"port": device.port, "title": "", "identity": "", "path": "", **at}
            row |= {"device": wanted.title, "kind": device.kind, "protocol": device.protocol}
            rows.append(row | self._told(self._looked(wanted, _GLANCE_SECONDS)))
        taken = {device.port for device in self._settings.devices}
        rows += [asdict(one) for one in ports if not taken & {one.port, one.path}]
        if self._json:
            self._out.write(json.dumps(rows, ensure_ascii=False))
            return 0
        for row in rows:
            self._out.write(self._line(row))
        if not known and not rows:
            sys.stderr.write(f"{self._words.say(Problem('learn.no_port'))}\n")
        return 0

    def _line(self, row: dict[str, Any]) -> str:
        about = "  ".join(str(row[key]) for key in ("title", "identity") if row.get(key))
        if "status" not in row:
            return f"{row['port']}  {about}".rstrip()
        lines = [
            f"{row['device']}  {row['kind']} {row['protocol']}".rstrip(),
            f"  {row['port']}  {about}".rstrip(),
        ]
        state = row["status"]
        lines.append(
            "  " + "  ".join(f"{name}: {state[name] or '-'}" for name in ("port", "protocol", "reading"))
        )
        return "\n".join([*lines, *([f"  {row['say']}"] if row.get("say") else [])])

    # -- how one is -------------------------------------------------------------------------------

    def _test(self) -> int:
        wanted = self._wanted()
        if wanted.kind == "scanner":
            self._say(Problem("learn.scan_anything", {"name": wanted.title}))
        seen = self._looked(wanted, self._args.seconds)
        told = {"device": wanted.title, "port": wanted.port, "kind": wanted.kind} | self._told(seen)
        if self._json:
            self._out.write(json.dumps(told, ensure_ascii=False))
        else:
            row = {"title": "", "identity": "", "protocol": wanted.protocol} | told
            self._out.write(self._line(row))
        return 0 if seen.well else 1

    def _wanted(self) -> DeviceSettings:
        """A device of the settings by its name or port, else whatever is at this port."""
        at = self._args.at
        for one in self._settings.devices:
            if at in (one.name or one.kind, one.port):
                return assembly.device_settings(one)
        if not ("/" in at or ":" in at or at.upper().startswith("COM")):
            known = ", ".join(one.name or one.kind for one in self._settings.devices)
            raise StationError("device.unknown", name=at, known=known)
        protocol = getattr(self._args, "protocol", "") or (BY_USB if at.startswith(hid.SCHEME) else "")
        return DeviceSettings("scale" if protocol else "scanner", at, protocol, name=at)

    def _looked(self, wanted: DeviceSettings, seconds: float) -> Look:
        try:
            return look(wanted, self._clock, seconds)
        except StationError as trouble:
            return Look("trouble", "", "", trouble.problem)

    def _told(self, seen: Look) -> dict[str, Any]:
        status = {"port": seen.port, "protocol": seen.protocol, "reading": seen.reading}
        if seen.problem is None:
            return {"status": status}
        return {"status": status, "code": seen.problem.code, "say": self._words.say(seen.problem)}

    # -- one more ---------------------------------------------------------------------------------

    def _learn(self) -> int:
        args = self._args
        step = {"scanner": "learn.scan_sheet", "scale": "learn.put_weight"}[args.kind]
        self._say(Problem(step, {"sheet": SHEET}))
        free = [one.port for one in gear.ports(self._settings) if not one.device and not one.scale]
        with until_asked_to_end() as asked:
            learned = gear.learn(
                [args.port] if args.port else free,
                args.kind,
                self._clock,
                self._say,
                may_ask=args.may_ask,
                seconds=args.seconds,
                stop=asked.is_set,
            )
        text = gear.section(learned, args.protocol, args.unit, args.called)
        self._out.write(self._found(learned, text))
        if not (args.yes or self._agreed()):
            return 0
        joining.add_section(self._file, text)
        self._say(Problem("learn.written", {"file": str(self._file)}))
        return 0

    def _found(self, learned: Learned, text: str) -> str:
        if self._json:
            row = asdict(learned) | {
                "heard": learned.heard.hex(),
                "certain": learned.certain,
                "section": text,
            }
            return json.dumps(row, ensure_ascii=False)
        lines = [
            f"{one.confidence:>5.0%}  {one.protocol:<20} {one.example} {one.unit or '?'}".rstrip()
            for one in learned.candidates[:6]
        ]
        if learned.candidates and not learned.candidates[0].sends_unit and not self._args.unit:
            self._say(Problem("learn.unit_unknown", {"protocol": learned.protocol}))
        return "\n".join([*lines, text.rstrip()])

    def _agreed(self) -> bool:
        if self._json or not sys.stdin.isatty():
            return False
        asked = self._words.say(Problem("learn.write_it", {"file": str(self._file)}))
        return input(f"{asked} ").strip().lower()[:1] in ("y", "j", "o", "s", "t")

    # -- for others -------------------------------------------------------------------------------

    def _share(self) -> int:
        """Until somebody ends it; the line is opened again when it was lost."""
        wanted = self._wanted()
        if wanted.port.startswith(hid.SCHEME):
            raise StationError("device.share_usb", port=wanted.port)
        host, _, number = self._args.listen.rpartition(":")
        if not number.isdigit():
            raise StationError("device.share_address", address=self._args.listen, reason="HOST:PORT")
        line = line_settings(wanted)
        with until_asked_to_end() as asked, SharedLine(host.strip("[]"), int(number)) as shared:
            address = f"{shared.address[0]}:{shared.address[1]}"
            self._say(Problem("device.shared", {"name": wanted.title, "address": address}))
            while not asked.is_set():
                try:
                    wire = open_wire(line, _SHARE_TICK)
                except StationError as trouble:
                    self._say(Problem(trouble.problem.code, {"name": wanted.title, **trouble.problem.params}))
                    asked.wait(1.0)
                    continue
                try:
                    shared.serve(wire, asked.is_set)
                except WireLost as lost:
                    self._say(Problem(lost.problem.code, {"name": wanted.title, **lost.problem.params}))
                finally:
                    wire.close()
        return 0

    def _say(self, problem: Problem) -> None:
        sys.stderr.write(f"{self._words.say(problem)}\n")
        sys.stderr.flush()
