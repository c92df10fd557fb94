"""Pictures of the shops page and of every step of adding a shop."""

import time
from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QPushButton

from station.model.problem import Problem, StationError
from ui.pages.shops.page import ShopsPage
from ui.shell.frame import Window
from ui.shots_core import ScriptedCore
from ui.shots_shops import MIXED, SHOPS

SHOP_MOODS = ("shops", "shops_empty", "shops_broken", "shops_practice", "shops_no_settings")
ENTERING = ("add_choose", "add_shopify", "add_amazon", "add_folded_out", "add_missing", "add_scanned")
TESTING = ("add_refused", "add_asking", "add_no_answer", "add_well", "add_mixed")
MOODS = (*SHOP_MOODS, *ENTERING, *TESTING, "add_not_kept", "add_switched_on")
PATIENCE = 5.0  # seconds
TYPED = ("Pottery-2", "https://pottery.example", "ck_4f1e90ab", "cs_77aa01")


def prepare(core: ScriptedCore, mood: str) -> None:
    """What the bench is to answer."""
    shops = core.shops
    shops.shown = () if mood == "shops_empty" else SHOPS
    core.the_stores = shops.shown
    if mood == "shops_broken":
        shops.fault = TimeoutError("store.busy")
    if mood == "shops_no_settings":
        shops.lock = Problem("join.no_settings")
    if mood == "add_mixed":
        shops.answer = MIXED
    if mood == "add_refused":
        shops.answer = StationError("cart.sign_in")
    if mood == "add_no_answer":
        shops.answer = StationError("net.unreachable")
    if mood == "add_not_kept":
        shops.refusal = StationError("config.unreadable", file="station.toml", reason="Read-only file system")


def play(window: Window, core: ScriptedCore, mood: str, settle: Callable[[], None]) -> None:
    """Up to the moment of the picture."""
    window.go("shops")
    settle()
    page = window.pages["shops"]
    if not isinstance(page, ShopsPage):
        return
    if mood in ("shops_practice", "shops_no_settings"):
        page.begin()
    if not mood.startswith("add_"):
        return
    page.begin()
    settle()
    if mood == "add_choose":
        return
    cart = {"add_shopify": "Shopify", "add_folded_out": "Shopify", "add_amazon": "Amazon"}.get(
        mood, "WooCommerce"
    )
    press(page, cart)
    settle()
    if mood == "add_folded_out":
        press(page, core.say(_word("add.more")))
    elif mood == "add_missing":
        press(page, core.say(_word("add.test")))
    elif cart == "WooCommerce":
        _enter(page, core, mood, settle)


def _enter(page: ShopsPage, core: ScriptedCore, mood: str, settle: Callable[[], None]) -> None:
    edits = [one for one in page.findChildren(QLineEdit) if one.isVisible()]
    for edit, typed in zip(edits, TYPED, strict=False):
        edit.setText(typed)
    if mood == "add_scanned":
        page.scanned()
        return
    if mood == "add_asking":
        core.shops.wait = _until_told
    press(page, core.say(_word("add.test")))
    settle()
    if mood == "add_asking":
        return
    _until_answered(page, settle)
    if mood in ("add_not_kept", "add_switched_on"):
        press(page, core.say(_word("add.switch_on")))
        _until_answered(page, settle)


def _until_answered(page: ShopsPage, settle: Callable[[], None]) -> None:
    end = time.monotonic() + PATIENCE
    while page.wizard.waits and time.monotonic() < end:
        settle()
    settle()


def press(page: ShopsPage, name: str) -> None:
    """The button with these words, as a person would."""
    for one in page.findChildren(QPushButton):
        if one.isVisible() and name in (one.text(), one.accessibleName()):
            one.click()
            return


def _word(key: str) -> Problem:
    return Problem(f"ui.{key}")


def _until_told(stop: Callable[[], bool]) -> None:
    while not stop():
        time.sleep(0.02)
