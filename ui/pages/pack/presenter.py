"""From the bench's picture to what the pack page shows. Decides words and places, never rules."""

import datetime
from collections.abc import Callable
from dataclasses import replace

from station.model.problem import Problem
from station.model.view import BenchState, BenchView, Choice, LineView, ScanView
from ui.format import Format
from ui.pages.pack.goods import is_plain, show_needs
from ui.pages.pack.idle import show_offer
from ui.pages.pack.screen import (
    BAR,
    KEYS,
    ORDER,
    Band,
    ChoiceTile,
    HelpRow,
    LineRow,
    PackScreen,
    Recent,
    Versus,
)
from ui.pages.pack.side import show_address, show_cartons
from ui.pages.pack.stage import SCALE, show_stage, why_held
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
    S.PICKING: "bin",
    S.LOAD: "truck",
    S.PUT_BACK: "bin",
    S.RETURN: "undo",
    S.STOPPED: "stop",
}
# What the bench takes in each state; YES and NO only where something is asked or offered.
COMMANDS = {
    S.IDLE: {"HELP", "REPRINT", "REOPEN", "RUSH", "HANDOVER", "RETURN"},
    S.PACKING: {
        *("UNDO", "SHORT", "NEXT-CARTON", "MOVE", "NO-CODE", "SWAP"),
        *("HOLD", "RUSH", "MERGE", "PARK", "WEIGH", "HELP"),
    },
    S.ASKING: {"NO", "HELP"},
    S.WEIGHING: {"UNDO", "MOVE", "WEIGH", "HOLD", "RUSH", "PARK", "HELP"},
    S.LABELLING: {"HOLD", "RUSH", "PARK", "REPRINT", "HELP"},
    S.SCAN_BACK: {"REPRINT", "VOID", "HOLD", "RUSH", "PARK", "HELP"},
    S.HELD: {"YES", "PARK", "HELP"},
    S.PICKING: {"UNDO", "SHORT", "NEXT-CARTON", "PARK", "REPRINT", "HELP"},
    S.LOAD: {"UNDO", "HANDOVER", "PARK", "HELP"},
    S.PUT_BACK: {"UNDO", "SHORT", "NO-CODE", "PARK", "HELP"},
    S.RETURN: {"UNDO", "RETURN", "PARK", "HELP"},
    S.STOPPED: {"HELP"},
}
# Work beside an order has a bar of its own: with what begins and ends it, without what it never takes.
APART = (S.IDLE, S.PICKING, S.LOAD, S.PUT_BACK, S.RETURN)
# Reasons that say nothing about what to do with the slip in the hand.
BARE = frozenset(
    {"order.cancelled", "order.refunded", "order.fulfilled", "order.gone", "order.on_hold", "order.changed"}
)
NEWER = ("database.", "station.", "scan.")  # trouble with the scan itself, said also while packing is halted
# Verdicts that give the hands something to do first; what the bench waits for comes after.
HANDS_FIRST = frozenset(
    {"undo.unit", "undo.part", "move.done", "void.done", "reopen.done", "task.left", "pick.goes_back"}
)
# Said above what comes next, at any size of type: the order in the hand is another one now.
MERGING = frozenset({"merge.done", "merge.apart"})
MORE = "CMD-NEXT-CARTON"  # turns to the next lines, while one is asked for
LOOKED_AT = (S.PACKING, S.ASKING)  # states in which one line is the one to look at


class PackPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def show(self, view: BenchView, help: bool = True) -> PackScreen:
        """`help` False when the help the bench was asked for has been read."""
        screen = self._screen(view)
        last = view.last
        asked = last is not None and last.ok and last.say.code.startswith("help.")
        if asked and help and screen.layout in ("idle", "bench", "walking"):
            band = Band(Tone.NEUTRAL, "help", screen.band.sentence)
            if screen.band.tone in (Tone.BAD, Tone.WARN):
                band = screen.band
            how = (
                self._text.say(last.say) if last and screen.layout == "idle" else self._text.word("help.how")
            )
            return replace(screen, layout="help", band=band, help=self._help(screen.commands), how=how)
        return screen

    def _help(self, commands: frozenset[str]) -> tuple[HelpRow, ...]:
        word = self._text.word
        keys = {"YES": word("key.yes"), "NO": word("key.no"), **KEYS}
        return tuple(
            HelpRow(word(f"command.{key}"), keys[name], word(f"help.{key}"), f"CMD-{name}")
            for name in ORDER
            if name in commands and (key := name.lower().replace("-", "_"))
        )

    def _screen(self, view: BenchView) -> PackScreen:
        band = self._band(view)
        layout = self._layout(view)
        if layout == "stopped":
            return PackScreen(layout, band, commands=frozenset({"HELP"}), stopped=self._cause(view))
        recent = tuple(Recent(_short(one), one.ok) for one in reversed(view.recent))
        weight = show_weight(view.weight, self._text, self._form)
        commands = self._commands(view)
        bar = frozenset(COMMANDS[view.state]) if view.state in APART else BAR
        if layout == "idle":
            offer = show_offer(view, self._text, self._form, self._now())
            return PackScreen(
                layout, band, weight=weight, offer=offer, recent=recent, commands=commands, bar=bar
            )
        current = view.current if view.state in LOOKED_AT else ""
        lines = _twins(tuple(self._line(one, current) for one in view.lines))
        focus = next((one for one in lines if one.current), None)
        stage = show_stage(view, self._text, self._form)
        versus = self._versus(view, focus) or self._alike(view, focus)
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
            choices=self._choices(view.choices),
            weight=weight,
            cartons=show_cartons(view, self._text, self._form),
            address=show_address(view, self._text, self._form, self._now()),
            recent=recent,
            progress=self._progress(view),
            commands=commands,
            bar=bar,
        )

    @staticmethod
    def _commands(view: BenchView) -> frozenset[str]:
        more = {"NEXT-CARTON"} if any(one.scan == MORE for one in view.choices) else set()
        if view.state is S.IDLE:
            if view.choices:
                return frozenset({"NO", "HELP", *more})
            return frozenset(COMMANDS[S.IDLE] | ({"YES"} if view.offered is not None else set()))
        if view.pick is not None or view.chore is not None:
            answers = {one.scan.removeprefix("CMD-") for one in view.choices} & {"YES", "NO"}
            if view.chore is not None and view.choices:
                return frozenset({"UNDO", "HELP", *answers})
            return frozenset({"NO", "HELP", *more} if view.choices else COMMANDS[view.state])
        if view.state is S.ASKING:
            yes = any(one.scan == "CMD-YES" for one in view.choices)
            again = {"HOLD"} if view.instruction.code == "hold.why" else set()  # the fast way
            return frozenset(COMMANDS[S.ASKING] | again | more | ({"YES"} if yes else set()))
        return frozenset(COMMANDS[view.state] if view.lines else {"HELP"})

    @staticmethod
    def _layout(view: BenchView) -> str:
        if view.state is S.STOPPED:
            return "stopped"
        if view.state is S.IDLE:
            return "question" if view.choices else "idle"
        if view.pick is not None or view.chore is not None:
            return "walking"
        if view.choices and not is_plain(view):
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
        problem = why_held(view) or view.problem
        fault = view.weight.fault if view.weight and view.state is S.WEIGHING else ""
        if fault and (problem is None or problem.code.startswith("weight.")):
            return self._troubled(Problem(fault), self._text.say(Problem(fault)))
        if problem is not None:
            band = self._troubled(problem, instruction)
            refused = last is not None and not last.ok and last.say.code.startswith(NEWER)
            return replace(band, why=self._text.say(last.say)) if last and refused else band
        if view.state is S.ASKING or view.choices:
            return self._asking(view.instruction, last)
        if last is not None and not last.ok:
            return self._refused(view, last)
        return self._calm(view, instruction, last)

    def _asking(self, asked: Problem, last: ScanView | None) -> Band:
        """The question; above it why the last scan was no answer."""
        instruction = self._text.say(asked)
        if last is None or last.ok:
            return Band(Tone.WARN, QUESTION.icon, instruction)
        shown = face(last.say.code, ok=False)
        if shown is QUESTION or last.say.code == asked.code:
            return Band(Tone.WARN, QUESTION.icon, instruction, aside=_short(last))
        why = self._text.say(last.say)
        return Band(shown.tone, shown.icon, instruction, why=why, aside=_short(last), code=last.say.code)

    def _refused(self, view: BenchView, last: ScanView) -> Band:
        shown = face(last.say.code, ok=False)
        said = self._text.say(last.say)
        if view.state is S.IDLE and last.say.code in BARE:
            said = self._text.word("idle.refused", reason=said)
        return Band(shown.tone, shown.icon, said, aside=_short(last), code=last.say.code)

    def _cause(self, view: BenchView) -> str:
        return self._text.say(view.problem) if view.problem else ""

    def _troubled(self, problem: Problem, instruction: str) -> Band:
        shown = trouble(problem.code)
        why = self._text.say(problem)
        if problem.code.startswith(SCALE):
            return Band(shown.tone, shown.icon, why, code=problem.code)
        if problem.code in HANDS_FIRST:
            return self._hands_first(shown, why, instruction, problem.code)
        why = "" if why == instruction else why
        what = str(problem.params.get("what", ""))
        if what.startswith("@"):
            changed = self._text.word("held.what", what=self._text.say(Problem(what[1:])))
            why = f"{why} {changed}".strip()
        return Band(shown.tone, shown.icon, instruction, why=why, code=problem.code)

    def _hands_first(self, shown: Face, said: str, instruction: str, code: str = "") -> Band:
        return Band(
            shown.tone, shown.icon, said, aside=self._text.word("band.then", what=instruction), code=code
        )

    def _calm(self, view: BenchView, instruction: str, last: ScanView | None) -> Band:
        verdict = ""
        if view.weight and view.state is S.WEIGHING:
            verdict = view.weight.fault or view.weight.verdict
        if verdict and verdict != "weight.ok":
            shown: Face = face(verdict, ok=False)
            return Band(shown.tone, shown.icon, instruction, code=verdict)
        if last is not None and last.ok and not last.say.code.startswith("help."):
            shown = face(last.say.code, ok=True)
            if last.say.code in HANDS_FIRST:
                return self._hands_first(shown, self._text.say(last.say), instruction)
            if shown.tone is Tone.NEUTRAL:
                return Band(shown.tone, shown.icon, instruction, aside=self._aside(view, last))
            if shown.tone is Tone.WARN and shown.icon != QUESTION.icon:
                return Band(shown.tone, shown.icon, instruction, why=self._text.say(last.say))
            if last.say.code in MERGING:
                return Band(Tone.GOOD, "check", instruction, why=self._text.say(last.say))
            icon = "check" if view.state in (S.PACKING, S.IDLE) else ICONS[view.state]
            return Band(Tone.GOOD, icon, instruction, aside=self._aside(view, last))
        return Band(Tone.NEUTRAL, ICONS[view.state], instruction)

    def _aside(self, view: BenchView, last: ScanView) -> str:
        """A unit in two short lines; what was packed is old news once the label is due."""
        params = last.say.params
        packed, due = params.get("packed"), params.get("due")
        if view.state in (S.LABELLING, S.SCAN_BACK) and last.say.code.startswith("pack."):
            return ""
        if isinstance(packed, int) and isinstance(due, int) and "sku" in params:
            return f"{params['sku']}\n{self._count(packed, due)}"
        return self._text.say(last.say)

    def _count(self, packed: int, due: int) -> str:
        number = self._form.number
        return self._text.word("count_of", packed=number(packed), due=number(due))

    def _line(self, line: LineView, current: str) -> LineRow:
        word = self._text.word
        done = line.left == 0
        note = ""
        if line.shorted:
            note = word("line.shorted", n=line.shorted)
        elif not line.has_code and not done:
            note = word("line.no_code")
        elif line.picked is not None and not done:
            note = word("line.picked", n=line.picked)
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
            count=self._count(line.packed, line.due),
            needs=() if done else show_needs(line, self._text),
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

    def _alike(self, view: BenchView, focus: LineRow | None) -> Versus | None:
        """What the line was taken for before stands beside it, until its last unit is in."""
        line = next((one for one in view.lines if focus is not None and one.ref == focus.ref), None)
        other = line.alike if line is not None and line.left and view.state is S.PACKING else None
        if focus is None or other is None:
            return None
        word = self._text.word
        need = self._text.listed([part for part in (focus.count, focus.bin) if part])
        return Versus(
            word("alike.not_this"), other.sku or other.name, other.name, other.picture,
            word("alike.this"), focus.sku or focus.name, focus.name, focus.picture,
            other.bin, need,
        )  # fmt: skip

    @staticmethod
    def _meant(lines: tuple[LineRow, ...], sku: str) -> LineRow | None:
        """The line a refused scan is about, when it is on the order."""
        return next((one for one in lines if sku and one.sku == sku), None)

    def _choice(self, choice: Choice) -> ChoiceTile:
        key = choice.scan.removeprefix("CMD-")
        key = {"YES": self._text.word("key.yes"), "NO": self._text.word("key.no"), "NEXT-CARTON": "F4"}.get(
            key, key
        )
        return ChoiceTile(key, choice.scan, self._text.say(choice.say), choice.picture)

    def _choices(self, choices: tuple[Choice, ...]) -> tuple[ChoiceTile, ...]:
        """Of lines that differ in their options only, what differs is said first."""
        tiles = tuple(self._choice(one) for one in choices)
        chosen = [str(one.say.params.get("options", "")).split(", ") for one in choices]
        if any(one.say.code not in ("choice.line", "choice.more_lines") for one in choices):
            return tiles
        if len(choices) < 2 or choices[-1].scan == MORE:
            return tiles
        shared = set(chosen[0]).intersection(*chosen[1:])
        own = [", ".join(part for part in parts if part not in shared) for parts in chosen]
        if not all(own):
            return tiles
        return tuple(
            replace(
                tile,
                title=title,
                sentence=self._text.listed([str(one.say.params["sku"]), str(one.say.params["name"])]),
            )
            for tile, title, one in zip(tiles, own, choices, strict=True)
        )

    def _progress(self, view: BenchView) -> str:
        due = sum(one.due for one in view.lines)
        if not due:
            return ""
        packed = sum(one.packed for one in view.lines)
        number = self._form.number
        said = self._text.word("progress", packed=number(packed), due=number(due))
        return self._text.listed([said, self._text.count("lines", len(view.lines))])


def _twins(lines: tuple[LineRow, ...]) -> tuple[LineRow, ...]:
    """Lines of one product that differ in an option say that option first."""
    same: dict[str, list[LineRow]] = {}
    for line in lines:
        same.setdefault(line.sku or line.ref, []).append(line)

    def told_apart(line: LineRow) -> LineRow:
        others = same[line.sku or line.ref]
        if len(others) < 2:
            return line
        shared = set(line.options).intersection(*(one.options for one in others))
        return replace(line, options=tuple(sorted(line.options, key=shared.__contains__)), twin=True)

    return tuple(told_apart(line) for line in lines)


def _short(scan: ScanView) -> str:
    """A scan in one word: the product, the order, the command, else what was read."""
    params = scan.say.params
    if scan.text.startswith("CMD-"):
        return scan.text.removeprefix("CMD-")
    if scan.text.startswith("ORD-") and params.get("order"):
        return str(params["order"])
    return str(params.get("sku") or scan.text)
