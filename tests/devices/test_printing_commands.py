"""`station printer`: how printers are in words, and a page that fits each."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from station.cli.main import main
from station.printing.media import page_size
from station.sandbox.printer import SocketPrinterDouble

SETTINGS = """
[bench]
name = "Bench 1"
language = "en"
database = "sqlite:///{folder}/bench.db"
[[printer]]
name = "labels"
kind = "socket"
target = "{target}"
prints = ["shipping_label"]
language = "zpl"
[[printer]]
name = "small"
kind = "folder"
target = "{folder}/small"
prints = ["shipping_label"]
width_mm = 60
height_mm = 40
[[printer]]
name = "papers"
kind = "folder"
target = "{folder}/papers"
prints = ["packing_slip"]
"""


@pytest.fixture
def station(
    config_file: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Runs `station printer …` beside a label printer: its exit code and what it said as JSON."""

    def run(double: SocketPrinterDouble, *words: str) -> tuple[int, list[Any]]:
        path = config_file(SETTINGS.format(folder=tmp_path, target=double.target))
        code = main(["printer", *words, "--json", "--config", str(path)])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_each_printer_gets_a_test_page_of_its_own_size(station: Callable[..., Any], tmp_path: Path) -> None:
    with SocketPrinterDouble() as double:
        code, sent = station(double, "test")
        (label,) = double.wait_for_jobs(1)

    assert (code, [one["printer"] for one in sent]) == (0, ["labels", "small", "papers"])
    assert label.startswith(b"^XA") and b"STATION-TEST" in label and b"^PW799" in label
    for name, wanted in (("small", (60, 40)), ("papers", (210, 297))):
        (page,) = (tmp_path / name).iterdir()
        size = page_size(page.read_bytes())
        assert size is not None and tuple(round(side) for side in size) == wanted


def test_one_printer_is_tried_by_name_and_an_unknown_one_is_named(station: Callable[..., Any]) -> None:
    with SocketPrinterDouble() as double:
        assert [one["printer"] for one in station(double, "test", "labels")[1]] == ["labels"]
        code, said = station(double, "test", "lables")
    assert (code, said[0]["code"]) == (2, "printer.unknown")
    assert "labels, small, papers" in said[0]["say"]


def test_printers_say_how_they_are_and_what_nobody_prints_is_named(station: Callable[..., Any]) -> None:
    with SocketPrinterDouble() as double:
        double.troubles = ("paper_out",)
        code, (said,) = station(double, "status")
    rows = {one["name"]: one for one in said["printers"]}
    assert (code, rows["labels"]["state"], rows["papers"]["state"]) == (1, "stopped", "open")
    assert rows["labels"]["problems"][0]["code"] == "printer.paper_out"
    assert "labels" in rows["labels"]["problems"][0]["say"]
    unrouted = " ".join(one["say"] for one in said["unrouted"])
    assert "manifest" in unrouted and "packing_slip" not in unrouted


def test_the_list_is_one_row_a_printer(station: Callable[..., Any]) -> None:
    with SocketPrinterDouble() as double:
        code, (rows,) = station(double, "list")
    assert code == 0
    assert [(one["name"], one["kind"], one["prints"]) for one in rows] == [
        ("labels", "socket", ["shipping_label"]),
        ("small", "folder", ["shipping_label"]),
        ("papers", "folder", ["packing_slip"]),
    ]
