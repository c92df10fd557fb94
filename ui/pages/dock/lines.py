"""Lines with what to do, under headings."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look import Elided, Look, dress, label
from ui.pages.dock.screen import DockLine, DockPart
from ui.theme.tokens import Metrics, Tone, Type


class LineBox(QWidget):
    """Icon, what it is, what to do; quietly where and since when. `short`: only what to do, in one line."""

    def __init__(self, look: Look, short: bool) -> None:
        super().__init__()
        self._short = short
        self._look, self._side = look, 24
        self._line: DockLine | None = None
        self._icon = QLabel()
        self._title = label("", Type.BODY, bold=True)
        self._says = label("", Type.BODY, wrap=True)
        self._one = Elided(Type.BODY)
        self._about = Elided(Type.SMALL, quiet=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2 if short else 6, 0, 2 if short else 6)
        row.setSpacing(14)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        for one in (self._one,) if short else (self._title, self._says, self._about):
            column.addWidget(one)
        row.addLayout(column, 1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(24)
        self._draw()

    def show_line(self, line: DockLine) -> None:
        self._line = line
        self._one.show_text(line.says or line.title)
        self._title.setText(line.title)
        self._says.setText(line.says)
        self._says.setVisible(bool(line.says) and not self._short)
        self._about.show_text(line.about)
        self._about.setVisible(bool(line.about) and not self._short)
        self.setAccessibleName(line.spoken)
        self._draw()

    def _draw(self) -> None:
        if self._line is None:
            return
        theme, tone = self._look.theme, self._line.tone
        ink = theme.tokens.quiet if tone is Tone.NEUTRAL else theme.tokens.verdict(tone).on_tint
        self._icon.setPixmap(theme.pixmap(self._line.icon, self._side, ink, self.devicePixelRatioF()))


class DockLines(QWidget):
    """Grows and shrinks with what there is; boxes are used again."""

    def __init__(self, look: Look, short: bool = False) -> None:
        super().__init__()
        self._look, self._metrics, self._short = look, Metrics(), short
        self._heads: list[QLabel] = []
        self._boxes: list[LineBox] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_parts(self, parts: Sequence[DockPart]) -> None:
        while self._column.count():
            self._column.takeAt(0)
        heads = boxes = 0
        for part in parts:
            if part.title:
                self._head(heads).setText(part.title)
                self._column.addWidget(self._head(heads))
                heads += 1
            for line in part.lines:
                self._box(boxes).show_line(line)
                self._column.addWidget(self._box(boxes))
                boxes += 1
        self._column.addStretch(1)
        for place, head in enumerate(self._heads):
            head.setVisible(place < heads)
        for place, box in enumerate(self._boxes):
            box.setVisible(place < boxes)

    def _head(self, place: int) -> QLabel:
        while len(self._heads) <= place:
            made = label("", Type.LEAD, bold=True)
            made.setContentsMargins(0, 12 if self._heads else 0, 0, 4)
            made.setParent(self)
            dress(made, self._look.theme, self._metrics)
            self._heads.append(made)
        return self._heads[place]

    def _box(self, place: int) -> LineBox:
        while len(self._boxes) <= place:
            made = LineBox(self._look, self._short)
            made.setParent(self)
            dress(made, self._look.theme, self._metrics)
            self._boxes.append(made)
        return self._boxes[place]
