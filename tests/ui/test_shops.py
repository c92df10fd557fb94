"""The shops page: each shop as it is, and what a person can do about it."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from station.model.events import StoreChanged
from station.model.problem import Problem
from station.model.view import StoreView
from ui.format import Format
from ui.pages.shops.card import ShopCardView
from ui.pages.shops.page import ShopsPage
from ui.pages.shops.presenter import ShopCard, ShopsPresenter
from ui.shell.frame import Window
from ui.shell.presenter import ShellPresenter
from ui.shots_core import ScriptedCore
from ui.shots_shops import SHOPS
from ui.shots_states import NOW, STATES, minutes
from ui.text import Text
from ui.theme.tokens import Tone
from ui.widgets.bar import GaugeBar
from ui.window import Wishes

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
Open = Callable[..., tuple[Window, ScriptedCore]]
Settle = Callable[[Window], None]
WELL = StoreView("Main", "woocommerce", "ok", open=23, last_success=minutes(-2))


class Plain:
    """Numbers as Python writes them."""

    def whole(self, value: int) -> str:
        return f"{value:,}"

    def decimal(self, value: float, places: int) -> str:
        return f"{value:.{places}f}"

    def currency(self, value: float, code: str) -> str:
        return f"{value:.2f} {code}"

    def clock(self, time: datetime.time) -> str:
        return f"{time:%H:%M}"

    def long_date(self, day: datetime.date) -> str:
        return day.isoformat()

    def short_date(self, day: datetime.date) -> str:
        return day.isoformat()


TEXT = Text(ScriptedCore(STATES["picking"]).say)
FORMAT = Format(TEXT, Plain(), datetime.UTC)


def shown(store: StoreView) -> ShopCard:
    (card,) = ShopsPresenter(TEXT, FORMAT, lambda: NOW).cards((store,), {"woocommerce": "WooCommerce"})
    return card


def test_a_shop_that_is_well_is_calm_and_can_be_read_now() -> None:
    card = shown(replace(WELL, waiting=2))
    assert (card.cart, card.state, card.tone, card.again) == ("WooCommerce", "working", Tone.GOOD, "Read now")
    assert card.about == "Read 2 min ago · 2 messages wait"
    assert (card.why, card.stuck, card.importing, card.budget) == ("", "", None, None)


def test_a_shop_out_of_reach_says_why_and_how_far_behind_it_is() -> None:
    card = shown(
        replace(WELL, state="unreachable", problem=Problem("net.unreachable"), last_success=minutes(-14))
    )
    clock = FORMAT.clock(minutes(-14))
    assert card.why == (
        f"No connection comes about. Check the network. What changed there after {clock} is not here yet."
    )
    assert (card.code, card.tone, card.again) == ("net.unreachable", Tone.WARN, "Try again")


def test_a_first_import_shows_its_numbers_and_a_short_pass_does_not() -> None:
    first = shown(replace(WELL, state="starting", last_success=None, read=1240, total=3000))
    assert first.importing is not None and first.importing.words == "1,240 of 3,000 orders read"
    assert first.importing.share == pytest.approx(1240 / 3000)
    assert (first.state, first.about) == ("reading", "First reading")
    assert shown(replace(WELL, read=12, total=40)).importing is None
    unknown = shown(replace(WELL, last_success=None, state="starting", read=460)).importing
    assert unknown is not None and (unknown.share, unknown.words) == (None, "Orders read so far: 460")


def test_more_orders_than_were_counted_fill_the_bar_and_no_more() -> None:
    late = shown(replace(WELL, last_success=None, state="starting", read=120, total=100)).importing
    assert late is not None and (late.share, late.words) == (1.0, "100 of 100 orders read")


def test_the_budget_is_shown_only_where_it_is_known() -> None:
    budget = shown(replace(WELL, budget_left=38.7, budget_most=40.0)).budget
    assert budget is not None and budget.words == "Requests left: 38 of 40"
    assert shown(replace(WELL, budget_left=3.0)).budget is None
    assert shown(replace(WELL, budget_left=3.0, budget_most=0.0)).budget is None


def test_parked_messages_lead_to_their_page_and_can_be_tried_again() -> None:
    card = shown(replace(WELL, parked=3))
    assert (card.stuck, card.again) == ("3 messages need you", "Try again")


def test_a_paused_shop_says_so_and_that_it_falls_behind() -> None:
    card = shown(replace(WELL, state="paused"))
    assert (card.state, card.paused, card.again) == ("paused", True, "")
    assert card.why.startswith("Its orders are not read until you resume it.")


def test_a_pause_is_no_trouble_for_the_packer() -> None:
    paused = replace(WELL, state="paused")
    shell = ShellPresenter(TEXT, FORMAT)
    assert shell.notices((), (paused,), (), NOW) == ()
    lamp = shell.strip(STATES["picking"], (), (paused,), NOW).lamps[-1]
    assert lamp.word == "Main paused"


def test_keys_are_said_to_be_where_they_were_put() -> None:
    kept = ShopsPresenter(TEXT, FORMAT, lambda: NOW).kept
    assert "vault, under main" in kept("main", "keyring:main")
    assert "private file main-keys.toml" in kept("main", "file:main-keys.toml")
    assert "in env:MAIN" in kept("main", "env:MAIN")
    assert "needs no keys" in kept("main", "")


def opened(
    open_window: Open, settled: Settle, shops: tuple[StoreView, ...] = SHOPS, **more: object
) -> tuple[Window, ScriptedCore, ShopsPage]:
    def prepare(core: ScriptedCore) -> None:
        core.shops.shown = shops

    window, core = open_window(prepare=prepare, **more)
    window.go("shops")
    settled(window)
    page = window.pages["shops"]
    assert isinstance(page, ShopsPage)
    return window, core, page


def button(page: QWidget, name: str) -> QPushButton:
    found = [
        one for one in page.findChildren(QPushButton)
        if one.isVisible() and name in (one.text(), one.accessibleName())
    ]  # fmt: skip
    assert found, name
    return found[0]


def names(page: QWidget) -> list[str]:
    return [one.accessibleName() for one in page.findChildren(QWidget) if one.isVisible()]


def cards(page: QWidget) -> list[ShopCardView]:
    return [one for one in page.findChildren(ShopCardView) if one.isVisible()]


def test_every_shop_has_a_card_with_its_name_and_state(open_window: Open, settled: Settle) -> None:
    _, _, page = opened(open_window, settled)
    said = [one.accessibleName() for one in cards(page)]
    assert said[0] == "Main-shop, working, 23 orders to pack"
    assert [one.split(", ")[1] for one in said[1:4]] == ["out of reach", "signed out", "reading"]
    assert len(said) == len(SHOPS)


def test_the_buttons_of_a_card_are_about_its_shop(open_window: Open, settled: Settle, qtbot: QtBot) -> None:
    window, core, page = opened(open_window, settled)
    for name in ("Pottery: Try again", "Main-shop: Pause", "Depot: Resume"):
        qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)
        settled(window)
    assert core.shops.asked == [("retry", "Pottery"), ("pause", "Main-shop"), ("resume", "Depot")]
    assert button(page, "Pottery: Try again").isEnabled()


def test_parked_messages_are_one_press_away(open_window: Open, settled: Settle, qtbot: QtBot) -> None:
    window, _, page = opened(open_window, settled)
    qtbot.mouseClick(button(page, "Amazon-EU: 3 messages need you"), Qt.MouseButton.LeftButton)
    assert window.page == "pushes"


def test_a_card_follows_its_shop_while_the_page_is_up(
    open_window: Open, settled: Settle, qtbot: QtBot
) -> None:
    _, core, page = opened(open_window, settled, (WELL,))
    count = len(page.findChildren(QWidget))
    core.bus.publish(StoreChanged(replace(WELL, state="signed_out", problem=Problem("cart.sign_in"))))
    qtbot.waitUntil(lambda: "signed out" in cards(page)[0].accessibleName(), timeout=30_000)
    assert len(page.findChildren(QWidget)) == count


def test_an_import_moves_its_bar(open_window: Open, settled: Settle, qtbot: QtBot) -> None:
    fresh = StoreView("Main", "woocommerce", "starting")
    _, core, page = opened(open_window, settled, (fresh,))
    core.bus.publish(StoreChanged(replace(fresh, read=100, total=400)))
    bars = cards(page)[0].findChildren(GaugeBar)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in bars), timeout=30_000)
    core.bus.publish(StoreChanged(replace(fresh, state="ok", last_success=NOW)))
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in bars), timeout=30_000)


def test_a_shop_that_comes_new_gets_its_card(open_window: Open, settled: Settle, qtbot: QtBot) -> None:
    _, core, page = opened(open_window, settled, (WELL,))
    core.bus.publish(StoreChanged(StoreView("Second", "shopify", "starting")))
    qtbot.waitUntil(lambda: len(cards(page)) == 2, timeout=30_000)


def test_without_a_shop_the_page_offers_the_first(open_window: Open, settled: Settle, qtbot: QtBot) -> None:
    _, _, page = opened(open_window, settled, ())
    qtbot.mouseClick(button(page, "Add a shop"), Qt.MouseButton.LeftButton)
    assert page.is_adding


def test_shops_that_do_not_come_say_so_and_can_be_asked_again(
    open_window: Open, settled: Settle, qtbot: QtBot, expect_log: Callable[[str], None]
) -> None:
    expect_log("a query of the window failed: shops")
    window, core, page = opened(open_window, settled, (WELL,))
    core.shops.fault = TimeoutError("store.busy")
    page.refresh()
    settled(window)
    assert [one.text() for one in page.findChildren(QPushButton) if one.isVisible()] == ["Try again"]
    core.shops.fault = None
    qtbot.mouseClick(button(page, "Try again"), Qt.MouseButton.LeftButton)
    settled(window)
    assert len(cards(page)) == 1


def test_practice_says_why_no_shop_is_added(open_window: Open, settled: Settle, qtbot: QtBot) -> None:
    _, _, page = opened(open_window, settled, practice=True)
    qtbot.mouseClick(button(page, "Add a shop"), Qt.MouseButton.LeftButton)
    assert not page.is_adding
    assert any(
        "This is practice" in one.accessibleName() for one in page.findChildren(QWidget) if one.isVisible()
    )


def test_a_bench_without_settings_says_why_no_shop_is_added(
    open_window: Open, settled: Settle, qtbot: QtBot
) -> None:
    _, core, page = opened(open_window, settled)
    core.shops.lock = Problem("join.no_settings")
    qtbot.mouseClick(button(page, "Add a shop"), Qt.MouseButton.LeftButton)
    said = core.say(Problem("join.no_settings"))
    assert not page.is_adding
    assert said in names(page)


def test_no_card_is_cut_in_any_size_of_words(open_window: Open, settled: Settle) -> None:
    _, _, page = opened(open_window, settled, wishes=Wishes(scheme="light", text=2.0))
    assert all(one.width() <= page.width() for one in cards(page))
