"""A day's cartons as CSV text or as an XLSX file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from station.model.problem import StationError
from station.model.quantity import Mass
from station.model.view import ShipmentRow

HEAD = tuple(one.name for one in fields(ShipmentRow))


def _row(one: ShipmentRow) -> list[Any]:
    """Masses in grams, times as ISO 8601 in UTC."""
    return [_cell(getattr(one, name)) for name in HEAD]


def _cell(value: Any) -> Any:
    if isinstance(value, Mass):
        return value.grams
    return value.isoformat() if isinstance(value, datetime) else value


def as_csv(rows: Sequence[ShipmentRow]) -> str:
    """RFC 4180, one head line."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows(_row(one) for one in rows)
    return text.getvalue()


def to_xlsx(rows: Sequence[ShipmentRow], file: Path) -> None:
    """One sheet. No cell is taken for a formula. Raises `report.cannot_write`."""
    import xlsxwriter

    try:
        with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet("cartons")
            for number, row in enumerate([list(HEAD), *(_row(one) for one in rows)]):
                sheet.write_row(number, 0, row)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as trouble:
        raise StationError("report.cannot_write", file=str(file), reason=str(trouble)) from trouble
