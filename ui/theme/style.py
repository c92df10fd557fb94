"""The one stylesheet of the application. States are dynamic properties, colours are tokens."""

from string import Template

from ui.theme.tokens import RADIUS, RADIUS_BAND, TARGET, Metrics, Tokens, Tone, Type

SHEET = Template("""
* { outline: 0; }
QMainWindow, QWidget#canvas { background: $canvas; }
QFrame[card="true"] { background: $surface; border: 1px solid $border; border-radius: ${band}px; }
QFrame[card="plain"] { background: $surface; border: 0; border-radius: 0; }
QFrame[card="soft"] { background: $hover; border: 0; border-radius: ${radius}px; }
QFrame#strip { background: $surface; border: 0; border-bottom: 1px solid $border; }
QFrame#rail { background: $surface; border: 0; border-right: 1px solid $border; }
QFrame#actions { background: $surface; border: 0; border-top: 1px solid $border; }
QFrame#shelf { background: $surface; border: 0; border-left: 1px solid $border; }
QFrame[line="true"] { background: $border; border: 0; }
QLabel { background: transparent; }
QLabel[role="quiet"] { color: $quiet; }
QLabel[role="accent"] { color: $accent; }
QLabel[role="disabled"] { color: $disabled; }
QLabel[chip="true"] { border-radius: ${radius}px; padding: 3px 10px; background: $hover; color: $neutral_on; }
QLabel[chip="accent"] { border-radius: ${radius}px; padding: 3px 10px; background: $accent_tint;
  color: $accent; }
QToolTip { background: $text; color: $canvas; border: 0; padding: 6px 8px; }

QPushButton { background: $raised; color: $text; border: 1px solid $border; border-radius: ${radius}px;
  padding: 4px 14px; }
QPushButton[kind="plain"], QPushButton[kind="primary"], QPushButton[kind="chip"], QPushButton[kind="group"],
QPushButton[kind="quiet"] {
  min-height: ${inner}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 2px solid $focus; padding: 3px 13px; }
QPushButton:disabled { color: $disabled; background: $canvas; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $canvas; color: $disabled; border: 1px solid $border; }
QPushButton[kind="action"] { background: $raised; }
QPushButton[kind="answer"] { background: $accent; border: 1px solid $accent; }
QPushButton[kind="answer"]:focus { border: 2px solid $text; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: $accent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid $focus; }
QPushButton[kind="chip"] { border-radius: 22px; padding: 4px 16px; min-width: 14px; background: $surface;
  color: $quiet; }
QPushButton[kind="chip"]:hover { background: $hover; }
QPushButton[kind="chip"]:checked { background: $accent_tint; color: $accent; border: 1px solid $accent; }
QPushButton[kind="chip"]:focus { border: 2px solid $focus; padding: 3px 15px; }
QPushButton[kind="group"] { border: 0; border-radius: ${radius}px; background: transparent; text-align: left;
  padding: 4px 16px; color: $quiet; }
QPushButton[kind="group"]:hover { background: $hover; }
QPushButton[kind="group"]:checked { background: $accent_tint; color: $accent; }
QPushButton[kind="group"]:focus { border: 2px solid $focus; padding: 2px 14px; }
QPushButton[kind="choice"], QPushButton[kind="tile"] {
  border-radius: ${band}px; padding: 0;
  background: $surface; }
QPushButton[kind="choice"]:hover, QPushButton[kind="tile"]:hover {
  background: $accent_tint;
  border-color: $accent; }
QPushButton[kind="tile"]:pressed { background: $hover; }

QToolButton[kind="nav"] { background: transparent; border: 0; border-radius: ${radius}px;
  color: $quiet; padding: 6px 2px; }
QToolButton[kind="nav"]:hover { background: $hover; color: $text; }
QToolButton[kind="nav"]:checked { background: $accent_tint; color: $accent; }
QToolButton[kind="nav"]:focus { border: 2px solid $focus; padding: 4px 0; }

QPlainTextEdit { background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius}px; }
QLineEdit { background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius}px;
  padding: 4px 12px; min-height: ${inner}px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit:focus { border: 2px solid $focus; padding: 3px 11px; }

QListView, QTableView { background: transparent; border: 0; gridline-color: $border; }
QTableView { selection-background-color: $accent_tint; selection-color: $text;
  alternate-background-color: $surface; }
QTableView::item { border: 0; border-bottom: 1px solid $border; padding: 0 10px; }
QTableView::item:selected { background: $accent_tint; color: $text; }
QTableView::item:focus { background: $accent_tint; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; color: $quiet; border: 0;
  border-bottom: 1px solid $border; padding: 8px 10px; }
QTableView QTableCornerButton::section { background: $surface; border: 0; }
QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar::handle:vertical { background: $border; border-radius: 4px; min-height: 44px; }
QScrollBar::handle:vertical:hover { background: $disabled; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle:horizontal { background: $border; border-radius: 4px; min-width: 44px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QDockWidget { color: $text; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
""")
TONES = Template("""
QLabel[tone="$tone"] { color: $on_tint; }
QLabel[chip="$tone"] { border-radius: ${radius}px; padding: 3px 10px; background: $tint; color: $on_tint; }
QFrame[tint="$tone"] { background: $tint; border: 0; border-radius: ${radius}px; }
""")


def stylesheet(tokens: Tokens, metrics: Metrics) -> str:
    """The whole sheet for one theme."""
    del metrics
    values = {name: getattr(tokens, name) for name in tokens.__slots__}
    base = SHEET.substitute(
        values,
        neutral_on=tokens.neutral.on_tint,
        radius=RADIUS,
        band=RADIUS_BAND,
        inner=TARGET - 10,
        inputs=Type.BODY,
    )
    tones = "".join(
        TONES.substitute(
            tone=tone.value,
            tint=tokens.verdict(tone).tint,
            on_tint=tokens.verdict(tone).on_tint,
            radius=RADIUS,
        )
        for tone in Tone
    )
    return base + tones
