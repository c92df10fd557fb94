"""Messages to the shops that are not told yet: what, to whom, since when, why not."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from station.model.view import PushRow
from ui.format import Format
from ui.text import Text
from ui.theme.tokens import Tone

FACES = {
    "ready": ("waiting", Tone.NEUTRAL),
    "sending": ("pushes", Tone.NEUTRAL),
    "done": ("check", Tone.GOOD),
    "in_doubt": ("question", Tone.WARN),
    "parked": ("alert", Tone.BAD),
    "by_hand": ("person", Tone.WARN),
}
ORDER = ("parked", "in_doubt", "by_hand", "sending", "ready", "done")

BUTTONS = {"parked": "push.retry", "in_doubt": "push.retry", "by_hand": "push.noted"}


@dataclass(frozen=True, slots=True)
class PushCard:
    id: int
    icon: str
    tone: Tone
    title: str
    about: str
    why: str
    code: str
    state: str
    button: str  # empty where nothing can be done


class PushesPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def cards(self, rows: tuple[PushRow, ...]) -> tuple[PushCard, ...]:
        """What needs a person first, the oldest of them first."""
        place = {state: number for number, state in enumerate(ORDER)}
        ordered = sorted(rows, key=lambda row: (place.get(row.state, 0), row.created_at))
        return tuple(self._card(row) for row in ordered)

    def _card(self, row: PushRow) -> PushCard:
        word, now = self._text.word, self._now()
        icon, tone = FACES.get(row.state, FACES["in_doubt"])
        title = word(f"push.topic.{row.topic}", order=row.order, about=row.about)
        about = [row.about if row.topic == "tracking" else "", row.store, self._form.ago(row.created_at, now)]
        if row.tries:
            about.append(self._text.count("push.tries", row.tries))
        if row.state == "ready" and row.due > now:
            about.append(word("push.due", left=self._form.until(row.due, now)))
        return PushCard(
            id=row.id,
            icon=icon,
            tone=tone,
            title=title,
            about=self._text.listed(about),
            why=self._text.say(row.problem) if row.problem else "",
            code=row.problem.code if row.problem else "",
            state=word(f"push.{row.state}"),
            button=word(BUTTONS[row.state]) if row.state in BUTTONS else "",
        )

    def summary(self, rows: tuple[PushRow, ...]) -> str:
        stuck = sum(1 for row in rows if row.state in BUTTONS)
        waiting = sum(1 for row in rows if row.state in ("ready", "sending"))
        parts = [self._text.count("push.stuck", stuck) if stuck else ""]
        parts.append(self._text.count("push.waiting", waiting) if waiting else "")
        return self._text.listed(parts)
