"""A scanner and a scale on pseudo-terminals: how soon they are read, what a scale costs, a pulled plug."""

import os
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from figures import Figure, percentile, ratio, spread
from pace import pause

from station.bus import Bus
from station.clock import SystemClock
from station.devices.contract import DeviceSettings, Fault, Reading, Scan
from station.devices.registry import build
from station.devices.runner import Runner
from station.sandbox.devices import VirtualScale, VirtualScanner

SOON, WORK, BACK = 0.002, 0.01, 2.0  # s, share of a processor, s
PATIENCE = 10.0


class Listener:
    """When the last scan or reading came, by the clock of the one who sent it."""

    def __init__(self) -> None:
        self.at = 0.0
        self.came = threading.Event()
        self.weights = 0

    def scan(self, scan: Scan) -> None:
        self.at = time.perf_counter()
        if scan.problem is None:
            self.came.set()

    def reading(self, reading: Reading) -> None:
        self.at = time.perf_counter()
        if not isinstance(reading, Fault):
            self.weights += 1
            self.came.set()


@contextmanager
def running(settings: DeviceSettings, listener: Listener) -> Iterator[Runner]:
    runner = build(settings, Bus(), SystemClock(), on_scan=listener.scan, on_reading=listener.reading)
    runner.start()
    runner.opened.wait(PATIENCE)
    try:
        yield runner
    finally:
        runner.close()


def frames(
    settings: DeviceSettings, write: Callable[[bytes], None], frame: Callable[[int], bytes], count: int
) -> list[float]:
    """Seconds from the last byte that is written to the listener."""
    took = []
    listener = Listener()
    with running(settings, listener):
        for number in range(count):
            listener.came.clear()
            whole = frame(number)
            write(whole[:-1])
            pause(0.004)
            start = time.perf_counter()
            write(whole[-1:])
            if not listener.came.wait(PATIENCE):
                raise TimeoutError(whole)
            took.append(listener.at - start)
            pause(0.003)
    return took


def bare(count: int) -> list[float]:
    """What a thread that does nothing but read the line needs on this machine, now."""
    came = threading.Event()
    at = [0.0]

    def read(line: int) -> None:
        while os.read(line, 100) != b"E":
            at[0] = time.perf_counter()
            came.set()

    took = []
    master, slave = os.openpty()
    tty.setraw(slave)
    reader = threading.Thread(target=read, args=(slave,), name="bare")
    reader.start()
    for _ in range(count):
        came.clear()
        pause(0.007)
        start = time.perf_counter()
        os.write(master, b"\n")
        if not came.wait(PATIENCE):
            raise TimeoutError("bare")
        took.append(at[0] - start)
    os.write(master, b"E")
    reader.join(PATIENCE)
    os.close(master)
    os.close(slave)
    return took


def one_frame(name: str, took: list[float], plain: list[float]) -> Figure:
    middle, worst = spread(took, 1000)
    tail = percentile(took, 0.99)
    against = f"2 ms; a bare read p99 {percentile(plain, 0.99) * 1000:.2f} ms"
    return Figure(name, middle, worst, "ms", "<= 2 p99", against, ratio(tail, SOON), tail <= SOON)


def ten_a_second(seconds: float) -> Figure:
    """Processor time of everything a streaming scale sets going, as a share of one processor."""
    listener = Listener()
    stop = threading.Event()
    with VirtualScanner() as line:  # it writes what it is told, as a scale that streams does
        sending = threading.Thread(target=_stream, args=(line.write, stop), name="scale")
        with running(DeviceSettings("scale", line.port, "mt-sics"), listener):
            sending.start()
            pause(1.0)
            used = _share(seconds)
            stop.set()
            sending.join()
    share = round(used * 100, 2)
    return Figure(
        "scale at 10 Hz, work", share, None, "% of a CPU", "< 1", "1 %", ratio(used, WORK), used < WORK
    )


def _stream(write: Callable[[bytes], None], stop: threading.Event) -> None:
    number = 0
    while not stop.wait(0.1):
        number += 1
        write(b"S S      1.%03d kg\r\n" % (number % 1000))


def _share(seconds: float) -> float:
    start, work = time.perf_counter(), time.process_time()
    pause(seconds)
    return (time.process_time() - work) / (time.perf_counter() - start)


def pulled(away: tuple[float, ...]) -> Figure:
    """Seconds from the plug's return to the first weight, after it was away for so long."""
    took = []
    listener = Listener()
    with VirtualScale() as scale:
        scale.put(Decimal(1250))
        with running(DeviceSettings("scale", scale.port, "mt-sics"), listener):
            for seconds in away:
                scale.unplug()
                pause(seconds)
                listener.came.clear()
                start = time.perf_counter()
                scale.replug()
                if not listener.came.wait(PATIENCE):
                    raise TimeoutError("the scale did not come back")
                took.append(listener.at - start)
    middle, worst = spread(took, 1, 2)
    tail = max(took)
    return Figure(
        "scale back after a pulled plug", middle, worst, "s", "<= 2", "2 s", ratio(tail, BACK), tail <= BACK
    )


def measure(quick: bool) -> list[Figure]:
    count = 200 if quick else 2_000
    plain = bare(count)
    with VirtualScanner() as line:
        scans = frames(
            DeviceSettings("scanner", line.port), line.write, lambda number: b"ORD-%06d\n" % number, count
        )
        weights = frames(
            DeviceSettings("scale", line.port, "mt-sics"),
            line.write,
            lambda number: b"S S     %3d.%02d g\n" % (number % 1000, number % 100),
            count,
        )
    return [
        one_frame("last byte -> scan", scans, plain),
        one_frame("last byte -> weight", weights, plain),
        ten_a_second(2.0 if quick else 10.0),
        pulled((0.5, 2.5) if quick else (0.2, 1.0, 2.5, 5.0, 9.0)),
    ]
