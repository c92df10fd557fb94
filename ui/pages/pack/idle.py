"""Between two orders: what was just done, and what comes next."""

import datetime

from station.model.view import BenchView
from ui.format import Format
from ui.pages.pack.screen import Offer
from ui.text import Text
from ui.theme.tokens import Tone

SOON = 30 * 60  # s


def due_tone(ship_by: datetime.datetime | None, now: datetime.datetime) -> Tone:
    """How a promise looks: late is bad, within half an hour is a warning."""
    if ship_by is None:
        return Tone.NEUTRAL
    left = (ship_by - now).total_seconds()
    if left < 0:
        return Tone.BAD
    return Tone.WARN if left < SOON else Tone.NEUTRAL


def show_offer(view: BenchView, text: Text, form: Format, now: datetime.datetime) -> Offer:
    done_title = ""
    done: list[tuple[str, str]] = []
    if view.packed_seconds is not None:
        number = view.order
        done_title = text.word("idle.done", order=number) if number else text.word("idle.done_plain")
        done.append(("clock", text.word("idle.took", span=form.span(view.packed_seconds))))
        if view.cartons:
            done.append(("carton", text.count("cartons", len(view.cartons))))
        if view.tracking:
            done.append(("truck", view.tracking))
    offered = view.offered
    if offered is None:
        return Offer(done_title, tuple(done), "", (), Tone.NEUTRAL, (), text.word("idle.nothing"))
    marks = ((offered.rush, "rush", "idle.rush"), (offered.same_place, "truck", "idle.same_place"))
    facts = [
        *((icon, text.word(word)) for holds, icon, word in marks if holds),
        ("shop", offered.store),
        ("list", text.count("lines", offered.lines)),
        ("pack", text.count("units", offered.units)),
    ]
    due: tuple[str, ...] = ()
    if offered.ship_by is not None:
        clock = text.word("idle.ship_by", clock=form.moment(offered.ship_by, now))
        due = (clock, form.until(offered.ship_by, now))
    title = text.word("idle.order", order=offered.number)
    return Offer(done_title, tuple(done), title, tuple(facts), due_tone(offered.ship_by, now), due, "")
