"""Labels of totes, bins and goods, on every paper and head, as PDF and as ZPL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from station.labels import pdf, readback, zpl
from station.labels.document import Document, Symbol
from station.labels.layout import bars
from station.labels.tags import SkuLabel, place_label, sku_label
from station.model.problem import StationError

PAPERS = [(100.0, 50.0), (50.0, 25.0), (101.6, 152.4), (57.0, 32.0)]
GTIN = "09521234543213"
DATED = SkuLabel("VITC", "Vitamin C", GTIN, lot="AB-1/2", expiry=date(2027, 1, 31))


def read(document: Document) -> list[tuple[str, str]]:
    """What both of them say, which is the same."""
    native, drawn = (
        [(one.aim, one.text) for one in readback.read(made, document.dpi)]
        for made in (zpl.draw(document), pdf.draw(document))
    )
    assert native == drawn
    return native


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("dpi", [203, 300])
def test_tote_and_bin_labels_are_read_on_every_paper(paper: tuple[float, float], dpi: int) -> None:
    assert read(place_label("tote", "12", paper=paper, dpi=dpi)) == [("]C0", "TOTE-12")]
    assert read(place_label("bin", "A-12-03", paper=paper, dpi=dpi)) == [("]C0", "BIN-A-12-03")]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(
    ("label", "found"),
    [
        (SkuLabel("TEE", "Shirt", "4006381333931"), ("]E0", "4006381333931")),
        (SkuLabel("TEE", "Shirt", "96385074"), ("]E4", "96385074")),
        (SkuLabel("TEE", "Shirt", "036000291452"), ("]E0", "0036000291452")),
        (SkuLabel("TEE-M", "Shirt"), ("]C0", "TEE-M")),
        (replace(DATED, symbology="datamatrix"), ("]d2", f"01{GTIN}1727013110AB-1/2")),
    ],
)
def test_goods_get_the_symbol_of_their_code(
    label: SkuLabel, found: tuple[str, str], paper: tuple[float, float], dpi: int
) -> None:
    assert read(sku_label(label, paper=paper, dpi=dpi)) == [found]


def test_lot_and_expiry_are_a_gs1_128_where_its_bars_can_be_wide_enough() -> None:
    assert read(sku_label(DATED, paper=(150.0, 80.0))) == [("]C1", f"01{GTIN}1727013110AB-1/2")]


def test_lot_and_expiry_are_a_data_matrix_where_bars_would_be_too_narrow() -> None:
    assert read(sku_label(DATED, paper=(57.0, 32.0))) == [("]d2", f"01{GTIN}1727013110AB-1/2")]


def test_a_gs1_128_that_is_asked_for_and_does_not_fit_is_said() -> None:
    with pytest.raises(StationError) as trouble:
        zpl.draw(sku_label(replace(DATED, symbology="gs1-128"), paper=(50.0, 25.0)))
    assert trouble.value.problem.code == "label.symbol_too_wide"


@pytest.mark.parametrize("lot", ["A(10)B", "Größe", "A B", "A\x1dB^", "~JA"])
def test_a_lot_no_element_string_can_hold_is_said(lot: str) -> None:
    with pytest.raises(StationError) as trouble:
        zpl.draw(sku_label(replace(DATED, lot=lot, symbology="datamatrix")))
    assert trouble.value.problem.code == "label.symbol_text"


@pytest.mark.parametrize("symbology", ["ean", "gs1-128", "datamatrix"])
def test_a_code_that_is_no_gtin_has_no_gs1_symbol(symbology: str) -> None:
    with pytest.raises(StationError) as trouble:
        sku_label(SkuLabel("TEE", code="4006381333932", symbology=symbology))  # type: ignore[arg-type]
    assert trouble.value.problem.code == "label.symbol_text"


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("dpi", [203, 300])
def test_a_module_of_an_ean_is_as_wide_as_gs1_wants_it(paper: tuple[float, float], dpi: int) -> None:
    document = sku_label(SkuLabel("TEE", "Shirt", "4006381333931"), paper=paper, dpi=dpi)
    (symbol,) = [one for one in document.pages[0] if isinstance(one, Symbol)]
    placed = bars(symbol, document)

    assert 0.264 <= placed.module * 25.4 / dpi <= 0.66
    assert placed.left >= 11 * placed.module


@pytest.mark.parametrize("make", [partial(place_label, "tote"), partial(place_label, "bin")])
def test_paper_a_label_cannot_be_on_is_said(make: Callable[..., Document]) -> None:
    with pytest.raises(StationError) as trouble:
        make("1", paper=(20.0, 10.0))
    assert trouble.value.problem.code == "label.paper_too_small"


def test_hostile_names_on_goods_command_no_printer() -> None:
    label = SkuLabel("A-1", "^XZ^XA~JA^FD" * 5, options=(("~JR", "^XZ"),), lot="^XZ", bin="~HS")

    assert read(sku_label(label)) == [("]C0", "A-1")]
