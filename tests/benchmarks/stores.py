"""Ten stores at rest; how soon a change in a shop is in the queue, and a carton known to the shop."""

import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from figures import Figure, ratio, spread
from floor import ROOT, RunningShop, shop

sys.path.insert(0, str(ROOT / "tests" / "fakes"))

STORES = 10
POLL = 2.0
BENCH = """
[bench]
database = "sqlite:///{folder}/bench.db"
[shipping]
carrier_name = "Own van"
tracking_url = "https://van.example/{{tracking}}"
number_range = "100000-899999"
"""
STORE = """
[[store]]
name = "shop-{number}"
cart = "woocommerce"
url = "{url}"
credentials = "file:keys.toml"
poll_seconds = 60
"""


def measure(quick: bool) -> list[Figure]:
    with tempfile.TemporaryDirectory() as name, shop(1_000) as at:
        share = _at_rest(Path(name), at, 60.0 if quick else 180.0)
    with tempfile.TemporaryDirectory() as name:
        changes, pushes = _one_by_one(Path(name), 10 if quick else 40)
    seen, told = spread(changes, 1, 2), spread(pushes, 1, 2)
    return [
        Figure(
            f"{STORES} stores at rest, 60 s poll: share of one processor", round(share * 100, 2), None, "%",
            "< 3", "one processor: 100 %", ratio(share, 1.0), share < 0.03,
        ),
        Figure(
            "a change in the shop -> in the queue", *seen, "s", f"p99 <= poll + 1 = {POLL + 1:.0f}",
            f"the poll: {POLL} s", ratio(seen[1], POLL), seen[1] <= POLL + 1,
        ),
        Figure(
            "push due -> tracking at the shop", *told, "s", "p99 <= 2", "the aim", ratio(told[1], 2.0),
            told[1] <= 2.0,
        ),
    ]  # fmt: skip


def _at_rest(folder: Path, at: RunningShop, seconds: float) -> float:
    """The processor's time the bench takes, once every store has been read, as a share of the clock's."""
    keys = folder / "keys.toml"
    keys.write_text(f'consumer_key = "{at.key}"\nconsumer_secret = "{at.secret}"\n')
    keys.chmod(0o600)
    config = folder / "station.toml"
    stores = (STORE.format(number=number, url=at.url) for number in range(STORES))
    config.write_text(BENCH.format(folder=folder) + "".join(stores))
    command = [sys.executable, "-m", "station.cli", "run", "--no-screen", "--json", "--config", str(config)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env) as bench:
        assert bench.stdout is not None
        read = 0
        while read < STORES:
            line = bench.stdout.readline()
            if not line:
                raise RuntimeError("the bench ended before every store was read")
            read += '"synced"' in line
        before = _processor(bench.pid)
        threading.Event().wait(seconds)
        after = _processor(bench.pid)
        bench.terminate()
        bench.stdout.read()
    return (after - before) / seconds


def _processor(pid: int) -> float:
    """Seconds of user and system time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _one_by_one(folder: Path, count: int) -> tuple[list[float], list[float]]:
    """Seconds from an order placed to it being offered, and from its scan-back to its tracking there."""
    from rig import Rig

    rig = Rig(folder, weigh="off", poll=f"{POLL:.0f}", push_delay="0")
    rig.shop.add_product("MUG", "Mug", price="5.00", gtin="4006381333948", weight="0.4")
    changes: list[float] = []
    pushes: list[float] = []
    try:
        bench = rig.begin()
        for _ in range(count):
            here, placed = bench.here, time.monotonic()
            ref = rig.shop.place_order(["MUG"])
            bench.wait_event("synced", open=1, since=here)
            changes.append(time.monotonic() - placed)
            here = bench.here
            rig.ship(ref, "MUG")
            confirmed = time.monotonic()
            bench.wait_event("pushed", topic="tracking", since=here)
            pushes.append(time.monotonic() - confirmed)
    except (queue.Empty, TimeoutError) as trouble:
        raise RuntimeError("the bench did not answer") from trouble
    finally:
        rig.close()
    return changes, pushes
