"""The whole way: a running bench, a real shop, and the window between them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from station.app import App
from station.sandbox.shop import Shop
from station.settings.load import load
from ui.bridge import Bridge
from ui.pages.shops.card import ShopCardView
from ui.pages.shops.page import ShopsPage
from ui.shell.frame import Window
from ui.widgets.complaint import ComplaintLine
from ui.window import Wishes, build

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
BENCH = """
[bench]
database = "sqlite:///{folder}/bench.db"
language = "en"
[shipping]
carrier_name = "Own van"
tracking_url = "https://van.example/{{tracking}}"
number_range = "100000-899999"
"""


@pytest.fixture(autouse=True)
def no_vault() -> Iterator[None]:
    """This machine has none: keys go into private files."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as made:
        made.add_product("MUG", "Mug", price="5.00", manage_stock=True, stock=9)
        made.place_order(["MUG"])
        made.place_order(["MUG"])
        made.hold(made.place_order(["MUG"]))
        yield made


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    config = tmp_path / "station.toml"
    config.write_text(BENCH.format(folder=tmp_path))
    made = App(load(config))
    made.start()
    yield made
    made.close()


class Person:
    """Somebody at the window's shops page."""

    def __init__(self, qtbot: QtBot, app: App) -> None:
        window = build(app, Wishes(scheme="light", language="en"))
        assert isinstance(window, Window)
        qtbot.addWidget(window)
        window.show()
        window.go("shops")
        page, bridge = window.pages["shops"], window.findChild(Bridge)
        assert isinstance(page, ShopsPage) and bridge is not None
        qtbot.waitUntil(lambda: bridge.idle, timeout=20_000)
        self.qtbot, self.window, self.page = qtbot, window, page

    def sees(self, kind: type[QWidget], told: Callable[[str], bool]) -> bool:
        return any(told(_words(one)) for one in self.page.findChildren(kind) if one.isVisible())

    def waits(self, kind: type[QWidget], told: Callable[[str], bool]) -> None:
        self.qtbot.waitUntil(lambda: self.sees(kind, told), timeout=30_000)

    def press(self, name: str) -> None:
        self.waits(QPushButton, lambda word: word == name)
        button = next(
            one for one in self.page.findChildren(QPushButton) if one.isVisible() and _words(one) == name
        )
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def enter(self, values: dict[str, str]) -> None:
        fields = {one.accessibleName(): one for one in self.page.findChildren(QLineEdit) if one.isVisible()}
        for name, value in values.items():
            fields[name].setText(value)


def _words(widget: QWidget) -> str:
    return widget.accessibleName() or (
        widget.text() if isinstance(widget, QPushButton | QLabel | QLineEdit) else ""
    )


@pytest.fixture
def person(qtbot: QtBot, app: App) -> Iterator[Person]:
    made = Person(qtbot, app)
    yield made
    made.window.close()


def test_a_real_shop_is_tried_out_switched_on_paused_and_read_again(
    person: Person, app: App, shop: Shop, tmp_path: Path
) -> None:
    person.press("Add a shop")
    person.press("WooCommerce")
    entered = {"Name": "main", "Address": shop.url, "Consumer key": shop.key, "Consumer secret": shop.secret}
    person.enter(entered)
    person.press("Test")
    person.waits(QLabel, lambda text: text == "2  Ready")
    assert person.sees(QLabel, lambda text: text == "1  On hold")
    assert app.shops.views() == ()
    before = (tmp_path / "station.toml").read_text()
    assert "[[store]]" not in before
    person.press("Switch on anyway" if person.sees(QPushButton, "Switch on anyway".__eq__) else "Switch on")
    person.waits(ComplaintLine, lambda text: "private file main-keys.toml" in text)
    person.waits(ShopCardView, lambda text: text == "main, working, 2 orders to pack")
    assert shop.secret not in (tmp_path / "station.toml").read_text()
    person.press("main: Pause")
    person.waits(ShopCardView, lambda text: text.startswith("main, paused"))
    person.press("main: Resume")
    person.waits(ShopCardView, lambda text: text.startswith("main, working"))


def test_a_key_the_shop_does_not_know_is_said_at_its_field(
    person: Person, app: App, shop: Shop, tmp_path: Path
) -> None:
    person.press("Add a shop")
    person.press("WooCommerce")
    person.enter(
        {"Name": "main", "Address": shop.url, "Consumer key": "ck_wrong", "Consumer secret": "cs_wrong"}
    )
    person.press("Test")
    person.waits(ComplaintLine, lambda text: text.startswith("The shop does not know the key."))
    assert person.sees(QLineEdit, lambda name: name == "Consumer key")
    assert app.shops.views() == () and [one.name for one in tmp_path.glob("*.toml")] == ["station.toml"]
