"""`station practice`: a bench with a shop of its own, in a window, or packing by itself (`--auto`)."""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from station.cli.lines import Printer
from station.cli.run import until_asked_to_end
from station.model.events import LabelPrinted
from station.sandbox.eyes import CalledOff
from station.sandbox.practice import WINDOW_DELAY, Practice
from station.sandbox.robot import Packed
from station.sandbox.shift import Result, Shift

log = logging.getLogger(__name__)

_SHOTS = ".".join(("ui", "shots"))
_SHOTS_SECONDS = 300.0
_ROW = "{:<10} {:>5} {:>7}  {:<18} {}"
# Short words for a column; what has none is shown as its code.
_SAID = {
    "wrong_item": "wrong item refused",
    "one_too_many": "one too many refused",
    "unknown_code": "unknown code refused",
    "wrong_label": "wrong label refused",
    "asked_which": "asked which one",
    "trace.lot_wanted": "lot scanned",
    "task.instruct": "instruction confirmed",
    "short": "short: shelf empty",
    "weight.blind": "weight passed by supervisor",
    "order.on_hold": "on hold, not packed",
    "order.pickup": "collected by the customer, not packed",
    "order.cancelled": "cancelled while packing",
    "held.put_back": "goods put back",
    "held.goes_on": "changed while packing, went on",
}


def practice(args: argparse.Namespace) -> int:
    """The exit code: of `--auto` 0 only when all went well; of the window what the window says."""
    with until_asked_to_end() as asked:
        if args.auto or not _has_display():
            return _alone(args, asked)
        return _in_window(asked)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _in_window(asked: threading.Event) -> int:
    with Practice(push_delay=WINDOW_DELAY) as made:
        made.app.start()
        if asked.is_set():
            return 0
        from ui.main import run

        return run(made.app)


def _alone(args: argparse.Namespace, asked: threading.Event) -> int:
    keep = _keep_folder(args.keep)
    with Practice(push_delay=0) as made:
        out = Printer(made.app.say, args.json)
        if args.json:
            made.app.bus.subscribe(out)
        else:
            out.write(_ROW.format("ORDER", "UNITS", "CARTONS", "TRACKING", "WHAT HAPPENED"))
        shift = Shift(made, asked, (lambda _: None) if args.json else (lambda one: out.write(_row(one))))
        try:
            made.app.start()
            result = shift.work(args.orders)
        except CalledOff:
            return 0
        if keep is not None:
            _keep_labels(shift.labels, keep / "labels")
    if keep is not None:
        _shoot(keep / "shots")
    out.write(json.dumps(asdict(result)) if args.json else _totals(result, keep))
    return 0 if result.well else 1


# -- for people -----------------------------------------------------------------------------------


def _row(one: Packed) -> str:
    lines = one.tracking or ("",)
    codes = [*([one.why] if one.why else []), *one.notes]
    happened = ", ".join(_SAID.get(code, code) for code in codes)
    first = _ROW.format(one.order, one.units, len(one.tracking), lines[0], happened)
    more = [_ROW.format("", "", "", tracking, "") for tracking in lines[1:]]
    return "\n".join(line.rstrip() for line in (first, *more))


def _totals(result: Result, keep: Path | None) -> str:
    lines = [
        "",
        f"{result.orders} orders: {result.shipped} shipped in {result.cartons} cartons, "
        f"{result.held} held back.",
        f"The shop knows {result.tracking_at_cart} of {result.cartons} tracking numbers; "
        f"its stock is off for {result.stock_differences} products.",
        f"Wrong scans: {result.wrong_scans_made} made, {result.wrong_scans_caught} caught.",
        f"{result.seconds:g} seconds.",
    ]
    if result.problems:
        lines.append(f"Trouble: {', '.join(result.problems)}")
    if keep is not None:
        lines.append(f"Labels: {keep / 'labels'}")
    return "\n".join(lines)


# -- what is kept ---------------------------------------------------------------------------------


def _keep_folder(chosen: Path | None) -> Path | None:
    """Under make, which leaves everything in build/, so does this."""
    return chosen or (Path("build") if os.environ.get("MAKELEVEL") else None)


def _keep_labels(labels: Sequence[LabelPrinted], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in labels:
        if one.file:
            shutil.copy(
                one.file, folder / f"{one.key.order}-{one.carton}-{one.tracking}{Path(one.file).suffix}"
            )


def _shoot(folder: Path) -> None:
    """Pictures of the practice pages. They are an extra: without a window library there are none."""
    command = [sys.executable, "-m", _SHOTS, str(folder), "practice_"]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        subprocess.run(command, env=env, timeout=_SHOTS_SECONDS, check=True, stdout=sys.stderr)  # noqa: S603 ours
    except (OSError, subprocess.SubprocessError) as trouble:
        log.warning("no screenshots: %s", type(trouble).__name__)
