"""station.toml to `Settings`. Every complaint names file, key and line, and all are made at once."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Protocol, TypeVar, get_args, get_origin, get_type_hints, runtime_checkable

from station.model.problem import Problem, StationError
from station.settings import paths, shadow
from station.settings.locate import Lines, Place
from station.settings.option import key_of, option_of
from station.settings.schema import Settings

T = TypeVar("T")

_POSITION = re.compile(r"line (\d+), column (\d+)")
# What a value of each type looks like in the file: the same in every language.
_EXAMPLE = {str: '"…"', int: "60", Decimal: "120.5", bool: "true"}


class ConfigError(StationError):
    """The file cannot be used. `problems` are all its complaints, in the order of their lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].code, **problems[0].params)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "; ".join(f"{one.code} {dict(one.params)}" for one in self.problems)


def config_path(chosen: Path | None = None) -> Path:
    """`--config`, else STATION_CONFIG, else station.toml in the user's settings folder (it may not exist)."""
    if chosen is not None:
        return chosen
    if named := os.environ.get("STATION_CONFIG"):
        return Path(named)
    return _own_folder() / "station.toml"


def _own_folder() -> Path:
    import platformdirs

    return platformdirs.user_config_path("fulfillment-station", appauthor=False)


def remember(path: Path) -> None:
    """This machine is a bench from now on: missing settings are a stop then, not practice."""
    if path.parent == _own_folder():
        (path.parent / "configured").touch()


def was_configured() -> bool:
    """Whether settings from the usual place were ever loaded here."""
    return (_own_folder() / "configured").exists()


def load(path: Path) -> Settings:
    """Read a file; `ConfigError` with every complaint there is."""
    path = path.expanduser().absolute()
    text = _text_of(path)
    reading = _Reading(path, Lines(text))
    settings = reading.table(Settings, _tables_of(text, path), ())
    if reading.problems or settings is None:
        raise ConfigError(sorted(reading.problems, key=_line))
    whole = replace(_with_folders(settings, path.parent), file=path)
    return shadow.watching(whole, path.parent) if whole.bench.shadow else whole


def _line(problem: Problem) -> int:
    line = problem.params["line"]
    return line if isinstance(line, int) else 0


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        found = Problem("config.not_found", {"file": str(path)})
    except OSError as trouble:
        found = Problem("config.unreadable", {"file": str(path), "reason": trouble.strerror or ""})
    except UnicodeDecodeError as trouble:
        line = trouble.object.count(b"\n", 0, trouble.start) + 1
        found = Problem("config.not_utf8", {"file": str(path), "line": line})
    raise ConfigError([found])


def _tables_of(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as trouble:
        place = _POSITION.search(str(trouble))
    lines = text.splitlines() or [""]
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    raise ConfigError([Problem("config.broken_toml", {"file": str(path), "line": line, "column": column})])


def _with_folders(settings: Settings, folder: Path) -> Settings:
    """A folder printer's target is a path; only its kind tells."""
    return replace(
        settings,
        printers=tuple(
            replace(one, target=paths.whole(one.target, folder)) if one.kind == "folder" else one
            for one in settings.printers
        ),
    )


@runtime_checkable
class _Careful(Protocol):
    """A settings class that looks at several of its options together."""

    def complaint(self) -> tuple[str, Problem] | None: ...


class _Reading:
    """One pass over one file. What does not fit is noted, and reading goes on."""

    def __init__(self, file: Path, lines: Lines) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._lines = lines

    def complain(self, problem: Problem, place: Place) -> None:
        about = {"file": str(self._file), "line": self._lines.of(place), "key": _dotted(place)}
        self.problems.append(Problem(problem.code, {**about, **problem.params}))

    def table(self, kind: type[T], table: Mapping[str, Any], place: Place) -> T | None:
        """An instance of a settings class; None when anything in it was complained of."""
        before = len(self.problems)
        hints = get_type_hints(kind)
        options = {key_of(one): one for one in fields(kind) if option_of(one)}  # type: ignore[arg-type]
        for key in table.keys() - options.keys():
            self._unknown(key, options, place)
        values = {
            one.name: self._option(one, hints[one.name], table, (*place, key)) for key, one in options.items()
        }
        if len(self.problems) > before:
            return None
        made = kind(**{name: value for name, value in values.items() if value is not MISSING})
        if isinstance(made, _Careful) and (complaint := made.complaint()):
            key, problem = complaint
            self.complain(problem, (*place, key))
        return made

    def _unique(self, key: str, tables: Sequence[Any], place: Place) -> None:
        """No two entries with the same name."""
        names = [one.get(key) for one in tables if isinstance(one, dict)]
        code = "config.duplicate_store" if place == ("store",) else "config.duplicate"
        for number, name in enumerate(names):
            if name is not None and name in names[:number]:
                self.complain(Problem(code, {"value": name}), (*place, number, key))

    def _unknown(self, key: str, options: Mapping[str, object], place: Place) -> None:
        near = difflib.get_close_matches(key, options, n=1)
        suggestion = near[0] if near else ", ".join(options)
        self.complain(Problem("config.unknown_key", {"suggestion": suggestion}), (*place, key))

    def _option(self, declared: Field[Any], wanted: Any, table: Mapping[str, Any], place: Place) -> Any:
        option = option_of(declared)
        if place[-1] not in table:
            return self._absent(declared, wanted, place)
        before = len(self.problems)
        value = self._value(wanted, table[str(place[-1])], place)
        if option is None:
            return value
        if option.unique and isinstance(value, tuple):
            self._unique(option.unique, table[str(place[-1])], place)
        if len(self.problems) > before:
            return MISSING
        if option.check and (problem := option.check(value)):
            self.complain(problem, place)
        return option.resolve(value, self._file.parent) if option.resolve else value

    def _absent(self, declared: Field[Any], wanted: Any, place: Place) -> Any:
        """What an option is that the file does not have. A table left out is one with nothing in it."""
        option = option_of(declared)
        if isinstance(wanted, type) and is_dataclass(wanted):
            return self.table(wanted, {}, place)
        if declared.default is MISSING and declared.default_factory is MISSING:
            self.complain(Problem("config.missing_key"), place)
        elif option and option.resolve and isinstance(declared.default, str):
            return option.resolve(declared.default, self._file.parent)
        return MISSING

    def _value(self, wanted: Any, value: Any, place: Place) -> Any:
        """`value` as the annotation wants it; a complaint is made when it cannot be."""
        origin = get_origin(wanted)
        if origin is UnionType:
            return self._value(get_args(wanted)[0], value, place)
        if origin is Literal:
            return self._choice(get_args(wanted), value, place)
        if origin is tuple:
            return self._list(get_args(wanted)[0], value, place)
        if origin is not None:
            return self._texts(value, place) if get_args(wanted)[1] is str else self._table(value, place)
        if isinstance(wanted, type) and is_dataclass(wanted):
            return self._nested(wanted, value, place)
        fits = type(value) is wanted or (wanted is Decimal and type(value) is int)
        if not fits:
            return self._wrong_type(_EXAMPLE[wanted], place)
        return Decimal(value) if wanted is Decimal else value

    def _choice(self, known: tuple[Any, ...], value: Any, place: Place) -> Any:
        if type(value) is not type(known[0]):
            return self._wrong_type(_EXAMPLE[type(known[0])], place)
        if value not in known:
            near = ", ".join(str(one) for one in known if one != "")
            self.complain(Problem("config.bad_value", {"value": value, "known": near}), place)
        return value

    def _list(self, wanted: Any, value: Any, place: Place) -> Any:
        if not isinstance(value, list):
            example = f"[[{place[-1]}]]" if is_dataclass(wanted) else f"[{_example(wanted)}]"
            return self._wrong_type(example, place)
        return tuple(self._value(wanted, one, (*place, number)) for number, one in enumerate(value))

    def _texts(self, value: Any, place: Place) -> Any:
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return value
        return self._wrong_type('{ "…" = "…" }', place)

    def _table(self, value: Any, place: Place) -> Any:
        """A table whose keys somebody else knows."""
        return value if isinstance(value, dict) else self._wrong_type('{ "…" = "…" }', place)

    def _nested(self, wanted: type[Any], value: Any, place: Place) -> Any:
        if isinstance(value, dict):
            return self.table(wanted, value, place)
        return self._wrong_type(f"[{_dotted(place)}]", place)

    def _wrong_type(self, example: str, place: Place) -> None:
        self.complain(Problem("config.wrong_type", {"example": example}), place)


def _example(wanted: Any) -> str:
    return _EXAMPLE[wanted] if wanted in _EXAMPLE else f'"{get_args(wanted)[0]}"'


def _dotted(place: Place) -> str:
    """`store.url`; which of the stores it is, the line says."""
    return ".".join(part for part in place if isinstance(part, str))
