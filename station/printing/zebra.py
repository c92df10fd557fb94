"""How a label printer that speaks ZPL says how it is: `~HS`, and `~HQES` behind it.

`~HS` answers three strings between STX and ETX: twelve, eleven and two fields with commas between them.
Source: Zebra, ZPL II Programming Guide, "Host Status Return" and "Host Query". A printer with its head open
or without paper may say nothing at all.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from station.model.problem import Problem
from station.printing.contract import Condition

ASK = b"~HS\r\n"
ASK_MORE = b"~HQES\r\n"
SECONDS = 2.0
MORE_SECONDS = 0.3
LONGEST = 4096  # bytes of an answer that are kept

_STRING = re.compile(rb"\x02([^\x02\x03]{0,120})\x03")
_ERRORS = re.compile(rb"ERRORS:\s+1\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})")
# The last eight hexadecimal digits of ERRORS, as bits.
_ERROR_BITS = (
    (0x00000001, "printer.paper_out"),
    (0x00000002, "printer.ribbon_out"),
    (0x00000004, "printer.head_open"),
    (0x00000008, "printer.cutter"),
    (0x00000010, "printer.too_hot"),
    (0x00000020, "printer.too_hot"),
    (0x00000040, "printer.head_worn"),
    (0x00000080, "printer.head_worn"),
)


@dataclass(frozen=True, slots=True)
class HostStatus:
    """The three strings of `~HS` as far as anybody acts on them. `formats` wait in the buffer, `labels` of
    the batch are still to come."""

    paper_out: bool
    paused: bool
    formats: int
    buffer_full: bool
    ram_lost: bool
    too_cold: bool
    too_hot: bool
    head_open: bool
    ribbon_out: bool
    label_waiting: bool
    labels: int

    @property
    def codes(self) -> tuple[str, ...]:
        """Why it does not print, the worst first."""
        said = (
            (self.head_open, "printer.head_open"),
            (self.paper_out, "printer.paper_out"),
            (self.ribbon_out, "printer.ribbon_out"),
            (self.too_hot, "printer.too_hot"),
            (self.too_cold, "printer.too_cold"),
            (self.ram_lost, "printer.memory_lost"),
            (self.buffer_full, "printer.buffer_full"),
            (self.paused, "printer.paused"),
        )
        return tuple(code for flag, code in said if flag)


def complete(answer: bytes) -> bool:
    """All three strings of `~HS` are there."""
    return len(_STRING.findall(answer)) >= 3


def host_status(answer: bytes) -> HostStatus | None:
    """What `~HS` answered, after whatever came before it; None when these are not its three strings."""
    found = [part.decode("ascii", "replace").split(",") for part in _STRING.findall(answer)[-3:]]
    if [len(fields) for fields in found] != [12, 11, 2]:
        return None
    first, second, _ = found
    flags = [*first[1:3], first[5], *first[9:12], *second[2:4], second[7]]
    counts = [first[4], second[8]]
    if not all(flag in ("0", "1") for flag in flags) or not all(_is_count(count) for count in counts):
        return None
    paper, paused, full, ram, cold, hot, head, ribbon, waiting = (flag == "1" for flag in flags)
    return HostStatus(
        paper_out=paper,
        paused=paused,
        formats=int(counts[0]),
        buffer_full=full,
        ram_lost=ram,
        too_cold=cold,
        too_hot=hot,
        head_open=head,
        ribbon_out=ribbon,
        label_waiting=waiting,
        labels=int(counts[1]),
    )


def _is_count(text: str) -> bool:
    return text.isascii() and text.strip().isdigit() and len(text) <= 12


def error_codes(answer: bytes) -> tuple[str, ...]:
    """What `~HQES` says beyond `~HS` does (cutter, worn head); empty for no trouble or no such answer."""
    found = _ERRORS.search(answer)
    if found is None:
        return ()
    bits = int(found[2], 16)
    return tuple(dict.fromkeys(code for bit, code in _ERROR_BITS if bits & bit))


def condition(printer: str, answer: bytes, more: bytes = b"") -> Condition:
    """What a printer is like that answered so to `ASK`, and to `ASK_MORE`."""
    status = host_status(answer)
    if status is None:
        return Condition("silent", (Problem("printer.not_ready", {"printer": printer}),), answered=False)
    codes = dict.fromkeys((*error_codes(more), *status.codes))
    problems = tuple(Problem(code, {"printer": printer}) for code in codes)
    if status.label_waiting and not problems:
        return Condition("open", (Problem("printer.label_waiting", {"printer": printer}),))
    return Condition("stopped" if problems else "open", problems)


def ask(
    printer: str, write: Callable[[bytes], object], read: Callable[[float], bytes], seconds: float = SECONDS
) -> Condition:
    """Ask over an open line: `read` answers what came within so many seconds, nothing for silence or the end.

    A printer that only says that it is paused is asked why: a cutter that jams stops it too. Raises what
    `write` and `read` raise.
    """
    write(ASK)
    answer = _heard(read, seconds, complete)
    status = host_status(answer)
    more = b""
    if status is not None and status.codes == ("printer.paused",):
        write(ASK_MORE)
        more = _heard(read, MORE_SECONDS, lambda heard: b"WARNINGS:" in heard)
    return condition(printer, answer, more)


def _heard(read: Callable[[float], bytes], seconds: float, enough: Callable[[bytes], bool]) -> bytes:
    heard, end = b"", time.monotonic() + seconds
    while not enough(heard) and (left := end - time.monotonic()) > 0:
        chunk = read(left)
        if not chunk:
            break
        heard = (heard + chunk)[-LONGEST:]
    return heard
