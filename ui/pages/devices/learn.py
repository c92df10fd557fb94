"""One more device, in three steps: what it is and where, listening, and what was found."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station.model.learned import Learned, PortView
from station.model.problem import Problem, StationError
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Elided, Look, button
from ui.pages.devices.learn_steps import FoundStep, ListenStep, WhatStep
from ui.pages.shops.entry import Complaint
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import Chip
from ui.widgets.complaint import ComplaintLine

STEPS = ("what", "listen", "found")
PORTS, LISTENING, ADDING = "device-ports", "device-learning", "device-adding"  # slots of the bridge


class LearnPage(QWidget):
    """`left`: nothing was added. `added`: the settings file that has the device now."""

    left = Signal()
    added = Signal(str)
    _told = Signal(object)

    def __init__(self, core: Core, bridge: Bridge, look: Look) -> None:
        super().__init__()
        self._core, self._bridge, self._look = core, bridge, look
        self._stop: Callable[[], None] | None = None
        self._step = "what"
        self._learned: Learned | None = None
        word = look.text.word
        self._title = Elided(Type.HEAD, bold=True)
        self._title.show_text(word("devices.add"))
        self._chips = [Chip(look, role=Type.BODY) for _ in STEPS]
        self._complaint = ComplaintLine(look)
        self._note = ComplaintLine(look, Tone.WARN, "scan")
        self.what, self.listen, self.found = WhatStep(look), ListenStep(look), FoundStep(look)
        self._steps = QStackedWidget()
        for one in (self.what, self.listen, self.found):
            self._steps.addWidget(one)
        self._back = button(word("add.back"))
        self._next = button("", "primary")
        self._back.clicked.connect(self.back)
        self._next.clicked.connect(self.forward)
        self.found.changed.connect(self._show_section)
        self._told.connect(self._show_news)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        for chip in self._chips:
            head.addWidget(chip)
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._next)
        column.addLayout(head)
        column.addWidget(self._complaint)
        column.addWidget(self._note)
        column.addWidget(self._steps, 1)
        column.addLayout(foot)

    def set_metrics(self, metrics: Metrics) -> None:
        for chip in self._chips:
            chip.setVisible(not metrics.tight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
            return
        super().keyPressEvent(event)

    # -- the steps --------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin: the ports of this machine are looked up while the first step is shown."""
        self._go("what")
        self._bridge.ask(PORTS, self._core.gear.ports, self._show_ports, self._broken)

    def _show_ports(self, ports: Sequence[PortView]) -> None:
        self.what.show_ports(ports)

    def _go(self, step: str) -> None:
        self._step = step
        word = self._look.text.word
        self._complaint.show_complaint(None)
        self._note.show_complaint(None)
        for name, chip in zip(STEPS, self._chips, strict=True):
            chip.show_fact("", word(f"learn.step_{name}"), "accent" if name == step else "plain")
        self._steps.setCurrentIndex(STEPS.index(step))
        self._next.setVisible(step != "listen")
        self._next.setText(word({"what": "learn.listen", "found": "learn.write"}.get(step, "learn.listen")))
        self._back.setText(word("learn.stop" if step == "listen" else "add.back"))
        (self._next if step != "listen" else self._back).setFocus()

    def back(self) -> None:
        """One step back; from the first one out."""
        self._end_listening()
        if self._step == "what":
            self._bridge.forget(PORTS)
            self.left.emit()
            return
        self._go("what")

    def forward(self) -> None:
        if self._step == "what":
            self._listen()
        elif self._step == "found":
            self._write()

    def _listen(self) -> None:
        kind, port, may_ask = self.what.kind, self.what.port, self.what.may_ask
        gear = self._core.gear
        self.listen.show_kind(kind, *gear.sheet())
        self._go("listen")

        def run(stop: Callable[[], bool]) -> Learned:
            return gear.learn(port, kind, self._tell, may_ask=may_ask, stop=stop)

        self._stop = self._bridge.work(LISTENING, run, self._heard, self._broken)

    def _tell(self, problem: Problem) -> None:
        """Called on the thread that listens."""
        self._told.emit(problem)

    def _show_news(self, problem: object) -> None:
        if isinstance(problem, Problem) and self._step == "listen":
            self.listen.show_news(self._look.text.say(problem))

    def _end_listening(self) -> None:
        if self._stop is not None:
            self._bridge.forget(LISTENING)
            self._stop()
            self._stop = None

    def _heard(self, learned: Any) -> None:
        self._stop = None
        if not isinstance(learned, Learned):
            return
        self._learned = learned
        self.found.show_learned(learned)
        self._go("found")
        self._show_section()

    def _show_section(self) -> None:
        if self._learned is not None:
            chosen = self.found
            text = self._core.gear.section(self._learned, chosen.protocol, chosen.unit, chosen.name)
            chosen.show_section(text)
            self._next.setEnabled(chosen.complete)

    def _write(self) -> None:
        text = self.found.section
        self._next.setEnabled(False)
        self._bridge.ask(ADDING, lambda: self._core.gear.add(text), self._written, self._broken)

    def _written(self, file: object) -> None:
        self._next.setEnabled(True)
        self._go("what")
        self.added.emit(str(file))

    def typed(self, text: str) -> None:
        """A scan that came as key strokes: that scanner needs no port."""
        del text
        self._note.show_complaint(Complaint("", self._look.text.word("learn.wedge")))

    def _broken(self, fault: Exception) -> None:
        self._stop = None
        self._next.setEnabled(True)
        if self._step == "listen":
            self._go("what")
        if isinstance(fault, StationError):
            said = Complaint("", self._look.text.say(fault.problem), fault.problem.code)
        else:
            said = Complaint("", self._look.text.word("add.unforeseen"), type(fault).__name__)
        self._complaint.show_complaint(said)
