"""The first week beside the old way of working: the same settings, with nothing that reaches outside.

What is packed there stands in a database of its own, so that nothing of it can ever be shipped or told again
once the bench works for real.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args, get_type_hints

from station.model.problem import StationError
from station.settings.schema import Packing, Settings

_MARK = "-shadow"
_SQLITE = "sqlite:///"


def watching(settings: Settings, folder: Path) -> Settings:
    """No printer, no label bought or drawn, nothing that needs a supervisor, another database.

    The label of the old way is scanned like one that is stuck on. Raises `shadow.takes_files` for a store
    whose orders come as files: to read them is to take them away.
    """
    taken = next((one.name for one in settings.stores if one.cart == "files"), None)
    if taken is not None:
        raise StationError("shadow.takes_files", store=taken)
    packing, shipping = settings.packing, settings.shipping
    everything, *_ = get_args(get_type_hints(Packing)["packer_may"])
    return replace(
        settings,
        bench=replace(settings.bench, database=beside(settings.bench.database, settings.bench.name, folder)),
        printers=(),
        stores=tuple(replace(one, notify_customer=False) for one in settings.stores),
        packing=replace(
            packing,
            watch_steps="warn" if packing.watch_steps == "stop" else packing.watch_steps,
            scan_back=True,
            packer_may=get_args(everything),
            when_cart_unreachable="pack",
            print_slip="never",
        ),
        shipping=replace(
            shipping,
            carrier="manual",
            carrier_name=shipping.carrier_name or shipping.carrier,
            credentials="",
            buy_ahead=False,
        ),
    )


def beside(database: str, bench: str, folder: Path) -> str:
    """The file a watching bench writes to. Where benches share a server, each watches for itself."""
    if not database.startswith(_SQLITE):
        name = re.sub(r"\W+", "-", bench.casefold()).strip("-") or "bench"
        return f"{_SQLITE}{(folder / f'{name}{_MARK}.db').as_posix()}"
    path, mark, query = database.partition("?")
    ending = path.rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    stem = path.removesuffix(f".{ending}") if ending else path
    return f"{stem}{_MARK}{f'.{ending}' if ending else ''}{mark}{query}"
