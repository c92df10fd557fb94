"""Events as lines: one JSON object each, or one sentence each. Other programs build on these names."""

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO

from station.model import events as e
from station.model.problem import Problem
from station.model.view import Choice

Say = Callable[[Problem], str]


def as_json(event: object, say: Say) -> dict[str, Any] | None:
    """The object of an event; None for one that is only for screens."""
    match event:
        case e.BenchReady():
            return {"event": "ready"}
        case e.SessionResumed():
            found = {"event": "resumed", **_key(event.key), "state": event.state, "left": event.left}
            found |= {"carton": event.carton, "scan_back": list(event.scan_back)}
            return found | {"code": event.say.code, "say": say(event.say), **_choices(event.choices, say)}
        case e.PickResumed():
            found = {"event": "resumed", "pick": event.pick, "state": event.state, "left": event.left}
            return found | {"code": event.say.code, "say": say(event.say), **_choices(event.choices, say)}
        case e.ChoreResumed():
            found = {"event": "resumed", **_key(event.key), event.kind: event.id}
            found |= {"state": event.state, "left": event.left}
            return found | {"code": event.say.code, "say": say(event.say), **_choices(event.choices, say)}
        case e.ScanJudged():
            found = {"event": "verdict", **_key(event.key), "scan": event.scan, "ok": event.ok}
            found |= {"code": event.say.code, "state": event.state, "left": event.left}
            return found | {
                "say": _told(event.say, event.key, say, event.state == "held"),
                **_choices(event.choices, say),
            }
        case e.CartonWeighed():
            seen = {"grams": event.grams, "stable": event.stable, "accepted": event.accepted}
            return {"event": "weighed", **_key(event.key), **seen}
        case e.LabelPrinted():
            label = {"carton": event.carton, "tracking": event.tracking, "scan_back": list(event.scan_back)}
            reason = {"reason": event.reason} if event.reason else {}
            return {"event": "label_printed", **_key(event.key), **label, "file": event.file, **reason}
        case e.OrderShipped():
            return {"event": "shipped", **_key(event.key), "tracking": list(event.tracking)}
    return _of_stores(event, say)


def _of_stores(event: object, say: Say) -> dict[str, Any] | None:
    match event:
        case e.OrdersPulled():
            return {"event": "synced", "store": event.store, "orders": event.orders, "open": event.open}
        case e.MessagePushed():
            return _pushed(event)
        case e.MessageParked():
            order = {"order": event.order, "ref": event.ref} if event.ref else {}
            about = {"store": event.store, **order, "topic": event.topic, "id": event.message}
            return {"event": "parked", **about, "code": event.say.code, "say": say(event.say)}
        case e.ProblemFound():
            store = {"store": event.store} if event.store else {}
            said = {"code": event.say.code, "say": _told(event.say, event.key, say)}
            return {"event": "problem", **store, **_key(event.key), **said}
        case e.StoreBack():
            said = {"code": "store.back", "say": say(Problem("store.back", {"store": event.store}))}
            return {"event": "problem", "store": event.store, **said}
        case e.DeviceChanged():
            device = event.device
            trouble = {"code": device.problem.code, "say": say(device.problem)} if device.problem else {}
            return {
                "event": "device",
                "kind": device.kind,
                "name": device.name,
                "state": device.state,
                **trouble,
            }
    return None


def _pushed(event: e.MessagePushed) -> dict[str, Any]:
    found: dict[str, Any] = {"event": "pushed", "store": event.store, "topic": event.topic}
    if event.topic == "stock":
        return found | {"sku": event.sku, "delta": event.delta}
    found |= {"order": event.order, "ref": event.ref}
    return found | ({"tracking": list(event.tracking)} if event.tracking else {})


# What interrupts packing. The window says beside the reason what becomes of the goods.
_INTERRUPTS = frozenset(
    f"order.{what}" for what in ("cancelled", "refunded", "fulfilled", "gone", "on_hold", "changed")
)


def _told(problem: Problem, key: e.OrderKey | None, say: Say, held: bool = True) -> str:
    """The sentence; of an interrupt the one that says what is to be done now."""
    if key is not None and held and problem.code in _INTERRUPTS:
        held_by = problem.code.removeprefix("order.")
        return say(Problem(f"do.held.{held_by}", {**problem.params, "order": key.order})) + "."
    return say(problem)


def _key(key: e.OrderKey | None) -> dict[str, Any]:
    return {"store": key.store, "order": key.order, "ref": key.ref} if key is not None else {}


def _choices(choices: tuple[Choice, ...], say: Say) -> dict[str, Any]:
    if not choices:
        return {}
    return {
        "choices": [
            {"scan": one.scan, "say": say(one.say), "store": one.store, "order": one.order, "ref": one.ref}
            for one in choices
        ]
    }


class Printer:
    """Writes every event as a line, whole and flushed, whichever thread it comes from."""

    def __init__(self, say: Say, as_objects: bool, out: TextIO | None = None) -> None:
        self._say = say
        self._objects = as_objects
        self._out = out or sys.stdout
        self._lock = threading.Lock()

    def __call__(self, event: object) -> None:
        found = as_json(event, self._say)
        if found is None:
            return
        self.write(json.dumps(found, ensure_ascii=False) if self._objects else _sentence(found))

    def write(self, line: str) -> None:
        with self._lock:
            try:
                self._out.write(line + "\n")
                self._out.flush()
            except BrokenPipeError:
                # Nobody reads any more. The bench goes on, and nothing trips over it, the last flush neither.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())


def _sentence(found: dict[str, Any]) -> str:
    """For people: what happened, about what, in words."""
    order = f"{found['order']}: " if found.get("order") else ""
    match found["event"]:
        case "verdict":
            mark = "✓" if found["ok"] else "✗"
            return f"{mark} {found['scan']}  {found['say']}"
        case "weighed":
            stable, taken = "" if found["stable"] else " ~", " taken" if found["accepted"] else ""
            return f"  {found['grams']:g} g{stable}{taken}"
        case "label_printed":
            return f"  {order}label {found['carton']} {found['tracking']} {found['file'] or ''}".rstrip()
        case "shipped":
            return f"  {order}shipped {', '.join(found['tracking'])}"
        case "pushed":
            what = found.get("sku") or ", ".join(found.get("tracking", ()))
            return f"  {order}{found['topic']} told to {found['store']} {what}".rstrip()
        case "synced":
            return f"  {found['store']}: {found['orders']} new or changed, {found['open']} to pack"
    rest = found.get("say") or " ".join(str(value) for name, value in found.items() if name != "event")
    return f"  {found['event']}: {order}{rest}"
