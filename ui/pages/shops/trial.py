"""What a shop said when it was tried out, in words."""

from dataclasses import dataclass

from station.model.joining import StoreTrial
from ui.format import Format
from ui.text import Text
from ui.theme.tokens import Tone

MOST = 8  # orders that cannot be read are named up to here
STATES = (
    ("ready_for_fulfillment", "check_circle"),
    ("partially_fulfilled", "carton_next"),
    ("paid", "waiting"),
    ("pending", "waiting"),
    ("on_hold", "hold"),
    ("fulfilled", "truck"),
    ("cancelled", "cross"),
    ("refunded", "undo"),
)
PACKED = ("ready_for_fulfillment", "partially_fulfilled")
PURPOSES = ("orders", "products", "tracking", "stock", "locations")


@dataclass(frozen=True, slots=True)
class Fact:
    """A line: an icon, what it is, what it means, a word at its end, a code in small type."""

    icon: str
    lead: str
    about: str = ""
    word: str = ""
    tone: Tone = Tone.NEUTRAL
    code: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`how` stands under the title, `end` under the lines."""

    title: str
    how: str
    lines: tuple[Fact, ...]
    end: str = ""


@dataclass(frozen=True, slots=True)
class TrialLook:
    tone: Tone
    icon: str
    title: str
    how: str
    counts: Facts
    rights: Facts
    remarks: Facts
    locations: Facts
    aside: Facts
    anyway: bool


class TrialPresenter:
    def __init__(self, text: Text, form: Format) -> None:
        self._text, self._form = text, form

    def look(self, trial: StoreTrial, name: str) -> TrialLook:
        word = self._text.word
        lacking = sum(1 for _, _, granted in trial.rights if granted is False)
        title = trial.title or name
        known = f"{title} {trial.version}" if trial.version else title
        anyway = bool(lacking or trial.problems)
        if lacking:
            said = self._text.count("add.lacks", lacking, title=known)
            tone, icon, how = Tone.BAD, "key", word("add.lacks_how")
        elif anyway:
            tone, icon, said, how = Tone.WARN, "alert", word("add.warns", title=known), word("add.warns_how")
        else:
            tone, icon, said, how = (
                Tone.GOOD,
                "check_circle",
                word("add.well", title=known),
                word("add.well_how"),
            )
        return TrialLook(
            tone,
            icon,
            said,
            how,
            self._counts(trial),
            self._rights(trial),
            self._remarks(trial),
            Facts(
                word("add.locations"),
                word("add.locations_how"),
                tuple(Fact("bin", name, word=ref) for ref, name in trial.locations),
            ),
            self._aside(trial),
            anyway,
        )

    def _counts(self, trial: StoreTrial) -> Facts:
        word, counts = self._text.word, dict(trial.counts)
        lines = tuple(
            Fact(
                icon,
                f"{self._form.number(counts[state])}  {word(f'state.{state}')}",
                word(f"add.means.{state}"),
                tone=Tone.GOOD if state in PACKED else Tone.NEUTRAL,
            )
            for state, icon in STATES
            if counts.get(state)
        )
        end = word("add.counts_more") if trial.more else ""
        return Facts(
            word("add.counts"), word("add.counts_how"), lines, end if lines else word("add.no_orders")
        )

    def _rights(self, trial: StoreTrial) -> Facts:
        word = self._text.word
        answers = {
            True: ("check", word("add.granted"), Tone.GOOD),
            False: ("cross", word("add.not_granted"), Tone.BAD),
            None: ("question", word("add.not_told"), Tone.NEUTRAL),
        }
        place = {False: 0, None: 1, True: 2}
        lines = []
        for name, purpose, granted in sorted(trial.rights, key=lambda right: place[right[2]]):
            icon, said, tone = answers[granted]
            about = word(f"add.purpose.{purpose}") if purpose in PURPOSES else purpose
            lines.append(Fact(icon, name, about, said, tone))
        return Facts(word("add.rights"), "", tuple(lines), "" if lines else word("add.no_rights"))

    def _remarks(self, trial: StoreTrial) -> Facts:
        lines = tuple(
            Fact("alert", self._text.say(one), tone=Tone.WARN, code=one.code) for one in trial.problems
        )
        return Facts(self._text.word("add.remarks"), "", lines)

    def _aside(self, trial: StoreTrial) -> Facts:
        word = self._text.word
        lines = tuple(
            Fact("question", number, self._text.say(problem), tone=Tone.WARN, code=problem.code)
            for number, problem in trial.aside[:MOST]
        )
        left = len(trial.aside) - MOST
        end = word("add.aside_more", n=self._form.number(left)) if left > 0 else ""
        return Facts(word("add.aside"), word("add.aside_how"), lines, end)
