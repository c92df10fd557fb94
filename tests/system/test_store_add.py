"""A store is added on the command line: tried out, shown, and only then switched on."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.sandbox.shop import Shop
from station.settings.load import load

STATION = [sys.executable, "-m", "station.cli"]


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
