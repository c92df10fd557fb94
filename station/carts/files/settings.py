"""What one folder may be told, every option with its default, and how its cells are read."""

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from station.carts.files.columns import FIELDS, Headings
from station.carts.settings import StoreSettings, bad_option
from station.model.order import OrderState
from station.model.problem import Problem
from station.model.quantity import MILLIGRAMS

_DELIMITERS = {"": "", ",": ",", ";": ";", "|": "|", "tab": "\t", "\t": "\t"}


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """`delimiter` and `encoding` empty: the file shows them. `states` by the partner's own words."""

    name: str
    folder: Path
    headings: Headings
    delimiter: str = ""
    encoding: str = ""
    decimal_comma: bool = False
    date_format: str = ""
    zone: tzinfo = UTC
    weight_unit: str = "g"
    completed_status: str = "completed"
    states: Mapping[str, OrderState] = field(default_factory=dict)
    page_size: int = 200
    carrier: Callable[[str], str] = str
    proxy: str = ""
    ca_file: str = ""
    give_way: Callable[[], None] | None = None
    say: Callable[[Problem], str] | None = None
    trial: bool = False

    @classmethod
    def of(cls, store: StoreSettings) -> "FolderSettings":
        """Raises `StationError` `settings.bad_option` with store, option and value."""
        if not store.url.startswith("file:") or store.url == "file:":
            raise bad_option(store, "url", store.url)
        columns = store.table("columns")
        for ours, theirs in columns.items():
            if ours not in FIELDS:
                raise bad_option(store, "columns", f"{ours} = {theirs}")
        delimiter = str(store.options.get("delimiter", ""))
        if delimiter not in _DELIMITERS:
            raise bad_option(store, "delimiter", delimiter)
        unit = store.weight_unit.lower() or "g"
        if unit not in MILLIGRAMS:
            raise bad_option(store, "weight_unit", unit)
        return cls(
            name=store.name,
            folder=Path(store.url.removeprefix("file:")).expanduser(),
            headings=Headings(columns),
            delimiter=_DELIMITERS[delimiter],
            encoding=_encoding(store),
            decimal_comma=store.flag("decimal_comma"),
            date_format=_date_format(store),
            zone=_zone(store),
            weight_unit=unit,
            completed_status=store.completed_status or "completed",
            states={word(status): state for status, state in store.states().items()},
            page_size=store.number("page_size", 200, 1, 1000),
            carrier=lambda ours: store.carrier(ours, {}, ours),
            proxy=store.proxy,
            ca_file=store.ca_file,
            give_way=store.give_way,
            say=store.say,
            trial=store.trial,
        )


def word(status: str) -> str:
    """A status as it is compared: small letters, one underscore for blanks and dashes."""
    return "_".join(status.casefold().replace("-", " ").replace("_", " ").split())


def _encoding(store: StoreSettings) -> str:
    wanted = store.text("encoding")
    try:
        return codecs.lookup(wanted).name if wanted else ""
    except LookupError:
        raise bad_option(store, "encoding", wanted) from None


def _date_format(store: StoreSettings) -> str:
    wanted = store.text("date_format")
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    try:
        kept = not wanted or datetime.strptime(noon.strftime(wanted), wanted).date() == noon.date()  # noqa: DTZ007 - only its day is compared
    except ValueError:
        kept = False
    if not kept:
        raise bad_option(store, "date_format", wanted)
    return wanted


def _zone(store: StoreSettings) -> tzinfo:
    wanted = store.text("timezone", "UTC")
    try:
        return ZoneInfo(wanted)
    except (KeyError, ValueError, OSError):
        raise bad_option(store, "timezone", wanted) from None
