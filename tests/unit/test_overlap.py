"""How far back a pass reads: far enough for a shop whose clock is put forward or back."""

from datetime import UTC, datetime, timedelta

import pytest

from station.sync.pull import overlap


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-03-29", 2),  # Europe, the last Sunday of March
        ("2026-03-28", 2),
        ("2026-03-30", 2),
        ("2026-03-31", 0),
        ("2026-03-08", 2),  # America, the second
        ("2026-10-25", 2),
        ("2026-11-01", 2),
        ("2026-11-22", 0),
        ("2026-04-05", 2),  # Australia
        ("2026-09-27", 2),  # New Zealand
        ("2026-06-14", 0),
        ("2026-01-04", 0),
    ],
)
def test_hours_are_read_again_only_when_clocks_change_somewhere(day: str, hours: int) -> None:
    now = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    assert overlap(now) == (timedelta(hours=hours) if hours else timedelta(minutes=5))
