"""What makes a scanner beep for a scan that counts, and otherwise for one that does not.

Sources: Honeywell Xenon user's guide, host acknowledgment; Datalogic Gryphon reference manual, host
commands; Zebra Simple Serial Interface programmer's guide, BEEP. The scanner must be set to take them: most
ignore everything they are sent.
"""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from station.model.events import ScanJudged
from station.model.problem import StationError

# How soon a verdict that has come is sent on.
TICK_SECONDS = 0.03
# So many scans may wait for their verdict; those before them have lost theirs.
MOST_WAITING = 32


@dataclass(frozen=True, slots=True)
class Beeps:
    good: bytes
    bad: bytes


def ssi(opcode: int, code: int) -> bytes:
    """A packet of Zebra's serial interface: length, opcode, from the host, no status, code, checksum.

    The length counts everything but the checksum, which is the two's complement of the sum of the rest.
    """
    packet = bytes((5, opcode, 4, 0, code))
    return packet + (-sum(packet) & 0xFFFF).to_bytes(2, "big")


_SSI_BEEP = 0xE6

PROFILES: Mapping[str, Beeps] = {
    # ESC 7 is the good read; ESC 8 twice says that the code is not on file.
    "honeywell": Beeps(b"\x1b7,", b"\x1b8,\x1b8,"),
    # Good read tone, bad transmission tone; the radio models want the CR.
    "datalogic": Beeps(b"\x1b[3q\r", b"\x1b[4q\r"),
    # One short high, two short low. No byte to wake it up: it has just sent a code.
    "zebra": Beeps(ssi(_SSI_BEEP, 0), ssi(_SSI_BEEP, 6)),
}


class Feedback:
    """The verdicts on the scans of one scanner, as the bytes it is to be sent.

    Scans are told and bytes are fetched on the device's thread, verdicts come on any. StationError
    device.unknown_protocol.
    """

    def __init__(self, profile: str) -> None:
        if profile not in PROFILES:
            raise StationError("device.unknown_protocol", given=profile, known=", ".join(PROFILES))
        self._beeps = PROFILES[profile]
        self._waiting: deque[str] = deque(maxlen=MOST_WAITING)
        self._due: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._lock = threading.Lock()
        self._deaf = False

    def opened(self) -> None:
        """A new line: nothing of before is owed to it."""
        with self._lock:
            self._waiting.clear()
            self._due.clear()
            self._deaf = False

    def scanned(self, shown: str) -> None:
        """This scan goes to the bench."""
        with self._lock:
            if not self._deaf:
                self._waiting.append(shown)

    def heard(self, event: object) -> None:
        """A listener of the bus. Verdicts come in the order of the scans."""
        if not isinstance(event, ScanJudged):
            return
        with self._lock:
            if event.scan not in self._waiting:
                return
            while self._waiting.popleft() != event.scan:
                pass
            # A code that came twice at once has counted: nothing is wrong.
            good = event.ok or event.say.code == "scan.bounce"
            self._due.append(self._beeps.good if good else self._beeps.bad)

    def try_out(self) -> None:
        """Sound as after a good scan."""
        with self._lock:
            self._due.append(self._beeps.good)

    def due(self) -> bytes:
        """What to send now."""
        with self._lock:
            sent = b"".join(self._due)
            self._due.clear()
        return sent

    def give_up(self) -> None:
        """The scanner takes nothing: no more beeps until its line is opened again."""
        with self._lock:
            self._deaf = True
            self._waiting.clear()
            self._due.clear()
