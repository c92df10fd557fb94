"""Keys and passwords: kept in the system's vault, in environment variables or in a private file.

They are looked up when needed, never shown, and never part of an error.
"""

import json
import os
import stat
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from station.model.problem import StationError

_SERVICE = "fulfillment-station"


# Values by field, and where each was looked for.
_Found = tuple[dict[str, str | None], dict[str, str]]


class SecretsError(StationError):
    """A credential is not where it was said to be."""


class Secret:
    """A value that does not show itself. `reveal()` where it is handed over, nowhere else."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


def secrets_of(credentials: str, fields: Sequence[str], *, all_of_them: bool = True) -> dict[str, Secret]:
    """The named fields from `keyring:NAME`, `env:PREFIX` or `file:PATH`.

    `SecretsError` `secrets.missing` names the first field that is not there and where it was looked for;
    without `all_of_them` those there are.
    """
    place, _, name = credentials.partition(":")
    sources = {"keyring": _from_keyring, "env": _from_environment, "file": _from_file}
    if place not in sources:
        raise SecretsError("secrets.unknown_place")
    found, places = sources[place](name, fields)
    # Line ends that came along with a paste are cut off.
    texts = {field: (value or "").strip() for field, value in found.items()}
    for field, text in texts.items():
        if not text and all_of_them:
            raise SecretsError("secrets.missing", field=field, place=places[field])
    return {field: Secret(text) for field, text in texts.items() if text}


def keep_in_keyring(name: str, values: Mapping[str, str]) -> None:
    """Put fields where `keyring:NAME` finds them; `SecretsError` when this machine has no vault."""
    import keyring
    from keyring.errors import KeyringError

    try:
        for field, value in values.items():
            keyring.set_password(_service(name), field, value)
    except KeyringError:
        raise SecretsError("secrets.no_keyring", name=name) from None


def keep(credentials: str, field: str, value: str) -> None:
    """A renewed credential, put where the old one was, whole before it is used.

    `SecretsError` `secrets.not_kept` for one that came from the environment: nobody can write there.
    """
    place, _, name = credentials.partition(":")
    if place == "keyring":
        keep_in_keyring(name, {field: value})
    elif place == "file":
        path = Path(name)
        _write_private(path, {**_private_table(path), field: value})
    else:
        raise SecretsError("secrets.not_kept", field=field)


def keep_in_file(path: Path, values: Mapping[str, str]) -> None:
    """A private file of its own (mode 0600). `SecretsError` `secrets.file_unreadable` when it cannot be."""
    _write_private(path, values)


def _write_private(path: Path, table: Mapping[str, object]) -> None:
    """Written aside, on the disk, and moved in place."""
    part = path.with_name(f"{path.name}.part")
    lines = [f"{name} = {json.dumps(text, ensure_ascii=False)}\n" for name, text in table.items()]
    try:
        opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as trouble:
        raise SecretsError("secrets.file_unreadable", file=str(path), reason=trouble.strerror) from None


def _service(name: str) -> str:
    return f"{_SERVICE}/{name}"


def _from_keyring(name: str, fields: Sequence[str]) -> _Found:
    import keyring
    from keyring.errors import KeyringError

    try:
        found = {field: keyring.get_password(_service(name), field) for field in fields}
    except KeyringError:
        raise SecretsError("secrets.no_keyring", name=name) from None
    return found, {field: f"keyring {_service(name)}, {field}" for field in fields}


def _from_environment(prefix: str, fields: Sequence[str]) -> _Found:
    names = {field: f"{prefix}_{field.upper()}" for field in fields}
    return {field: os.environ.get(names[field]) for field in fields}, names


def _from_file(name: str, fields: Sequence[str]) -> _Found:
    path = Path(name)
    table = _private_table(path)
    for field in fields:
        if not isinstance(table.get(field, ""), str):
            raise SecretsError("secrets.not_text", file=str(path), field=field)
    texts = {field: str(table[field]) if field in table else None for field in fields}
    return texts, {field: f"{path}, {field}" for field in fields}


def _private_table(path: Path) -> Mapping[str, object]:
    """The file's content, once its owner alone may read it (Windows has no such bits)."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SecretsError("secrets.file_open_to_others", file=str(path))
            content = file.read()
    except OSError as trouble:
        raise SecretsError("secrets.file_unreadable", file=str(path), reason=trouble.strerror) from None
    table = _parsed(content)
    if table is None:
        raise SecretsError("secrets.file_broken", file=str(path))
    return table


def _parsed(content: bytes) -> Mapping[str, object] | None:
    """None when it is no TOML: the parser's own exception may carry the text, so it goes no further."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except ValueError:
        return None
