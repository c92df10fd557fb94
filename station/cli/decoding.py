"""`station device decode`: recorded bytes of a device in, one JSON object a line out."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from station.cli.lines import Printer
from station.model.problem import StationError

_PIECE = 4096


def add_decode(whats: Any, common: ArgumentParser) -> None:
    """`device decode`, whose file may stand behind its options."""
    says = "What recorded bytes mean: one JSON object a line."
    reading = whats.add_parser("decode", help=says, description=says, parents=[common])
    reading.add_argument("--protocol", required=True, metavar="NAME", help="how the device talks")
    reading.add_argument("--unit", default="", help="the unit of a scale that does not send its own")
    reading.add_argument("--decimal-comma", action="store_true", help="1,250 is one and a quarter")
    reading.add_argument("file", metavar="FILE", help="the bytes; - is standard input")


def decode(args: Namespace, out: Printer) -> int:
    """Every frame as it is understood, live when the bytes come from standard input.

    StationError: device.unknown_protocol, device.unknown_unit, device.no_recording.
    """
    from station.devices.decoding import decoded

    for row in decoded(_pieces(args.file), args.protocol, args.unit, args.decimal_comma):
        out.write(json.dumps(row, ensure_ascii=False))
    return 0


def _pieces(file: str) -> Iterator[bytes]:
    if file == "-":
        yield from iter(lambda: os.read(sys.stdin.fileno(), _PIECE), b"")
        return
    try:
        with Path(file).open("rb") as recording:
            yield from iter(lambda: recording.read(_PIECE), b"")
    except OSError as trouble:
        raise StationError("device.no_recording", file=file, reason=trouble.strerror or "") from trouble
