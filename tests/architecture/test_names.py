"""Names say what a thing is on the floor, rooms stay small, nothing is shared behind the back."""

import ast
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

BANNED = {"manager", "helper", "util", "handler", "processor", "data", "info", "base", "impl"}
BANNED |= {f"{word}s" for word in BANNED}
PREFIXES = ("do_", "process_", "handle_")
# Names the standard library asks for: http.server calls these methods.
ASKED_FOR = {"do_GET", "do_POST", "do_PUT", "do_PATCH", "do_DELETE", "do_HEAD", "do_OPTIONS", "handle_error"}
MOST_LINES = 400


def words(name: str) -> list[str]:
    """`RetryHandler` and `retry_handler` are both retry, handler."""
    return re.findall(
        r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    )


def is_banned(name: str) -> bool:
    parts = words(name)
    return bool(parts) and (parts[0] in BANNED or parts[-1] in BANNED)


def is_empty_verb(name: str) -> bool:
    return name not in ASKED_FOR and name.lstrip("_").startswith(PREFIXES)


def name_breaches(source: Any) -> list[str]:
    found = [f"module {source.name}"] if is_banned(source.name.split(".")[-1]) else []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and is_banned(node.name):
            found.append(f"class {source.name}.{node.name}")
        if isinstance(node, ast.FunctionDef) and is_empty_verb(node.name):
            found.append(f"function {source.name}.{node.name}")
    return found


def globals_in(source: Any) -> list[str]:
    return [f"{source.name}:{node.lineno}" for node in ast.walk(source.tree) if isinstance(node, ast.Global)]


def test_no_name_hides_what_a_thing_is(sources: Sequence[Any]) -> None:
    found = [breach for one in sources for breach in name_breaches(one)]
    assert not found, "\n".join(found)


def test_no_module_changes_a_global(sources: Sequence[Any]) -> None:
    assert [place for one in sources for place in globals_in(one)] == []


def test_every_module_is_one_room(sources: Sequence[Any]) -> None:
    sizes = {one.name: len(one.text.splitlines()) for one in sources}
    assert {name: lines for name, lines in sizes.items() if lines > MOST_LINES} == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("station.order_utils", ""),
        ("station.orders", "class OrderManager: ..."),
        ("station.orders", "class BaseOrder: ..."),
        ("station.orders", "def make():\n    class HTTPHandler: ..."),
        ("station.orders", "def handle_scan(): ..."),
        ("station.orders", "class Scan:\n    def _process_order(self): ..."),
    ],
)
def test_a_planted_name_is_seen(name: str, text: str, plant: Callable[..., Any]) -> None:
    assert len(name_breaches(plant(name, text))) == 1


def test_names_of_the_floor_pass(plant: Callable[..., Any]) -> None:
    text = "class Database: ...\nclass Informed: ...\nclass Site:\n    def do_GET(self): ...\n"
    assert name_breaches(plant("station.database", text)) == []


def test_a_planted_global_is_seen(plant: Callable[..., Any]) -> None:
    assert globals_in(plant("station.x", "count = 0\ndef more():\n    global count\n    count += 1")) == [
        "station.x:3"
    ]
