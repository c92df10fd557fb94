"""The verdict band: one sentence, and what became of the last scan, in colour, shape and words."""

import re

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.look import Elided, Look, label, set_type
from ui.pages.pack.screen import Band
from ui.theme.tokens import RADIUS_BAND, Metrics, Tone, Type

REST_MS = 1600  # a good verdict shines this long, then the screen is calm again
SHRINK = (1.0, 0.86, 0.74, 0.64, 0.55)
ASIDES = (Type.TITLE, Type.LEAD, Type.BODY, Type.SMALL)
WRAP = Qt.TextFlag.TextWordWrap


class Sentence(QLabel):
    """Takes the largest size at which its whole text is seen."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.fit()

    def show_text(self, text: str) -> None:
        if text != self.text():
            self.setText(whole(text))
            self.fit()

    def text(self) -> str:
        """As it was said, without the marks that keep a SKU on one line."""
        return super().text().replace("\u2060", "")

    def fit(self) -> None:
        full = self._look.theme.font(Type.SENTENCE, self._metrics, bold=True)
        room = QRect(0, 0, max(1, self.width()), 10_000)
        for share in SHRINK:
            font = QFont(full)
            font.setPixelSize(round(full.pixelSize() * share))
            needed = QFontMetrics(font).boundingRect(room, WRAP, super().text())
            if needed.height() <= self.height() and needed.width() <= room.width():
                break
        if font.pixelSize() != self.font().pixelSize() or font.weight() != self.font().weight():
            self.setFont(font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 20)


class Aside(QLabel):
    """The last scan in words: the largest type at which all of it is seen. `fits` is False where none is."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics, self._room = look, Metrics(), QSize(230, 120)
        self.fits = True
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def measure(self, metrics: Metrics, room: QSize) -> None:
        self._metrics, self._room = metrics, room
        self._fit()

    def show_text(self, text: str) -> None:
        self.setText(breakable(together(text)))
        self._fit()

    def _fit(self) -> None:
        place = QRect(0, 0, self._room.width(), 10_000)
        for role in ASIDES[1:] if self._metrics.tight else ASIDES:
            font = self._look.theme.font(role, self._metrics, bold=True)
            needed = QFontMetrics(font).boundingRect(place, WRAP, self.text())
            self.fits = needed.height() <= self._room.height() and needed.width() <= place.width()
            if self.fits:
                break
        self.setFont(font)


class VerdictBand(QWidget):
    """Fixed height of two lines. `show_band` with the same content again lights a good verdict anew."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._band: Band | None = None
        self._resting = self._tight = self._measured = False
        self._icon_side, self._pad = 56, 4
        self.sentence = Sentence(look)
        self.why = Elided(Type.LEAD)
        self.aside = Aside(look)
        self.code = label("", Type.SMALL, wrap=True)
        for one in (self.aside, self.code):
            one.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._calm)
        self._build()

    def _build(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.why)
        middle.addWidget(self.sentence, 1)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(4)
        right.addStretch(1)
        right.addWidget(self.aside)
        right.addWidget(self.code)
        right.addStretch(1)
        self._row = row = QHBoxLayout(self)
        row.setSpacing(16)
        row.addLayout(middle, 1)
        row.addWidget(self._right)
        set_type(self.sentence, Type.SENTENCE, bold=True)
        self.sentence.setProperty("type", None)

    def set_metrics(self, metrics: Metrics) -> None:
        self._tight, self._measured = metrics.tight, True
        set_type(self.why, Type.BODY if metrics.tight else Type.LEAD)
        sentence = self._look.theme.font(Type.SENTENCE, metrics, bold=True)
        self.setFixedHeight(QFontMetrics(sentence).lineSpacing() * 2 + metrics.px(20))
        self._icon_side = metrics.px(60)
        self._pad = metrics.px(4)
        self._row.setContentsMargins(self._block + metrics.px(20), self._pad, metrics.px(22), self._pad)
        wide = metrics.px(190 if metrics.tight else 230)
        self._right.setFixedWidth(wide)
        self.aside.measure(metrics, QSize(wide, self.height() - 2 * self._pad))

    def paint_now(self) -> None:
        """The verdict is seen before anything else on the page is worked out."""
        if self.isVisible():
            self._row.activate()
            self.repaint()

    @property
    def lit(self) -> bool:
        """A verdict shines."""
        return self._tone is not Tone.NEUTRAL and not self._resting

    @property
    def _block(self) -> int:
        """Width of the icon's block."""
        return round(self._icon_side * 1.7)

    def show_band(self, band: Band, fresh: bool) -> None:
        """`fresh` when a scan was just judged."""
        if band == self._band and not fresh and not self._measured:
            return
        self._band, self._measured = band, False
        self.why.setVisible(bool(band.why))
        self._air(bool(band.why))
        self.why.show_text(band.why)
        self.sentence.show_text(band.sentence)
        self.aside.show_text(band.aside)
        self.code.setText(breakable(band.code))
        aside = self.aside.fits and bool(band.aside) and not (self._tight and band.code)
        self.aside.setVisible(aside)
        code = bool(band.code) and not (self._tight and band.why)  # the words need its room
        self.code.setVisible(code)
        self._right.setVisible(aside or code)
        self.setAccessibleName(band.sentence)
        self._resting = band.tone is Tone.GOOD and not fresh
        if fresh and band.tone is Tone.GOOD:
            self._rest.start()
        else:
            self._rest.stop()
        self._colour()

    def _air(self, two: bool) -> None:
        """Two kinds of words: the small ones stand further from the edge than a sentence alone."""
        room = self._row.contentsMargins()
        above, below = (self._pad * 2 - 1, 1) if two else (self._pad, self._pad)
        if room.top() != above:
            self._row.setContentsMargins(room.left(), above, room.right(), below)

    def _calm(self) -> None:
        self._resting = True
        self._colour()

    @property
    def _tone(self) -> Tone:
        return self._band.tone if self._band is not None else Tone.NEUTRAL

    def _colour(self) -> None:
        verdict = self._look.theme.tokens.verdict(Tone.NEUTRAL if self._resting else self._tone)
        quiet = self._look.theme.tokens.quiet if self._surface_is_plain else verdict.on_band
        good = self._look.theme.tokens.good.on_tint if self._resting else verdict.on_band
        for one, colour in (
            (self.sentence, verdict.on_band),
            (self.why, verdict.on_band),
            (self.aside, good),
            (self.code, quiet),
        ):
            colours = one.palette()
            colours.setColor(colours.ColorRole.WindowText, QColor(colour))
            one.setPalette(colours)
        self.update()

    @property
    def _surface_is_plain(self) -> bool:
        return self._resting or self._tone is Tone.NEUTRAL

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._band is None:
            return
        tokens = self._look.theme.tokens
        own = tokens.verdict(self._band.tone)
        plain = self._surface_is_plain
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tokens.border), 1) if plain else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.neutral.band if plain else own.band))
        painter.drawRoundedRect(box, RADIUS_BAND, RADIUS_BAND)
        self._paint_icon(painter, own.on_band, self._band.icon)
        painter.end()

    def _paint_icon(self, painter: QPainter, on_band: str, name: str) -> None:
        theme = self._look.theme
        tokens = theme.tokens
        side, block = self._icon_side, self._block
        place = QRectF(10, 10, block - 10, self.height() - 20)
        if self._tone is Tone.NEUTRAL:
            fill, ink = QColor(tokens.accent_tint), tokens.accent
        elif self._resting:
            fill, ink = QColor(tokens.good.tint), tokens.good.on_tint
        else:
            fill, ink = QColor(on_band), on_band
            fill.setAlphaF(0.16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(place, 8, 8)
        icon = theme.pixmap(name, side, ink, self.devicePixelRatioF())
        painter.drawPixmap(round(place.center().x() - side / 2), round(place.center().y() - side / 2), icon)


def whole(text: str) -> str:
    """A SKU is not torn at its dash."""
    return re.sub(r"(?<=\w)-(?=\w)", "-\u2060", text)


def together(text: str) -> str:
    """A number stays on the line of the word it counts: "4 of 4", "2 to go", "1 × TEA-250"."""
    joined = re.sub(r"(?<![\w-])(\d+) (?=[^\W\d]{1,4}\b|×)", "\\1\u00a0", text)
    return re.sub(r"\b([^\W\d]{1,3}|×) (?=\d)", "\\1\u00a0", joined)


def breakable(text: str) -> str:
    """Codes have no spaces; they may break after a dot, an underscore, a dash or every six characters."""
    space = "\u200b"

    def broken(word: str) -> str:
        if len(word) <= 10:
            return whole(word)
        marked = word
        for mark in "._-":
            marked = marked.replace(mark, mark + space)
        return marked if space in marked else space.join(word[i : i + 6] for i in range(0, len(word), 6))

    return "".join(part if part.isspace() else broken(part) for part in re.split(r"(\s+)", text))
