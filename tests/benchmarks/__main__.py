"""`make bench`: every line against its peer or its limit in the same run, each in a process of its own.

`--quick` takes smaller counts; names of measures choose among them. The table goes to standard output and
the same to build/bench.json. What this machine does besides is part of every figure: the load is told.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from figures import Figure, not_run, table

ROOT = Path(__file__).parents[2]
MEASURES = (
    "scans",
    "bigorder",
    "expert",
    "devices",
    "imports",
    "queueing",
    "waves",
    "stores",
    "window",
    "starts",
    "papers",
    "labels",
    "claims",
    "hostile",
)
LONGEST = 300
# As it is installed: modules are compiled once and kept.
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ENV["PYTHONPATH"] = str(ROOT)


def main() -> int:
    parser = argparse.ArgumentParser("make bench", description=__doc__)
    parser.add_argument("measures", nargs="*", help=f"any of {', '.join(MEASURES)}; all when left out")
    parser.add_argument("--quick", action="store_true", help="smaller counts, two minutes at most")
    parser.add_argument("--alone", choices=MEASURES, help="run one here and write its figures as JSON lines")
    parser.add_argument("-v", action="store_true", help="more about each measure on standard error")
    asked = parser.parse_args()
    if asked.alone:
        for figure in importlib.import_module(asked.alone).measure(asked.quick):
            sys.stdout.write(figure.as_json() + "\n")
        return 0
    figures: list[Figure] = []
    before = _load()
    for name in asked.measures or MEASURES:
        figures += _in_own_process(name, asked.quick, asked.v)
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    told = [json.loads(one.as_json()) for one in figures]
    (build / "bench.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    met = sum(one.ok is True for one in figures)
    missed = sum(one.ok is False for one in figures)
    sys.stdout.write(f"\n{table(figures)}\n\n{met} met, {missed} missed; build/bench.json\n")
    sys.stdout.write(f"{os.cpu_count()} processors, load {before} before and {_load()} after\n")
    return 0


def _load() -> str:
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def _in_own_process(name: str, quick: bool, much: bool) -> list[Figure]:
    command = [sys.executable, str(Path(__file__).parent), "--alone", name]
    command += ["--quick"] if quick else []
    command += ["-v"] if much else []
    start = time.monotonic()
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            text=True,
            timeout=LONGEST,
            check=True,
            cwd=ROOT,
            env=ENV,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as trouble:
        return [not_run(name, "", "", f"{type(trouble).__name__} after {time.monotonic() - start:.0f} s")]
    sys.stderr.write(f"{name}: {time.monotonic() - start:.0f} s\n")
    return [Figure(**json.loads(line)) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main())
