"""What goods need beyond a scan: chips on the line, the kit in hand, and questions answered by a scan."""

from station.model.view import BenchView, KitView, LineView
from ui.pages.pack.screen import Stage
from ui.text import Text
from ui.theme.tokens import Tone

# What is asked, by the code of its sentence: drawing, and the word under it.
_QUESTIONS = {
    "trace.lot_wanted": ("big:tag", "stage.lot_wanted"),
    "trace.expiry_wanted": ("big:clock", "stage.expiry_wanted"),
    "trace.serial_wanted": ("big:tag", "stage.serial_wanted"),
    "permission.wanted": ("big:key", "stage.permission"),
    "task.instruct": ("big:note", "stage.instruct"),
    "task.insert": ("big:plus", "stage.insert"),
    "move.scan_item": ("big:carton_next", "stage.move"),
    "swap.scan_item": ("big:changed", "stage.swap"),
    "reopen.scan_label": ("big:label", "stage.reopen"),
    "rush.scan_slip": ("big:rush", "stage.rush"),
}


def show_needs(line: LineView, text: Text) -> tuple[str, ...]:
    """What an open line asks for, in few words."""
    said = [text.word(f"line.{what}") for what in line.wants]
    needs = [text.word("line.wants", what=text.listed(said))] if said else []
    if line.own_box:
        needs.append(text.word("line.own_box"))
    needs += [text.word("line.case", count=count) for count in line.cases[:2]]
    if line.parts:
        parts = text.listed([f"{count} × {sku}" for sku, count in line.parts])
        needs.append(text.word("line.kit", parts=parts))
    return tuple(needs)


def show_kit(kit: KitView, text: Text) -> Stage:
    """The parts of the kit in hand: what is still missing, then what is in."""
    title = text.word("stage.kit", sku=kit.sku, number=kit.number, due=kit.due)
    facts = tuple(
        (
            "check" if part.packed >= part.due else "circle",
            f"{part.packed} / {part.due}  {part.sku or part.name}",
        )
        for part in sorted(kit.parts, key=lambda part: part.packed >= part.due)
    )
    return Stage("big:pack", title, facts)


def is_plain(view: BenchView) -> bool:
    """A question that needs no numbered answers: a scan, or YES."""
    return bool(view.lines) and all(one.scan in ("CMD-YES", "CMD-NO") for one in view.choices)


def show_question(view: BenchView, text: Text) -> Stage | None:
    """A question that a scan answers, not a number."""
    drawing, word = _QUESTIONS.get(view.instruction.code, ("", ""))
    if not drawing:
        return None
    number = view.cartons[-1].number if view.cartons else 1
    title = text.word(word, number=number) if word == "stage.move" else text.word(word)
    asks_yes = any(one.scan == "CMD-YES" for one in view.choices)
    facts = [("cross", text.word("stage.no_undoes" if asks_yes else "stage.no_leaves"))]
    name = str(view.instruction.params.get("name", "") or view.instruction.params.get("sku", ""))
    if name:
        facts.insert(0, ("scan", name))
    return Stage(drawing, title, tuple(facts), tone=Tone.WARN)
