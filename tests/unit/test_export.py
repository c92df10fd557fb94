"""The day's cartons for a spreadsheet."""

import csv
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station.model.problem import StationError
from station.model.quantity import Mass
from station.model.view import ShipmentRow
from station.reports.export import as_csv, to_xlsx

ROW = ShipmentRow(
    at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    store="main",
    order="=1+1",
    ref="7",
    carton=1,
    tracking="040123450000000016",
    carrier="Own van",
    operator="Ana",
    bench="Bench 1",
    units=3,
    gross=Mass(1_284_000),
    pushed="done",
)


def test_csv_has_a_head_and_masses_in_grams() -> None:
    head, row = csv.reader(as_csv([ROW]).splitlines())
    found = dict(zip(head, row, strict=True))
    assert (found["tracking"], found["gross"], found["at"]) == (
        "040123450000000016",
        "1284.0",
        "2026-03-02T09:30:00+00:00",
    )


def test_an_order_number_is_never_taken_for_a_formula(tmp_path: Path) -> None:
    to_xlsx([ROW], tmp_path / "day.xlsx")
    with zipfile.ZipFile(tmp_path / "day.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in texts
    assert "040123450000000016" in texts


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StationError) as trouble:
        to_xlsx([ROW], tmp_path / "nowhere" / "day.xlsx")
    assert trouble.value.problem.code == "report.cannot_write"
