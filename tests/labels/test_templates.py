"""What a merchant may change of a document, and what is said of a file that cannot be."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from station.labels import pdf, readback, twin, zpl
from station.labels.document import Document
from station.labels.paper import A4, LETTER
from station.labels.picklist import PickLine, PickList, PickTo, pick_list
from station.labels.shipping import ShippingLabel, shipping_label
from station.labels.slip import PackingSlip, packing_slip
from station.labels.tags import place_label
from station.labels.template import HIDES, PLAIN, Template, load, load_all, of_store
from station.model.problem import StationError


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """A dark red frame: black on a label printer."""
    picture = Image.new("RGB", (200, 100), "#c00000")
    picture.paste("#ffffff", (20, 20, 180, 80))
    file = tmp_path / "logo.png"
    picture.save(file)
    return file


def written(tmp_path: Path, text: str, document: str = "packing_slip") -> Path:
    (tmp_path / f"{document}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def said(document: Document) -> str:
    with pypdfium2.PdfDocument(pdf.draw(document)) as drawn:
        return "\n".join(page.get_textpage().get_text_range() for page in drawn)


def test_every_document_has_a_file_that_changes_nothing() -> None:
    templates = load_all()

    assert set(templates) == set(HIDES)
    assert all(one == PLAIN for one in templates.values())
    assert load_all(paper=LETTER)["pick_list"].paper is LETTER


def test_a_merchants_file_goes_before_ours_key_by_key(
    tmp_path: Path, a_slip: Callable[..., PackingSlip]
) -> None:
    folder = written(
        tmp_path,
        'message = "Thank you!\\nCome again."\nhide = ["method"]\ncolour = "#1a5fb4"\n'
        'return_address = ["Returns", "12 Dock Road"]\n[texts.en]\npacking_slip = "Delivery note"\n',
    )
    slip = a_slip(method="Express", gift_note="Love")
    text = said(packing_slip(slip, template=load("packing_slip", folder)))

    for wanted in ("Delivery note", "Thank you!", "Come again.", "12 Dock Road", "Love"):
        assert wanted in text
    assert "Express" not in text
    assert "Express" in said(packing_slip(slip))


def test_another_language_keeps_its_own_words(tmp_path: Path, a_slip: Callable[..., PackingSlip]) -> None:
    template = load("packing_slip", written(tmp_path, '[texts.en]\npacking_slip = "Delivery note"\n'))

    assert "Lieferschein" in said(packing_slip(a_slip(), template=template, language="de"))


def test_a_store_has_a_message_and_a_logo_of_its_own(tmp_path: Path, logo: Path) -> None:
    whole = load("packing_slip", written(tmp_path, 'message = "From all of us"\n'))
    own = of_store(whole, "From North", logo)

    assert own.message == "From North"
    assert own.logo.startswith(b"\x89PNG")
    assert of_store(whole, "", None) is whole


def test_a_logo_is_in_colour_on_a_slip_and_black_and_white_on_a_label(
    logo: Path, a_slip: Callable[..., PackingSlip], a_label: Callable[..., ShippingLabel]
) -> None:
    template = of_store(PLAIN, "", logo)
    with pypdfium2.PdfDocument(pdf.draw(packing_slip(a_slip(), template=template))) as drawn:
        page = drawn[0].render(scale=2).to_pil().convert("RGB")
    label = zpl.draw(shipping_label(a_label(), template=template))
    plain = zpl.draw(shipping_label(a_label()))

    assert any(colour[0] > 150 and colour[1] < 50 for _, colour in page.getcolors(1 << 20))
    assert sum(twin.pages(label)[0].histogram()[:128]) > sum(twin.pages(plain)[0].histogram()[:128])
    assert readback.read(label) == readback.read(plain)


def test_a_high_logo_moves_the_head_down_and_covers_nothing(
    logo: Path, a_slip: Callable[..., PackingSlip]
) -> None:
    template = Template(logo=of_store(PLAIN, "", logo).logo, logo_height_mm=40.0)
    drawn = pdf.draw(packing_slip(a_slip(), template=template))

    assert [one.text for one in readback.read(drawn)] == ["ORD-main-1001", "LINE-77"]


def test_type_can_be_larger_and_everything_moved(tmp_path: Path) -> None:
    folder = written(tmp_path, "text_percent = 130\nleft_mm = 2\ntop_mm = -1.5\n", "tote_label")
    label = place_label("tote", "12", template=load("tote_label", folder))

    assert (label.left, label.top) == (2.0, -1.5)
    assert [one.text for one in readback.read(zpl.draw(label))] == ["TOTE-12"]


def test_a_pick_list_leaves_out_what_is_hidden(tmp_path: Path) -> None:
    from datetime import date

    line = PickLine("A-1", "TEE", "Shirt", 2, (PickTo("#1001", 1, "T1"), PickTo("#1002", 1, "T2")))
    picks = PickList("1", date(2026, 3, 2), (line,), picker="Anna")
    folder = written(tmp_path, 'hide = ["order", "sku", "picker"]\n', "pick_list")
    text = said(pick_list(picks, template=load("pick_list", folder)))

    assert "T1" in text
    assert not any(hidden in text for hidden in ("#1001", "TEE", "Anna"))


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ("colur = ''", "label.template_key", "colur"),
        ("paper = 'A3'", "label.template_key", "paper"),
        ("hide = ['recipient']", "label.template_value", "hide"),
        ("hide = 'method'", "label.template_value", "hide"),
        ("colour = 'red'", "label.template_value", "colour"),
        ("text_percent = 500", "label.template_value", "text_percent"),
        ("text_percent = true", "label.template_value", "text_percent"),
        ("left_mm = 'x'", "label.template_value", "left_mm"),
        ("message = 3", "label.template_value", "message"),
        ("return_address = ['a\\u0007']", "label.template_value", "return_address"),
        ("logo = 'nowhere.png'", "label.template_logo", "logo"),
        ("[texts.xx]\nto = 'A'", "label.template_value", "texts.xx"),
        ("[texts.en]\ntoo = 'A'", "label.template_key", "texts.en.too"),
        ("[texts.en]\npage = 'Page {page}'", "label.template_value", "texts.en.page"),
        ("[texts.en]\npage = '{page.__class__} {pages}'", "label.template_value", "texts.en.page"),
        ("[texts.en]\nto = '{0}'", "label.template_value", "texts.en.to"),
        ("[texts.en]\nto = '{'", "label.template_value", "texts.en.to"),
    ],
)
def test_what_cannot_be_is_said_with_its_file_and_key(tmp_path: Path, text: str, code: str, key: str) -> None:
    folder = written(tmp_path, text.replace("'", '"'))

    with pytest.raises(StationError) as trouble:
        load_all(folder)
    problem = trouble.value.problem
    assert (problem.code, problem.params["key"]) == (code, key)
    assert problem.params["file"] == str(folder / "packing_slip.toml")


def test_a_file_that_is_no_toml_is_said_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(StationError) as trouble:
        load_all(written(tmp_path, "hide = []\ncolour = #\n"))
    assert trouble.value.problem.code == "label.template_toml"
    assert trouble.value.problem.params["line"] == 2


def test_a_file_no_document_has_is_said_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(StationError) as trouble:
        load_all(written(tmp_path, "", "packingslip"))
    assert trouble.value.problem.code == "label.template_unknown"
    assert trouble.value.problem.params["known"] == "packing_slip"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StationError) as trouble:
        load_all(tmp_path / "nowhere")
    assert trouble.value.problem.code == "label.template_folder"


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\nbroken", b"%PDF-1.4"])
def test_a_logo_that_is_no_picture_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(content)

    with pytest.raises(StationError) as trouble:
        load("packing_slip", written(tmp_path, 'logo = "logo.png"'))
    assert trouble.value.problem.code == "label.template_logo"


def test_a_picture_that_would_fill_the_memory_is_no_logo(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    (tmp_path / "logo.png").write_bytes(out.getvalue())

    with pytest.raises(StationError) as trouble:
        load("packing_slip", written(tmp_path, 'logo = "logo.png"'))
    assert trouble.value.problem.code == "label.template_logo"


def test_a_template_does_not_show_its_picture_in_words() -> None:
    assert "PNG" not in repr(Template(logo=b"\x89PNG"))
    assert PLAIN.paper is A4
