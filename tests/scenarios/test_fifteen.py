"""Fifteen things no bench read for this one does, or does well: where each is shown to hold.

Of 14 only the evidence of a carton is there (each scan, weight, label and print with its time); a report of
where the time went, by cause, is not. Of 15 the practice bench is there; a first week in which wrong scans
only warn is not, save for the scale's watch (`watch_steps = "warn"`).
"""

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PROOF = {
    "1 last-second check bound to the label": (
        ("crash/test_carrier_calls.py", "test_no_label_is_paid_for_twice_and_none_is_lost"),
        ("scenarios/test_promises.py", "test_an_answer_the_clock_puts_into_the_future_is_no_fresh_one"),
        ("system/test_offline_day.py", "test_where_the_shop_must_be_asked_no_label_comes_out_before_it_was"),
    ),
    "2 live interrupt that says what to do with the goods": (
        ("system/test_ways_of_packing.py", "test_what_the_shop_does_to_the_open_order_arrives_unasked"),
        ("scenarios/test_a_day_at_the_bench.py", "test_a_change_in_the_shop_interrupts_the_packer"),
    ),
    "3 fingerprint on quote, label and print job": (
        (
            "scenarios/test_pains.py",
            "test_a_late_label_of_another_order_is_dropped_and_another_customers_label_refused",
        ),
        ("carriers/test_ahead.py", "test_what_does_not_fit_any_more_is_given_back"),
    ),
    "4 label scan-back": (
        ("scenarios/test_pains.py", "test_two_cartons_have_two_labels_and_a_scan_too_many_makes_none"),
        (
            "system/test_bought_labels.py",
            "test_a_bought_label_is_scanned_back_by_the_code_that_holds_its_number",
        ),
    ),
    "5 weight step for each scan": (
        ("unit/test_scale_watch.py", "test_one_unit_scanned_twice_is_told"),
        ("scenarios/test_weights_at_the_bench.py", "test_a_step_without_a_scan_is_told_by_its_weight"),
    ),
    "6 expected weight from learned units": (
        (
            "scenarios/test_weights_at_the_bench.py",
            "test_what_left_tells_what_things_weigh_and_a_new_mix_is_checked_by_it",
        ),
    ),
    "7 label ready before the last scan": (
        (
            "system/test_bought_labels.py",
            "test_the_label_is_paid_for_before_the_last_unit_and_goes_on_its_carton",
        ),
        ("carriers/test_ahead.py", "test_the_scale_decides_whether_the_postage_is_right"),
    ),
    "8 a label in doubt is found again": (
        ("system/test_bought_labels.py", "test_a_bench_that_dies_after_the_money_went_prints_that_label"),
        ("carriers/test_intents.py", "test_only_what_no_carton_of_ours_carries_is_an_orphan"),
    ),
    "9 a scanner is a device": (
        ("ui/test_keyboard.py", "test_a_scan_does_not_fill_the_field_that_has_the_focus"),
        ("scenarios/test_pains.py", "test_leading_zeros_of_a_number_mean_nothing"),
        ("devices/test_tap.py", "test_a_watched_line_shows_what_it_sent"),
    ),
    "10 ambiguity is asked": (
        ("scenarios/test_pains.py", "test_a_code_of_two_things_is_asked_about_with_a_number_for_each"),
    ),
    "11 look-alikes learned from wrong scans": (
        (
            "scenarios/test_weights_at_the_bench.py",
            "test_what_was_mixed_up_twice_is_shown_beside_each_other_and_counted_one_by_one",
        ),
    ),
    "12 short-ship as a way of scanning": (
        ("scenarios/test_pains.py", "test_the_rest_of_an_order_leaves_with_a_second_shipment"),
        (
            "system/test_ways_of_packing.py",
            "test_a_short_pick_tells_the_shop_what_the_shelf_really_holds",
        ),
    ),
    "13 honest offline bench": (
        (
            "system/test_offline_day.py",
            "test_packing_goes_on_without_the_internet_and_catches_up_by_itself",
        ),
        (
            "system/test_ways_of_packing.py",
            "test_a_cancellation_during_a_day_offline_is_found_before_anything_is_told",
        ),
    ),
    "14 where the time went": (
        ("system/test_evidence.py", "test_a_customers_claim_is_answered_with_one_page"),
    ),
    "15 practice with simulated devices": (
        (
            "scenarios/test_practice.py",
            "test_ten_orders_are_packed_through_the_scanner_and_the_shop_knows_them",
        ),
        ("scenarios/test_practice.py", "test_practice_opens_nothing_of_a_configured_bench"),
    ),
}


@cache
def names_in(file: str) -> frozenset[str]:
    return frozenset(re.findall(r"^\s*def (test_\w+)", (TESTS / file).read_text(encoding="utf-8"), re.M))


@pytest.mark.parametrize("promise", PROOF)
def test_a_promise_has_its_tests(promise: str) -> None:
    assert PROOF[promise]
    assert not [(file, name) for file, name in PROOF[promise] if name not in names_in(file)]
