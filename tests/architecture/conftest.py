"""The source as data, for the tests of the house rules."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Source:
    """One module of ours: its dotted name, its text and its tree."""

    name: str
    text: str
    tree: ast.Module
    is_package: bool

    def imported(self) -> Iterator[tuple[str, str]]:
        """Every (module, name) imported anywhere in it, relative ones resolved; name "" for `import x`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = self._absolute(node)
                yield from ((module, alias.name) for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        kept = parts[: len(parts) - node.level + (1 if self.is_package else 0)]
        return ".".join([*kept, node.module] if node.module else kept)


def source(name: str, text: str, is_package: bool = False) -> Source:
    return Source(name, text, ast.parse(text), is_package)


def read_sources() -> list[Source]:
    found = []
    for top in ("station", "ui"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if package else parts)
            found.append(source(name, path.read_text(encoding="utf-8"), package))
    return found


@pytest.fixture(scope="session")
def sources() -> Sequence[Source]:
    return read_sources()


@pytest.fixture(scope="session")
def plant() -> Callable[..., Source]:
    """Makes a module that does not exist, to see a rule catch it."""
    return source


@pytest.fixture(scope="session")
def i18n() -> Path:
    return ROOT / "resources" / "i18n"
