"""`station import FILE`, the real command: what it says, what it changes, and how it ends."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rig import BenchProcess

SAMPLES = Path(__file__).parents[2] / "resources" / "sample_orders"
CONFIG = """
[bench]
database = "sqlite:///bench.db"
[[store]]
name = "shop"
cart = "woocommerce"
url = "https://shop.example"
[[store]]
name = "partner"
cart = "files"
url = "file:partner"
poll_seconds = 1
[[store]]
name = "other"
cart = "files"
url = "file:other"
options = { columns = { quantity = "Menge" }, delimiter = ";" }
[packing]
weigh = "off"
[shipping]
carrier = "house"
carrier_name = "Own van"
tracking_url = "https://track.example/{tracking}"
number_range = "100000-899999"
"""

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "station.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def station(config: Path) -> Run:
    """`station(*arguments)`: exit code, what was printed (data under --json), and what was complained."""

    def run(*arguments: str | Path) -> tuple[int, Any, str]:
        command = [sys.executable, "-m", "station.cli", *map(str, arguments), "--config", str(config)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        printed: Any = ended.stdout
        if "--json" in arguments:
            printed = json.loads(ended.stdout)
        return ended.returncode, printed, ended.stderr

    return run


def files_in(folder: Path) -> list[str]:
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [one.relative_to(folder).as_posix() for one in found if one.is_file()]


def test_a_dry_run_says_all_and_changes_nothing(station: Run, config: Path) -> None:
    before = files_in(config.parent)
    code, printed, complained = station("import", SAMPLES / "orders.csv", "--dry-run")
    assert (code, complained) == (0, "") and files_in(config.parent) == before
    lines = printed.splitlines()
    assert lines[0].split() == ["1001", "2", "lines", "3", "units", "open"]
    assert lines[-1] == "partner: 3 orders, 4 lines, 3 products would be taken in"


def test_an_import_is_in_the_database_at_once(station: Run, config: Path) -> None:
    code, found, complained = station("import", SAMPLES / "orders.csv", "--json")
    assert (code, complained) == (0, "")
    assert (found["store"], found["orders"], found["lines"], found["products"]) == ("partner", 3, 4, 3)
    assert (found["stored"], found["open"], found["complaints"]) == (3, 2, [])
    assert found["moved"] == str(config.parent / "partner" / "done" / "orders.csv")
    assert (SAMPLES / "orders.csv").exists()
    _, orders, _ = station("orders", "--json")
    assert {(one["number"], one["state"], one["units"]) for one in orders} == {
        ("1001", "ready_for_fulfillment", 3),
        ("1002", "on_hold", 5),
        ("1003", "ready_for_fulfillment", 1),
    }


def test_the_same_file_again_is_seen_and_nothing_changes(station: Run) -> None:
    station("import", SAMPLES / "orders.xml", "--json")
    code, found, _ = station("import", SAMPLES / "orders.xml", "--json")
    assert code == 0 and (found["orders"], found["products"], found["stored"]) == (0, 0, 0)
    assert [(one["code"], one["refused"]) for one in found["complaints"]] == [("files.seen_before", False)]


def test_what_is_refused_is_named_by_row_and_column_and_the_rest_is_taken(
    station: Run, tmp_path: Path
) -> None:
    path = tmp_path / "week.csv"
    path.write_text("order_id,sku,Qty\n1,TEA,2\n2,TEA,some\n", encoding="utf-8")
    code, found, _ = station("import", path, "--dry-run", "--json")
    (complaint,) = found["complaints"]
    place = {"row": 3, "column": "Qty", "ref": "2", "code": "files.not_a_number", "refused": True}
    assert code == 1 and {name: complaint[name] for name in place} == place
    assert [one["ref"] for one in found["content"]] == ["1"] and not found["ok"]
    code, printed, _ = station("import", path)
    assert code == 1 and "✗ row 3, Qty, 2: " in printed
    states = {one["number"]: one["state"] for one in station("orders", "--json")[1]}
    assert states["1"] == "ready_for_fulfillment" and states.get("2") != "ready_for_fulfillment"


def test_a_store_is_chosen_by_name_and_its_columns_count(station: Run, config: Path, tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    path.write_text("order_id;sku;Menge\n1;TEA;2\n", encoding="utf-8")
    code, found, _ = station("import", path, "--store", "other", "--json")
    assert code == 0 and found["store"] == "other" and found["content"][0]["units"] == 2
    assert files_in(config.parent / "partner") == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nowhere.csv",), 1, "import.no_file"),
        (("nowhere.csv", "--dry-run"), 1, "import.no_file"),
        ((__file__,), 1, "files.not_taken"),
        ((SAMPLES / "orders.csv", "--store", "shop"), 2, "config.no_files_store"),
        ((SAMPLES / "orders.csv", "--store", "nobody"), 2, "config.no_files_store"),
    ],
)
def test_what_cannot_be_imported_is_said_and_nothing_is_made(
    station: Run, config: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = files_in(config.parent)
    ended, printed, complained = station("import", *arguments)
    assert ended == code and f"[{said}]" in complained and not printed
    assert files_in(config.parent) == before


def test_a_file_that_waits_in_the_folder_already_is_taken_from_there(station: Run, config: Path) -> None:
    folder = config.parent / "partner"
    folder.mkdir()
    (folder / "orders.csv").write_bytes((SAMPLES / "orders.csv").read_bytes())
    code, found, _ = station("import", folder / "orders.csv", "--json")
    assert code == 0 and found["stored"] == 3
    assert [one for one in files_in(folder) if not one.startswith(".")] == ["done/orders.csv"]


@pytest.fixture
def bench(config: Path) -> Iterator[BenchProcess]:
    text = config.read_text(encoding="utf-8")
    shop = text[text.index('[[store]]\nname = "shop"') : text.index('[[store]]\nname = "partner"')]
    config.write_text(text.replace(shop, ""), encoding="utf-8")
    for folder in ("partner", "other"):
        (config.parent / folder).mkdir()
    made = BenchProcess(config)
    made.wait_event("ready")
    yield made
    assert made.stop() == 0


def test_a_bench_that_runs_takes_over_what_was_imported(station: Run, bench: BenchProcess) -> None:
    bench.wait_event("synced", store="partner")
    code, found, complained = station("import", SAMPLES / "orders.csv", "--json")
    assert (code, complained) == (0, "") and found["by_running_bench"] and found["orders"] == 3
    synced = bench.wait_event("synced", store="partner", orders=3)
    assert synced["open"] == 2
