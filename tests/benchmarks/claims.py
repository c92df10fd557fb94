"""64 benches at one PostgreSQL, each taking order after order: none goes to two."""

import sys
import threading
import time
from pathlib import Path

from figures import Figure, percentile

BENCHES = 64


def measure(quick: bool) -> list[Figure]:
    sys.path.append(str(Path(__file__).parents[1] / "fakes"))
    from pg import Server

    server = Server()
    try:
        return _measured(server.url(server.new()), 1_000 if quick else 5_000)
    finally:
        server.close()


def _measured(url: str, orders: int) -> list[Figure]:
    from station.clock import SystemClock
    from station.store import leases
    from station.store.engine import Store
    from station.store.prepare import prepare

    clock = SystemClock()
    shared = Store(url)
    prepare(shared, Path(), clock.now())
    shared.close()
    taken: list[list[str]] = [[] for _ in range(BENCHES)]
    took: list[float] = []
    go = threading.Barrier(BENCHES + 1)

    def bench(number: int) -> None:
        store = Store(url)
        with store.read():
            go.wait(60)
        mine = taken[number]
        # Two benches want every order, one after the other's list: every second claim meets another's.
        for place in range(orders * 2 // BENCHES):
            name = f"order:{place * 32 + number % 32}"
            start = time.perf_counter()
            try:
                with store.write() as tx:
                    leases.claim(tx, name, f"Bench {number}", store.now(tx, clock.now()), 900.0)
                mine.append(name)
            except leases.Taken:
                pass
            took.append(time.perf_counter() - start)
        store.close()

    threads = [threading.Thread(target=bench, args=(number,)) for number in range(BENCHES)]
    for thread in threads:
        thread.start()
    go.wait(60)
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    names = [name for mine in taken for name in mine]
    twice = len(names) - len(set(names))
    rate = len(names) / seconds
    return [
        Figure(
            f"claims by {BENCHES} benches on one PostgreSQL", round(rate), None, "claims/s",
            ">= 500, none twice",
            f"{twice} twice; {len(took) / seconds:,.0f} tries/s, {percentile(took, 0.99) * 1000:.0f} ms p99",
            None, rate >= 500 and not twice,
        )
    ]  # fmt: skip
