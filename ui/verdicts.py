"""What a code looks and sounds like. An unknown code falls back to its last word, then to good or bad."""

from dataclasses import dataclass

from ui.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class Face:
    """A verdict's tone, icon (a shape of its own) and sound."""

    tone: Tone
    icon: str
    sound: str


OK = Face(Tone.GOOD, "check", "ok")
WRONG = Face(Tone.BAD, "cross", "wrong")
OVER = Face(Tone.BAD, "over", "too_many")
UNKNOWN = Face(Tone.BAD, "unknown", "wrong")
QUESTION = Face(Tone.WARN, "question", "question")
STOP = Face(Tone.BAD, "stop", "stop")
HOLD = Face(Tone.BAD, "hold", "stop")
CHANGED = Face(Tone.WARN, "changed", "stop")
SHORT = Face(Tone.WARN, "short", "question")
LOST = Face(Tone.WARN, "alert", "device_lost")

LINE_DONE = Face(Tone.GOOD, "check", "line")
ORDER_DONE = Face(Tone.GOOD, "check_circle", "order")
LIGHT = Face(Tone.BAD, "light", "wrong")
HEAVY = Face(Tone.BAD, "heavy", "wrong")
UNSURE = Face(Tone.WARN, "question", "question")
LABEL = Face(Tone.BAD, "label", "wrong")

GOOD = {
    "pack.line_complete": LINE_DONE,
    "pack.order_complete": ORDER_DONE,
    "pack.carton_sealed": ORDER_DONE,
    "ship.done": ORDER_DONE,
    "ship.carton_confirmed": LINE_DONE,
    "scan.ambiguous": QUESTION,
    "short.which_line": QUESTION,
    "short.how_many": QUESTION,
    "question.left": QUESTION,
}
BAD = {
    "pack.too_many": OVER,
    "pack.shorted": OVER,
    "pack.not_on_order": WRONG,
    "label.not_this": LABEL,
    "label.other_carton": LABEL,
    "scan.garbled": UNKNOWN,
    "scan.parity": UNKNOWN,
    "scan.unknown": UNKNOWN,
    "scan.gs1_torn": UNKNOWN,
    "order.cancelled": STOP,
    "order.refunded": STOP,
    "order.fulfilled": STOP,
    "order.gone": STOP,
    "order.on_hold": HOLD,
    "order.held": HOLD,
    "order.several": QUESTION,
    "order.changed": CHANGED,
    "weight.too_light": LIGHT,
    "weight.too_heavy": HEAVY,
    "weight.overload": HEAVY,
    "weight.blind": UNSURE,
    "weight.not_checked": UNSURE,
}
# By the last word of the code, for what is not listed.
ENDINGS = {
    "unknown": UNKNOWN,
    "unreadable": UNKNOWN,
    "ambiguous": QUESTION,
    "how_many": QUESTION,
    "which_line": QUESTION,
    "changed": CHANGED,
    "address_changed": CHANGED,
    "lines_changed": CHANGED,
    "overload": HEAVY,
    "changed_after_pack": CHANGED,
    "conflict": CHANGED,
    "lost": LOST,
    "off": LOST,
    "silent": LOST,
    "paper": LOST,
    "unreachable": LOST,
    "signed_out": LOST,
}


def face(code: str, ok: bool) -> Face:
    """The face of a verdict."""
    if ok:
        return GOOD.get(code, OK)
    return BAD.get(code) or ENDINGS.get(code.rpartition(".")[2], WRONG)


def trouble(code: str) -> Face:
    """The face of trouble that nobody's scan asked about."""
    found = face(code, ok=False)
    return LOST if found is WRONG else found
