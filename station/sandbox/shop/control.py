"""Orders to the shop from another process: POST JSON to /sandbox/<name>, on a loopback port of its own.

Its own port, so that a shop that is off line can be called back. There is no key: it exists only where
it is asked for, answers only JSON sent as JSON to the address it has (no web page can send that), and
the shop behind it is a toy.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from station.model.problem import StationError
from station.sandbox.shop import samples
from station.sandbox.shop.shop import Shop
from station.sandbox.shop.wire import Listener, Request, Response

# Methods of the shop that are called by their own name, with the JSON's keys as arguments.
BY_NAME = """add_product cancel change_line_quantity change_stock complete delete delete_product double_writes
    edit_address fulfillments hold notes offline online order orders outage place_order precompute product
    refund set_status stock tracking trash"""


class Control:
    """Serves one shop's control surface."""

    def __init__(self, shop: Shop, port: int = 0) -> None:
        self._shop = shop
        self._listener = Listener(self._serve, port)
        self._calls: dict[str, Callable[..., Any]] = {
            **{name: getattr(shop, name) for name in BY_NAME.split()},
            "fault": shop.faults.add,
            "clear_faults": shop.faults.clear,
            "faults_left": shop.faults.left,
            "requests": lambda: [asdict(one) for one in shop.journal.requests],
            "writes": lambda: [asdict(one) for one in shop.journal.writes],
            "clear_journal": shop.journal.clear,
            "target": self._target,
            "load_samples": lambda: samples.load(shop),
            "fill": lambda orders, seed=1: samples.fill(shop, orders, seed),
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.port}/sandbox"

    def start(self) -> None:
        self._listener.start()

    def close(self) -> None:
        self._listener.close()
        self._listener.join()

    def _target(self, target: str = "") -> str:
        if target:
            self._shop.target = target
        return self._shop.target

    def _serve(self, request: Request) -> Response:
        if not self._from_a_program(request):
            return _answer(403, {"problem": "sandbox.not_allowed"})
        name = request.path.removeprefix("/sandbox/")
        call = self._calls.get(name)
        if call is None or request.method != "POST":
            return _answer(404, {"problem": "sandbox.unknown_call", "params": {"call": name}})
        try:
            result = call(**json.loads(request.body or b"{}"))
        except StationError as refused:
            return _answer(400, {"problem": refused.problem.code, "params": dict(refused.problem.params)})
        except (KeyError, TypeError, ValueError) as wrong:
            params = {"call": name, "reason": str(wrong)}
            return _answer(400, {"problem": "sandbox.bad_call", "params": params})
        return _answer(200, {"result": result})

    def _from_a_program(self, request: Request) -> bool:
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        here = request.headers.get("host", "") == f"127.0.0.1:{self._listener.port}"
        return here and kind == "application/json" and "origin" not in request.headers


def _answer(status: int, body: dict[str, Any]) -> Response:
    raw = json.dumps(body, default=str).encode()
    return Response(status, raw, [("Content-Type", "application/json")])
