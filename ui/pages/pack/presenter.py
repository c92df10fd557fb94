"""From the bench's picture to what the pack page shows. Decides words and places, never rules."""

import datetime
from collections.abc import Callable

from station.model.problem import Problem
from station.model.view import BenchState, BenchView, Choice, LineView, ScanView
from ui.format import Format
from ui.pages.pack.idle import show_offer
from ui.pages.pack.screen import Band, ChoiceTile, LineRow, PackScreen, Recent, Versus
from ui.pages.pack.side import show_address, show_cartons
from ui.pages.pack.stage import show_stage
from ui.pages.pack.weight import show_weight
from ui.text import Text
from ui.theme.tokens import Tone
from ui.verdicts import QUESTION, Face, face, trouble

S = BenchState
ICONS = {
    S.IDLE: "scan",
    S.PACKING: "scan",
    S.ASKING: "question",
    S.WEIGHING: "scale",
    S.LABELLING: "printer",
    S.SCAN_BACK: "label",
    S.HELD: "stop",
    S.STOPPED: "stop",
}
COMMANDS = {
    S.IDLE: {"HELP", "REPRINT"},
    S.PACKING: {"UNDO", "SHORT", "NEXT-CARTON", "HOLD", "PARK", "WEIGH", "HELP"},
    S.ASKING: {"NO", "HELP"},
    S.WEIGHING: {"UNDO", "WEIGH", "HOLD", "PARK", "HELP"},
    S.LABELLING: {"HOLD", "PARK", "REPRINT", "HELP"},
    S.SCAN_BACK: {"REPRINT", "HOLD", "PARK", "HELP"},
    S.HELD: {"YES", "PARK", "HELP"},
    S.STOPPED: {"HELP"},
}


class PackPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def show(self, view: BenchView) -> PackScreen:
        band = self._band(view)
        layout = self._layout(view)
        recent = tuple(Recent(self._text.say(one.say), one.ok) for one in view.recent)
        if layout == "stopped":
            return PackScreen(layout, band, commands=frozenset({"HELP"}), stopped=self._cause(view))
        weight = show_weight(view.weight, self._text, self._form)
        if layout == "idle":
            offer = show_offer(view, self._text, self._form, self._now())
            return PackScreen(
                layout, band, weight=weight, offer=offer, recent=recent, commands=frozenset(COMMANDS[S.IDLE])
            )
        lines = tuple(self._line(one, view.current) for one in view.lines)
        focus = next((one for one in lines if one.current), None)
        stage = show_stage(view, self._text, self._form)
        versus = self._versus(view, focus)
        if stage is None and versus is None and focus is None and lines:
            focus = next((one for one in lines if not one.done), lines[-1])
        if view.last is not None and not view.last.ok:
            focus = self._meant(lines, str(view.last.say.params.get("sku", ""))) or focus
        return PackScreen(
            layout=layout,
            band=band,
            lines=lines,
            focus=focus,
            versus=versus,
            stage=stage,
            question=band.sentence if layout == "question" else "",
            choices=tuple(self._choice(one) for one in view.choices),
            weight=weight,
            cartons=show_cartons(view, self._text, self._form),
            address=show_address(view, self._text, self._form, self._now()),
            recent=recent,
            progress=self._progress(view),
            commands=frozenset(COMMANDS[view.state] if view.lines else {"HELP"}),
        )

    @staticmethod
    def _layout(view: BenchView) -> str:
        if view.state is S.STOPPED:
            return "stopped"
        if view.state is S.IDLE:
            return "question" if view.choices else "idle"
        if view.choices:
            return "question"
        if not view.lines:
            return "opening"
        return "bench"

    def _band(self, view: BenchView) -> Band:
        instruction = self._text.say(view.instruction)
        last = view.last
        if view.state is S.STOPPED:
            code = view.problem.code if view.problem else view.instruction.code
            return Band(Tone.BAD, "stop", instruction, code=code)
        if view.problem is not None:
            return self._troubled(view.problem, instruction)
        if last is not None and not last.ok and view.state is not S.ASKING:
            shown = face(last.say.code, ok=False)
            return Band(shown.tone, shown.icon, self._text.say(last.say), aside=last.text, code=last.say.code)
        if view.state is S.ASKING or view.choices:
            aside = last.text if last is not None else ""
            return Band(Tone.WARN, QUESTION.icon, instruction, aside=aside)
        return self._calm(view, instruction, last)

    def _cause(self, view: BenchView) -> str:
        return self._text.say(view.problem) if view.problem else ""

    def _troubled(self, problem: Problem, instruction: str) -> Band:
        shown = trouble(problem.code)
        return Band(shown.tone, shown.icon, instruction, why=self._text.say(problem), code=problem.code)

    def _calm(self, view: BenchView, instruction: str, last: ScanView | None) -> Band:
        verdict = ""
        if view.weight and view.state is S.WEIGHING:
            verdict = view.weight.fault or view.weight.verdict
        if verdict and verdict != "weight.ok":
            shown: Face = face(verdict, ok=False)
            return Band(shown.tone, shown.icon, instruction, code=verdict)
        if last is not None and last.ok:
            icon = "check" if view.state in (S.PACKING, S.IDLE) else ICONS[view.state]
            return Band(Tone.GOOD, icon, instruction, aside=self._text.say(last.say))
        return Band(Tone.NEUTRAL, ICONS[view.state], instruction)

    def _line(self, line: LineView, current: str) -> LineRow:
        word = self._text.word
        done = line.left == 0
        note = ""
        if line.shorted:
            note = word("line.shorted", n=line.shorted)
        elif not line.has_code and not done:
            note = word("line.no_code")
        return LineRow(
            ref=line.ref,
            sku=line.sku,
            name=line.name,
            bin=line.bin,
            picture=line.picture,
            options=tuple(f"{name}: {value}" if name else value for name, value in line.options),
            packed=line.packed,
            due=line.due,
            shorted=line.shorted,
            count=word("count_of", packed=self._form.number(line.packed), due=self._form.number(line.due)),
            note=note,
            current=line.ref == current,
            done=done,
        )

    def _versus(self, view: BenchView, focus: LineRow | None) -> Versus | None:
        """Only when the bench knows what is in the hand: the verdict names its SKU or picture."""
        last = view.last
        if last is None or last.ok or view.problem is not None or view.state is not S.PACKING:
            return None
        params = last.say.params
        held, picture = str(params.get("sku", "")), str(params.get("picture", ""))
        shown = face(last.say.code, ok=False)
        if focus is None or not (picture or held) or shown.icon != "cross":
            return None
        word = self._text.word
        return Versus(
            word("versus.held"), held or last.text, str(params.get("name", "")), picture,
            word("versus.needed"), focus.sku, focus.name, focus.picture,
        )  # fmt: skip

    @staticmethod
    def _meant(lines: tuple[LineRow, ...], sku: str) -> LineRow | None:
        """The line a refused scan is about, when it is on the order."""
        return next((one for one in lines if sku and one.sku == sku), None)

    def _choice(self, choice: Choice) -> ChoiceTile:
        key = choice.scan.removeprefix("CMD-")
        key = {"YES": self._text.word("key.yes"), "NO": self._text.word("key.no")}.get(key, key)
        title = choice.order or ""
        return ChoiceTile(key, choice.scan, title, self._text.say(choice.say), choice.picture)

    def _progress(self, view: BenchView) -> str:
        due = sum(one.due for one in view.lines)
        if not due:
            return ""
        packed = sum(one.packed for one in view.lines)
        number = self._form.number
        said = self._text.word("progress", packed=number(packed), due=number(due))
        return self._text.listed([said, self._text.count("lines", len(view.lines))])
