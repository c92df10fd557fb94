"""The product the eye should be on: large picture, name, where it lies, how many."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui.look import Elided, Look, card, label, set_type
from ui.pages.pack.screen import LineRow, Stage, Versus
from ui.pages.pack.stage_card import StageCard
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import ChipRow
from ui.widgets.paragraph import Paragraph
from ui.widgets.picture import Picture
from ui.widgets.units import Units


class FocusCard(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._picture = Picture(look, 196)
        self._name = Elided(Type.HEAD, bold=True)
        self._chips = ChipRow(look, Type.LEAD)
        self._units = Units(look)
        self._count = label("", Type.HEAD, bold=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(20)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(self._name)
        column.addWidget(self._chips)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(18)
        foot.addWidget(self._count)
        foot.addWidget(self._units, 1)
        column.addLayout(foot)
        row.addLayout(column, 1)
        self._column = column

    def set_metrics(self, metrics: Metrics) -> None:
        self._column.setSpacing(2 if metrics.tight else 10)
        for one in (self._name, self._count):
            set_type(one, Type.TITLE if metrics.tight else Type.HEAD, bold=True)

    def show_line(self, line: LineRow) -> None:
        self._picture.show_picture(line.picture, line.name)
        self._name.show_text(line.name)
        facts = [("", line.sku, "soft")]
        if line.bin:
            facts.append(("bin", line.bin, "soft"))
        facts += [("", one, "accent") for one in line.options]
        facts += [("tag", one, "warn") for one in line.needs]
        if line.note:
            facts.append(("short" if line.shorted else "scan", line.note, "warn"))
        self._chips.show_facts(tuple(facts))
        self._count.setText(line.count)
        self._units.show_units(line.packed, line.due, line.shorted)


_GAP = 14
# A SKU stays on one line: what gives way to it, in this order.
_ROOM = (
    *((1.0, role) for role in (Type.TITLE, Type.LEAD, Type.BODY)),
    *((0.8, role) for role in (Type.LEAD, Type.BODY)),
    *((0.6, role) for role in (Type.LEAD, Type.BODY, Type.SMALL)),
)


class _Side(QWidget):
    """One of the two products that were mistaken for each other."""

    def __init__(self, look: Look, tone: Tone) -> None:
        super().__init__()
        self._look, self._metrics, self._tone = look, Metrics(), tone
        self._title = Elided(Type.LEAD, bold=True)
        self._title.setProperty("tone", tone.value)
        self._picture = Picture(look, 150)
        self._sku = Paragraph(Type.TITLE, bold=True)
        self._name = Elided(Type.BODY, quiet=True)
        self._note = label("", Type.LEAD)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addStretch(1)
        for one in (self._title, self._sku, self._name, self._note):
            column.addWidget(one)
        column.addStretch(1)
        row.addLayout(column, 1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        set_type(self._title, Type.BODY if metrics.tight else Type.LEAD, bold=True)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        words = self._sku.text()
        for share, role in _ROOM:
            font = self._look.theme.font(role, self._metrics, bold=True)
            room = self.width() - _GAP - round(self._picture.full * share)
            if QFontMetrics(font).horizontalAdvance(words) <= room:
                break
        self._picture.set_share(share)
        if self._sku.property("type") != role.value or self._sku.font() != font:
            set_type(self._sku, role, bold=True)
            self._sku.setFont(font)

    def show_side(self, title: str, sku: str, name: str, picture: str, note: str) -> None:
        self._name.setVisible(not (self._metrics.tight and note))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._title.show_text(title)
        self._sku.setText(sku)
        self._fit()
        self._name.show_text(name)
        self._picture.show_picture(picture, f"{title}: {sku}", self._tone)


class VersusCard(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._held, self._need = _Side(look, Tone.BAD), _Side(look, Tone.GOOD)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addWidget(self._held, 1)
        line = QFrame()
        line.setProperty("line", "true")
        line.setFixedWidth(1)
        row.addWidget(line)
        row.addWidget(self._need, 1)

    def show_versus(self, versus: Versus) -> None:
        self._held.show_side(
            versus.held_title, versus.held_sku, versus.held_name, versus.held_picture, versus.held_note
        )
        self._need.show_side(
            versus.need_title, versus.need_sku, versus.need_name, versus.need_picture, versus.need_note
        )


class FocusStack(QWidget):
    """Product, mistaken pair or step: always the same place and height."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.frame = card()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.frame)
        self._stack = QStackedLayout(self.frame)
        self.product, self.versus, self.stage = FocusCard(look), VersusCard(look), StageCard(look)
        for one in (self.product, self.versus, self.stage):
            self._stack.addWidget(one)

    def set_metrics(self, metrics: Metrics) -> None:
        self.setFixedHeight(metrics.px(228 if not metrics.tight else 192))

    def show_focus(self, line: LineRow | None, versus: Versus | None, stage: Stage | None) -> None:
        if stage is not None:
            self.stage.show_stage(stage)
            self._stack.setCurrentWidget(self.stage)
        elif versus is not None:
            self.versus.show_versus(versus)
            self._stack.setCurrentWidget(self.versus)
        elif line is not None:
            self.product.show_line(line)
            self._stack.setCurrentWidget(self.product)
