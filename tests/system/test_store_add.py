"""A store is added on the command line: tried out, shown, and only then switched on."""

import json
import os
import pty
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from station.app import App
from station.model.events import OrdersPulled
from station.model.problem import StationError
from station.sandbox.shop import Shop
from station.settings.load import load

BENCH = """
[bench]
database = "sqlite:///{folder}/bench.db"
[shipping]
carrier_name = "Own van"
tracking_url = "https://van.example/{{tracking}}"
number_range = "100000-899999"
"""
STATION = [sys.executable, "-m", "station.cli"]


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


def run(shop: Shop, config: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    env = {
        **os.environ,
        "NEW_CONSUMER_KEY": shop.key,
        "NEW_CONSUMER_SECRET": shop.secret,
        "LANG": "en",
    } | more
    wanted = ["store", "add", "woocommerce", "--called", "main", "--url", shop.url, "--config", str(config)]
    return subprocess.run(
        [*STATION, *wanted, *words],
        capture_output=True,
        text=True,
        env=env,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def test_a_store_is_tried_out_and_what_would_be_packed_is_counted(shop: Shop, tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text('# mine\n[bench]\nname = "Bench 7"\n')
    done = run(shop, config, "--credentials", "env:NEW", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["counts"] == {"ready_for_fulfillment": 2, "on_hold": 1}
    assert shop.secret not in done.stdout + done.stderr + config.read_text()
    settings = load(config)
    assert config.read_text().startswith("# mine\n") and settings.bench.name == "Bench 7"
    assert [(one.name, one.cart, one.credentials) for one in settings.stores] == [
        ("main", "woocommerce", "env:NEW")
    ]


def test_nothing_is_written_without_a_yes(shop: Shop, tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    done = run(shop, config, "--credentials", "env:NEW")
    assert (done.returncode, config.exists()) == (1, False)
    assert "not switched on" in done.stderr


def test_a_wrong_key_is_said_and_nothing_is_written(shop: Shop, tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    done = run(shop, config, "--credentials", "env:NEW", "--yes", "--json", NEW_CONSUMER_KEY="ck_wrong")
    assert (done.returncode, config.exists()) == (1, False)
    assert json.loads(done.stdout)["code"] == "cart.sign_in"


def test_a_second_store_of_the_same_name_is_refused(shop: Shop, tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    assert run(shop, config, "--credentials", "env:NEW", "--yes").returncode == 0
    before = config.read_text()
    again = run(shop, config, "--credentials", "env:NEW", "--yes")
    assert again.returncode == 2 and "config.duplicate_store" in again.stderr
    assert config.read_text() == before
    assert [one.name for one in tmp_path.iterdir()] == ["station.toml"]


def test_a_person_is_asked_for_what_is_missing(shop: Shop, tmp_path: Path) -> None:
    """Typed on a terminal; where there is no vault the keys go into a private file."""
    config = tmp_path / "station.toml"
    ours, theirs = pty.openpty()
    env = {**os.environ, "LANG": "en", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    wanted = ["store", "add", "woocommerce", "--called", "main", "--url", shop.url, "--config", str(config)]
    asked = subprocess.Popen(
        [*STATION, *wanted], stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
    )
    os.close(theirs)
    os.write(ours, f"{shop.key}\n".encode())
    seen = _until(ours, b"Consumer secret:")
    os.write(ours, f"{shop.secret}\n".encode())
    seen += _until(ours, b"(y/n)")
    os.write(ours, b"y\n")
    assert asked.wait(60) == 0, seen
    os.close(ours)
    assert shop.secret.encode() not in seen
    (store,) = load(config).stores
    keys = tmp_path / "main-keys.toml"
    assert store.credentials == f"file:{keys}" and keys.stat().st_mode & 0o777 == 0o600
    tried = subprocess.run(
        [*STATION, "store", "test", "--json", "--config", str(config)], capture_output=True, text=True
    )
    assert json.loads(tried.stdout)["ok"]


def _until(terminal: int, wanted: bytes) -> bytes:
    seen = b""
    while wanted not in seen:
        seen += os.read(terminal, 4096)
    return seen


def test_a_shop_is_taken_in_while_the_bench_runs(shop: Shop, tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text(BENCH.format(folder=tmp_path))
    app = App(load(config))
    come = threading.Event()
    app.bus.subscribe(lambda event: come.set() if isinstance(event, OrdersPulled) else None)
    app.start()
    try:
        keys = {"consumer_key": shop.key, "consumer_secret": shop.secret}
        trial = app.shops.try_out("main", "woocommerce", shop.url, keys, {})
        assert dict(trial.counts) == {"ready_for_fulfillment": 2, "on_hold": 1} and not trial.more
        assert app.shops.views() == ()
        place = app.shops.add("main", "woocommerce", shop.url, keys, {})
        assert place == "file:main-keys.toml"
        assert come.wait(30)
        assert [(one.name, one.cart) for one in app.shops.views()] == [("main", "woocommerce")]
        assert len(app.queue.rows("", "open", 0, 10)) == 2
        with pytest.raises(StationError) as again:
            app.shops.try_out("main", "woocommerce", shop.url, keys, {})
        assert again.value.problem.code == "store.known"
    finally:
        app.close()


def test_a_paused_shop_is_read_no_more_until_it_is_resumed(shop: Shop, tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text(BENCH.format(folder=tmp_path))
    app = App(load(config))
    pulled: queue.SimpleQueue[int] = queue.SimpleQueue()
    app.bus.subscribe(lambda event: pulled.put(event.orders) if isinstance(event, OrdersPulled) else None)
    app.start()
    try:
        keys = {"consumer_key": shop.key, "consumer_secret": shop.secret}
        app.shops.add("main", "woocommerce", shop.url, keys, {})
        assert pulled.get(timeout=30) == 3
        app.shops.pause("main")
        assert app.shops.views()[0].state == "paused"
        shop.place_order(["MUG"])
        app.shops.links["main"].pull_now()
        app.shops.resume("main")
        assert pulled.get(timeout=30) == 1
        assert app.shops.views()[0].state == "ok"
    finally:
        app.close()


def test_trying_out_a_partners_folder_moves_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "partner"
    folder.mkdir()
    orders = folder / "orders.csv"
    orders.write_text((Path("resources") / "sample_orders" / "orders.csv").read_text(encoding="utf-8"))
    config = tmp_path / "station.toml"
    wanted = [
        "store",
        "add",
        "files",
        "--called",
        "partner",
        "--url",
        f"file:{folder}",
        "--config",
        str(config),
    ]
    done = subprocess.run(
        [*STATION, *wanted, "--json", "--yes"], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    assert sum(json.loads(done.stdout)["counts"].values()) >= 2
    assert [one.name for one in folder.iterdir() if not one.name.startswith(".")] == ["orders.csv"]
    (store,) = load(config).stores
    assert (store.cart, store.url, store.credentials) == ("files", f"file:{folder}", "")


def test_a_settings_file_that_cannot_be_written_is_said(shop: Shop, tmp_path: Path) -> None:
    config = tmp_path / "there" / "station.toml"
    config.parent.write_text("a file where the folder should be")
    done = run(shop, config, "--credentials", "env:NEW", "--yes")
    assert done.returncode == 1 and "join.not_written" in done.stderr
    assert shop.secret not in done.stderr
