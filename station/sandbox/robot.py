"""A packer that never tires: bytes on the scanner's line, cartons on the scale, eyes on the screen."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from station.model.barcode import Command, line_barcode
from station.model.events import BenchChanged, LabelPrinted, ProblemFound, ScanJudged
from station.model.view import BenchState, BenchView, Choice, LineView
from station.sandbox.empty_shelf import EmptyShelf
from station.sandbox.eyes import Eyes, Stuck
from station.sandbox.hand import PATIENCE, Hand
from station.sandbox.mistakes import Kind, Mistakes
from station.sandbox.practice import Practice
from station.sandbox.tray import LOT, SUPERVISOR

CARTON_HOLDS = 12_000.0  # grams a packer puts in one carton
_MOST_STEPS = 400
_MOST_REFUSALS = 3
# What a unit may be asked about, and what is said to it.
_ANSWERS = {"trace.lot_wanted": LOT, "task.instruct": Command.YES}
# Why a slip may rightly be refused.
_NOT_TO_PACK = ("order.on_hold", "order.pickup", "order.pending", "order.not_released", "order.cancelled")


@dataclass(slots=True)
class Packed:
    """What became of one slip. `why` is the code of a refusal or an interrupt, `notes` what else happened."""

    order: str
    ref: str
    units: int = 0
    tracking: tuple[str, ...] = ()
    shipped: bool = False
    why: str = ""
    notes: list[str] = field(default_factory=list)


class Robot:
    """Packs one order at a time, with the mistakes that are due. `trouble` is told codes nobody planned."""

    def __init__(
        self, practice: Practice, eyes: Eyes, mistakes: Mistakes, trouble: Callable[[str], None]
    ) -> None:
        self._practice = practice
        self._goods = practice.goods
        self._eyes = eyes
        self._mistakes = mistakes
        self._trouble = trouble
        self._hand = Hand(practice.scanner, eyes, practice.app.clock)
        self._shelf = EmptyShelf(practice.shop, practice.goods)
        self._in_hand: Counter[str] = Counter()  # units per line in the carton on the bench
        self._packed: Counter[str] = Counter()  # units per line in any carton
        self._old_label = ""
        self._refused = 0
        self._now = Packed("", "")
        self._steps: dict[BenchState, Callable[[BenchView], None]] = {
            BenchState.PACKING: self._pick,
            BenchState.WEIGHING: self._weigh,
            BenchState.LABELLING: self._await_label,
            BenchState.SCAN_BACK: self._scan_back,
            BenchState.HELD: self._obey,
            BenchState.PUT_BACK: self._put_back,
        }

    def scan(self, text: str) -> ScanJudged:
        """One scan and its verdict."""
        return self._hand.scan(text)

    def pack(self, barcode: str, now: Packed, later: Sequence[str]) -> None:
        """From the slip to the free bench; `later` are the orders still to come. `now` is filled in."""
        self._now = now
        self._mistakes.next_order()
        self._in_hand.clear()
        self._refused = 0
        judged = self.scan(barcode)
        if not judged.ok:
            self._turned_away(judged)
            return
        self._shelf.look(self._eyes.view, later)
        for _ in range(_MOST_STEPS):
            view = self._eyes.view
            if view.state is BenchState.IDLE:
                return
            step = self._steps.get(view.state)
            if step is None:
                raise Stuck(f"a way out of {view.state}")
            step(view)
        raise Stuck("an end of the order")

    def _turned_away(self, judged: ScanJudged) -> None:
        self._now.why = judged.say.code
        if judged.choices:
            self.scan(Command.NO)
        if judged.say.code not in _NOT_TO_PACK:
            self._trouble(judged.say.code)

    # -- picking ----------------------------------------------------------------------------------

    def _pick(self, view: BenchView) -> None:
        if self._err(view):
            return
        short = self._shelf.is_next(view)
        if short is not None:
            self._report_short(view, short)
            return
        line = self._next_line(view)
        if line is None:
            self._await_other(BenchState.PACKING, "the carton to close")
        elif self._too_heavy(line):
            self._step_done(self.scan(Command.NEXT_CARTON))
        else:
            self._put_in(line)

    def _next_line(self, view: BenchView) -> LineView | None:
        """A line with something left; where there is a choice, the code that was not scanned for longest."""
        lines = [one for one in view.lines if one.left and self._shelf.has(one)]
        fitting = [one for one in lines if not self._too_heavy(one)] or lines
        return min(fitting, key=lambda one: self._hand.last(self._goods.code_of(one)), default=None)

    def _too_heavy(self, line: LineView) -> bool:
        inside = sum(self._goods.of_line(ref).grams * units for ref, units in self._in_hand.items())
        return inside > 0 and inside + self._goods.of_line(line.ref).grams > CARTON_HOLDS

    def _put_in(self, line: LineView) -> None:
        judged = self.scan(self._goods.code_of(line))
        if judged.say.code == "scan.ambiguous":
            self._now.notes.append("asked_which")
            judged = self._choose(judged.choices, line)
        while (answer := _ANSWERS.get(judged.say.code)) is not None:
            self._now.notes.append(judged.say.code)
            judged = self.scan(answer)
        if not judged.ok:
            self._step_done(judged)
            return
        self._refused = 0
        self._in_hand[line.ref] += 1
        self._packed[line.ref] += 1
        self._now.units += 1
        # Should the shop have changed something just now, the bench is told before the next unit.
        if not self._practice.story.settled(PATIENCE):
            raise Stuck("the shop's answer")

    def _step_done(self, judged: ScanJudged) -> None:
        """A refusal is looked at again with the newest screen, a few times."""
        if judged.ok or judged.state == BenchState.HELD:
            return
        self._refused += 1
        self._trouble(judged.say.code)
        if self._refused >= _MOST_REFUSALS:
            raise Stuck(f"a yes instead of {judged.say.code}")

    def _choose(self, choices: Sequence[Choice], line: LineView) -> ScanJudged:
        """The answer that names this very line: its SKU or name, and its options."""
        options = ", ".join(f"{name}: {value}" for name, value in line.options)
        for one in choices:
            named = one.say.params
            if (named.get("sku"), named.get("options")) == (line.sku or line.name, options):
                return self.scan(one.scan)
        raise Stuck(f"an answer that names {line.sku or line.name}")

    def _report_short(self, view: BenchView, line: LineView) -> None:
        """SHORT, which line, and that nothing is left on its shelf."""
        judged = self.scan(Command.SHORT)
        if judged.say.code == "short.which_line":
            many = sum(1 for one in view.lines if one.left) > len(judged.choices)
            judged = self.scan(line_barcode(line.ref)) if many else self._choose(judged.choices, line)
        if judged.say.code == "short.how_many":
            judged = self.scan(Command.D0)
        self._step_done(judged)
        if judged.ok:
            self._shelf.reported()
            self._now.notes.append("short")
            self._practice.reckoning.counted(self._goods.of_line(line.ref).product, 0, self._packed)

    # -- mistakes ---------------------------------------------------------------------------------

    def _err(self, view: BenchView) -> bool:
        """Make one mistake that is due and possible now."""
        ways = {
            Kind.WRONG_ITEM: self._stranger,
            Kind.UNKNOWN_CODE: self._nobodys,
            Kind.ONE_TOO_MANY: self._surplus,
        }
        for kind, wrong in ways.items():
            if self._mistakes.is_due(kind) and (text := wrong(view)):
                self._mistake(kind, text)
                return True
        return False

    def _stranger(self, view: BenchView) -> str:
        return next((one.code for one in self._goods.strangers(view.lines, view.ref)), "")

    def _nobodys(self, view: BenchView) -> str:
        return f"NOBODY-KNOWS-{view.ref}"

    def _surplus(self, view: BenchView) -> str:
        """One more of what is complete already, when no open line answers to it."""
        wanted = {code for one in view.lines if one.left for code in self._goods.of_line(one.ref).codes}
        for line in view.lines:
            full = line.has_code and line.packed and not line.left and not line.shorted
            if full and not self._goods.of_line(line.ref).codes & wanted:
                return self._goods.code_of(line)
        return ""

    def _mistake(self, kind: Kind, text: str) -> None:
        judged = self.scan(text)
        held = judged.state == BenchState.HELD
        self._now.notes.append(kind)
        if not self._mistakes.judged(kind, judged.ok, judged.say.code, interrupted=held):
            self._trouble("practice.not_caught")

    # -- weighing ---------------------------------------------------------------------------------

    def _weigh(self, view: BenchView) -> None:
        if self._mistakes.is_due(Kind.ONE_TOO_MANY) and self._mistakes.late:
            line = next((one for one in view.lines if one.has_code and one.packed), None)
            if line is not None:
                self._mistake(Kind.ONE_TOO_MANY, self._goods.code_of(line))
                return
        mark = self._eyes.mark
        self._practice.scale.put(self._goods.weigh(self._in_hand), readings=1)
        at = self._eyes.wait_for(mark, _is_judged, PATIENCE, "a weight")
        event = self._eyes.since(at - 1)[0]
        if isinstance(event, ProblemFound):
            self._weight_refused(view, event.say.code)

    def _weight_refused(self, view: BenchView, code: str) -> None:
        """The supervisor looks into the cartons: is in them what the screen says?"""
        on_screen = sum(one.packed for one in view.lines)
        if on_screen != self._now.units:
            raise Stuck(f"cartons with {on_screen} units")
        self._now.notes.append(code)
        self._step_done(self.scan(SUPERVISOR))

    # -- label ------------------------------------------------------------------------------------

    def _await_label(self, _view: BenchView) -> None:
        self._practice.scale.put(0, readings=1)
        self._await_other(BenchState.LABELLING, "a label")

    def _scan_back(self, view: BenchView) -> None:
        self._practice.scale.put(0, readings=1)
        if self._old_label and self._mistakes.is_due(Kind.WRONG_LABEL):
            self._mistake(Kind.WRONG_LABEL, self._old_label)
            return
        for event in reversed(self._eyes.since(0)):
            if isinstance(event, LabelPrinted) and event.tracking == view.tracking:
                self._stick_on(event)
                return
        raise Stuck("the label on paper")

    def _stick_on(self, label: LabelPrinted) -> None:
        judged = self.scan(label.scan_back[0])
        self._step_done(judged)
        if judged.ok:
            self._old_label = label.scan_back[0]
            self._in_hand.clear()

    # -- the shop changed its mind ----------------------------------------------------------------

    def _obey(self, view: BenchView) -> None:
        """YES to what the screen says; goods that are not wanted go back to their shelf."""
        reason = view.instruction.code.rpartition(".")[2]
        judged = self.scan(Command.YES)
        self._step_done(judged)
        if not judged.ok:
            return
        self._now.notes.append(judged.say.code)
        if judged.say.code in ("held.put_back", "held.start_again"):
            self._now.why = f"order.{reason}"
            self._packed.subtract(self._in_hand)
            self._now.units -= self._in_hand.total()
            self._in_hand.clear()
        if judged.say.code == "held.start_again":
            self._step_done(self.scan(f"ORD-{view.store}-{view.ref}"))

        if judged.say.code == "held.taken_out":
            left = {line.ref: line.packed for line in self._eyes.view.lines}
            for ref in [ref for ref in self._in_hand if self._packed[ref] > left.get(ref, 0)]:
                out = self._packed[ref] - left.get(ref, 0)
                self._now.units -= out
                self._packed[ref] -= out
                self._in_hand[ref] -= out

    def _put_back(self, view: BenchView) -> None:
        """Each unit to its bin, scanned there."""
        chore = view.chore
        asked = chore is None or chore.focus < 0
        self._step_done(self.scan(Command.D1 if asked or chore is None else chore.goods[chore.focus].sku))

    def _await_other(self, state: BenchState, wanted: str) -> None:
        self._eyes.until(lambda: self._eyes.view.state is not state, PATIENCE, wanted)


def _is_judged(event: object) -> bool:
    """The carton's weight was refused, or the carton is not waiting for one any more."""
    if isinstance(event, ProblemFound):
        return event.say.code.startswith("weight.")
    return isinstance(event, BenchChanged) and event.view.state is not BenchState.WEIGHING
