"""The A4 papers of a bench: packing slips, the command sheet, badges."""

import tomllib
from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest

from station.labels import readback
from station.labels.assets import label_file
from station.labels.manifest import Manifest, ManifestCarton, manifest
from station.labels.paper import A4, LETTER, Paper
from station.labels.pdf import draw
from station.labels.sheets import Code, Group, badges, command_groups, command_sheet, line_codes
from station.labels.slip import PackingSlip, SlipLine, packing_slip
from station.labels.words import kilograms, words
from station.model.barcode import Command
from station.model.operator import Operator, Role
from station.model.order import Address
from station.model.quantity import Mass

Make = Callable[..., PackingSlip]


def page_texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def texts(pdf: bytes) -> list[str]:
    return [symbol.text for symbol in readback.read(pdf)]


def test_a_slip_carries_the_orders_barcode_and_one_for_each_line_without_a_code(a_slip: Make) -> None:
    assert texts(draw(packing_slip(a_slip()))) == ["ORD-main-1001", "LINE-77"]


def test_a_slip_says_what_is_in_the_carton(a_slip: Make) -> None:
    said = page_texts(draw(packing_slip(a_slip(gift_note="For Anna\nwith love"))))[0]

    for wanted in ("Cotton shirt", "Colour: Blue · Size: M", "TEE-M", "For Anna", "with love", "1001"):
        assert wanted in said


def test_a_slip_of_120_lines_flows_over_pages_and_leaves_no_line_out(a_slip: Make) -> None:
    lines = tuple(
        SlipLine(f"SKU-{n}.", f"Thing number {n}.", 2, barcode=f"LINE-{n}" if n % 4 == 0 else "")
        for n in range(120)
    )
    document = packing_slip(a_slip(lines=lines))
    pdf = draw(document)
    said = page_texts(pdf)

    assert len(document.pages) == len(said) > 3
    assert all(any(f"Thing number {n}." in page for page in said) for n in range(120))
    assert all(f"Page {n} of {len(said)}" in page for n, page in enumerate(said, start=1))
    assert texts(pdf) == ["ORD-main-1001", *(f"LINE-{n}" for n in range(0, 120, 4))]


def test_long_references_take_the_whole_width(a_slip: Make) -> None:
    long = "0f8fad5b-d9cb-469f-a165-70867728950e"
    lines = (SlipLine("A", "Uuid line", 1, barcode=f"LINE-{long}"),)
    slip = a_slip(barcode=f"ORD-main-{long}", lines=lines)

    assert texts(draw(packing_slip(slip))) == [f"ORD-main-{long}", f"LINE-{long}"]


def test_a_line_as_long_as_half_a_page_stays_whole(a_slip: Make) -> None:
    lines = (SlipLine("A", "word " * 400, 1), SlipLine("B", "short", 1), SlipLine("C", "", 1))
    said = page_texts(draw(packing_slip(a_slip(lines=lines))))

    assert sum(page.count("word") for page in said) == 400


def test_a_name_longer_than_a_page_shrinks_into_one(a_slip: Make) -> None:
    said = page_texts(draw(packing_slip(a_slip(lines=(SlipLine("A", "word " * 1500, 1),)))))

    assert sum(page.count("word") for page in said) == 1500


def test_a_slip_without_lines_or_address_can_be_drawn(a_slip: Make) -> None:
    assert len(page_texts(draw(packing_slip(a_slip(lines=(), ship_to=Address()))))) == 1


def test_a_long_gift_note_keeps_every_word(a_slip: Make) -> None:
    said = page_texts(draw(packing_slip(a_slip(gift_note="love " * 600))))

    assert sum(page.count("love") for page in said) == 600


def test_practice_is_on_every_page_and_bars_stay_readable(a_slip: Make) -> None:
    lines = tuple(SlipLine(f"S{n}", "Thing", 1, barcode=f"LINE-{n}") for n in range(40))
    pdf = draw(packing_slip(a_slip(lines=lines), practice=True))

    assert all("PRACTICE" in "".join(page.split()) for page in page_texts(pdf))
    assert len(texts(pdf)) == 41


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_every_command_is_read_from_the_command_sheet(dpi: int) -> None:
    document = command_sheet(command_groups(), dpi=dpi, paper=LETTER)

    assert sorted(one.text for one in readback.read(draw(document), dpi)) == sorted(Command)


def test_the_command_sheet_is_the_benchs_in_its_language_with_its_cartons() -> None:
    cartons = [Code("Small", "CARTON-SMALL", "300 x 200 x 150 mm")]
    pdf = draw(command_sheet(command_groups(cartons, language="de"), bench="Packtisch 1", language="de"))
    said = "".join(page_texts(pdf))

    assert "CARTON-SMALL" in texts(pdf)
    for wanted in ("Packtisch 1", "Befehlsbogen", "nimmt den letzten Scan zurück", "Small", "300 x 200"):
        assert wanted in said


def test_a_group_of_commands_is_not_torn_over_two_pages() -> None:
    pages = page_texts(draw(command_sheet(command_groups())))

    assert sum("CMD-50" in page and "CMD-0" in page for page in pages) == 1


def test_line_codes_stand_by_order_and_long_ones_take_the_whole_width() -> None:
    long = "LINE-0f8fad5b-d9cb-469f-a165-70867728950e"
    groups = (Group("#1001", (Code("Card", "LINE-77", "CARD"), Code("Uuid", long))),)
    pdf = draw(line_codes(groups))

    assert texts(pdf) == ["LINE-77", long]
    assert "#1001" in page_texts(pdf)[0]


SENDER = Address("Own Warehouse", "", ("Dock 1",), "Hamburg", "", "20095", "DE")


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_a_manifest_lists_every_carton_and_what_they_weigh_together(paper: Paper) -> None:
    cartons = tuple(ManifestCarton(f"#{n}.", 1, f"HV{n:08d}.", Mass(1_000_000)) for n in range(90))
    said = page_texts(draw(manifest(Manifest("Own van", date(2026, 3, 2), SENDER, cartons), paper=paper)))

    assert len(said) > 2
    assert all(sum(f"HV{n:08d}." in page for page in said) == 1 for n in range(90))
    assert "90.000 kg" in said[-1]
    assert "signature" in said[-1]


def test_a_manifest_without_cartons_or_weights_can_be_drawn() -> None:
    assert "Total" in page_texts(draw(manifest(Manifest("Van", date(2026, 3, 2), Address(), ()))))[0]


def test_badges_carry_name_role_and_barcode() -> None:
    people = [Operator("Anna Kowalska", "OP-ANNA"), Operator("山田 太郎", "OP-YAMADA", Role.SUPERVISOR)]
    pdf = draw(badges(people))

    assert sorted(texts(pdf)) == ["OP-ANNA", "OP-YAMADA"]
    assert "SUPERVISOR" in page_texts(pdf)[0]


def test_eleven_badges_take_two_pages() -> None:
    assert len(badges([Operator(f"Packer {n}", f"OP-{n}") for n in range(11)]).pages) == 2


def test_every_language_has_every_word() -> None:
    known = tomllib.loads(label_file("words.toml").read_text("utf-8"))

    assert set(known) == {"en", "de", "fr", "es", "pl"}
    assert all(set(table) == set(known["en"]) for table in known.values())


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pl"])
def test_a_slip_speaks_the_language_asked_for(a_slip: Make, language: str) -> None:
    said = page_texts(draw(packing_slip(a_slip(), language=language)))[0]

    assert words(language)["packing_slip"] in said


def test_an_unknown_language_is_english() -> None:
    assert words("eo")["packing_slip"] == "Packing slip"


@pytest.mark.parametrize(
    ("milligrams", "language", "written"),
    [
        (1_240_000, "en", "1.240 kg"),
        (1_240_000, "de", "1,240 kg"),
        (999_500, "en", "1.000 kg"),
        (0, "en", "0.000 kg"),
    ],
)
def test_a_mass_is_written_in_kilograms_to_the_gram(milligrams: int, language: str, written: str) -> None:
    assert kilograms(Mass(milligrams), language) == written
