"""Reads the command, loads the settings, runs it, and turns trouble into words and an exit code."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from station.cli.grammar import read
from station.cli.lines import Printer
from station.cli.trouble import complaint
from station.log import start_logging
from station.model.events import ProblemFound
from station.model.problem import StationError
from station.settings.load import config_path, load, remember
from station.settings.schema import Settings
from station.words import Words

log = logging.getLogger(__name__)

# Commands with a module of their own, loaded when asked for: (settings, args, out) -> exit code.
_VERBS = {
    "print": ("printing", "print_papers"),
    "import": ("importing", "import_file"),
    "carrier": ("postage", "carrier"),
    "evidence": ("evidence", "evidence"),
    "weights": ("weights", "weights"),
    "report": ("daybook", "report"),
    "load": ("dock", "load"),
    "returns": ("dock", "returns"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code."""
    args = read(argv)
    stop_logging = start_logging(None)
    words = Words(os.environ.get("LANG", "en")[:2])
    out = Printer(words.say, args.json)
    try:
        return _run(args, out)
    except StationError as trouble:
        code, problems = complaint(trouble)
        for problem in problems:
            if args.json:
                out(ProblemFound(problem))
            sys.stderr.write(f"{words.say(problem)}  [{problem.code}]\n")
        return code
    except BrokenPipeError:
        return 0
    finally:
        stop_logging()


def _run(args: argparse.Namespace, out: Printer) -> int:
    if args.verb == "device" and args.what == "decode":
        from station.cli.decoding import decode

        return decode(args, out)
    from station.cli import manage

    if args.verb == "carts":
        return manage.carts_known(out, args.json)
    if args.verb == "commands":
        return manage.commands_known(out, args.json)
    if args.verb == "practice":
        from station.cli.practice import practice

        return practice(args)
    path = config_path(args.config)
    if args.verb == "store" and args.what == "add":
        from station.cli.adding import add

        settings = load(path) if path.exists() else Settings()
        return add(args, settings, path, out, Words(os.environ.get("LANG", "en")[:2]))
    if args.verb == "device":
        from station.cli.devices import DeviceCommands

        settings = load(path) if path.exists() else Settings()
        return DeviceCommands(settings, path, args, out, Words(os.environ.get("LANG", "en")[:2])).run()
    settings = load(path)
    if args.verb in (None, "run"):
        remember(path)
        return _bench(args, settings)
    if args.verb == "sync":
        from station.cli.run import sync_once

        return sync_once(settings, args.json)
    if args.verb in _VERBS:
        module, name = _VERBS[args.verb]
        code: int = getattr(import_module(f"station.cli.{module}"), name)(settings, args, out)
        return code
    chosen = getattr(manage.Commands(settings, args, out), args.verb)
    answer: int = chosen()
    return answer


def _bench(args: argparse.Namespace, settings: Settings) -> int:
    from station.cli.run import with_window, without_screen

    if args.verb == "run" and args.no_screen:
        return without_screen(settings, args.json)
    return with_window(settings)
