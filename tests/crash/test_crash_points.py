"""The plug is pulled at every point there is; afterwards nothing is lost and nothing happened twice.

A day without a crash counts how often each point is passed; then one day for each pass, with the bench killed
there (SIGKILL), started again, and the packer going on where it says it stands.
"""

import json
import os
import re
import shutil
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from audit import audit
from benches import ForkedRig, ShopProcess, Zygote
from packer import Day
from pg import database, prepared

EVERYTHING = ""
# Where nothing lies between two points that a crash could tell apart: before the commit of a scan it is as
# it was after the commit before, and files and numbers have commits and renames of their own.
SAME_AS_ANOTHER = (
    r"^commit of (Bench\.scan|Push\._claim|Pull\.[^:]*): before"
    r"|^(number|label kept): |^label read back: after"
)
TOLD = r"^(write|request left)|Push\._settle: after"


@dataclass(frozen=True)
class Plan:
    """A kind of shop, a back end, and which of the points (more than `least`); split over `of` tests."""

    target: str
    backend: str
    points: str
    part: int = 0
    of: int = 1
    least: int = 10
    weigh: str = "off"
    full: bool = False

    def __str__(self) -> str:
        return f"{self.target}-{self.backend}-{self.part + 1}of{self.of}"


# `make crash` pulls the plug at every point there is; `make test` at every fourth of them, evenly spread.
THOROUGH = bool(os.environ.get("STATION_EVERY_CRASH"))
PLANS = [
    *(
        Plan("core", "sqlite", EVERYTHING, part, 4, least=40, full=True)
        for part in range(4 if THOROUGH else 1)
    ),
    *(Plan("plugin", "sqlite", TOLD, part, 2) for part in range(2 if THOROUGH else 1)),
    *(
        Plan("none", "sqlite", TOLD + "|_weigh_in", part, 4, least=20, weigh="required")
        for part in range(4 if THOROUGH else 1)
    ),
    # Every second one at most: what differs is the database, not the day.
    *(
        Plan("core", "postgresql", r"^commit .*: after", part, 8, least=40, full=True)
        for part in range(0, 8 if THOROUGH else 2, 2)
    ),
]


def _marked(plan: Plan) -> object:
    marks = [pytest.mark.pg] if plan.backend == "postgresql" else []
    return pytest.param(plan, id=str(plan), marks=marks)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("plan", [_marked(plan) for plan in PLANS])
def test_nothing_is_lost_and_nothing_happens_twice(
    plan: Plan, tmp_path: Path, shops: dict[str, ShopProcess], zygote: Zygote, record_property: object
) -> None:
    shop = shops[plan.target]
    day, wrong = one_day(tmp_path / "dry", shop, zygote, "", plan)
    assert not wrong, "without a crash it must be right"
    passes = Counter((tmp_path / "dry" / "passed").read_text().splitlines())
    every = [f"{name}#{n}" for name in sorted(passes) for n in range(1, passes[name] + 1)]
    every = [point for point in every if not re.search(SAME_AS_ANOTHER, point)]
    fitting = [point for point in every if re.search(plan.points, point)]
    assert len(fitting) > plan.least, every
    chosen = fitting[plan.part :: plan.of]
    failures, missed, asked = [], [], 0
    for number, point in enumerate(chosen):
        folder = tmp_path / str(number)
        day, wrong = one_day(folder, shop, zygote, point, plan)
        if wrong:
            failures.append(f"{point} ({folder}):\n    " + "\n    ".join(wrong))
        else:
            shutil.rmtree(folder)
        asked += len(day.asked)
        if not day.crashed:
            missed.append(point)
    for name, value in (("points", len(chosen)), ("not passed again", len(missed)), ("asked", asked)):
        record_property(name, value)  # type: ignore[operator]
    assert not failures, f"{len(failures)} of {len(chosen)} points:\n" + "\n".join(failures)
    # Threads do not always come by in the same number.
    assert len(missed) <= max(2, len(chosen) // 10), missed


def one_day(folder: Path, shop: ShopProcess, zygote: Zygote, crash: str, plan: Plan) -> tuple[Day, list[str]]:
    """A day with one crash, and what is wrong afterwards."""
    folder.mkdir()
    with ExitStack() as ends:
        settings = {"poll": "1", "weigh": plan.weigh}
        if plan.backend == "postgresql":
            settings["database"] = ends.enter_context(database(prepared()))
        rig = ForkedRig(folder, shop, zygote, **settings)
        ends.callback(rig.close)
        day = Day(rig, shop, plan.full)
        try:
            day.work(crash, lambda _day: not rig.unsent())
            day.end()
            wrong = audit(day)
            if len(day.asked) > 1:
                wrong.append(f"a person was asked more than once: {day.asked}")
        except AssertionError as trouble:
            wrong = [str(trouble) or "an assertion"]
        finally:
            day.end()
            for order in (day.whole, day.short):
                shop.call("delete", ref=order)
            shop.call("clear_journal")
    if wrong:
        (folder / "lines").write_text("\n".join(map(json.dumps, day.lines)), encoding="utf-8")
    return day, wrong
