"""Benches as processes, and what must hold of every line any of them ever writes."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rig import Line, Rig

from station.sandbox.shop import Shop, samples

# Events that are about one order always name it; the others do when there is one.
ABOUT_ORDERS = ("resumed", "label_printed", "shipped")
NEEDS_WORDS = ("verdict", "problem", "parked", "resumed")


def complaints(line: Line) -> list[str]:
    """What is wrong with a line, whatever happened."""
    event = line["event"]
    if not event:
        return [f"no JSON: {line['text']!r}"]
    named = [name for name in ("store", "order", "ref") if line.get(name)]
    wrong = []
    about = event in ABOUT_ORDERS or (event in ("pushed", "parked") and line["topic"] != "stock")
    if (about or "order" in line or "ref" in line) and len(named) != 3:
        wrong.append("store, order and ref belong together")
    if event in NEEDS_WORDS and not (line.get("code") and line.get("say")):
        wrong.append("no code, or no words")
    if f"({line.get('code')})" in line.get("say", ""):
        wrong.append("a sentence is missing, or one of its values")
    if event in ("verdict", "resumed"):
        wrong += _of_state(line)
    return [f"{complaint}: {line}" for complaint in wrong]


def _of_state(line: Line) -> Iterator[str]:
    state, left = line["state"], line["left"]
    open_order = line.get("order") and state not in ("idle", "stopped")
    if state == "idle" and left is not None:
        yield "nothing is left of no order"
    if open_order and state != "asking" and not (isinstance(left, int) and left >= 0):
        yield "an open order has units left"
    if (state == "asking") != ("choices" in line):
        yield "a question has choices, nothing else has"
    for choice in line.get("choices", ()):
        if set(choice) != {"scan", "say", "store", "order", "ref"} or not choice["say"]:
            yield "a choice has its barcode, its words and its order"
    if state == "asking" and line["event"] == "verdict" and line["ok"] and "help" not in line["code"]:
        yield "a question is no success"


@pytest.fixture
def make_rig(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """`make_rig(**settings)`: a rig that is closed after the test, when everything it wrote is looked at."""
    with contextlib.ExitStack() as stack:
        rigs: list[Rig] = []

        def make(**settings: str | Shop) -> Rig:
            folder = tmp_path / f"bench-{len(rigs)}"
            folder.mkdir(exist_ok=True)
            shop = settings.pop("shop", None)
            assert shop is None or isinstance(shop, Shop)
            rig = Rig(folder, shop, **{"poll": "1", **settings})
            stack.callback(rig.close)
            if shop is None:
                samples.load_products(rig.shop)
            rigs.append(rig)
            return rig

        yield make
    lines = [line for rig in rigs for run in rig.runs for line in run.lines]
    wrong = [complaint for line in lines for complaint in complaints(line)]
    wrong += [f"a mistake in the log: {rig.log()}" for rig in rigs if rig.runs and "Traceback" in rig.log()]
    wrong += [line for rig in rigs for line in rig.shop.double_writes(statuses=False)]
    assert not wrong, "\n".join(wrong)
