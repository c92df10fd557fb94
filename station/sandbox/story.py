"""Customers change their minds: what happens in the shop while a sample order is being packed."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from typing import Any

from station.model.events import BenchChanged
from station.model.order import Order
from station.model.view import BenchView
from station.sandbox.shop import Shop, samples

Ask = Callable[[str], "Future[Order | None]"]


class Story:
    """Plays the scripts of the sample orders (`during_packing` in orders.json), each step once, as soon as
    so many units are packed; then the bench is told to look, as a webhook would."""

    def __init__(self, shop: Shop, refs: Mapping[str, int], ask: Ask) -> None:
        self._shop = shop
        self._ask = ask
        self._steps: dict[str, list[dict[str, Any]]] = {
            str(refs[name]): list(steps) for name, steps in samples.scripts().items() if name in refs
        }
        self._looks: list[Future[Order | None]] = []

    def see(self, event: object) -> None:
        """A listener of the bench's bus."""
        if isinstance(event, BenchChanged) and event.view.ref in self._steps:
            self._play(event.view)

    def _play(self, view: BenchView) -> None:
        steps = self._steps[view.ref]
        packed = sum(line.packed for line in view.lines)
        while steps and packed >= steps[0]["after_units"]:
            step = steps.pop(0)
            getattr(self._shop, step["call"])(int(view.ref), **step.get("arguments", {}))
            self._looks.append(self._ask(view.ref))

    def settled(self, seconds: float) -> bool:
        """Wait until the bench has had its look at everything played so far."""
        looks = list(self._looks)
        return not looks or not wait(looks, seconds).not_done
