"""Which orders are shown: kinds with their counts, conditions in menus, filters saved under a name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from station.model.queue_filter import DUE, QueueFilter
from ui.look import Look, dress, set_type
from ui.theme.tokens import Metrics, Type
from ui.widgets.chips import Flow

MENUS = ("due", "store", "method", "country", "tag")
TOGGLES = ("single", "rush", "doubt")
ICONS = {"single": "pack", "rush": "rush", "doubt": "alert"}


def chip(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", "chip")
    made.setCheckable(True)
    made.setAutoDefault(False)
    set_type(made, Type.BODY, bold=True)
    return made


class FilterBar(QWidget):
    """`changed`: another filter is chosen. `saved` (name, text) and `dropped` (name): a person said so."""

    changed = Signal()
    saved = Signal(str, str)
    dropped = Signal(str)

    def __init__(self, look: Look, kinds: Sequence[str]) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self.filter = QueueFilter()
        self._folded = False
        self._saved: dict[str, str] = {}
        self._choices: dict[str, Sequence[str]] = {"due": DUE}
        self._flow = Flow(self)
        self.kinds = {kind: self._kind(kind) for kind in kinds}
        self._more = chip(look.text.word("orders.filter.more"))
        self._more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._more.clicked.connect(self._show)
        self._flow.addWidget(self._more)
        self._menus = {name: self._menu(name) for name in MENUS}
        self._toggles = {name: self._toggle(name) for name in TOGGLES}
        self._names: dict[str, QPushButton] = {}
        self._keep = QPushButton(look.text.word("orders.filter.save"))
        self._keep.setProperty("kind", "quiet")
        self._keep.setAutoDefault(False)
        set_type(self._keep, Type.BODY, bold=True)
        self._keep.clicked.connect(self._kept)
        self._name = QLineEdit()
        self._name.setPlaceholderText(look.text.word("orders.filter.name"))
        self._name.setAccessibleName(look.text.word("orders.filter.name"))
        self._name.setMaxLength(40)
        set_type(self._name, Type.BODY)
        self._name.returnPressed.connect(self._named)
        self._flow.addWidget(self._keep)
        self._flow.addWidget(self._name)
        self._name.hide()
        look.theme.changed.connect(self._draw)
        self._draw()
        self._show()

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._name.setFixedWidth(metrics.px(220))
        side = metrics.px(18)
        for button in (*self._menus.values(), *self._toggles.values(), self._more):
            button.setIconSize(QSize(side, side))
        self._draw()
        self._show()

    # -- building ---------------------------------------------------------------------------------

    def _kind(self, kind: str) -> QPushButton:
        made = chip("")
        made.setProperty("filter", kind)
        made.clicked.connect(lambda: self.choose(replace(self.filter, kind=kind)))
        self._flow.addWidget(made)
        return made

    def _menu(self, name: str) -> QPushButton:
        made = chip(self._look.text.word(f"orders.filter.{name}"))
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        made.clicked.connect(partial(self._open_menu, name))
        self._flow.addWidget(made)
        return made

    def _toggle(self, name: str) -> QPushButton:
        made = chip(" " + self._look.text.word(f"orders.filter.{name}"))
        made.clicked.connect(lambda: self._change(name, not getattr(self.filter, name)))
        self._flow.addWidget(made)
        return made

    def _draw(self) -> None:
        theme, side = self._look.theme, self._metrics.px(18)
        for name, button in self._toggles.items():
            button.setIcon(theme.icon(ICONS[name], side, theme.tokens.quiet))
        for button in (*self._menus.values(), self._more):
            button.setIcon(theme.icon("chevron_down", side, theme.tokens.quiet))

    # -- choosing ---------------------------------------------------------------------------------

    def choose(self, asked: QueueFilter) -> None:
        if asked != self.filter:
            self.filter = asked
            self.changed.emit()
        self._show()

    def _open_menu(self, name: str) -> None:
        self._show()  # a press is no choice yet
        menu = QMenu(self)
        chosen = getattr(self.filter, name)
        for value in dict.fromkeys((*chosen, *self._choices.get(name, ()))):
            action = QAction(self._called(name, value), menu)
            action.setCheckable(True)
            action.setChecked(value in chosen)
            action.triggered.connect(partial(self._flip, name, value))
            menu.addAction(action)
        if menu.isEmpty():
            menu.addAction(self._look.text.word("orders.filter.nothing")).setEnabled(False)
        button = self._menus[name]
        menu.setFont(button.font())
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _flip(self, name: str, value: str) -> None:
        chosen = getattr(self.filter, name)
        left = tuple(one for one in chosen if one != value)
        self._change(name, left if value in chosen else (*chosen, value))

    def _change(self, name: str, value: Any) -> None:
        self.choose(replace(self.filter, **{name: value}))

    def _called(self, name: str, value: str) -> str:
        return self._look.text.word(f"due.{value}") if name == "due" else value

    def _show(self) -> None:
        for kind, button in self.kinds.items():
            button.setChecked(kind == self.filter.kind)
        for name, button in self._menus.items():
            chosen = [self._called(name, value) for value in getattr(self.filter, name)]
            button.setChecked(bool(chosen))
            button.setText(", ".join(chosen) if chosen else self._look.text.word(f"orders.filter.{name}"))
        for name, button in self._toggles.items():
            button.setChecked(getattr(self.filter, name))
        self._folded = self._must_fold()
        self._more.setVisible(self._folded)
        for name, button in (*self._menus.items(), *self._toggles.items()):
            button.setVisible(not self._folded or self._more.isChecked() or bool(getattr(self.filter, name)))
        now = str(self.filter)
        for name, button in self._names.items():
            button.setChecked(self._saved[name] == now)
        known = now in self._saved.values()
        self._keep.setText(self._look.text.word("orders.filter.forget" if known else "orders.filter.save"))
        self._keep.setVisible(not self.filter.is_plain)
        self._name.setVisible(self._name.isVisible() and self._keep.isVisible() and not known)

    def _must_fold(self) -> bool:
        """Where all of it would take a second row the conditions are folded away, those in force aside."""
        there = (*self.kinds.values(), *self._menus.values(), *self._toggles.values(), *self._names.values())
        return sum(one.sizeHint().width() + self._flow.gap for one in there) > self.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._must_fold() != self._folded:
            self._show()

    # -- what there is ----------------------------------------------------------------------------

    def show_counts(self, chips: Sequence[tuple[str, str]]) -> None:
        for kind, said in chips:
            self.kinds[kind].setText(said)
        if self._must_fold() != self._folded:
            self._show()

    def show_choices(self, choices: Mapping[str, Sequence[str]]) -> None:
        self._choices = {"due": DUE, **choices}

    def show_saved(self, saved: Mapping[str, str]) -> None:
        if dict(saved) == self._saved:
            return
        self._saved = dict(saved)
        for button in self._names.values():
            self._flow.removeWidget(button)
            button.deleteLater()
        self._names = {name: self._of_name(name) for name in saved}
        self._show()

    def _of_name(self, name: str) -> QPushButton:
        from station.model.queue_filter import parse

        made = chip(name)
        made.clicked.connect(lambda: self.choose(parse(self._saved[name])))
        dress(made, self._look.theme, self._metrics)
        self._flow.addWidget(made)
        return made

    # -- saving -----------------------------------------------------------------------------------

    def _kept(self) -> None:
        now = str(self.filter)
        for name, text in self._saved.items():
            if text == now:
                self.dropped.emit(name)
                return
        self._name.setVisible(True)
        self._name.setFocus()

    def _named(self) -> None:
        name = self._name.text().strip()
        if name:
            self._name.clear()
            self._name.hide()
            self.saved.emit(name, str(self.filter))
