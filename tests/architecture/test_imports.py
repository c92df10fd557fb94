"""Who may import whom, and which library lives where."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

# A module may import what begins with these, and its own package. The longest matching entry decides.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "station": (),
    "station.model": (),
    "station.clock": (),
    "station.log": (),
    "station.bus": ("station.model",),
    "station.words": ("station.model", "resources"),
    "station.settings": ("station.model",),
    "station.packing": ("station.model",),
    "station.stock": ("station.model",),
    "station.store": ("station.model", "station.packing", "station.stock", "station.clock"),
    "station.net": ("station.model", "station.clock"),
    # The files carts share. The folders below them, one per cart, see no sibling: `_home` below.
    "station.carts": ("station.model", "station.net.http"),
    "station.carriers": ("station.model", "station.net.http"),
    "station.devices": ("station.model", "station.net", "station.clock", "station.bus"),
    "station.printing": ("station.model", "station.net", "station.clock", "station.bus"),
    "station.labels": ("station.model", "resources"),
    "station.usecases": (
        "station.model",
        "station.packing",
        "station.stock",
        "station.store",
        "station.labels",
        "station.carts.contract",
        "station.carriers.contract",
        "station.printing.contract",
        "station.clock",
        "station.bus",
        "station.settings.schema",
    ),
    "station.sync": (
        "station.model",
        "station.usecases",
        "station.store",
        "station.carts.contract",
        "station.carriers.contract",
        "station.printing.contract",
        "station.clock",
        "station.bus",
    ),
    "station.reports": ("station.model", "station.store", "station.clock"),
    "station.sandbox": ("station", "resources"),
    "station.app": ("station", "resources"),
    "station.joining": ("station", "resources"),
    "station.daybook": ("station", "resources"),
    "station.dock": ("station", "resources"),
    "station.gear": ("station", "resources"),
    "station.queue": ("station", "resources"),
    "station.shops": ("station", "resources"),
    "station.waves": ("station", "resources"),
    "station.assembly": ("station", "resources"),
    # Only the command line knows that there is a window, and opens it.
    "station.cli": ("station", "resources", "ui"),
    "ui": (
        "station.app",
        "station.bus",
        "station.model",
        "station.reports",
        "station.settings",
        "station.words",
        "resources",
    ),
}

# Libraries that may be imported in one room only.
ROOM_OF = {
    "PySide6": "ui",
    "shiboken6": "ui",
    "sqlalchemy": "station.store",
    "alembic": "station.store",
    "psycopg": "station.store",
    "sqlite3": "station.store",
    "httpx": "station.net",
    "serial": "station.net",
}

# Too heavy to be there before they are needed.
LAZY = (
    "reportlab",
    "biip",
    "babel",
    "xlsxwriter",
    "alembic",
    "pyqtgraph",
    "zxingcpp",
    "pypdfium2",
    "PySide6",
)

FAMILIES = ("station.carts", "station.carriers")


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def targets(source: Any, modules: set[str]) -> Iterator[str]:
    """What a module imports, as modules: `from a import b` is a.b where that is a module."""
    for module, name in source.imported():
        full = f"{module}.{name}"
        yield full if name and full in modules else module


def layer_breaches(sources: Sequence[Any]) -> list[str]:
    modules = {one.name for one in sources}
    found = []
    for one in sources:
        for target in targets(one, modules):
            if target.split(".")[0] in ("station", "ui", "resources") and not may_import(
                one.name, target, modules
            ):
                found.append(f"{one.name} imports {target}")
    return sorted(set(found))


def may_import(name: str, target: str, modules: set[str]) -> bool:
    if target == "station" and name != "station":
        return True  # its version
    layer = max((key for key in MAY_IMPORT if within(name, key)), key=len)
    if layer in FAMILIES:
        return _in_family(name, target, layer, modules)
    own = within(target, layer) if layer != "station" else False
    return own or any(within(target, allowed) for allowed in MAY_IMPORT[layer])


def _in_family(name: str, target: str, family: str, modules: set[str]) -> bool:
    """A member sees its own folder and the shared files; only the registry sees the members."""
    if not within(target, family):
        return any(within(target, allowed) for allowed in MAY_IMPORT[family])
    member = _member(target, family, modules)
    return not member or member == _member(name, family, modules) or name == f"{family}.registry"


def _member(name: str, family: str, modules: set[str]) -> str:
    """The member's folder a module lives in; "" for the shared files."""
    rest = name.removeprefix(family).strip(".").split(".")[0]
    folder = f"{family}.{rest}"
    return folder if rest and any(one.startswith(f"{folder}.") for one in modules | {f"{name}."[:-1]}) else ""


def library_breaches(sources: Sequence[Any]) -> list[str]:
    return sorted(
        {
            f"{one.name} imports {module}"
            for one in sources
            for module, _ in one.imported()
            if (room := ROOM_OF.get(module.split(".")[0])) and not within(one.name, room)
        }
    )


def cycles(sources: Sequence[Any]) -> list[str]:
    """Every ring of modules that import one another, as `a -> b -> a`."""
    modules = {one.name for one in sources}
    graph = {one.name: sorted(set(targets(one, modules)) & modules - {one.name}) for one in sources}
    found: list[str] = []
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            found.append(" -> ".join((*trail[trail.index(name) :], name)))
        elif name not in done:
            for target in graph[name]:
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())
    return found


def test_every_module_keeps_to_its_layer(sources: Sequence[Any]) -> None:
    found = layer_breaches(sources)
    assert not found, "\n".join(found)


def test_every_library_stays_in_its_room(sources: Sequence[Any]) -> None:
    found = library_breaches(sources)
    assert not found, "\n".join(found)


def test_no_modules_import_one_another(sources: Sequence[Any]) -> None:
    found = cycles(sources)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("station.model.order", "from station.clock import Clock"),
        ("station.packing.scan", "import station.store.orders"),
        ("station.packing.scan", "def later():\n    from station.net import http"),
        ("station.packing.scan", "from ..store import orders"),
        ("station.stock.ledger", "from station.packing import scan"),
        ("station.carts.shopware.client", "from station.carts.woocommerce import client"),
        ("station.carts.shopware.client", "from ..woocommerce.client import Client"),
        ("station.carts.shopware.client", "from station.net import serial"),
        ("station.carts.paging", "from station.carts.woocommerce import client"),
        ("station.devices.runner", "from station.printing import spool"),
        ("station.usecases.pack", "from station.carts import registry"),
        ("station.usecases.pack", "import station.settings.load"),
        ("station.sync.pull", "from station.packing import scan"),
        ("station.app", "import ui"),
        ("ui.pages.pack", "from station.usecases import pack"),
        ("ui.pages.pack", "from station import store"),
    ],
)
def test_a_planted_breach_of_a_layer_is_seen(name: str, text: str, plant: Callable[..., Any]) -> None:
    house = [
        plant(known, "", known.count(".") < 2)
        for known in (
            "station.store",
            "station.store.orders",
            "station.carts.registry",
            "station.carts.woocommerce",
            "station.carts.woocommerce.client",
            "station.carts.shopware",
            "station.net.serial",
            "station.packing.scan",
            "station.usecases.pack",
            "station.printing.spool",
        )
        if known != name
    ]
    assert len(layer_breaches([*house, plant(name, text)])) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("station.carts.shopware.client", "from station.carts.shopware.mapping import order"),
        ("station.carts.shopware.client", "from station.carts import contract\nfrom station.net import http"),
        ("station.carts.shopware.client", "from .mapping import order\nfrom ..contract import Cart"),
        ("station.carts.registry", "from station.carts.woocommerce import client"),
        ("station.usecases.pack", "from station.carts import contract"),
        ("station.cli", "def window():\n    from ui import shell"),
        ("station.sandbox.shop", "import station.app"),
        ("ui.shell", "from station import __version__\nfrom station.words import Words"),
    ],
)
def test_what_is_allowed_is_no_breach(name: str, text: str, plant: Callable[..., Any]) -> None:
    house = [
        plant(known, "")
        for known in (
            "station.carts.contract",
            "station.carts.woocommerce.client",
            "station.carts.shopware.mapping",
            "station.net.http",
        )
    ]
    assert layer_breaches([*house, plant(name, text)]) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("station.app", "from PySide6.QtCore import QObject"),
        ("station.usecases.pack", "import sqlalchemy as sa"),
        ("station.carts.woocommerce", "def get():\n    import httpx"),
        ("station.devices.runner", "import serial.tools.list_ports"),
    ],
)
def test_a_planted_library_in_the_wrong_room_is_seen(name: str, text: str, plant: Callable[..., Any]) -> None:
    assert len(library_breaches([plant(name, text)])) == 1


def test_a_planted_ring_is_seen_even_when_it_hides_in_a_function(plant: Callable[..., Any]) -> None:
    ring = [
        plant("station.a", "from station import b"),
        plant("station.b", "def later():\n    from .c import thing"),
        plant("station.c", "import station.a"),
        plant("station.d", "import station.a"),
    ]
    assert cycles(ring) == ["station.a -> station.b -> station.c -> station.a"]


def test_the_bench_starts_without_its_heavy_libraries() -> None:
    code = "import sys, station.app, station.cli; print(' '.join(sys.modules))"
    started = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert started.returncode == 0, started.stderr
    assert sorted({name for name in started.stdout.split() if name in LAZY}) == []
