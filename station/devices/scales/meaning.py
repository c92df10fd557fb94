"""What an answer means for the bench: a weight that may be used, a fault, or nothing."""

from decimal import Decimal

from station.devices.answer import Answer, Kind, Mode, Status
from station.devices.contract import UNITS, Fault, Reading, ScaleProtocol, Weight

# So long the same weight, without a gap, is a weight at rest when the scale itself never says so.
STEADY_SECONDS = 1.0
_GAP_SECONDS = 1.0

_FAULTS = {
    Status.OVERLOAD: Fault.OVERLOAD,
    Status.UNDERLOAD: Fault.UNDERLOAD,
    Status.IN_MOTION: Fault.IN_MOTION,
    Status.ZERO_ERROR: Fault.ZERO_ERROR,
    Status.NOT_EXECUTABLE: Fault.NOT_EXECUTABLE,
    Status.WRONG_PARAMETER: Fault.NOT_EXECUTABLE,
    Status.FAULT: Fault.NOT_EXECUTABLE,
}
# The scale could not read what it was sent, so the line or the protocol is wrong.
_NOT_UNDERSTOOD = ("syntax", "transmission", "bad_command")
_SILENT = (Kind.ACK, Kind.INFO)


class Meaning:
    """Readings of one scale, one after the other. `unit` is the one of a scale that does not send its own."""

    def __init__(self, protocol: ScaleProtocol, unit: str = "") -> None:
        self._unit = "" if protocol.sends_unit else unit
        self._sends_unit = protocol.sends_unit
        self.forget()

    def forget(self) -> None:
        """Nothing said until now counts for what comes."""
        self._resting: tuple[Decimal, str, Mode | None] | None = None
        self._since = self._seen_at = 0.0

    def reading(self, answer: Answer, at: float) -> Reading | None:
        """None for what is not about the weight on the pan, and for a scale that is well and sends none."""
        if answer.kind is Kind.WEIGHT:
            reading = self._weight(answer, at)
        elif answer.kind in _SILENT or (answer.kind is Kind.STATUS and answer.status == Status.OK):
            return None
        else:
            reading = _fault(answer)
        if isinstance(reading, Fault):
            self.forget()
        return reading

    def _weight(self, answer: Answer, at: float) -> Reading | None:
        if answer.mode is Mode.TARE or answer.value is None:
            return None
        unit = answer.unit or self._unit
        if unit not in UNITS:
            return Fault.IN_MOTION if self._sends_unit and answer.stable is False else Fault.NO_UNIT
        rests = self._rests(answer, unit, at)
        exponent = answer.value.as_tuple().exponent
        division = Decimal(1).scaleb(int(exponent))
        return Weight(answer.value, unit, rests, at, division, answer.mode)

    def _rests(self, answer: Answer, unit: str, at: float) -> bool:
        """As the scale says, or a second of equal readings when it says nothing."""
        if answer.stable is not None or answer.value is None:
            self._resting = None
            return bool(answer.stable)
        resting = (answer.value, unit, answer.mode)
        if resting != self._resting or at - self._seen_at > _GAP_SECONDS:
            self._resting, self._since = resting, at
        self._seen_at = at
        return at - self._since >= STEADY_SECONDS


def _fault(answer: Answer) -> Fault:
    if answer.kind is Kind.COUNT:
        return Fault.COUNTING
    if answer.kind is Kind.ERROR:
        return Fault.GARBLED if answer.status in _NOT_UNDERSTOOD else Fault.NOT_EXECUTABLE
    if answer.kind is Kind.STATUS and answer.status is not None:
        return _FAULTS[Status(answer.status)]
    return Fault.GARBLED
