"""The pick page: waves and how far they are, a wave by rule, and the walk while a list is in hand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from station.model.picking import WaveChoices, WaveRow
from station.model.problem import Problem, StationError
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Look, button, label
from ui.pages.pick.form import WaveForm
from ui.pages.pick.presenter import NoTime, PickPresenter
from ui.pages.pick.screen import WalkScreen
from ui.pages.pick.walk import WalkPane
from ui.pages.pick.waves import WaveList
from ui.pages.shops.entry import Complaint
from ui.theme.tokens import Type
from ui.widgets.panel import StatePanel


class PickPage(QWidget):
    """`wanted` is a barcode a person asked for by button."""

    wanted = Signal(str)

    def __init__(self, core: Core, bridge: Bridge, look: Look, presenter: PickPresenter) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        word = look.text.word
        self._title = label(word("pick.title"), Type.HEAD, bold=True)
        self._new = button(word("pick.new"), "primary")
        self._new.clicked.connect(self.open_form)
        self.waves = WaveList(look)
        self.form = WaveForm(look)
        self.walk = WalkPane(look)
        self.panel = StatePanel(look)
        self.panel.show_loading()
        self.panel.pressed.connect(self.refresh)
        self.waves.pressed.connect(self._pressed)
        self.form.done.connect(self._build_wave)
        self.form.left.connect(self._leave_form)
        self.walk.wanted.connect(self.wanted)
        holder = QWidget()
        self._inside = QStackedLayout(holder)
        for one in (self.panel, self.waves, self.form):
            self._inside.addWidget(one)
        lists = QWidget()
        column = QVBoxLayout(lists)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._new)
        self.left_out = label("", Type.BODY, quiet=True, wrap=True)
        self.left_out.hide()
        column.addLayout(head)
        column.addWidget(self.left_out)
        column.addWidget(holder, 1)
        self._lists = lists
        self._stack = QStackedLayout(self)
        self._stack.addWidget(lists)
        self._stack.addWidget(self.walk)
        look.theme.changed.connect(self.refresh)

    @property
    def is_walking(self) -> bool:
        return self._stack.currentWidget() is self.walk

    @property
    def is_entering(self) -> bool:
        """A rule is being entered: keys are for its fields."""
        return not self.is_walking and self._inside.currentWidget() is self.form

    def show_walk(self, screen: WalkScreen | None, fresh: bool) -> None:
        """None: no list is in hand."""
        if screen is None:
            if self.is_walking:
                self._stack.setCurrentWidget(self._lists)
                self.refresh()
            return
        self._stack.setCurrentWidget(self.walk)
        self.walk.show_walk(screen, fresh)

    def refresh(self) -> None:
        if not self.is_entering:
            self._bridge.ask("waves", lambda: tuple(self._core.waves.rows()), self._show, self._broken)

    def _show(self, answer: object) -> None:
        rows = answer if isinstance(answer, tuple) else ()
        if self.is_entering:
            return
        self._title.setText(self._look.text.word("pick.title"))
        self._new.show()
        if rows:
            self.waves.show_waves(self._presenter.waves(rows))
            self._inside.setCurrentWidget(self.waves)
            return
        word = self._look.text.word
        self.panel.show_state("list", word("pick.empty"), word("pick.empty_how"))
        self._inside.setCurrentWidget(self.panel)

    def _broken(self, fault: object) -> None:
        self.panel.show_broken(fault)
        self._inside.setCurrentWidget(self.panel)

    # -- a wave by rule ---------------------------------------------------------------------------

    def open_form(self) -> None:
        self.left_out.hide()
        self._bridge.ask("wave-form", self._core.waves.choices, self._show_form, self._broken)

    def _show_form(self, answer: object) -> None:
        there = answer if isinstance(answer, WaveChoices) else WaveChoices()
        self._title.setText(self._look.text.word("pick.new"))
        self._new.hide()
        self._inside.setCurrentWidget(self.form)
        self.form.show_form(self._presenter.form(there))

    def _leave_form(self) -> None:
        self._inside.setCurrentWidget(self.panel)
        self.refresh()

    def _build_wave(self, printed: bool) -> None:
        form = self.form
        try:
            rule = self._presenter.rule(form.chosen, form.entered)
        except NoTime as trouble:
            form.complain(Complaint("", self._look.text.word("pick.no_time", text=str(trouble))))
            return
        name = form.entered["name"].strip()
        form.wait()
        waves = self._core.waves
        self._bridge.ask(
            "wave-build", lambda: waves.build(rule, name, printed=printed), self._built, self._not_built
        )

    def _built(self, answer: object) -> None:
        self.form.complain(None)
        self._leave_form()
        said = self._presenter.left_out(answer) if isinstance(answer, WaveRow) else ""
        self.left_out.setText(said)
        self.left_out.setVisible(bool(said))

    def _not_built(self, fault: Exception) -> None:
        problem = fault.problem if isinstance(fault, StationError) else Problem("station.mistake")
        self.form.complain(Complaint("", self._look.text.say(problem), problem.code))

    def _pressed(self, what: str, wave: int) -> None:
        waves = self._core.waves
        act = waves.print_lists if what == "print" else waves.cancel
        self._bridge.ask("wave-act", lambda: act(wave), self._acted, self._broken)

    def _acted(self, _answer: object) -> None:
        self.refresh()
