"""The pick list: the way through the shelves, and whose is what."""

from datetime import date

import pypdfium2
import pytest

from station.labels import readback
from station.labels.paper import A4, LETTER, Paper, named
from station.labels.pdf import draw
from station.labels.picklist import PickLine, PickList, PickTo, by_bin, pick_list
from station.model.problem import StationError


def page_texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def a_list(*lines: PickLine) -> PickList:
    return PickList("4711", date(2026, 3, 2), lines, "Wave 3")


def test_a_pick_list_carries_its_barcode_and_says_where_what_and_how_many() -> None:
    line = PickLine("A-12", "TEE-M", "Cotton shirt", 3, (PickTo("#1001", 2, "TOTE-1"), PickTo("#1002", 1)))
    pdf = draw(pick_list(a_list(line)))
    (said,) = page_texts(pdf)

    assert [one.text for one in readback.read(pdf)] == ["PICK-4711"]
    for wanted in ("A-12", "TEE-M", "Cotton shirt", "TOTE-1", "#1001", "#1002", "2 ×", "Wave 3"):
        assert wanted in said


def test_lines_stand_in_the_order_of_the_bins_and_unknown_bins_last() -> None:
    lines = [PickLine(one, one or "x", "", 1) for one in ("", "A-10", "B-1", "A-2", "a-1")]

    assert [line.bin for line in by_bin(lines)] == ["a-1", "A-2", "A-10", "B-1", ""]


def test_a_bin_of_digits_no_number_is_made_of_can_be_sorted() -> None:
    assert [line.bin for line in by_bin([PickLine(one, "", "", 1) for one in ("A²", "A٣", "A1")])]


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_a_long_list_flows_over_pages_and_leaves_nothing_out(paper: Paper) -> None:
    lines = [PickLine(f"A-{n}", f"SKU-{n}.", f"Thing {n}.", 2) for n in range(70)]
    document = pick_list(a_list(*lines), paper=paper)
    said = page_texts(draw(document))

    assert (document.width, document.height) == (paper.width, paper.height)
    assert len(said) > 2
    assert all(any(f"Thing {n}." in page for page in said) for n in range(70))


def test_one_article_for_a_hundred_totes_takes_rows_of_its_own() -> None:
    to = tuple(PickTo(f"#{n}.", 1, f"TOTE-{n}.") for n in range(100))
    said = page_texts(draw(pick_list(a_list(PickLine("A-1", "TEE", "Shirt", 100, to)))))

    assert all(sum(f"TOTE-{n}." in page for page in said) == 1 for n in range(100))


def test_one_orders_number_is_not_said_on_every_line() -> None:
    lines = [PickLine(f"A-{n}", "TEE", "Shirt", 1, (PickTo("#77001", 1),)) for n in range(5)]
    (said,) = page_texts(draw(pick_list(a_list(*lines))))

    assert said.count("#77001") == 1


def test_a_practice_list_says_so_and_is_still_read() -> None:
    pdf = draw(pick_list(a_list(PickLine("A-1", "TEE", "Shirt", 1)), practice=True))

    assert "PRACTICE" in "".join(page_texts(pdf)[0].split())
    assert [one.text for one in readback.read(pdf)] == ["PICK-4711"]


def test_a_paper_nobody_knows_is_said() -> None:
    assert named(" letter ") is LETTER
    with pytest.raises(StationError) as trouble:
        named("A3")
    assert trouble.value.problem.code == "label.paper_unknown"
