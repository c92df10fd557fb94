"""A carton's time by cause: who waits for a printer is not slow."""

import pytest

from station.packing import facts as f
from station.packing.spent import BREAK, Cause, LabelTimes, Told, spent

SECOND = 1_000_000


def at(seconds: float) -> int:
    return round(seconds * SECOND)


def seconds(told: Told) -> dict[str, float]:
    return {cause.value: span / SECOND for cause, span in spent(told).items() if span}


def packed(*more: tuple[float, type[f.Fact]], end: float, **other: object) -> Told:
    """Opened at 0, two units by 30, closed at 40, weighed at 45, the label wanted then."""
    facts = [
        (0, f.Opened), (0, f.CartonOpened), (10, f.UnitPacked), (30, f.UnitPacked), (40, f.CartonSealed),
        (45, f.CartonWeighed), (45, f.LabelWanted), *more,
    ]  # fmt: skip
    return Told(0, at(end), [(at(when), kind) for when, kind in facts], **other)


LABEL = [LabelTimes(at(45), at(47), at(50))]
READY = ((60, f.LabelReady), (66, f.CartonConfirmed))


def test_each_second_has_one_cause_and_waiting_is_nobodys_handling() -> None:
    told = packed(*READY, end=66, labels=LABEL)
    assert seconds(told) == {"packer": 46, "scale": 5, "shop": 2, "label": 3, "printer": 10}


def test_a_slow_printer_changes_nothing_about_the_packer() -> None:
    quick = packed((51, f.LabelReady), (57, f.CartonConfirmed), end=57, labels=LABEL)
    slow = packed((99, f.LabelReady), (105, f.CartonConfirmed), end=105, labels=LABEL)
    assert seconds(slow)["packer"] == seconds(quick)["packer"] == 46
    assert (seconds(quick)["printer"], seconds(slow)["printer"]) == (1, 49)


def test_a_label_that_comes_out_badly_is_waited_for_at_the_printer_too() -> None:
    told = packed(*READY, end=66, labels=LABEL, reprints=[(at(61), at(64))])
    assert seconds(told) == {"packer": 43, "scale": 5, "shop": 2, "label": 3, "printer": 13}


def test_where_the_last_look_was_not_stored_the_label_was_waited_for() -> None:
    told = packed(*READY, end=66, labels=[LabelTimes(at(45), None, at(50))])
    assert seconds(told) == {"packer": 46, "scale": 5, "label": 5, "printer": 10}


def test_a_label_nobody_knows_the_times_of_is_not_known() -> None:
    assert seconds(packed(*READY, end=66))["unknown"] == 15


def test_every_try_of_a_label_is_counted_by_itself() -> None:
    tries = [LabelTimes(at(45), at(46)), LabelTimes(at(50), at(51), at(53))]
    told = packed((48, f.LabelFailed), (50, f.LabelWanted), *READY, end=66, labels=tries)
    assert seconds(told) == {"packer": 46, "scale": 5, "shop": 2, "label": 6, "printer": 7}


def test_a_break_is_not_known_and_not_the_packers() -> None:
    quiet = BREAK // SECOND + 60
    told = packed((60, f.LabelReady), (60 + quiet, f.CartonConfirmed), end=60 + quiet, labels=LABEL)
    assert seconds(told) == {"packer": 40, "scale": 5, "shop": 2, "label": 3, "printer": 10, "unknown": quiet}


def test_scans_that_led_nowhere_are_signs_of_life() -> None:
    long = BREAK // SECOND + 60
    told = packed(
        (60, f.LabelReady), (60 + long, f.CartonConfirmed), end=60 + long, labels=LABEL, touched=[at(200)]
    )
    assert "unknown" not in seconds(told)


def test_a_printer_out_of_paper_for_an_hour_is_known() -> None:
    told = packed((3660, f.LabelReady), (3666, f.CartonConfirmed), end=3666, labels=LABEL)
    assert seconds(told)["printer"] == 3610
    assert "unknown" not in seconds(told)


def test_nothing_counts_while_an_order_is_set_aside() -> None:
    told = packed(
        (46, f.Parked), (1000, f.Unparked), (1010, f.LabelReady), (1015, f.CartonConfirmed),
        end=1015, labels=[LabelTimes(at(45), at(46), at(1004))],
    )  # fmt: skip
    assert seconds(told) == {"packer": 45, "scale": 5, "shop": 1, "label": 4, "printer": 6}


def test_an_order_that_was_stopped_is_the_shops_doing() -> None:
    told = packed(
        (50, f.Interrupted), (70, f.CartonVoided), (70, f.LabelWanted), (80, f.LabelReady),
        (85, f.CartonConfirmed), end=85,
        labels=[LabelTimes(at(45), at(46)), LabelTimes(at(70), at(71), at(75))],
    )  # fmt: skip
    found = seconds(told)
    assert found["stopped"] == 20
    assert sum(found.values()) == 85


def test_after_undo_the_goods_are_in_hand_again() -> None:
    facts = [
        (0, f.Opened), (0, f.CartonOpened), (10, f.CartonSealed), (14, f.Undone), (20, f.UnitPacked),
        (24, f.CartonSealed),
    ]  # fmt: skip
    told = Told(0, at(30), [(at(when), kind) for when, kind in facts])
    assert seconds(told) == {"packer": 20, "scale": 10}


def test_only_a_cartons_own_time_is_its_time() -> None:
    told = packed(*READY, end=66, labels=LABEL)
    second = Told(at(60), at(66), told.facts, labels=LABEL)
    assert seconds(second) == {"packer": 6}


@pytest.mark.parametrize("end", [46, 48, 55, 66])
def test_the_causes_add_up_to_the_whole(end: int) -> None:
    assert sum(seconds(packed(*READY, end=end, labels=LABEL)).values()) == end
    assert set(spent(packed(end=end))) == set(Cause)
