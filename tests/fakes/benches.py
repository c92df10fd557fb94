"""A shop that outlives the bench, and a bench that is forked, killed and started again."""

import json
import os
import select as waiting_for
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from rig import PATIENCE, Line, Rig
from sqlalchemy import Connection, select

from station.clock import SystemClock
from station.model.picking import WaveRule
from station.packing.outcome import Rules
from station.sandbox.shop.remote import RemoteShop
from station.store import orders as kept
from station.store import outbox as pushes
from station.store.engine import Store
from station.store.schema import (
    fact,
    orders,
    outbox,
    pick,
    pick_fact,
    pick_line,
    product_code,
    session,
    tote,
)
from station.usecases import waves
from station.usecases.seat import Policy, Seat

RUNNER = Path(__file__).parent.parent / "crash" / "runner.py"


class Ended(Exception):
    """The bench is dead."""


class ShopProcess:
    """The practice shop in a process of its own. Its methods are called by name."""

    def __init__(self, target: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "station.sandbox.shop", "--target", target],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        place = json.loads(self._process.stdout.readline())
        self.target = target
        self.url, self.key, self.secret = place["url"], place["key"], place["secret"]
        self.call = RemoteShop(place["control"]).call

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


class Zygote:
    """The program imported once: a bench is a fork of it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(RUNNER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(["."])},
        )

    def fork(self, **asked: object) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._answer()["pid"])

    def status(self) -> int:
        """Waits for the end of the bench forked last."""
        return int(self._answer()["code"])

    def _answer(self) -> dict[str, int]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


class ForkedBench:
    """`station run --no-screen --json` on a fork, its lines as they come."""

    def __init__(self, zygote: Zygote, config: Path, crash: str, passed: Path, doubt: float) -> None:
        self._zygote = zygote
        self._pipe = config.with_name(f"out-{time.monotonic_ns()}")
        os.mkfifo(self._pipe)
        argv = ["run", "--no-screen", "--json", "--config", str(config)]
        log = config.with_name("bench.log")
        self._pid = zygote.fork(
            argv=argv,
            out=str(self._pipe),
            log=str(log),
            crash=crash,
            passed=str(passed),
            env={"XDG_DATA_HOME": str(config.parent), "DOUBT": str(doubt)},
        )
        self.lines: list[Line] = []
        self._new: SimpleQueue[Line | None] = SimpleQueue()
        # Not waiting for the bench to open its end: one that dies at once never does.
        self._out = os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK)
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read, name="bench output", daemon=True)
        self._reader.start()
        self.code: int | None = None

    def _read(self) -> None:
        poll = waiting_for.poll()
        poll.register(self._out, waiting_for.POLLIN)
        while not poll.poll(50):
            if self._over.is_set():
                return
        os.set_blocking(self._out, True)
        with os.fdopen(self._out, encoding="utf-8", closefd=False) as lines:
            for text in lines:
                if text.endswith("\n"):  # the last line of a killed bench may be half of one
                    self._new.put(json.loads(text))
        self._new.put(None)

    def next(self, patience: float = PATIENCE) -> Line | None:
        """The next line; None when none came in time. Raises `Ended`."""
        if self.code is not None:
            raise Ended
        try:
            line = self._new.get(timeout=patience)
        except Empty:
            return None
        if line is None:
            self._finish()
            raise Ended
        self.lines.append(line)
        return line

    def wait_event(self, name: str, patience: float = PATIENCE, **fields: Any) -> Line:
        return self.wait_for(
            lambda line: (
                line["event"] == name and all(line.get(key) == value for key, value in fields.items())
            ),
            patience,
        )

    def wait_for(self, found: Callable[[Line], bool], patience: float = PATIENCE) -> Line:
        deadline = time.monotonic() + patience
        while True:
            line = self.next(max(0.01, deadline - time.monotonic()))
            if line is None:
                raise AssertionError(f"it did not come; last lines: {self.lines[-6:]}")
            if found(line):
                return line

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Its exit code; negative: the signal it died of."""
        if self.code is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, how)
            self._finish()
        assert self.code is not None
        return self.code

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def _finish(self) -> None:
        self.code = self._zygote.status()
        self._over.set()
        self._reader.join(5)
        os.close(self._out)
        self._pipe.unlink()


class ForkedRig(Rig):
    """Shop, scanner, scale, settings, and benches of one database."""

    def __init__(self, folder: Path, shop: ShopProcess, zygote: Zygote, **settings: str) -> None:
        super().__init__(folder, shop, **settings)  # type: ignore[arg-type]
        self._zygote = zygote
        self.passed = folder / "passed"
        self.doubt = 0.4  # seconds from sending to the second read; a minute outside of tests

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Into the database, beside the bench. Nothing stays open: what a crash leaves is not touched."""
        store = Store(self.settings.get("database", f"sqlite:///{self.folder}/bench.db"))
        try:
            with store.read() as connection:
                yield connection
        finally:
            store.close()

    def is_done(self, ref: int) -> bool:
        """Has the packer sent this order off?"""
        shipped = select(session.c.id).join(orders, orders.c.id == session.c.order_id)
        with self.look() as connection:
            found = connection.execute(
                shipped.where(orders.c.ref == str(ref), session.c.outcome == "shipped")
            ).all()
        return bool(found)

    def is_short(self, ref: int) -> bool:
        """Does the screen show a line of it as short?"""
        facts = select(fact.c.seq).join(session, session.c.id == fact.c.session)
        facts = facts.join(orders, orders.c.id == session.c.order_id)
        with self.look() as connection:
            found = connection.execute(facts.where(orders.c.ref == str(ref), fact.c.kind == "LineShorted"))
            return bool(found.all())

    def is_void(self, ref: int) -> bool:
        """Was a label of it made void?"""
        facts = select(fact.c.seq).join(session, session.c.id == fact.c.session)
        facts = facts.join(orders, orders.c.id == session.c.order_id)
        with self.look() as connection:
            found = connection.execute(facts.where(orders.c.ref == str(ref), fact.c.kind == "CartonReopened"))
            return bool(found.all())

    def is_known(self, ref: int) -> bool:
        """Is it here, with everything that is needed to pack it?"""
        with self.look() as connection:
            key = kept.by_ref(connection, "main", str(ref))
            stored = kept.load(connection, key) if key is not None else None
            return stored is not None and stored.local

    def is_to_pick(self, ref: int) -> bool:
        """Is it on a list that is not walked? It gets on one, if it was on none."""
        store = Store(self.settings.get("database", f"sqlite:///{self.folder}/bench.db"))
        seat = Seat(store, SystemClock(), Policy("Bench 1", Rules(), ("main",)))
        try:
            with store.write() as tx:
                key = kept.by_ref(tx, "main", str(ref))
                if tx.execute(select(pick.c.id)).first() is None:
                    waves.build(seat, tx, WaveRule(way="cluster", orders=1), "Noon")
                mine = select(pick_line.c.order_id).distinct()
                assert tx.execute(mine).scalars().all() == [key], "the other order is not in the wave"
                return tx.execute(select(pick.c.state)).scalar_one() != "done"
        finally:
            store.close()

    def next_pick(self) -> str:
        """What the picker scans next: the tote, what is on the shelf, and the tote again."""
        with self.look() as connection:
            last = connection.execute(select(pick_fact.c.kind).order_by(pick_fact.c.seq.desc())).scalars()
            kind = next(iter(last), "")
            bound = connection.execute(select(tote.c.code)).first() is not None
            mine = select(product_code.c.code).join(
                pick_line,
                (pick_line.c.store == product_code.c.store) & (pick_line.c.product == product_code.c.ref),
            )
            left = mine.where(pick_line.c.picked == 0).order_by(pick_line.c.place)
            code = connection.execute(left).scalars()
            return "TOTE-1" if kind == "UnitTaken" or not bound else str(next(iter(code)))

    def unsent(self) -> int:
        """Messages that are neither done nor taken back."""
        waiting = select(outbox.c.id).where(outbox.c.state.not_in(("done", "cancelled")))
        with self.look() as connection:
            return len(connection.execute(waiting).all())

    def release(self) -> list[str]:
        """What a person does about every parked message: look at the reason, say "try again"."""
        store = Store(self.settings.get("database", f"sqlite:///{self.folder}/bench.db"))
        try:
            with store.read() as connection:
                parked = pushes.listed(connection, ("parked",))
            for row in parked:
                with store.write() as tx:
                    pushes.release(tx, row.id, datetime.now(UTC))
            return [f"{row.topic}: {json.loads(row.problem)[0]}" for row in parked]
        finally:
            store.close()

    def start(self, crash: str = "") -> ForkedBench:  # type: ignore[override]
        self.bench = ForkedBench(self._zygote, self.config, crash, self.passed, self.doubt)  # type: ignore[assignment]
        return self.bench  # type: ignore[return-value]
