"""Listening to ports nobody has named: which of them has a scanner or a scale, and how it is set.

Nothing is sent unless somebody allowed it: to a port that is not known a question may be an order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from station.clock import Clock
from station.devices.learning import BAUDS, SHEET, framing_of, scale_of, scanner_of
from station.devices.scales.registry import every
from station.model.learned import Learned
from station.model.problem import Problem, StationError
from station.net.serial import LineSettings, Wire, WireLost, open_wire

TICK_SECONDS = 0.05
# A scale that streams is heard within this time, at the right speed.
DWELL_SECONDS = 1.5
# A code has ended, or a scale has said enough, when nothing came for so long.
QUIET_SECONDS = 0.25
ANSWER_SECONDS = 0.35
# So many bytes of a stream are enough to tell.
ENOUGH_BYTES = 400
HEARD_ROOM = 2048

Tell = Callable[[Problem], None]
Open = Callable[[LineSettings, float], Wire]


@dataclass(slots=True)
class _Line:
    """One port while it is listened to."""

    port: str
    turn: int = 0
    wire: Wire | None = None
    heard: bytearray = field(default_factory=bytearray)
    since: float = 0.0
    last: float = 0.0
    asked: int = 0

    @property
    def baud(self) -> int:
        return BAUDS[self.turn % len(BAUDS)]


class Hearing:
    """Listens to several ports at once, on the caller's thread.

    `tell` is told what goes on: `learn.listening` or `learn.asking`, `learn.garbled` (heard, and not
    understood: the next speed is tried), and why a port cannot be listened to. `may_ask` allows the
    questions that the scales known here answer with their weight.
    """

    def __init__(
        self,
        ports: Sequence[str],
        kind: str,
        clock: Clock,
        tell: Tell,
        *,
        may_ask: bool = False,
        sheet: str = SHEET,
        opens: Open = open_wire,
    ) -> None:
        self._lines = [_Line(port) for port in ports]
        self._kind = kind
        self._clock = clock
        self._tell = tell
        self._sheet = sheet
        self._opens = opens
        self._questions = _questions() if may_ask and kind == "scale" else ()

    def learn(self, seconds: float, stop: Callable[[], bool] = lambda: False) -> Learned | None:
        """What the first device that makes itself known is; None when none did in time.

        StationError: why none of the ports can be listened to.
        """
        ends = self._clock.monotonic() + seconds
        self._open_all()
        try:
            while not stop() and self._clock.monotonic() < ends and self._lines:
                for line in list(self._lines):
                    if (learned := self._turn(line)) is not None:
                        return learned
        finally:
            for line in self._lines:
                _close(line)
        return None

    def _open_all(self) -> None:
        troubles = []
        for line in list(self._lines):
            try:
                self._open(line)
            except StationError as trouble:
                troubles.append(trouble)
                self._lines.remove(line)
                self._tell(Problem(trouble.problem.code, {"name": line.port, **trouble.problem.params}))
        if not self._lines:
            if troubles:
                raise troubles[0]
            raise StationError("learn.no_port")
        listed = ", ".join(one.port for one in self._lines)
        self._tell(Problem("learn.asking" if self._questions else "learn.listening", {"ports": listed}))

    def _open(self, line: _Line) -> None:
        _close(line)
        line.wire = self._opens(LineSettings(line.port, line.baud), TICK_SECONDS)
        line.heard.clear()
        line.since = line.last = self._clock.monotonic()

    def _turn(self, line: _Line) -> Learned | None:
        if line.wire is None:
            return None
        try:
            data = line.wire.read()
            now = self._clock.monotonic()
            if data:
                line.heard += data
                del line.heard[:-HEARD_ROOM]
                line.last = now
            return self._judge(line, now)
        except WireLost as lost:
            self._lines.remove(line)
            _close(line)
            self._tell(Problem(lost.problem.code, {"name": line.port, **lost.problem.params}))
            return None

    def _judge(self, line: _Line, now: float) -> Learned | None:
        rests = bool(line.heard) and now - line.last >= QUIET_SECONDS
        if rests or len(line.heard) >= ENOUGH_BYTES:
            learned = self._read(line)
            if learned is None:
                self._not_understood(line, now)
            return learned
        if not line.heard and self._kind == "scale":
            self._wait(line, now)
        return None

    def _read(self, line: _Line) -> Learned | None:
        heard = bytes(line.heard)
        if self._kind == "scanner":
            return scanner_of(heard, line.port, line.baud, self._sheet)
        return scale_of(heard, line.port, line.baud)

    def _not_understood(self, line: _Line, now: float) -> None:
        """Text that is no code of ours is another scan, or a tail; noise is another speed."""
        clear = bool(framing_of(bytes(line.heard)))
        if clear and len(line.heard) < ENOUGH_BYTES and now - line.since < DWELL_SECONDS * 2:
            if self._kind == "scanner":
                self._tell(Problem("learn.another_code", {"port": line.port, "sheet": self._sheet}))
                line.heard.clear()
            return
        self._next_speed(line)
        self._tell(Problem("learn.garbled", {"port": line.port, "baud": line.baud}))

    def _wait(self, line: _Line, now: float) -> None:
        """A quiet scale: the next question where one is allowed, else the next speed."""
        if self._questions:
            if now - line.since < ANSWER_SECONDS or line.wire is None:
                return
            if line.asked < len(self._questions):
                line.wire.write(self._questions[line.asked])
                line.asked += 1
                line.since = now
                return
        elif now - line.since < DWELL_SECONDS:
            return
        self._next_speed(line)

    def _next_speed(self, line: _Line) -> None:
        line.turn += 1
        line.asked = 0
        if "://" in line.port:  # the other end has a speed, this one none
            line.heard.clear()
            line.since = self._clock.monotonic()
            return
        self._open(line)


def _close(line: _Line) -> None:
    if line.wire is not None:
        line.wire.close()
        line.wire = None


def _questions() -> tuple[bytes, ...]:
    """What every protocol here asks for a weight with, each once; also as seven bits with even parity."""
    asks = tuple(dict.fromkeys(one.ask for one in every().values() if one.ask))
    even = tuple(bytes(byte | (byte.bit_count() & 1) << 7 for byte in ask) for ask in asks)
    return tuple(dict.fromkeys(one for pair in zip(asks, even, strict=True) for one in pair))


def usb_scale(port: str) -> Learned:
    """A scale of the USB class says by itself how it talks."""
    return Learned(kind="scale", port=port, baud=9600, protocol="hid-pos")
