"""Steps of the bench that are not about one product: weighing, label, scan-back, hold."""

from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import BenchState, BenchView
from ui.format import Format
from ui.pages.pack.goods import is_plain, show_kit, show_question
from ui.pages.pack.screen import Stage
from ui.pages.pack.weight import TONES
from ui.text import Text
from ui.theme.tokens import Tone
from ui.verdicts import trouble

MOST = 6
Facts = tuple[tuple[str, str], ...]


def show_stage(view: BenchView, text: Text, form: Format) -> Stage | None:
    """None while products are scanned."""
    if view.state is BenchState.WEIGHING:
        return _weighing(view, text, form)
    if view.state is BenchState.LABELLING:
        return _labelling(view, text, form)
    if view.state is BenchState.SCAN_BACK:
        facts = (("truck", view.method), ("carton", _carton(view, text)))
        return Stage("label_out", text.word("stage.scan_back"), _there(facts), barcode=view.tracking)
    troubled = view.problem is not None and not view.problem.code.startswith(SCALE)
    if view.state is BenchState.ASKING and is_plain(view):
        return show_question(view, text)
    if view.kit is not None and view.state is BenchState.PACKING:
        return show_kit(view.kit, text)
    if view.state is BenchState.HELD or (troubled and view.state is BenchState.PACKING):
        return _held(view, text)
    return None


# Of the open carton on the scale: the goods stay where the eye is.
SCALE = "watch."


def why_held(view: BenchView) -> Problem | None:
    """What interrupted the packing, also when the bench was started again since."""
    if view.state is not BenchState.HELD:
        return None
    if view.problem is not None and not view.problem.code.startswith("weight."):
        return view.problem
    said = view.instruction
    why = said.code.removeprefix("do.held.")
    return Problem("order.changed" if why == "take_out" else f"order.{why}", said.params)


def _weighing(view: BenchView, text: Text, form: Format) -> Stage:
    seen = view.weight
    facts: list[tuple[str, str]] = [("carton", _carton(view, text))]
    title, tone = text.word("stage.weighing"), Tone.NEUTRAL
    if seen is not None and seen.fault:
        title, tone = text.word("stage.scale_gone"), Tone.BAD
    elif seen is not None and seen.verdict:
        title, tone = (
            text.word(f"verdict.{seen.verdict.removeprefix('weight.')}"),
            TONES.get(seen.verdict, Tone.WARN),
        )
        if tone is Tone.BAD and seen.mass is not None and seen.expected is not None:
            over = seen.mass.mg - seen.expected.mg
            facts.append(
                ("heavy" if over > 0 else "light", f"{'+' if over > 0 else '−'}{form.mass(Mass(abs(over)))}")
            )
    elif seen is not None and seen.expected is not None:
        title = text.word("stage.expected", mass=form.mass(seen.expected, 2))
    return Stage("scale", title, _there(tuple(facts)), tone=tone)


def _labelling(view: BenchView, text: Text, form: Format) -> Stage:
    if view.problem is not None:
        tone = trouble(view.problem.code).tone
        return Stage("label_failed", text.word("stage.label_failed"), _address(view, text), tone=tone)
    facts = [("truck", view.method), ("carton", _carton(view, text))]
    gross = next((one.gross for one in reversed(view.cartons) if one.gross is not None), None)
    if gross is not None:
        facts.append(("scale", form.mass(gross)))
    return Stage("label_coming", text.word("stage.labelling"), _there(tuple(facts)))


def _held(view: BenchView, text: Text) -> Stage:
    """What is in the carton and where each goes back, or what is new; the band says why and what to do."""
    problem = why_held(view) or view.problem or view.instruction
    shown = trouble(problem.code)
    drawing = f"big:{shown.icon}"
    what = str(problem.params.get("what", ""))
    packed = [one for one in view.lines if one.packed]
    if view.ship_to is not None and (what.endswith(".address") or "address" in problem.code):
        address = view.ship_to
        place = f"{address.postal_code} {address.city}".strip()
        facts = [("person", address.name), ("bin", ", ".join((*address.street, place)))]
        return Stage(drawing, text.word("stage.new_address"), _there(tuple(facts)), tone=shown.tone)
    if what.endswith(".notes"):
        facts = [("truck", view.method), ("gift", view.gift_note), ("note", view.customer_note)]
        return Stage(drawing, text.word("stage.new_notes"), _there(tuple(facts)), tone=shown.tone)
    units = sum(one.packed for one in packed)
    title = text.count("in_carton", units) if units else text.word("stage.empty_carton")
    facts = [("", f"{one.packed} × {one.sku}{f'  {one.bin}' if one.bin else ''}") for one in packed[:MOST]]
    if len(packed) > MOST:
        facts.append(("", "…"))
    return Stage(drawing, title, tuple(facts), tone=shown.tone)


def _carton(view: BenchView, text: Text) -> str:
    if not view.cartons:
        return ""
    last = view.cartons[-1]
    return text.listed(
        [text.word("carton.title", number=last.number), last.kind, text.count("units", last.units)]
    )


def _address(view: BenchView, text: Text) -> Facts:
    return _there((("truck", view.method), ("carton", _carton(view, text))))


def _there(facts: Facts) -> Facts:
    return tuple((icon, text) for icon, text in facts if text)
