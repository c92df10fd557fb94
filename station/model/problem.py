"""What went wrong, as a code and what it is about. The words are in resources/i18n."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """A dotted code (`pack.not_on_order`) and the values its sentence needs."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class StationError(Exception):
    """An error a person can act on: it has a code, and its sentence names the thing and the remedy."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.problem = Problem(code, params)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.problem.params.items())
        return f"{self.problem.code} ({details})" if details else self.problem.code
