"""`station print`: from a word on the command line to paper that scans."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from station.cli.main import main
from station.cli.printing import spans
from station.labels import readback
from station.model.order import Address
from station.model.problem import StationError
from station.model.product import Product
from station.model.quantity import Mass
from station.model.view import ShipmentRow
from station.store import products
from station.store.engine import Store
from station.store.prepare import prepare
from station.usecases import documents

SETTINGS = """
[bench]
name = "Bench 1"
database = "sqlite:///station.db"

[[printer]]
name = "labels"
kind = "folder"
target = "out"
language = "zpl"
width_mm = 100
height_mm = 50
prints = ["tote_label"]

[[operator]]
name = "Anna"
badge = "OP-ANNA"

[labels]
paper = "Letter"
"""


@pytest.fixture
def station(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Runs a command; its exit code, and its JSON or the codes of its problems."""
    file = tmp_path / "station.toml"
    file.write_text(SETTINGS, encoding="utf-8")

    def run(*words: str) -> tuple[int, Any]:
        code = main([*words, "--json", "--config", str(file)])
        said = capsys.readouterr().out
        return code, json.loads(said.splitlines()[-1]) if said else None

    return run


def read(file: str | Path) -> list[str]:
    return [one.text for one in readback.read(Path(file).read_bytes())]


def test_tote_labels_go_to_the_printer_of_such_labels(station: Callable[..., tuple[int, Any]]) -> None:
    code, found = station("print", "tote", "8..10", "A")

    assert (code, found["pages"]) == (0, 4)
    assert read(found["where"]) == ["TOTE-8", "TOTE-9", "TOTE-10", "TOTE-A"]


def test_bin_labels_go_to_a_file_as_often_as_asked(
    station: Callable[..., tuple[int, Any]], tmp_path: Path
) -> None:
    code, _ = station("print", "bin", "A-09..10", "--copies", "2", "--file", str(tmp_path / "bins.pdf"))

    assert code == 0
    assert read(tmp_path / "bins.pdf") == ["BIN-A-09"] * 2 + ["BIN-A-10"] * 2


def test_goods_get_the_name_and_code_the_shop_knows(
    station: Callable[..., tuple[int, Any]], tmp_path: Path
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'station.db'}")
    now = datetime(2026, 3, 2, tzinfo=UTC)
    prepare(store, tmp_path / "backups", now)
    with store.write() as tx:
        products.save(tx, [Product("main", "7", "TEE-M", "Cotton shirt", ("4006381333931",))], now)
    store.close()
    file = tmp_path / "goods.zpl"
    code, _ = station("print", "sku", "TEE-M", "4006381333931", "UNKNOWN-1", "--file", str(file))

    assert code == 0
    assert read(file) == ["4006381333931", "4006381333931", "UNKNOWN-1"]
    assert file.read_text().count("Cotton shirt") == 2


def test_sheets_are_on_the_paper_of_the_house(
    station: Callable[..., tuple[int, Any]], tmp_path: Path
) -> None:
    for what in ("badges", "commands"):
        assert station("print", what, "--file", str(tmp_path / f"{what}.pdf"))[0] == 0

    assert read(tmp_path / "badges.pdf") == ["OP-ANNA"]
    assert "CMD-UNDO" in read(tmp_path / "commands.pdf")
    assert readback.dots((tmp_path / "badges.pdf").read_bytes(), 72)[0].size == (612, 792)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("print", "tote"), "print.nothing"),
        (("print", "manifest", "--file", "m.pdf"), "print.nothing"),
        (("print", "tote", "9..1"), "print.span"),
        (("print", "bin", "A-1"), "printer.none_for_kind"),
        (("print", "tote", "1", "--printer", "other"), "printer.unknown"),
        (("print", "lines", "1001", "--file", "l.pdf"), "order.unknown"),
        (("print", "tote", "1", "--file", "/nowhere/t.pdf"), "report.cannot_write"),
    ],
)
def test_what_cannot_be_printed_is_said(
    station: Callable[..., tuple[int, Any]], words: tuple[str, ...], code: str
) -> None:
    failed, found = station(*words)

    assert failed
    assert code in json.dumps(found)


def test_names_in_a_row_keep_their_zeros_and_dashes() -> None:
    assert spans(["A-08..11", "B-1-20", "x"]) == ["A-08", "A-09", "A-10", "A-11", "B-1-20", "x"]
    with pytest.raises(StationError):
        spans(["1..100000"])


def test_each_carrier_has_a_manifest_of_its_own_cartons() -> None:
    def row(carrier: str, minute: int) -> ShipmentRow:
        at = datetime(2026, 3, 2, 9, minute, tzinfo=UTC)
        return ShipmentRow(
            at, "main", f"#{minute}", "1", 1, f"T{minute}", carrier, "Anna", "B1", 2, Mass(1_000), "done"
        )

    made = documents.manifests([row("Van", 5), row("DHL", 9), row("Van", 3)], date(2026, 3, 2), Address())

    assert [(one.carrier, [carton.tracking for carton in one.cartons]) for one in made] == [
        ("DHL", ["T9"]),
        ("Van", ["T3", "T5"]),
    ]
