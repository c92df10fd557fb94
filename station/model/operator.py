"""Who did it."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    PACKER = "packer"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Operator:
    """`badge` is the scanned text, `OP-` included."""

    name: str
    badge: str
    role: Role = Role.PACKER
