"""A shop is added: its system, its address and keys, a test, and only then it is switched on."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station.model.joining import CartChoice, StoreTrial
from station.model.problem import StationError
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Elided, Look, button, dress
from ui.pages.shops.choose import ChooseStep
from ui.pages.shops.enter import EnterStep
from ui.pages.shops.entry import Complaint, Entry, concerned
from ui.pages.shops.tested import TrialStep
from ui.pages.shops.trial import TrialPresenter
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import Chip
from ui.widgets.complaint import ComplaintLine

STEPS = ("choose", "enter", "test")
TRIAL, ADDING = "shop-trial", "shop-adding"  # slots of the bridge


class Wizard(QWidget):
    """`left`: nothing was added. `added`: the shop's name, and where its keys are.

    What was entered stays until the shop is switched on or the wizard is left; secrets no longer than that.
    """

    left = Signal()
    added = Signal(str, str)

    def __init__(self, core: Core, bridge: Bridge, look: Look) -> None:
        super().__init__()
        self._core, self._bridge, self._look = core, bridge, look
        self._metrics = Metrics()
        self._forms: dict[str, EnterStep] = {}
        self._form: EnterStep | None = None
        self.waits = False  # a shop was asked, or is being switched on
        self._entry: Entry | None = None
        self._stop: Callable[[], None] | None = None
        self._step, self._worded = "choose", ""  # and what the last button said before it was pressed
        self._presenter = TrialPresenter(look.text, look.format)
        self._title = Elided(Type.HEAD, bold=True)
        self._chips = [Chip(look, role=Type.BODY) for _ in STEPS]
        self._complaint = ComplaintLine(look)
        self._note = ComplaintLine(look, Tone.WARN, "scan")
        self._choose, self._test = ChooseStep(look), TrialStep(look)
        self._steps = QStackedWidget()
        self._steps.addWidget(self._choose)
        self._steps.addWidget(self._test)
        word = look.text.word
        self._back, self._again = button(word("add.back")), button(word("add.again"))
        self._next = button("", "primary")
        self._build()
        self._choose.chosen.connect(self._chosen)
        self._test.stopped.connect(self._enough)
        for signal in (self._test.again, self._again.clicked):
            signal.connect(self._try_out)
        self._back.clicked.connect(self.back)
        self._next.clicked.connect(self._forward)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        for chip in self._chips:
            head.addWidget(chip)
        foot.setSpacing(10)
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._again)
        foot.addWidget(self._next)
        column.addLayout(head)
        column.addWidget(self._complaint)
        column.addWidget(self._note)
        column.addWidget(self._steps, 1)
        column.addLayout(foot)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        for chip in self._chips:
            chip.setVisible(not metrics.tight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
            return
        super().keyPressEvent(event)

    # -- the steps --------------------------------------------------------------------------------

    def start(self, choices: Sequence[CartChoice]) -> None:
        """Begin; what can be connected is on the first step."""
        self._choose.show_choices(choices)
        self._go("choose")

    def _go(self, step: str) -> None:
        self._step = step
        self._complaint.show_complaint(None)
        self._note.show_complaint(None)
        word = self._look.text.word
        cart = self._form.choice.title if self._form is not None and step != "choose" else ""
        self._title.show_text(self._look.text.listed([word("shops.add"), cart]))
        for name, chip in zip(STEPS, self._chips, strict=True):
            chip.show_fact("", word(f"add.step_{name}"), "accent" if name == step else "plain")
        page: QWidget = self._choose if step == "choose" else self._test
        if step == "enter" and self._form is not None:
            page = self._form
        self._steps.setCurrentWidget(page)
        self._next.setVisible(step == "enter")
        self._again.setVisible(False)
        if step == "enter":
            self._next.setText(word("add.test"))
        self._chain()
        stops = self._choose.stops
        if step == "choose" and stops:
            stops[0].setFocus()
        elif step == "enter" and self._form is not None:
            self._form.settle()

    def _chain(self) -> None:
        """Tab goes as the eye reads."""
        stops = self._choose.stops
        if self._step != "choose":
            stops = self._form.stops if self._form is not None and self._step == "enter" else (self._test,)
        for one, other in pairwise((*stops, self._back, self._again, self._next)):
            QWidget.setTabOrder(one, other)

    def back(self) -> None:
        """One step back; from the first one out."""
        if not self._back.isEnabled():
            return
        if self._step == "test":
            self._drop_trial()
            self._go("enter")
        elif self._step == "enter":
            self._go("choose")
        else:
            self._forget()
            self.left.emit()

    def _forget(self) -> None:
        """Nothing of what was entered stays."""
        for form in self._forms.values():
            form.forget_secrets()
            self._steps.removeWidget(form)
            form.deleteLater()
        self._forms, self._form, self._entry = {}, None, None

    def _chosen(self, choice: CartChoice) -> None:
        form = self._forms.get(choice.cart)
        if form is None:
            form = self._forms[choice.cart] = EnterStep(self._look, choice)
            form.done.connect(self._forward)
            self._steps.addWidget(form)
            dress(form, self._look.theme, self._metrics)
        self._form = form
        self._go("enter")

    def _forward(self) -> None:
        if self._step == "enter":
            self._try_out()
        elif self._step == "test" and self._next.isEnabled():
            self._switch_on()

    def scanned(self) -> None:
        """A scan is no typing: no field gets it, and no bench either while keys are entered here."""
        self._note.show_complaint(Complaint("", self._look.text.word("add.scanned")))

    # -- the test ---------------------------------------------------------------------------------

    def _try_out(self) -> None:
        entry = self._form.entry() if self._form is not None else None
        if entry is None:
            return
        self._entry = entry
        self._go("test")
        word, shops = self._look.text.word, self._core.shops
        self._test.show_waiting(word("add.testing", name=entry.name), word("add.testing_how"))
        self._test.settle()

        def run(stop: Callable[[], bool]) -> StoreTrial:
            return shops.try_out(entry.name, entry.cart, entry.url, entry.secrets, entry.options, stop)

        self.waits = True
        self._stop = self._bridge.work(TRIAL, run, self._tried, self._not_tried)

    def _enough(self) -> None:
        if self._stop is not None:
            self._stop()

    def _drop_trial(self) -> None:
        self.waits = False
        self._enough()
        self._bridge.forget(TRIAL)
        self._test.rest()

    def _tried(self, trial: object) -> None:
        self.waits = False
        if self._entry is None or not isinstance(trial, StoreTrial):
            return
        shown, word = self._presenter.look(trial, self._entry.name), self._look.text.word
        self._test.show_trial(shown)
        self._next.setText(word("add.switch_on_anyway") if shown.anyway else word("add.switch_on"))
        self._next.setVisible(True)
        self._again.setVisible(True)
        self._again.setFocus()

    def _not_tried(self, fault: Exception) -> None:
        """At its field where that is known, else here."""
        self.waits = False
        if self._complained(fault):
            return
        text, code = self._said(fault)
        name = self._entry.name if self._entry is not None else ""
        self._test.show_trouble(self._look.text.word("add.no_answer", name=name), text, code)
        self._test.settle()

    def _complained(self, fault: Exception) -> bool:
        """Whether it was said at a field."""
        if self._form is None or not isinstance(fault, StationError):
            return False
        form = self._form
        key = concerned(form.choice, form.form, form.way, fault.problem)
        if not key:
            return False
        self._go("enter")
        form.complain((Complaint(key, self._look.text.say(fault.problem), fault.problem.code),))
        return True

    def _said(self, fault: Exception) -> tuple[str, str]:
        if isinstance(fault, StationError):
            return self._look.text.say(fault.problem), fault.problem.code
        return self._look.text.word("add.unforeseen"), type(fault).__name__

    # -- switched on ------------------------------------------------------------------------------

    def _switch_on(self) -> None:
        entry, shops = self._entry, self._core.shops
        if entry is None:
            return
        self._busy(True)
        self._worded, switching = self._next.text(), self._look.text.word("add.switching")
        self._next.setText(switching)
        self._bridge.work(
            ADDING,
            lambda _stop: shops.add(entry.name, entry.cart, entry.url, entry.secrets, entry.options),
            self._switched,
            self._not_switched,
        )

    def _busy(self, busy: bool) -> None:
        self.waits = busy
        self._complaint.show_complaint(None)
        for one in (self._back, self._again, self._next):
            one.setEnabled(not busy)

    def _switched(self, place: object) -> None:
        self._busy(False)
        name = self._entry.name if self._entry is not None else ""
        self._forget()
        self.added.emit(name, str(place))

    def _not_switched(self, fault: Exception) -> None:
        self._busy(False)
        self._next.setText(self._worded)
        if self._complained(fault):
            return
        text, code = self._said(fault)
        self._complaint.show_complaint(Complaint("", text, code))
        self._next.setFocus()
