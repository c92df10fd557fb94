"""Options about the order of work: when carriers come, and who may let a held order go."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

from station.model.problem import Problem
from station.settings import checks
from station.settings.option import of_site

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock(text: str) -> Problem | None:
    """Hours and minutes: `15:30`."""
    try:
        sound = len(text) == 5 and time.fromisoformat(text) is not None
    except ValueError:
        sound = False
    return None if sound else Problem("config.bad_clock", {"value": text})


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """A carrier's last minute; several for one method are several visits."""

    method: str = of_site("The shops' shipping method it is for; * is any other.", "*", check=checks.one_line)
    carrier: str = of_site("Instead of a method: a carrier, as service_map names it.", "")
    at: str = of_site("The last minute, in the bench's time zone.", key="time", check=clock)
    days: tuple[Weekday, ...] = of_site("The days the carrier comes.", WEEKDAYS[:5])
    within_days: int = of_site(
        "How many further days with a cut-off an order may wait.", 0, check=checks.between(0, 20)
    )
