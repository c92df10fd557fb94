"""The shipping label: what a scanner reads on it, at the printer's resolution."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from station.labels import readback
from station.labels.pdf import draw
from station.labels.shipping import ShippingLabel, shipping_label
from station.model.order import Address
from station.model.problem import StationError

Make = Callable[..., ShippingLabel]
PRINTABLE = "".join(map(chr, range(33, 127)))
DIGITS_OR_MORE = st.one_of(
    st.text("0123456789", min_size=6, max_size=30),
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=24),
    st.text(PRINTABLE, min_size=6, max_size=20),
)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def texts(pdf: bytes, dpi: int = 203) -> list[str]:
    return [symbol.text for symbol in readback.read(pdf, dpi)]


def test_tracking_is_code_128_and_the_sscc_is_gs1_128_below_it(a_label: Make) -> None:
    read = readback.read(draw(shipping_label(a_label())))

    assert [(one.text, one.aim) for one in read] == [
        ("340123450000000017", "]C0"),
        ("00340123450000000017", "]C1"),
    ]


def test_without_an_sscc_only_the_tracking_number_is_on_the_label(a_label: Make) -> None:
    pdf = draw(shipping_label(a_label(tracking="HV00000017K", sscc="")))

    assert texts(pdf) == ["HV00000017K"]
    assert "SSCC" not in text_of(pdf)


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("paper", [(101.6, 152.4), (100.0, 150.0), (105.0, 148.0)])
def test_both_symbols_are_read_on_every_printer_and_paper(
    a_label: Make, dpi: int, paper: tuple[float, float]
) -> None:
    pdf = draw(shipping_label(a_label(), paper=paper, dpi=dpi))

    readback.verify(pdf, ("340123450000000017", "00340123450000000017"), dpi)


def test_paper_the_label_does_not_fit_on_is_refused(a_label: Make) -> None:
    with pytest.raises(StationError) as refused:
        shipping_label(a_label(), paper=(62.0, 100.0))
    assert refused.value.problem.code == "label.paper_too_small"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tracking=DIGITS_OR_MORE)
@example("9907083")  # a leading 99 is where python-barcode loses two digits
@example("1Z999AA10123456784")
@example("9" * 30)
def test_any_tracking_number_that_fits_is_read_back_as_it_is(a_label: Make, tracking: str) -> None:
    pdf = draw(shipping_label(a_label(tracking=tracking, sscc="")))

    assert texts(pdf) == [tracking]


def test_bars_are_whole_modules_of_four_dots(a_label: Make) -> None:
    """An SSCC module under 0.495 mm is below what GS1 allows on a logistic label."""
    page = readback.dots(draw(shipping_label(a_label())))[0]
    across = page.crop((0, 1000, page.width, 1001)).tobytes()
    runs = [(ink, len(list(group))) for ink, group in groupby(across)]

    assert page.size == (812, 1218)
    assert all(length % 4 == 0 for _, length in runs[1:-1])
    assert sum(length for _, length in runs[1:-1]) == 156 * 4
    assert min(runs[0][1], runs[-1][1]) >= 40, "a quiet zone is ten modules"


def test_the_sscc_symbol_is_32_millimetres_high(a_label: Make) -> None:
    page = readback.dots(draw(shipping_label(a_label())))[0]
    first_bar = next(x for x in range(page.width) if page.getpixel((x, 1000)) == 0)
    down = page.crop((first_bar + 1, 0, first_bar + 2, page.height)).tobytes()
    longest = max(len(list(group)) for ink, group in groupby(down) if ink == 0)

    assert longest >= 256


def test_a_tracking_number_too_long_for_the_label_is_refused(a_label: Make) -> None:
    with pytest.raises(StationError) as refused:
        draw(shipping_label(a_label(tracking="A1B2-" * 12, sscc="")))
    assert refused.value.problem.code == "label.symbol_too_wide"
    assert refused.value.problem.params["field"] == "tracking"


@pytest.mark.parametrize("tracking", ["", "café-1234", "12\n3456"])
def test_what_code_128_cannot_hold_is_refused(a_label: Make, tracking: str) -> None:
    with pytest.raises(StationError) as refused:
        draw(shipping_label(a_label(tracking=tracking, sscc="")))
    assert refused.value.problem.code == "label.symbol_text"


def test_the_label_says_where_it_goes_and_nothing_more_about_the_person(a_label: Make) -> None:
    said = text_of(draw(shipping_label(a_label())))

    for wanted in ("Maria Schönborn", "Torstraße 140", "10119 Berlin", "GERMANY", "1.240 kg", "1001"):
        assert wanted in said
    assert "+49 30 555" not in said
    assert "maria@example.org" not in said


@pytest.mark.parametrize("address", [Address(), Address(name="Pickup")])
def test_a_label_without_a_street_can_still_be_drawn(a_label: Make, address: Address) -> None:
    readback.verify(
        draw(shipping_label(a_label(ship_to=address, ship_from=Address()))), ("340123450000000017",)
    )


def test_a_long_address_shrinks_and_keeps_every_word(a_label: Make) -> None:
    street = tuple(f"Building {n}, entrance on the side of the old harbour road" for n in range(6))
    said = text_of(draw(shipping_label(a_label(ship_to=Address("A" * 60, "B" * 90, street, "C" * 40)))))

    assert all(f"Building {n}," in said for n in range(6))


def test_an_address_that_cannot_fit_is_refused_by_its_field(a_label: Make) -> None:
    endless = Address("Anna", street=("harbour road " * 300,), city="Berlin")

    with pytest.raises(StationError) as refused:
        draw(shipping_label(a_label(ship_to=endless)))
    assert refused.value.problem.code == "label.does_not_fit"
    assert refused.value.problem.params["field"] == "ship_to.street"


def test_practice_is_across_the_label_and_symbols_stay_readable(a_label: Make) -> None:
    practice = draw(shipping_label(a_label(), practice=True))

    assert "PRACTICE" in text_of(practice).replace("\n", "").replace("\r", "")
    assert "PRACTICE" not in text_of(draw(shipping_label(a_label())))
    readback.verify(practice, ("340123450000000017", "00340123450000000017"))


def test_an_expected_text_that_is_not_on_the_label_is_named(a_label: Make) -> None:
    with pytest.raises(StationError) as unreadable:
        readback.verify(draw(shipping_label(a_label())), ("340123450000000017", "OTHER-1"))
    assert unreadable.value.problem.code == "label.unreadable"
    assert unreadable.value.problem.params["texts"] == ("OTHER-1",)


def test_the_same_label_is_the_same_bytes_in_another_process(a_label: Make) -> None:
    label = a_label()
    program = (
        "import hashlib, pickle, sys\n"
        "from station.labels.pdf import draw\n"
        "from station.labels.shipping import shipping_label\n"
        "print(hashlib.sha256(draw(shipping_label(pickle.loads(sys.stdin.buffer.read())))).hexdigest())\n"
    )
    import pickle

    root = Path(__file__).parents[2]
    other = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(label), capture_output=True, check=True, cwd=root
    )

    here = hashlib.sha256(draw(shipping_label(label))).hexdigest()
    assert other.stdout.decode().strip() == here
