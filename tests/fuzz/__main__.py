"""`make fuzz`: atheris feeds the parsers and the wedge for a minute each (SECONDS=), or says why it cannot.

A find is kept in build/fuzz and is read again with `make fuzz FILE=build/fuzz/crash-...`.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "fuzz"
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "fakes"), str(BUILD / "site")]


def main() -> int:
    parser = argparse.ArgumentParser("make fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--file", type=Path, help="one find, for each of the targets")
    parser.add_argument("--alone", help="run one target here, without end")
    asked = parser.parse_args()
    if asked.alone:
        return _alone(asked.alone, asked.seconds)
    from fuzzed import TARGETS

    names = asked.targets or list(TARGETS)
    if asked.file:
        for name in names:
            TARGETS[name](asked.file.read_bytes())
            sys.stdout.write(f"{name}: holds\n")
        return 0
    reason = _missing()
    if reason:
        sys.stdout.write(f"not run: {reason}\n")
        return 0
    command = [sys.executable, str(Path(__file__).parent), "--seconds", str(asked.seconds), "--alone"]
    return max(subprocess.run([*command, name], cwd=ROOT, check=False).returncode for name in names)


def _missing() -> str:
    """Why atheris cannot be had; empty when it is there now, in build/fuzz and nowhere else."""
    if _is_there():
        return ""
    wanted = [sys.executable, "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    try:
        done = subprocess.run(
            [*wanted, "--target", str(BUILD / "site"), "atheris"], capture_output=True, text=True, timeout=180
        )
    except (OSError, subprocess.TimeoutExpired) as trouble:
        return f"atheris cannot be installed ({type(trouble).__name__})"
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    if done.returncode:
        return f"atheris cannot be installed: {lines[-1] if lines else 'pip is not there'}"
    return "" if _is_there() else "atheris does not load on this Python"


def _is_there() -> bool:
    path = ":".join(sys.path[:3])
    asked = subprocess.run(
        [sys.executable, "-c", "import atheris"], capture_output=True, env={"PYTHONPATH": path}, check=False
    )
    return asked.returncode == 0


def _alone(name: str, seconds: int) -> int:
    import atheris

    # What is to be watched is imported here for the first time, the protocols too.
    with atheris.instrument_imports(include=["station.devices", "ui.wedge"]):
        from fuzzed import TARGETS

        from station.devices.scales.registry import every

        every()
    corpus = BUILD / name
    corpus.mkdir(parents=True, exist_ok=True)
    wanted = [f"-max_total_time={seconds}", "-max_len=4096", f"-artifact_prefix={BUILD}/", str(corpus)]
    atheris.Setup([name, *wanted], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
