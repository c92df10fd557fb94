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
STEP = Face(Tone.WARN, "scale", "question")
UNDONE = Face(Tone.NEUTRAL, "undo", "ok")
PULL = Face(Tone.BAD, "stop", "stop")
KEEP = Face(Tone.BAD, "hold", "wrong")
SCALES = Face(Tone.WARN, "scale", "question")
BUSY = Face(Tone.BAD, "person", "wrong")
WAITS = Face(Tone.WARN, "clock", "question")

GOOD = {
    "pack.line_complete": LINE_DONE,
    "pack.order_complete": ORDER_DONE,
    "pack.carton_sealed": ORDER_DONE,
    "ship.done": ORDER_DONE,
    "ship.carton_confirmed": LINE_DONE,
    "pick.stop_complete": LINE_DONE,
    "pick.put": LINE_DONE,
    "pick.done": ORDER_DONE,
    "pick.done_short": SHORT,
    "kit.complete": LINE_DONE,
    "trace.earlier_known": Face(Tone.WARN, "clock", "question"),
    "void.done": CHANGED,
    "reopen.done": CHANGED,
    "task.left": CHANGED,
    "undo.unit": UNDONE,
    "undo.part": UNDONE,
    "undo.done": UNDONE,
    "undo.moved": UNDONE,
    "pick.undone": UNDONE,
    "back.undone": UNDONE,
    "return.undone": UNDONE,
    "load.out": UNDONE,
    "number.cleared": UNDONE,
    "back.done": ORDER_DONE,
    "return.closed": ORDER_DONE,
    "load.closed": ORDER_DONE,
    "load.taken_out": CHANGED,
    "watch.cleared": LINE_DONE,
    "move.done": Face(Tone.NEUTRAL, "carton_next", "ok"),
    "scan.ambiguous": QUESTION,
    "short.which_line": QUESTION,
    "short.how_many": QUESTION,
    "question.left": QUESTION,
}
BAD = {
    "pack.too_many": OVER,
    "pack.shorted": OVER,
    "pack.more_than_due": OVER,
    "pack.case_too_large": OVER,
    "number.too_many": OVER,
    "kit.finish_first": Face(Tone.BAD, "list", "wrong"),
    "own_box.close_first": Face(Tone.BAD, "carton_next", "wrong"),
    "own_box.one_by_one": OVER,
    "own_box.closed": Face(Tone.BAD, "carton_next", "wrong"),
    "trace.one_by_one": OVER,
    "trace.serial_packed": OVER,
    "trace.expired": Face(Tone.BAD, "clock", "wrong"),
    "trace.serial_left": STOP,
    "goods.not_with": STOP,
    "permission.wanted": Face(Tone.WARN, "key", "question"),
    "pack.not_on_order": WRONG,
    "pick.too_many": OVER,
    "back.too_many": OVER,
    "back.enough": OVER,
    "return.too_many": OVER,
    "return.all_of_it": OVER,
    "split.too_many": OVER,
    "number.nothing_left": OVER,
    "pack.all_in": OVER,
    "back.not_here": WRONG,
    "back.who_restocks": QUESTION,
    "return.who_restocks": QUESTION,
    "return.how_is_it": QUESTION,
    "return.which": QUESTION,
    "return.which_for": QUESTION,
    "return.which_serial": QUESTION,
    "load.missing": QUESTION,
    "load.cancelled": PULL,
    "load.refunded": PULL,
    "load.gone": PULL,
    "load.void": PULL,
    "load.held": HOLD,
    "load.pack_again": CHANGED,
    "load.unchecked": WAITS,
    "load.reading": WAITS,
    "load.unchecked_away": KEEP,
    "order.being_picked": BUSY,
    "order.not_local": WAITS,
    "order.on_other_bench": QUESTION,
    "order.shipped": QUESTION,
    "hold.backorder": HOLD,
    "weight.in_motion": SCALES,
    "weight.waiting": SCALES,
    "scale.no_reading": SCALES,
    "print.in_doubt": UNSURE,
    "pick.more_than_asked": OVER,
    "pick.more_than_tote": OVER,
    "pick.dropped": CHANGED,
    "pick.goes_back": CHANGED,
    "order.on_list": QUESTION,
    "pick.taken_by": QUESTION,
    "tote.put_back": CHANGED,
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
    "hold.operator": HOLD,
    "hold.address": HOLD,
    "hold.fraud": HOLD,
    "hold.payment": HOLD,
    "hold.stock": HOLD,
    "order.several": QUESTION,
    "order.changed": CHANGED,
    "weight.too_light": LIGHT,
    "weight.too_heavy": HEAVY,
    "weight.overload": HEAVY,
    "weight.blind": UNSURE,
    "weight.not_checked": UNSURE,
    "watch.missing": STEP,
    "watch.extra": STEP,
    "watch.extra_mass": STEP,
    "watch.other": STEP,
    "watch.other_mass": STEP,
    "watch.left_in": STEP,
    "watch.clear_first": STEP,
    "weights.contradicts": UNSURE,
    "weights.moved": UNSURE,
}
# By the last word of the code, for what is not listed.
ENDINGS = {
    "unknown": UNKNOWN,
    "unreadable": UNKNOWN,
    "ambiguous": QUESTION,
    "how_many": QUESTION,
    "instruct": QUESTION,
    "insert": QUESTION,
    "lot_wanted": QUESTION,
    "expiry_wanted": QUESTION,
    "serial_wanted": QUESTION,
    "scan_item": QUESTION,
    "scan_serial": QUESTION,
    "scan_lot": QUESTION,
    "scan_label": QUESTION,
    "why": QUESTION,
    "what_next": QUESTION,
    "which_order": QUESTION,
    "which_line": QUESTION,
    "next": QUESTION,
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
