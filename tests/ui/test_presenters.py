"""Presenters turn the bench's picture into words and places. None of them knows Qt."""

import datetime
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from station.model.problem import Problem
from station.model.view import AlikeView, BenchView, Choice, DeviceView, WeightView, WholeOrder
from ui.format import Format
from ui.pages.day.presenter import DayPresenter
from ui.pages.devices.presenter import DevicesPresenter
from ui.pages.orders.presenter import OrdersPresenter
from ui.pages.pack.presenter import PackPresenter
from ui.pages.pack.screen import PackScreen
from ui.pages.practice.presenter import table
from ui.pages.pushes.presenter import PushesPresenter
from ui.pages.settings.presenter import found, groups
from ui.shell.presenter import ShellPresenter
from ui.shots_core import ScriptedCore
from ui.shots_lists import ORDERS, PUSHES, SETTINGS, TOTALS
from ui.shots_states import DEVICES, NOW, STATES, STORES, grams, minutes, said
from ui.text import Text
from ui.theme.tokens import Tone
from ui.verdicts import face, trouble

ROOT = Path(__file__).resolve().parents[2]
QT_FREE = [
    "ui.pages.pack.presenter", "ui.pages.orders.presenter", "ui.pages.day.presenter", "ui.pages.day.book",
    "ui.pages.devices.presenter", "ui.pages.pushes.presenter",
    "ui.pages.shops.presenter", "ui.pages.shops.entry", "ui.pages.shops.trial",
    "ui.pages.settings.presenter", "ui.pages.practice.presenter",
    "ui.shell.presenter", "ui.wedge",
    "ui.verdicts", "ui.theme.tokens",
]  # fmt: skip


class Plain:
    """Numbers as Python writes them."""

    def whole(self, value: int) -> str:
        return str(value)

    def decimal(self, value: float, places: int) -> str:
        return f"{value:.{places}f}"

    def currency(self, value: float, code: str) -> str:
        return f"{value:.2f} {code}"

    def clock(self, time: datetime.time) -> str:
        return f"{time:%H:%M}"

    def long_date(self, day: datetime.date) -> str:
        return day.isoformat()

    def short_date(self, day: datetime.date) -> str:
        return day.isoformat()


TEXT = Text(ScriptedCore(STATES["idle"]).say)
FORM = Format(TEXT, Plain(), datetime.UTC)


def now() -> datetime.datetime:
    return NOW


def shown(view: BenchView) -> PackScreen:
    return PackPresenter(TEXT, FORM, now).show(view)


@pytest.mark.parametrize("module", QT_FREE)
def test_a_presenter_needs_no_qt(module: str) -> None:
    code = f"import sys; sys.modules['PySide6'] = None; import {module}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_sentence_is_the_benchs_instruction() -> None:
    assert shown(STATES["picking"]).band.sentence == "Scan TEA-250, 2 more"
    assert shown(STATES["picking"]).band.aside == "TEA-250, 2 of 4"
    assert shown(STATES["picking"]).band.tone is Tone.GOOD


def test_a_wrong_scan_takes_the_sentence_and_shows_both_products() -> None:
    screen = shown(STATES["wrong_item"])
    assert screen.band.tone is Tone.BAD
    assert screen.band.sentence.startswith("That is MUG-RED")
    assert screen.versus is not None
    assert (screen.versus.held_sku, screen.versus.need_sku) == ("MUG-RED", "MUG-BLUE")
    assert screen.versus.held_picture != screen.versus.need_picture


def test_each_kind_of_verdict_has_an_icon_and_a_sound_of_its_own() -> None:
    codes = ["pack.not_on_order", "pack.too_many", "scan.unknown", "scan.ambiguous", "order.cancelled",
             "order.on_hold", "order.changed", "weight.too_light", "weight.too_heavy",
             "label.not_this"]  # fmt: skip
    icons = [face(code, ok=False).icon for code in codes]
    assert len(set(icons)) == len(icons)
    assert face("pack.unit", ok=True).sound == "ok"
    assert face("pack.line_complete", ok=True).sound == "line"
    assert face("pack.order_complete", ok=True).sound == "order"
    assert face("pack.too_many", ok=False).sound == "too_many"
    assert trouble("order.cancelled").sound == "stop"


def test_a_code_nobody_listed_is_good_or_bad_and_never_nothing() -> None:
    assert face("something.new", ok=True).tone is Tone.GOOD
    assert face("something.new", ok=False).tone is Tone.BAD
    assert trouble("something.new").tone is Tone.WARN


@pytest.mark.parametrize(
    ("state", "layout"),
    [("idle", "idle"), ("done", "idle"), ("opening", "opening"), ("picking", "bench"),
     ("ambiguous", "question"),
     ("short_left", "question"), ("weigh_waiting", "bench"), ("stopped", "stopped")],
)  # fmt: skip
def test_a_state_has_its_layout(state: str, layout: str) -> None:
    assert shown(STATES[state]).layout == layout


def test_a_cancelled_order_says_why_and_what_is_to_be_put_back() -> None:
    screen = shown(STATES["cancelled"])
    assert screen.band.why == "The customer cancelled order 10482 just now."
    assert screen.band.code == "order.cancelled"
    assert screen.stage is not None
    assert ("", "2 × TEA-250  A-04") in screen.stage.facts
    assert not any("SPOON" in text for _, text in screen.stage.facts)


def test_the_last_scans_are_short_and_the_newest_is_first() -> None:
    assert [one.text for one in shown(STATES["picking"]).recent] == [
        "4012345000054", "4012345000030", "4012345000023", "4012345000016",
    ]  # fmt: skip
    named = said("pack.unit", "", sku="TEA-250", packed=2, due=4)
    last = replace(STATES["picking"].recent[0], say=named)
    undo = replace(last, text="CMD-UNDO", say=said("undo.done", ""))
    screen = shown(replace(STATES["picking"], recent=(last, undo), last=last))
    assert [one.text for one in screen.recent] == ["UNDO", "TEA-250"]
    assert screen.band.aside == "TEA-250\n2 of 4"


def test_a_wrong_answer_is_refused_in_words_and_the_question_stays() -> None:
    band = shown(STATES["answer_refused"]).band
    assert band.sentence.startswith("How many SPOON")
    assert (band.tone, band.why) == (
        Tone.BAD,
        "That number is not among the answers. Scan one that is shown.",
    )


def test_a_slip_that_may_not_be_packed_says_what_to_do_with_it() -> None:
    band = shown(STATES["slip_refused"]).band
    assert band.sentence == "The shop put this order on hold. Set its slip aside."
    assert band.aside == "10490"


def test_an_interrupt_is_the_same_after_the_bench_was_started_again() -> None:
    screen = shown(STATES["restarted_on_hold"])
    assert screen.band.tone is Tone.WARN and screen.band.code == "order.changed"
    assert screen.band.why.endswith("What changed: the address.")
    assert screen.stage is not None and screen.stage.title == "The new address"
    assert not any(line.current for line in screen.lines)


def test_a_weight_refused_before_does_not_hide_why_the_packing_is_halted() -> None:
    view = replace(
        STATES["restarted_on_hold"], problem=Problem("weight.too_light", {"grams": 1, "expected": 2})
    )
    assert shown(view).band.code == "order.changed"


def test_a_scan_that_could_not_be_kept_is_told_also_while_packing_is_halted() -> None:
    refused = replace(STATES["wrong_item"].recent[0], ok=False, say=Problem("database.lost"))
    band = shown(replace(STATES["restarted_on_hold"], last=refused)).band
    assert band.code == "order.changed"
    assert band.why.startswith("The database does not answer")


def test_a_scale_that_is_gone_says_what_to_do_whatever_it_said_before() -> None:
    view = replace(
        STATES["weigh_light"],
        problem=Problem("weight.too_light", {"grams": 1, "expected": 2}),
        weight=WeightView(None, fault="scale.silent"),
    )
    assert shown(view).band.sentence == "The scale says nothing. Switch it on and check its cable."


def test_two_lines_of_one_product_say_first_what_differs() -> None:
    cream = STATES["picking"].lines[1]
    lines = tuple(
        replace(cream, ref=name, options=(("Colour", "Cream"), ("Engraving", name)))
        for name in ("Zoë", "Marek")
    )
    rows = shown(replace(STATES["picking"], lines=lines)).lines
    assert [row.options[0] for row in rows] == ["Engraving: Zoë", "Engraving: Marek"]
    assert all(row.twin for row in rows)


def test_help_names_each_command_that_means_something_now_and_can_be_closed() -> None:
    screen = shown(STATES["help"])
    assert screen.layout == "help"
    assert [row.command for row in screen.help] == [
        "UNDO", "SHORT", "NEXT CARTON", "MOVE", "HOLD", "PARK", "WEIGH", "NO CODE", "SWAP", "RUSH", "MERGE",
        "HELP",
    ]  # fmt: skip
    assert all(row.sentence and row.key for row in screen.help)
    assert PackPresenter(TEXT, FORM, now).show(STATES["help"], help=False).layout == "bench"


def test_lines_that_differ_in_an_option_are_told_apart_by_it() -> None:
    def answer(number: int, words: str) -> Choice:
        about = {"sku": "MUG", "name": "Mug", "options": f"Colour: Cream, Engraving: {words}"}
        return Choice(f"CMD-{number}", Problem("choice.line", about))

    view = replace(STATES["ambiguous"], choices=(answer(1, "Zoë"), answer(2, "Grandpa")))
    tiles = shown(view).choices
    assert [(one.title, one.sentence) for one in tiles] == [
        ("Engraving: Zoë", "MUG · Mug"), ("Engraving: Grandpa", "MUG · Mug"),
    ]  # fmt: skip


def test_doubt_about_a_weight_is_shown_as_doubt() -> None:
    def weight(**more: object) -> str:
        view = WeightView(mass=grams(500), stable=True)
        screen = shown(replace(STATES["picking"], weight=replace(view, **more)))  # type: ignore[arg-type]
        assert screen.weight is not None
        return screen.weight.style

    assert weight() == "solid"
    assert weight(stable=False) == "outline"
    assert weight(age=9.0) == "struck"
    assert weight(fault="scale.lost", age=9.0) == "struck"
    assert weight(mass=None, fault="weight.overload") == "none"


def test_an_old_reading_says_its_age_and_never_that_it_fits() -> None:
    view = WeightView(grams(500), True, age=14.0, verdict="weight.ok")
    screen = shown(replace(STATES["weigh_stable"], weight=view))
    assert screen.weight is not None
    assert "14 s" in screen.weight.status
    assert screen.weight.verdict == ""


def test_150_units_are_told_in_numbers() -> None:
    line = next(one for one in shown(STATES["many_lines"]).lines if one.current)
    assert line.count == "37 of 150"


def test_an_order_not_checked_for_a_while_says_when_it_was() -> None:
    fresh, old = shown(STATES["picking"]).address, shown(STATES["unchecked"]).address
    assert fresh is not None and old is not None
    assert not any(tone == "warn" for _, _, tone in fresh.chips)
    assert ("clock", "Order last checked 18 min ago", "warn") in old.chips


def test_the_lamps_say_in_words_what_is_wrong() -> None:
    shell = ShellPresenter(TEXT, FORM)
    well = shell.strip(STATES["picking"], DEVICES, STORES, NOW)
    assert [lamp.tone for lamp in well.lamps] == [Tone.NEUTRAL] * 4
    lost = DeviceView("printer", "labels", "lost", said("printer.lost", "The printer is gone."))
    ill = shell.strip(STATES["picking"], (*DEVICES[:2], lost), STORES, NOW)
    assert [lamp.word for lamp in ill.lamps] == ["Scanner", "Scale", "Printer gone", "Shops"]


def test_one_shop_signed_out_is_not_offline_and_all_unreachable_is() -> None:
    shell = ShellPresenter(TEXT, FORM)
    one = (replace(STORES[0], state="signed_out"), STORES[1])
    all_gone = tuple(replace(store, state="unreachable") for store in STORES)
    assert shell.strip(STATES["idle"], DEVICES, one, NOW).lamps[-1].word == "Main shop signed out"
    assert shell.strip(STATES["idle"], DEVICES, all_gone, NOW).lamps[-1].word == "Offline"


def test_a_notice_says_how_long_a_shop_is_gone_and_how_many_messages_wait() -> None:
    gone = replace(STORES[0], state="unreachable", last_success=minutes(-14), waiting=3)
    notice = ShellPresenter(TEXT, FORM).notices(DEVICES, (gone,), (), NOW)[0]
    assert "14 min ago" in notice.text and "3" in notice.text


def test_a_shop_out_of_reach_is_named_with_its_reason_once() -> None:
    gone = replace(
        STORES[0], state="unreachable", last_success=minutes(-14), problem=Problem("net.unreachable")
    )
    text = ShellPresenter(TEXT, FORM).notices((), (gone,), (), NOW)[0].text
    assert text.startswith("Main shop is out of reach.")
    assert text.endswith("Last seen 14 min ago.")


def test_each_device_says_how_it_is_and_what_it_gave_last() -> None:
    presenter = DevicesPresenter(TEXT, FORM, now)
    lost = DeviceView("scale", "scale", "lost", Problem("scale.lost"))
    devices = (DEVICES[0], lost, DEVICES[2])
    scanner, scale, printer = presenter.cards(devices, STATES["picking"].weight, STATES["picking"].last)
    assert (scanner.reading, scanner.tone) == ("4012345000016", Tone.GOOD)
    assert (scale.reading, scale.state, scale.code) == ("–", "gone", "scale.lost")
    assert (printer.title, printer.reading) == ("Printer · labels", "–")
    assert printer.about == "Nothing printed since the start"
    assert [words for _, words, _ in printer.facts] == ["Takes jobs", "Nothing waits"]
    presenter.printed = lambda name: ("label-main-10482-1", minutes(-2)) if name == "labels" else None
    presenter.target = lambda name: "10.0.0.4:9100" if name == "labels" else ""
    presenter.queued = lambda name: (("j1", "label-main-10483-1"),) if name == "labels" else ()
    stopped = DeviceView("printer", "labels", "stopped", Problem("printer.paused", {"printer": "labels"}))
    (printer,) = presenter.cards((stopped,), None, None)
    assert (printer.reading, printer.about) == ("label-main-10482-1", "Printed 2 min ago")
    assert (printer.port, printer.waiting[0]) == ("10.0.0.4:9100", "j1")
    assert [words for _, words, _ in printer.facts] == ["Takes no jobs now", "1 print job waits"]
    # One without a name of its own is called by its kind, in every language.
    german = DevicesPresenter(Text(ScriptedCore(STATES["idle"], "de").say), FORM, now)
    assert [one.title for one in german.cards(devices, None, None)] == [
        "Scanner",
        "Waage",
        "Drucker · labels",
    ]


def test_times_are_relative_under_an_hour_and_late_is_said() -> None:
    assert FORM.until(minutes(41), NOW) == "41 min left"
    assert FORM.until(minutes(-6), NOW) == "6 min late"
    assert FORM.ago(minutes(-0.5), NOW) == "30 s ago"
    assert FORM.span(92) == "1 min 32 s"
    assert FORM.span(2 * 3600 + 300) == "2 h 5 min"


def test_an_order_row_shows_state_in_icon_and_word_and_its_hold() -> None:
    presenter = OrdersPresenter(TEXT, FORM, now)
    held = replace(ORDERS[1], state="ready_for_fulfillment", hold="order.on_hold", bench="")
    cell = presenter.state(held)
    assert (cell.text, cell.icon, cell.tone) == ("On hold", "hold", "warn")
    assert len(presenter.cells(held)) == len(presenter.columns())
    assert "on hold" in presenter.detail(held, WholeOrder()).hold
    merged = presenter.state(replace(held, hold="hold.merged"))
    assert (merged.text, merged.icon, merged.tone) == ("Merged", "pack", "quiet"), "nothing keeps it"
    together = WholeOrder(hold="hold.merged", hold_by="128 + 151")
    assert "128 + 151" in presenter.detail(replace(held, hold="hold.merged"), together).hold


def test_messages_that_need_a_person_come_first_and_only_they_have_a_button() -> None:
    cards = PushesPresenter(TEXT, FORM, now).cards(PUSHES)
    assert [card.id for card in cards][:2] == [1, 2]
    assert [bool(card.button) for card in cards] == [True, True, False, False, False]
    assert cards[0].code == "ship.changed_after_pack"


def test_a_note_only_a_person_can_write_is_ticked_off_not_tried_again() -> None:
    why = Problem("note.by_hand", {"order": "10474", "what": "1 × TEA-250 → TEA-500"})
    by_hand = replace(PUSHES[0], topic="note", state="by_hand", problem=why)
    (card,) = PushesPresenter(TEXT, FORM, now).cards((by_hand,))
    assert (card.button, card.state) == ("It is in the shop", "by hand")
    assert "10474" in card.title and "TEA-500" in card.why


def test_orders_at_risk_are_a_warning_and_none_is_not() -> None:
    day = DayPresenter(TEXT, FORM, now)
    assert day.figures(TOTALS)[2].tone is Tone.WARN
    assert day.figures(replace(TOTALS, at_risk=0))[2].tone is Tone.NEUTRAL


def test_an_option_is_found_by_any_word_of_its_sentence() -> None:
    assert groups(SETTINGS)[0] == "bench"
    assert [one.key for one in found(SETTINGS, "", "loudness sounds")] == ["sound · volume"]
    assert found(SETTINGS, "bench", "")[0].value == "Bench 2"


def test_merge_is_offered_beside_the_address_until_the_first_unit() -> None:
    fresh = replace(STATES["picking"], same_place=("10490", "10491"))
    fresh = replace(fresh, cartons=(), lines=tuple(replace(one, packed=0) for one in fresh.lines))
    screen = shown(fresh)
    assert screen.address is not None and screen.address.merge == "MERGE 10490, 10491"
    begun = replace(fresh, lines=(replace(fresh.lines[0], packed=1), *fresh.lines[1:]))
    for view in (begun, replace(fresh, same_place=())):
        seen = shown(view).address
        assert seen is not None and not seen.merge


def test_what_merge_did_stands_over_what_comes_next() -> None:
    done = said("merge.done", "128 + 151 go into one carton.")
    view = STATES["picking"]
    last = view.last
    assert last is not None
    band = shown(replace(view, last=replace(last, ok=True, say=done))).band
    assert (band.tone, band.why, band.aside) == (Tone.GOOD, "128 + 151 go into one carton.", "")


def test_every_way_a_weight_can_end_has_its_word() -> None:
    text = Text(ScriptedCore(STATES["idle"]).say)
    for code in ("ok", "too_light", "too_heavy", "blind", "not_checked", "passed", "none", "taken"):
        assert "ui." not in text.word(f"verdict.{code}")


def test_the_practice_table_points_at_what_comes_next() -> None:
    things = ([("ORD-1", "101", "One mug")], [("401", "Mug", "")], None)
    assert table(STATES["idle"], things).step == "slip"
    assert table(STATES["picking"], things).step == "items"
    badge = ("OP-SAM", "Sam", "")
    idle = table(STATES["idle"], (things[0], (badge,), None))
    assert (idle.slips[0].scan, idle.slips[0].icon) == ("OP-SAM", "person"), "badges lie on the slips"
    assert table(STATES["weigh_waiting"], things).step == "pan"
    assert table(STATES["label_scan_back"], (*things[:2], ("0015", "label.pdf"))).label == "0015"


def test_a_problem_in_the_words_is_never_swallowed() -> None:
    assert TEXT.say(Problem("nobody.knows")) == "(nobody.knows)"


def test_what_the_scale_does_not_understand_is_the_one_sentence_and_a_chip() -> None:
    doubt = Problem("watch.missing", {"sku": "TEA-250"})
    view = WeightView(grams(986), True, expected=grams(1270), tolerance=grams(11), learned=34, doubt=doubt)
    screen = shown(replace(STATES["picking"], weight=view, problem=doubt))
    assert screen.band.sentence == "TEA-250 was scanned, but nothing went into the carton."
    assert (screen.band.why, screen.band.tone, screen.stage) == ("", Tone.WARN, None)
    assert screen.weight is not None
    assert (screen.weight.verdict, screen.weight.verdict_tone) == ("Nothing went in", Tone.WARN)
    assert screen.weight.evidence == "from 34 cartons"


def test_what_is_easily_mixed_up_stands_beside_each_other_until_the_last_unit_is_in() -> None:
    picking = STATES["picking"]
    alike = AlikeView("TEA-500", "Earl Grey 500 g", "", "A-05", 4)
    line = replace(picking.lines[0], alike=alike)
    screen = shown(replace(picking, lines=(line, *picking.lines[1:])))
    assert screen.versus is not None
    assert (screen.versus.held_title, screen.versus.held_sku) == ("Not this one", "TEA-500")
    assert (screen.versus.need_title, screen.versus.need_sku) == ("This one", "TEA-250")
    assert screen.versus.need_note == "2 of 4 · A-04"
    done = replace(line, packed=4)
    assert shown(replace(picking, lines=(done, *picking.lines[1:]))).versus is None
