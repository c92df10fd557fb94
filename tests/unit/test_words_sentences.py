"""The sentences of the bench as a packer reads them."""

import re
import string

import pytest

from station.model.problem import Problem
from station.packing.holds import asked
from station.words import LANGUAGES, Words, sentences

UNIT = {"sku": "TEA-250", "name": "Earl Grey", "packed": 2, "due": 4, "count": 2}
ORDER = {"order": "10482"}
COMMANDS = ("UNDO", "SHORT", "NEXT CARTON", "HOLD", "PARK", "REPRINT", "YES")


@pytest.mark.parametrize(
    ("code", "params", "said"),
    [
        ("do.scan_item", {"sku": "TEA-250", "name": "Earl Grey", "count": 2}, "Scan TEA-250, 2 more"),
        ("do.held.on_hold", ORDER, "Order 10482 is on hold: set the carton aside, then scan YES"),
        ("pack.unit", UNIT, "TEA-250: 2 of 4"),
        (
            "pack.not_on_order",
            {"sku": "MUG-RED", "name": "Mug, red", "bin": "A-04", "expected": "MUG-BLUE"},
            "That is MUG-RED. This order needs MUG-BLUE. Put it back in its place A-04",
        ),
        ("scan.ambiguous", {"code": "590", "count": 2}, "590 fits 2 lines. Scan the number of yours."),
        (
            "undo.unit",
            {"sku": "TEA-250", "name": "Earl Grey", "count": 1},
            "Take 1 × TEA-250 out of the carton.",
        ),
        (
            "short.done",
            {"sku": "TEA-250", "name": "Earl Grey", "missing": 2, "count": 1},
            "TEA-250: 2 missing, 1 on the shelf.",
        ),
        (
            "weight.too_light",
            {"grams": "812.5", "expected": "1270", "off": "460", "why": "@weight.why.look_missing"},
            "About 460 g too light: look for what is missing",
        ),
        (
            "order.on_other_bench",
            {**ORDER, "holder": "bench-2"},
            "Order 10482 is open at bench-2. Take it over?",
        ),
        ("choice.reprint", {**ORDER, "carton": 1}, "Print the label of carton 1 of order 10482 again"),
        ("hold.operator", {**ORDER, "by": "Ana"}, "Order 10482 was set on hold at a bench. Ana"),
        (
            "hold.payment",
            {**ORDER, **asked("Ana")},
            "Order 10482 waits for its payment. A supervisor releases it. Ask Ana.",
        ),
        (
            "hold.payment",
            {**ORDER, **asked("")},
            "Order 10482 waits for its payment. A supervisor releases it.",
        ),
        ("held.put_back", ORDER, "Order 10482 is closed. The goods go back to the shelf."),
        ("ship.done", {"tracking": "HP100001", "carton": 1}, "Carton 1 leaves: HP100001"),
        (
            "printer.none_for_kind",
            {"kind": "packing_slip"},
            "No printer takes packing_slip. Add it to prints of a [[printer]] in the settings.",
        ),
        (
            "ship.changed_after_pack",
            {**ORDER, "what": "@what.lines", "reason": "@order.changed"},
            "Order 10482 changed after packing. The shop changed this order. Pull the carton.",
        ),
        (
            "store.unreachable",
            {"store": "Main", "reason": "@net.unreachable"},
            "Main is out of reach. No connection comes about. Check the network. Packing goes on.",
        ),
        (
            "push.in_doubt",
            {"topic": "@topic.tracking"},
            "Not known whether the shop has it: the tracking number. Look there first, then try again.",
        ),
        (
            "carrier.tracking_url_unusable",
            {"template": "ftp://x"},
            "ftp://x leads to no carton. Write a web address with {tracking} in it.",
        ),
    ],
)
def test_a_sentence_names_the_thing_and_the_remedy(code: str, params: dict[str, object], said: str) -> None:
    assert Words("en").say(Problem(code, params)) == said


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "Order 10482: 1 unit to pack."),
        ("en", 6, "Order 10482: 6 units to pack."),
        ("de", 1, "Auftrag 10482: 1 Stück zu packen."),
        ("fr", 1, "Commande 10482 : 1 unité à emballer."),
        ("fr", 2, "Commande 10482 : 2 unités à emballer."),
        ("es", 1, "Pedido 10482: 1 unidad por embalar."),
        ("es", 12, "Pedido 10482: 12 unidades por embalar."),
        ("pl", 1, "Zamówienie 10482: 1 sztuka do spakowania."),
        ("pl", 3, "Zamówienie 10482: 3 sztuki do spakowania."),
        ("pl", 5, "Zamówienie 10482: 5 sztuk do spakowania."),
        ("pl", 12, "Zamówienie 10482: 12 sztuk do spakowania."),
        ("pl", 24, "Zamówienie 10482: 24 sztuki do spakowania."),
    ],
)
def test_units_are_counted_as_the_floor_counts_them(language: str, count: int, said: str) -> None:
    assert Words(language).say(Problem("order.opened", {**ORDER, "store": "Main", "count": count})) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Scan TEA-250, 3 more"),
        ("de", "TEA-250 scannen, noch 3 Stück"),
        ("fr", "Scannez TEA-250, encore 3"),
        ("es", "Escanee TEA-250, faltan 3"),
        ("pl", "Zeskanuj TEA-250, jeszcze 3 sztuki"),
    ],
)
def test_the_instruction_is_an_imperative_in_every_language(language: str, said: str) -> None:
    about = {"sku": "TEA-250", "name": "Earl Grey", "count": 3}
    assert Words(language).say(Problem("do.scan_item", about)) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_says_all_its_values(language: str) -> None:
    silent = []
    for name, sentence in sentences(language).items():
        code = re.sub(r"\.(one|few|many|other)$", "", name)
        asked = {one for _, one, _, _ in string.Formatter().parse(sentence) if one}
        values = {one: f"<{one}>" for one in asked}
        said = string.Formatter().vformat(sentence, (), values)
        if not all(value in said for value in values.values()) or not Words(language).knows(code):
            silent.append(name)
    assert silent == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_instruction_is_one_sentence_without_a_full_stop(language: str) -> None:
    told = {code: text for code, text in sentences(language).items() if code.startswith("do.")}
    assert [code for code, text in told.items() if ". " in text or text.endswith(".")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_instruction_can_be_read_in_passing(language: str) -> None:
    told = {code: text for code, text in sentences(language).items() if code.startswith("do.")}
    assert [code for code, text in told.items() if len(text) > 85] == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_command_is_called_as_its_barcode_is_in_every_language(language: str) -> None:
    english, here = sentences("en"), sentences(language)
    other = [
        code for code, text in english.items() if code in here and commands(text) != commands(here[code])
    ]
    assert other == []


def commands(text: str) -> list[str]:
    return sorted(one for one in COMMANDS if re.search(rf"\b{one}\b", text))
