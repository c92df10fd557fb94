"""What an IPP printer says about itself, in the station's codes.

Sources: RFC 8011 5.4.11 (printer-state), 5.4.12 (printer-state-reasons); PWG 5100.9 (alerts as reasons).
"""

from collections.abc import Iterable

from station.model.problem import Problem
from station.printing.contract import Condition
from station.printing.ipp import Attributes

PROCESSING, STOPPED = 4, 5

# How CUPS' backends say that they cannot connect; a raw queue has no reason for it. They speak the language
# that a job was sent in, which is English here. Source: CUPS, backend/socket.c and backend/ipp.c.
_NOT_CONNECTED = ("may not exist or is unavailable", "is not responding", "Unable to locate printer")

# The worst first: it is the one that is told.
_REASONS = {
    "door-open": "printer.cover_open",
    "cover-open": "printer.cover_open",
    "interlock-open": "printer.cover_open",
    "media-jam": "printer.jam",
    "media-empty": "printer.paper_out",
    "media-needed": "printer.paper_out",
    "input-tray-missing": "printer.paper_out",
    "toner-empty": "printer.ink_out",
    "marker-supply-empty": "printer.ink_out",
    "developer-empty": "printer.ink_out",
    "fuser-over-temp": "printer.too_hot",
    "output-area-full": "printer.tray_full",
    "spool-area-full": "printer.buffer_full",
    "cups-missing-filter": "printer.driver_missing",
    "shutdown": "printer.offline",
    "offline": "printer.offline",
    "timed-out": "printer.offline",
    "connecting-to-device": "printer.offline",
    "paused": "printer.paused",
    "moving-to-paused": "printer.paused",
    "hold-new-jobs": "printer.paused",
    "media-low": "printer.paper_low",
    "toner-low": "printer.ink_low",
    "marker-supply-low": "printer.ink_low",
}
_WARNINGS = frozenset({"printer.paper_low", "printer.ink_low"})
_SUFFIXES = ("-error", "-warning", "-report")


def condition(printer: str, said: Attributes) -> Condition:
    """How a printer is, by its Get-Printer-Attributes."""
    stopped = STOPPED in said.get("printer-state", ())
    found = _codes(str(reason) for reason in said.get("printer-state-reasons", ()))
    hard = [code for code, serious in found if serious or stopped]
    soft = [code for code, serious in found if code not in hard]
    if said.get("printer-is-accepting-jobs", (True,))[0] is False:
        hard.append("printer.not_accepting")
    message = " ".join(str(one) for one in said.get("printer-state-message", ()))
    if PROCESSING in said.get("printer-state", ()) and any(text in message for text in _NOT_CONNECTED):
        hard.append("printer.offline")
    if stopped and not hard:
        return Condition("stopped", (_said("printer.attention", printer, reason=message or "stopped"),))
    problems = tuple(_said(code, printer) for code in dict.fromkeys((*hard, *soft)))
    if "printer.offline" in hard:
        return Condition("lost", problems)
    return Condition("stopped" if hard else "open", problems)


def _codes(reasons: Iterable[str]) -> list[tuple[str, bool]]:
    """(code, does it keep the printer from printing) in the order of `_REASONS`."""
    found: dict[str, bool] = {}
    for reason in reasons:
        bare, mild = reason, False
        for suffix in _SUFFIXES:
            if reason.endswith(suffix):
                bare, mild = reason.removesuffix(suffix), suffix != "-error"
        code = _REASONS.get(bare)
        if code is not None:
            found[code] = found.get(code, False) or not (mild or code in _WARNINGS)
    order = list(dict.fromkeys(_REASONS.values()))
    return sorted(found.items(), key=lambda one: order.index(one[0]))


def _said(code: str, printer: str, **more: str) -> Problem:
    return Problem(code, {"printer": printer, **more})
