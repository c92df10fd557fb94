"""A shop is added by keyboard alone: chosen, entered, tried out, switched on; nothing entered gets lost."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from station.carts.registry import manifests
from station.model.problem import Problem, StationError
from station.words import sentences
from ui.format import Format
from ui.locale import LocaleNumbers
from ui.pages.shops.card import ShopCardView
from ui.pages.shops.entry import Complaint, Entry, concerned, form, read
from ui.pages.shops.page import ShopsPage
from ui.pages.shops.trial import TrialPresenter
from ui.shell.frame import Window
from ui.shots_core import ScriptedCore
from ui.shots_shops import CHOICES, MIXED, WELL
from ui.shots_states import STATES
from ui.text import Text
from ui.theme.tokens import TARGET, Tone
from ui.widgets.complaint import ComplaintLine
from ui.window import Wishes

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
Open = Callable[..., tuple[Window, ScriptedCore]]
Settle = Callable[[Window], None]
CHOICE = {one.cart: one for one in CHOICES}
TEXT = Text(ScriptedCore(STATES["picking"]).say)
KEYS = {"key-consumer_key": "ck_1", "key-consumer_secret": " cs_2 "}
BASICS = {"name": "Main-shop", "url": "shop.example"}


# -- what was typed, as values ------------------------------------------------------------------------


def entered(cart: str, typed: dict[str, str], way: str = "") -> tuple[Entry, tuple[Complaint, ...]]:
    choice = CHOICE[cart]
    return read(choice, form(choice, TEXT), way, typed, TEXT)


def test_what_was_typed_becomes_values_of_their_kind() -> None:
    options = {"option-page_size": "50", "option-key_in_query": "yes", "option-bin_keys": "bin, shelf ,"}
    entry, complaints = entered("woocommerce", BASICS | KEYS | options)
    assert complaints == ()
    assert entry.url == "https://shop.example"
    assert dict(entry.secrets) == {"consumer_key": "ck_1", "consumer_secret": "cs_2"}
    assert dict(entry.options) == {"page_size": 50, "key_in_query": True, "bin_keys": ["bin", "shelf"]}


def test_a_folder_stays_a_folder() -> None:
    entry, complaints = entered("files", {"name": "Depot", "url": "file:/srv/partner"})
    assert (entry.url, complaints) == ("file:/srv/partner", ())


def test_a_table_is_read_as_pairs_or_refused() -> None:
    basics = {"name": "Depot", "url": "file:/srv/partner"}
    entry, _ = entered("files", basics | {"option-columns": "number = Order no, sku=Item"})
    assert entry.options["columns"] == {"number": "Order no", "sku": "Item"}
    _, complaints = entered("files", basics | {"option-columns": "number: Order no"})
    assert [one.key for one in complaints] == ["option-columns"]


def test_secrets_are_in_no_repr() -> None:
    entry, _ = entered("woocommerce", BASICS | KEYS)
    assert "cs_2" not in repr(entry) and "ck_1" not in repr(entry)


def test_only_the_way_in_that_was_chosen_is_asked_for_and_sent() -> None:
    typed = BASICS | {"key-client_id": "id", "key-client_secret": "s", "key-access_token": "token"}
    assert dict(entered("shopify", typed, "token")[0].secrets) == {"access_token": "token"}
    _, complaints = entered("shopify", typed, "refresh")
    assert [one.key for one in complaints] == ["key-refresh_token"]


def test_what_is_missing_is_said_at_its_field() -> None:
    _, complaints = entered("amazon", {"name": "EU", "key-client_id": "x"})
    assert [one.key for one in complaints] == [
        "url", "key-client_secret", "key-refresh_token", "option-marketplace_ids",
    ]  # fmt: skip


def test_a_name_that_fits_in_no_barcode_and_a_number_that_is_none_are_said() -> None:
    _, complaints = entered("woocommerce", BASICS | KEYS | {"name": "Main shop", "option-page_size": "many"})
    assert [(one.key, one.code) for one in complaints] == [
        ("name", "config.bad_name"), ("option-page_size", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "key"),
    [
        (Problem("store.known", {"store": "x"}), "name"),
        (Problem("net.name_unknown"), "url"),
        (Problem("config.bad_url", {"key": "url"}), "url"),
        (Problem("cart.sign_in"), "key-consumer_key"),
        (Problem("cart.credential_missing", {"field": "Consumer secret"}), "key-consumer_secret"),
        (Problem("settings.bad_option", {"option": "page_size"}), "option-page_size"),
        (Problem("settings.bad_option", {"option": "weight_unit"}), ""),
        (Problem("net.unreachable"), ""),
    ],
)
def test_a_problem_is_said_where_it_belongs(problem: Problem, key: str) -> None:
    choice = CHOICE["woocommerce"]
    assert concerned(choice, form(choice, TEXT), "", problem) == key


def test_labels_come_in_the_readers_language_and_else_from_the_cart() -> None:
    german = Text(ScriptedCore(STATES["picking"], language="de").say)
    labels = {one.key: one.label for one in form(CHOICE["shopify"], german).secrets}
    assert labels["key-access_token"] == "Zugriffstoken der Admin-API"
    assert form(CHOICE["vendure"], german).secrets[0].label == "API key"


@pytest.mark.parametrize("cart", ["bigcommerce", "magento", "shopify", "woocommerce"])
def test_english_words_of_a_cart_are_its_manifests_own(cart: str) -> None:
    """The other languages are translations of what the manifest says now."""
    told = {code: text for code, text in sentences("en").items() if code.startswith(f"cart.{cart}.")}
    manifest = next(one for one in manifests() if one.cart == cart)
    said = {f"cart.{cart}.{way.name}.title": way.title for way in manifest.sign_ins if way.name}
    for one in (*manifest.credentials, *manifest.options):
        said[f"cart.{cart}.{one.name}.label"] = one.label
        if one.where:
            said[f"cart.{cart}.{one.name}.where"] = one.where
    assert told == said


# -- what the shop said -------------------------------------------------------------------------------


def test_a_right_that_is_missing_comes_first_and_is_said_in_words() -> None:
    shown = TrialPresenter(TEXT, _format()).look(MIXED, "Pottery")
    assert shown.title == "Pottery Kraków 2026-10 answers, but 1 permission is missing"
    assert [(one.word, one.icon) for one in shown.rights.lines][:3] == [
        ("not granted", "cross"), ("not told", "question"), ("granted", "check"),
    ]  # fmt: skip
    assert shown.anyway and shown.tone is Tone.BAD


def test_what_will_be_packed_comes_first_and_orders_nobody_can_read_are_named() -> None:
    shown = TrialPresenter(TEXT, _format()).look(MIXED, "Pottery")
    assert [one.lead for one in shown.counts.lines] == [
        "1  Ready",
        "2  Part shipped",
        "14  Not paid",
        "1  Cancelled",
    ]
    assert shown.aside.lines[0].lead == "#1041" and shown.aside.lines[0].code == "cart.unusable"
    assert len(shown.aside.lines) == 8 and shown.aside.end == "and 2 more"


def test_counting_that_ended_early_says_so() -> None:
    shown = TrialPresenter(TEXT, _format()).look(WELL, "Main")
    assert shown.counts.end == "There are more; counting ended here."
    assert not shown.anyway and shown.tone is Tone.GOOD


def _format() -> object:

    return Format(TEXT, LocaleNumbers(QLocale("en_GB")))


# -- the pages ----------------------------------------------------------------------------------------


@dataclass
class Adding:
    """A wizard that is open, and a person at its keyboard."""

    qtbot: QtBot
    settled: Settle
    window: Window
    core: ScriptedCore
    page: ShopsPage
    at: int = 5000

    def button(self, name: str) -> QPushButton:
        found = [
            one for one in self.page.findChildren(QPushButton)
            if one.isVisible() and name in (one.text(), one.accessibleName())
        ]  # fmt: skip
        assert found, name
        return found[0]

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)
        self.settled(self.window)

    def field(self, name: str) -> QLineEdit:
        found = [one for one in self.page.findChildren(QLineEdit) if one.accessibleName() == name]
        assert len(found) == 1, name
        return found[0]

    def focused(self) -> str:
        widget = QApplication.focusWidget()
        return widget.accessibleName() or getattr(widget, "text", str)() if widget is not None else ""

    def key(self, key: int, text: str = "", gap: int = 120) -> None:
        """One key to whatever has the focus, as the window system sends it."""
        widget = QApplication.focusWidget()
        assert widget is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self.at)
            QApplication.sendEvent(widget, event)
        self.at += gap

    def write(self, text: str, gap: int = 60) -> None:
        """Typed by a person who is quick."""
        widget = QApplication.focusWidget()
        assert isinstance(widget, QLineEdit)
        before = widget.text()
        for character in text:
            self.key(ord(character.upper()), character, gap)
        self.qtbot.waitUntil(lambda: widget.text() == before + text, timeout=30_000)

    def complaints(self) -> list[str]:
        return [one.accessibleName() for one in self.page.findChildren(ComplaintLine) if one.isVisible()]

    def labels(self) -> list[str]:
        return [one.text() for one in self.page.findChildren(QLabel) if one.isVisible()]

    def fill(self) -> None:
        typed = {
            "Name": "Pottery-2",
            "Address": "pottery.example",
            "Consumer key": "ck",
            "Consumer secret": "cs",
        }
        for name, value in typed.items():
            self.field(name).setText(value)

    def until(self, name: str) -> None:
        """Until there is a button of this name."""
        self.qtbot.waitUntil(
            lambda: any(
                one.isVisible() and one.text() == name for one in self.page.findChildren(QPushButton)
            ),
            timeout=30_000,
        )
        self.settled(self.window)


@pytest.fixture
def adding(open_window: Open, settled: Settle, qtbot: QtBot) -> Callable[..., Adding]:
    def start(cart: str = "WooCommerce", **more: object) -> Adding:
        window, core = open_window(**more)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
        window.go("shops")
        settled(window)
        page = window.pages["shops"]
        assert isinstance(page, ShopsPage)
        made = Adding(qtbot, settled, window, core, page)
        page.begin()
        settled(window)
        if cart:
            made.press(cart)
        return made

    return start


Start = Callable[..., Adding]


def test_a_shop_is_added_without_a_mouse(adding: Start) -> None:
    person = adding("")
    tiles = [one for one in CHOICES if one.cart == "woocommerce"]
    for _ in range(CHOICES.index(tiles[0])):
        person.key(Qt.Key.Key_Tab)
    assert person.focused() == "WooCommerce"
    person.key(Qt.Key.Key_Return, "\r")
    keys = {"Consumer key": "ck_12", "Consumer secret": "cs_34"}
    for name, text in ({"Name": "Pottery-2", "Address": "pottery.example"} | keys).items():
        assert person.focused() == name
        person.write(text)
        person.key(Qt.Key.Key_Return, "\r")
    person.until("Switch on")
    secrets = {"consumer_key": "ck_12", "consumer_secret": "cs_34"}
    assert person.core.shops.tried == [("Pottery-2", "woocommerce", "https://pottery.example", secrets, {})]
    assert person.focused() == "Test again"
    person.key(Qt.Key.Key_Tab)
    assert person.focused() == "Switch on"
    person.key(Qt.Key.Key_Return, "\r")
    person.until("Add a shop")
    assert not person.page.is_adding
    assert any("switched on" in one and "under Pottery-2" in one for one in person.complaints())
    last = [one for one in person.page.findChildren(ShopCardView) if one.isVisible()][-1]
    assert last.accessibleName().startswith("Pottery-2, starting")
    person.qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty(), timeout=30_000)


def test_tab_goes_as_the_eye_reads(adding: Start) -> None:
    person = adding("Shopify")
    seen = []
    for _ in range(9):
        seen.append(person.focused())
        person.key(Qt.Key.Key_Tab)
    assert seen == [
        "Name", "Address", "Way in: App of your own organisation", "Client ID", "Client secret",
        "Show: Client secret", "More options", "Back", "Test",
    ]  # fmt: skip


def test_a_quick_typist_and_a_correction_at_once_leave_what_was_meant(adding: Start) -> None:
    person = adding()
    person.write("Tea", gap=45)
    person.key(ord("X"), "x", 40)
    person.key(Qt.Key.Key_Backspace, "\b", 40)
    person.qtbot.waitUntil(lambda: person.field("Name").text() == "Tea", timeout=30_000)


def test_what_is_pasted_arrives_in_a_secret_field(adding: Start) -> None:
    person = adding()
    secret = person.field("Consumer secret")
    QGuiApplication.clipboard().setText("cs_pasted_0123456789")
    secret.setFocus()
    person.qtbot.keyClick(secret, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert secret.text() == "cs_pasted_0123456789"
    assert secret.echoMode() is QLineEdit.EchoMode.Password


def test_a_scan_types_into_no_field_and_reaches_no_bench(adding: Start) -> None:
    person = adding()
    name = person.field("Name")
    name.setFocus()
    for character in "4012345000016":
        person.key(ord(character), character, gap=8)
    person.key(Qt.Key.Key_Return, "\r")
    assert name.text() == ""
    assert person.core.scans == [] and person.window.page == "shops"
    assert any("That was a scan" in one for one in person.complaints())


def test_a_secret_is_shown_only_when_asked(adding: Start) -> None:
    person = adding()
    secret = person.field("Consumer secret")
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    person.press("Show: Consumer secret")
    assert secret.echoMode() is QLineEdit.EchoMode.Normal
    person.press("Hide: Consumer secret")
    assert secret.echoMode() is QLineEdit.EchoMode.Password


def test_another_way_in_asks_for_other_keys_and_keeps_what_was_typed(adding: Start) -> None:
    person = adding("Shopify")
    person.field("Client ID").setText("id-1")
    person.press("Way in: Custom app made before 2026")
    assert person.field("Admin API access token").isVisible() and not person.field("Client ID").isVisible()
    person.press("Way in: App of your own organisation")
    assert person.field("Client ID").text() == "id-1"


def test_the_test_of_an_empty_form_says_what_is_missing_and_asks_nobody(adding: Start) -> None:
    person = adding()
    person.press("Test")
    assert person.complaints() == ["Fill this in."] * 4
    assert person.focused() == "Name"
    assert person.core.shops.tried == []


def test_keys_the_shop_does_not_know_are_said_at_their_field_and_nothing_is_lost(adding: Start) -> None:
    person = adding()
    person.core.shops.answer = StationError("cart.sign_in")
    person.fill()
    person.press("Test")
    person.until("Test")
    assert person.complaints() == [person.core.say(Problem("cart.sign_in"))]
    assert person.focused() == "Consumer key" and "cart.sign_in" in person.labels()
    assert person.field("Consumer secret").text() == "cs" and person.field("Name").text() == "Pottery-2"


def test_a_network_that_is_gone_is_said_and_can_be_tried_again(adding: Start) -> None:
    person = adding()
    person.core.shops.answer = StationError("net.unreachable")
    person.fill()
    person.press("Test")
    person.until("Test again")
    assert {"Pottery-2 cannot be added yet", "net.unreachable"} <= set(person.labels())
    person.core.shops.answer = WELL
    person.press("Test again")
    person.until("Switch on")


def test_something_unforeseen_ends_in_words_and_not_in_silence(
    adding: Start, expect_log: Callable[[str], None]
) -> None:
    expect_log("a query of the window failed: shop-trial")
    person = adding()
    person.core.shops.answer = ZeroDivisionError("x")
    person.fill()
    person.press("Test")
    person.until("Test again")
    assert "ZeroDivisionError" in person.labels()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    made = threading.Event()
    yield made
    made.set()


def test_a_long_test_keeps_no_other_page_waiting_and_its_counting_can_be_stopped(
    adding: Start, gate: threading.Event
) -> None:
    person = adding()

    def until_stopped(stop: Callable[[], bool]) -> None:
        while not stop() and not gate.wait(0.01):
            continue

    person.core.shops.wait = until_stopped
    person.fill()
    person.press("Test")
    person.until("Stop counting")
    person.window.go("orders")
    person.settled(person.window)
    person.window.go("shops")
    assert person.page.is_adding
    person.press("Stop counting")
    person.until("Switch on")


def test_going_back_drops_the_test_and_keeps_what_was_entered(adding: Start, gate: threading.Event) -> None:
    person = adding()
    told = threading.Event()

    def wait(stop: Callable[[], bool]) -> None:
        while not stop() and not gate.wait(0.01):
            continue
        told.set()

    person.core.shops.wait = wait
    person.fill()
    person.press("Test")
    person.until("Stop counting")
    person.key(Qt.Key.Key_Escape)
    assert told.wait(5)
    person.until("Test")
    assert person.field("Consumer key").text() == "ck"


def test_what_cannot_be_written_down_is_said_at_the_step_and_can_be_tried_again(adding: Start) -> None:
    person = adding()
    person.core.shops.refusal = StationError("config.unreadable", file="station.toml", reason="read-only")
    person.fill()
    person.press("Test")
    person.until("Switch on")
    person.press("Switch on")
    person.qtbot.waitUntil(lambda: bool(person.complaints()), timeout=30_000)
    assert "station.toml" in person.complaints()[0] and "config.unreadable" in person.labels()
    person.core.shops.refusal = None
    person.press("Switch on")
    person.until("Add a shop")


def test_leaving_forgets_the_secrets(adding: Start) -> None:
    person = adding()
    person.fill()
    secret = person.field("Consumer secret")
    person.press("Back")
    assert secret.text() == "cs"
    person.press("Back")
    assert not person.page.is_adding
    assert "cs" not in [one.text() for one in person.page.findChildren(QLineEdit)]


def test_a_window_that_closes_ends_the_test(adding: Start, gate: threading.Event) -> None:
    person = adding()
    ended = threading.Event()

    def wait(stop: Callable[[], bool]) -> None:
        while not stop() and not gate.wait(0.01):
            continue
        ended.set()

    person.core.shops.wait = wait
    person.fill()
    person.press("Test")
    person.window.close()
    assert ended.wait(5)


def clipped(page: QWidget) -> list[str]:
    return [
        one.text() for one in page.findChildren(QPushButton)
        if one.isVisible() and one.text() and one.width() < one.minimumSizeHint().width()
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pl"])
@pytest.mark.parametrize("text", [1.0, 2.0])
def test_every_step_can_be_hit_with_a_glove_and_no_button_is_cut(
    adding: Start, language: str, text: float
) -> None:
    person = adding("Shopify", language=language, wishes=Wishes(scheme="light", text=text))
    visible = [one for one in person.page.findChildren(QPushButton) if one.isVisible()]
    assert clipped(person.page) == []
    assert [one.text() for one in visible if one.height() < TARGET or one.width() < TARGET] == []
