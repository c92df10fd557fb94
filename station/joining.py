"""A new store: what its credentials may do and what would be packed, before it is switched on."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from station import assembly
from station.carts import registry
from station.carts.contract import Cart, Location, Manifest, Probe
from station.carts.settings import StoreSettings
from station.model.problem import Problem, StationError
from station.settings.load import load
from station.settings.schema import Settings, Store
from station.settings.secrets import SecretsError, keep_in_file, keep_in_keyring

LOOK_BACK = timedelta(days=30)
ENOUGH = 300  # orders are counted up to here


@dataclass(frozen=True, slots=True)
class Draft:
    """A store as it is being entered. `secrets` by field name; they are stored nowhere until `keep`."""

    name: str
    cart: str
    url: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, object] = field(default_factory=dict)
    credentials: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a store says when it is asked for the first time.

    `counts`: orders of the last 30 days by canonical state, `more` when there are further ones; `aside`:
    orders nobody can read, each with its reason.
    """

    probe: Probe
    counts: Mapping[str, int]
    more: bool
    aside: tuple[tuple[str, Problem], ...]
    locations: tuple[Location, ...]


def manifest_of(cart: str) -> Manifest:
    """Raises `StationError` `cart.unknown`."""
    known = {one.cart: one for one in registry.manifests()}
    if cart not in known:
        raise StationError("cart.unknown", cart=cart, known=", ".join(sorted(known)))
    return known[cart]


def try_out(
    settings: Settings,
    draft: Draft,
    *,
    stop: Callable[[], bool] = lambda: False,
    now: datetime | None = None,
) -> Trial:
    """Ask the store, change nothing. Raises `StationError`: what is missing, or why it does not let us in."""
    cart = _built(settings, draft)
    try:
        probe = cart.probe()
        counts, more, aside = _counted(cart, (now or datetime.now(UTC)) - LOOK_BACK, stop)
        return Trial(probe, counts, more, aside, cart.locations())
    finally:
        cart.close()


def keep(file: Path, draft: Draft) -> str:
    """Write the store into the settings file, and its secrets into the vault of this machine (or, where there
    is none, into a private file beside it); where they are, as `credentials` has it.

    Raises `ConfigError` for what the settings do not take: then nothing was written anywhere.
    """
    place = draft.credentials or (f"keyring:{draft.name}" if draft.secrets else "")
    try:
        return _written(file, draft, place)
    except OSError as trouble:
        raise StationError("join.not_written", file=str(file), reason=trouble.strerror or "") from trouble


def add_section(file: Path, section: str) -> None:
    """Put one more section at the end of the settings file.

    Raises `ConfigError` for what the settings do not take, `StationError` `join.not_written`; then nothing
    was written.
    """
    before = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(before + ("\n" if before else "") + section, encoding="utf-8")
        load(part)
        part.replace(file)
    except OSError as trouble:
        raise StationError("join.not_written", file=str(file), reason=trouble.strerror or "") from trouble
    finally:
        part.unlink(missing_ok=True)


def _written(file: Path, draft: Draft, place: str) -> str:
    before = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    gap = "\n" if before else ""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(before + gap + _section(draft, place), encoding="utf-8")
        load(part)
        if draft.secrets and not draft.credentials:
            place = _hide(file, draft, place)
            part.write_text(before + gap + _section(draft, place), encoding="utf-8")
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return place


def store_of(settings: Settings, name: str) -> Store:
    """A store of the settings. Raises `StationError` `store.unknown`."""
    found = next((one for one in settings.stores if one.name == name), None)
    if found is None:
        raise StationError("store.unknown", store=name, known=", ".join(one.name for one in settings.stores))
    return found


def _built(settings: Settings, draft: Draft) -> Cart:
    manifest = manifest_of(draft.cart)
    if draft.credentials:
        store = Store(
            name=draft.name,
            cart=draft.cart,
            url=draft.url,
            credentials=draft.credentials,
            options=draft.options,
        )
        return assembly.cart(settings, store, trial=True)
    return registry.build(
        manifest.cart,
        StoreSettings(
            name=draft.name,
            url=draft.url,
            ca_file=settings.network.ca_file,
            proxy=settings.network.proxy,
            options=draft.options,
            trial=True,
        ),
        draft.secrets,
    )


def _counted(
    cart: Cart, since: datetime, stop: Callable[[], bool]
) -> tuple[dict[str, int], bool, tuple[tuple[str, Problem], ...]]:
    states: dict[str, str] = {}
    aside: dict[str, Problem] = {}
    cursor: str | None = None
    while True:
        page = cart.changed_orders(since, cursor)
        states |= {one.order.ref: one.order.state.value for one in page.orders}
        aside |= {one.number or one.ref: one.problem for one in page.bad}
        ends = page.cursor is None or page.cursor == cursor
        if ends or stop() or len(states) >= ENOUGH:
            break
        cursor = page.cursor
    counts: dict[str, int] = {}
    for state in states.values():
        counts[state] = counts.get(state, 0) + 1
    return counts, not ends, tuple(aside.items())


def _hide(file: Path, draft: Draft, place: str) -> str:
    """The secrets go where nobody else reads them."""
    try:
        keep_in_keyring(draft.name, draft.secrets)
    except SecretsError:
        name = re.sub(r"[^A-Za-z0-9_-]", "_", draft.name)
        keys = file.with_name(f"{name}-keys.toml")
        keep_in_file(keys, draft.secrets)
        return f"file:{keys.name}"
    return place


def _section(draft: Draft, place: str) -> str:
    lines = [
        "[[store]]",
        f"name = {_quoted(draft.name)}",
        f"cart = {_quoted(draft.cart)}",
        f"url = {_quoted(draft.url)}",
    ]
    if place:
        lines.append(f"credentials = {_quoted(place)}")
    if draft.options:
        inner = ", ".join(f"{name} = {_toml(value)}" for name, value in draft.options.items())
        lines.append(f"options = {{ {inner} }}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_quoted(str(name))} = {_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, bool | int):
        return json.dumps(value)
    return _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
