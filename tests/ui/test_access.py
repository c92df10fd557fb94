"""Gloves, keyboards, screen readers, large type: everybody can use every page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

import ui.shots_picking as picks
from ui import shots_plugging
from ui.pages.pack.page import PackPage
from ui.pages.pick.page import PickPage
from ui.shell.frame import Window
from ui.shell.rail import PAGES
from ui.shots_adding import MOODS, play, prepare
from ui.shots_core import ScriptedCore
from ui.shots_packing import STATES as PACK_STATES
from ui.shots_states import STATES
from ui.shots_weights import WEIGHTS
from ui.theme.tokens import TARGET
from ui.widgets.chips import Chip
from ui.widgets.trace import Figure
from ui.window import Wishes

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
PACK = PACK_STATES | WEIGHTS
PACKING = tuple(state for state in PACK_STATES if state not in STATES)
Open = Callable[..., tuple[Window, ScriptedCore]]
Settle = Callable[[Window], None]


def nameless(window: QWidget) -> list[str]:
    found = []
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisibleTo(window):
            continue
        reader = QAccessible.queryAccessibleInterface(widget)
        takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_keys and reader is not None and not reader.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def clipped(window: QWidget) -> list[str]:
    """Labels and buttons that have less room than their words need, and are seen."""
    found = []
    for one in window.findChildren(QLabel):
        if not one.isVisibleTo(window) or not one.text() or one.visibleRegion().isEmpty():
            continue
        flags = int(Qt.TextFlag.TextWordWrap) if one.wordWrap() else 0
        room = one.contentsRect()
        needed = QFontMetrics(one.font()).boundingRect(QRect(0, 0, room.width(), 10_000), flags, one.text())
        if needed.width() > room.width() + 2 or needed.height() > room.height() + 3:
            wants, has = f"{needed.width()}x{needed.height()}", f"{room.width()}x{room.height()}"
            found.append(f"{one.text()!r} needs {wants}, has {has}")
    for button in window.findChildren(QAbstractButton):
        if button.isVisibleTo(window) and button.text() and button.width() < button.minimumSizeHint().width():
            found.append(f"button {button.text()!r}")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_whatever_takes_the_focus_has_a_name(open_window: Open, settled: Settle, page: str) -> None:
    window, _ = open_window(STATES["ambiguous"], practice=True)
    window.go(page)
    settled(window)
    assert nameless(window) == []


@pytest.mark.parametrize("page", PAGES)
def test_whatever_is_pressed_can_be_hit_with_a_glove(open_window: Open, settled: Settle, page: str) -> None:
    window, _ = open_window(STATES["ambiguous"], practice=True)
    window.go(page)
    settled(window)
    small = [
        f"{type(one).__name__} {one.accessibleName()} {one.width()}x{one.height()}"
        for one in window.findChildren(QAbstractButton)
        if one.isVisibleTo(window)
        and not isinstance(one.parent(), QLineEdit)
        and (one.height() < TARGET or one.width() < TARGET)
    ]
    assert small == []


@pytest.mark.parametrize("text", [1.0, 1.5, 2.0])
def test_no_word_on_the_pack_page_is_cut_from_state_to_state(
    open_window: Open, walk: Callable[..., Any], text: float
) -> None:
    window, core = open_window(STATES["idle"], wishes=Wishes(scheme="light", text=text))
    cut = {name: clipped(window) for name in walk(window, core, STATES)}
    assert len(cut) == len(STATES)
    assert {name: found for name, found in cut.items() if found} == {}


@pytest.mark.parametrize("text", [1.0, 2.0])
@pytest.mark.parametrize("page", PAGES[1:])
def test_no_word_on_the_other_pages_is_cut(
    open_window: Open, settled: Settle, text: float, page: str
) -> None:
    window, _ = open_window(STATES["picking"], wishes=Wishes(scheme="light", text=text))
    window.go(page)
    settled(window)
    assert clipped(window) == []


@pytest.mark.parametrize("language", ["de", "fr", "es", "pl"])
@pytest.mark.parametrize("page", PAGES)
def test_no_word_is_cut_in_another_language(
    open_window: Open, settled: Settle, language: str, page: str
) -> None:
    window, _ = open_window(STATES["second_carton"], language=language)
    window.go(page)
    settled(window)
    assert clipped(window) == []


@pytest.mark.parametrize("state", ["picking", "wrong_item", "cancelled", "stopped"])
def test_the_sentence_is_the_largest_words_on_the_page(open_window: Open, state: str) -> None:
    window, _ = open_window(STATES[state])
    sentences = [
        one for one in window.findChildren(QLabel) if one.isVisibleTo(window) and one.font().pixelSize() >= 38
    ]
    assert len(sentences) == 1


def play_to(open_window: Open, settled: Settle, mood: str, text: float, language: str) -> Window:
    """A page of shops, or a step of adding one, as it is drawn for its picture."""
    window, core = open_window(
        wishes=Wishes(scheme="light", text=text),
        practice=mood == "shops_practice",
        prepare=lambda core: prepare(core, mood),
        language=language,
    )
    play(window, core, mood, lambda: settled(window))
    settled(window)
    return window


@pytest.mark.parametrize(("text", "language"), [(1.0, "de"), (2.0, "fr")])
@pytest.mark.parametrize("mood", [mood for mood in MOODS if mood != "shops_broken"])
def test_shops_and_every_step_of_adding_one_are_named_and_whole(
    open_window: Open, settled: Settle, mood: str, text: float, language: str
) -> None:
    window = play_to(open_window, settled, mood, text, language)
    assert clipped(window) == []
    assert nameless(window) == []


def test_no_chip_is_wider_than_its_place(open_window: Open) -> None:
    window, _ = open_window(STATES["label_scan_back"])
    cut = [
        one.text for one in window.findChildren(Chip)
        if one.isVisibleTo(window) and one.width() and one.width() < one.sizeHint().width()
    ]  # fmt: skip
    assert cut == []


def crowded(window: QWidget) -> list[str]:
    """Words of one card that lie on one another."""
    found = []
    labels = [one for one in window.findChildren(QLabel) if one.isVisibleTo(window) and one.text()]
    for place, one in enumerate(labels):
        for other in labels[place + 1 :]:
            if one.parent() is other.parent() and one.geometry().intersects(other.geometry()):
                found.append(f"{one.text()!r} on {other.text()!r}")
    return found


def test_what_goods_need_is_whole_in_large_type_and_long_words(
    open_window: Open, walk: Callable[..., Any]
) -> None:
    window, core = open_window(STATES["idle"], wishes=Wishes(scheme="light", text=2.0), language="pl")
    views = {name: PACK[name] for name in (*PACKING, *WEIGHTS)}
    ill = {name: (clipped(window), nameless(window), crowded(window)) for name in walk(window, core, views)}
    assert len(ill) == len(views)
    assert {name: found for name, found in ill.items() if any(found)} == {}


@pytest.mark.parametrize(("text", "language"), [(1.0, "de"), (2.0, "pl")])
def test_a_walk_and_its_waves_are_whole_and_named(
    open_window: Open, settled: Settle, text: float, language: str
) -> None:
    for mood in ("take", "put", "bind", "short"):
        window, _ = open_window(
            picks.WALKS[mood], wishes=Wishes(scheme="light", text=text), language=language
        )
        window.go("pick")
        settled(window)
        assert (mood, clipped(window), nameless(window)) == (mood, [], [])
        window.close()
    window, _ = open_window(STATES["idle"], wishes=Wishes(scheme="light", text=text), language=language)
    window.go("pick")
    settled(window)
    page = window.pages["pick"]
    assert isinstance(page, PickPage)
    picks.play(page, "waves_refused", lambda: settled(window))
    assert (clipped(window), nameless(window)) == ([], [])


@pytest.mark.parametrize("mood", ["device_in_use", "device_silent", "learn_what", "learn_found"])
def test_devices_and_learning_one_are_whole_and_named(open_window: Open, settled: Settle, mood: str) -> None:
    window, _ = open_window(
        wishes=Wishes(scheme="light", text=2.0),
        prepare=lambda core: shots_plugging.prepare(core, mood),
        language="pl",
    )
    shots_plugging.play(window, mood, lambda: settled(window))
    settled(window)
    assert (clipped(window), nameless(window)) == ([], [])


@pytest.mark.parametrize("state", ["picking", "unchecked"])
def test_two_notices_cover_no_word(open_window: Open, state: str) -> None:
    def gone(core: ScriptedCore) -> None:
        core.the_stores = tuple(replace(one, state="unreachable", waiting=3) for one in core.the_stores)

    window, _ = open_window(STATES[state], prepare=gone)
    page = window.pages["pack"]
    assert isinstance(page, PackPage) and not page.notices.isHidden()
    figures = [one for one in page.weight.children() if isinstance(one, Figure)]
    words = [one for one in page.weight.findChildren(QLabel) if one.isVisibleTo(window) and one.text()]
    assert figures and not any(one.geometry().intersects(figures[0].geometry()) for one in words)
    assert clipped(window) == []


@pytest.mark.parametrize("away", [False, True])
@pytest.mark.parametrize("text", [1.0, 2.0])
def test_merge_beside_the_address_cuts_no_word_and_fits_a_glove(
    open_window: Open, text: float, away: bool
) -> None:
    def gone(core: ScriptedCore) -> None:
        if away:
            core.the_stores = tuple(replace(one, state="unreachable", waiting=3) for one in core.the_stores)

    whole = tuple(replace(line, packed=0) for line in STATES["picking"].lines)
    view = replace(STATES["picking"], lines=whole, same_place=("10484", "10491"))
    window, _ = open_window(view, wishes=Wishes(scheme="light", text=text), prepare=gone)
    page = window.pages["pack"]
    assert isinstance(page, PackPage)
    card = page.address
    assert clipped(window) == []
    if not card.isHidden():
        assert card.merge.height() >= TARGET
        there = [one.geometry() for one in card.children() if isinstance(one, QWidget) and one.isVisible()]
        assert all(card.rect().contains(one) for one in there)
        assert not any(a.intersects(b) for n, a in enumerate(there) for b in there[n + 1 :])
