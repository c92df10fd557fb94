"""The Internet Printing Protocol as bytes: requests written, answers read. Nothing here opens a connection.

Sources: RFC 8010 (encoding), RFC 8011 (operations, states, status codes).
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from station.model.problem import StationError

Value = str | int | bool | bytes
Attributes = Mapping[str, tuple[Value, ...]]


class Operation(IntEnum):
    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER = 0x000B


class Tag(IntEnum):
    """How a value is written."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


class Group(IntEnum):
    OPERATION = 1
    JOB = 2
    END = 3
    PRINTER = 4


_VERSION = 0x0101  # every printer understands it; nothing newer is needed
_NUMBERS = (Tag.INTEGER, Tag.ENUM)
_TEXTS = range(0x41, 0x4A)
_WITH_LANGUAGE = (0x35, 0x36)
_LEAST_VALUE = 0x10  # tags below begin a group


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of a request; several values are one attribute."""

    name: str
    tag: Tag
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class IppAnswer:
    """`status` below 0x0100 is success. `groups` are those after the operation's own."""

    status: int
    groups: tuple[tuple[int, Attributes], ...]

    @property
    def ok(self) -> bool:
        return self.status < 0x0100

    def all(self, group: Group) -> tuple[Attributes, ...]:
        return tuple(attributes for tag, attributes in self.groups if tag == group)

    def first(self, group: Group) -> Attributes:
        return next(iter(self.all(group)), {})


def request(
    operation: Operation, printer: str, fields: Sequence[Field] = (), job: Sequence[Field] = ()
) -> bytes:
    """The bytes before a document. `printer` is its URI; `job` are attributes of the job itself."""
    head = (
        Field("attributes-charset", Tag.CHARSET, ("utf-8",)),
        Field("attributes-natural-language", Tag.LANGUAGE, ("en",)),
        Field("printer-uri", Tag.URI, (printer,)),
    )
    parts = [struct.pack(">HHI", _VERSION, operation, 1), bytes([Group.OPERATION])]
    parts += [written(field) for field in (*head, *fields)]
    if job:
        parts += [bytes([Group.JOB]), *(written(field) for field in job)]
    return b"".join([*parts, bytes([Group.END])])


def written(field: Field) -> bytes:
    """One attribute as bytes."""
    out = b""
    name = field.name.encode("ascii")
    for value in field.values:
        content = _content(value)
        out += struct.pack(">BH", field.tag, len(name)) + name + struct.pack(">H", len(content)) + content
        name = b""  # further values of the same attribute have none
    return out


def _content(value: Value) -> bytes:
    if isinstance(value, bool):
        return bytes([value])
    if isinstance(value, int):
        return struct.pack(">i", value)
    return value if isinstance(value, bytes) else value.encode("utf-8")


def answer(body: bytes, printer: str) -> IppAnswer:
    """`printer.ipp_unreadable` for what is no whole answer of the printer of this name."""
    try:
        _, status, _ = struct.unpack_from(">HHI", body)
        groups = tuple(_groups(body))
    except (struct.error, IndexError) as trouble:
        raise StationError("printer.ipp_unreadable", printer=printer) from trouble
    return IppAnswer(status, groups)


def _groups(body: bytes) -> Iterator[tuple[int, Attributes]]:
    at, tag, found, name = 8, 0, dict[str, tuple[Value, ...]](), ""
    while True:
        kind = body[at]
        at += 1
        if kind < _LEAST_VALUE:
            if tag:
                yield tag, found
            if kind == Group.END:
                return
            tag, found, name = kind, {}, ""
            continue
        label, at = counted(body, at)
        content, at = counted(body, at)
        name = label.decode("utf-8", "replace") or name
        found_value = value(kind, content)
        if found_value is not None:
            found[name] = (*found.get(name, ()), found_value)


def counted(body: bytes, at: int) -> tuple[bytes, int]:
    """A length of two bytes and what it counts, and where that ends. IndexError past the end."""
    (length,) = struct.unpack_from(">H", body, at)
    end = at + 2 + length
    if end > len(body):
        raise IndexError(end)
    return body[at + 2 : end], end


def value(kind: int, content: bytes) -> Value | None:
    """None for what nobody here asks about: dates, resolutions, collections and their members."""
    if kind in _NUMBERS:
        return int(struct.unpack(">i", content)[0])
    if kind == Tag.BOOLEAN:
        return content != b"\x00"
    if kind in _TEXTS:
        return content.decode("utf-8", "replace")
    if kind in _WITH_LANGUAGE:
        _, at = counted(content, 0)
        return counted(content, at)[0].decode("utf-8", "replace")
    return None
