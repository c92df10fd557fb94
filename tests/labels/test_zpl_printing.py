"""What reaches a printer: ZPL one that speaks it, PDF one that does not, and neither the wrong one."""

import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from station.labels import pdf, raster, readback, zpl
from station.labels.shipping import ShippingLabel, shipping_label
from station.labels.slip import PackingSlip, packing_slip
from station.printing.contract import PDF, ZPL, PrinterOff, PrinterRefuses, PrinterSettings
from station.printing.media import Raster, for_printer, media_type
from station.printing.registry import build
from station.sandbox.printer import SocketPrinterDouble

RASTER = partial(raster.zpl, paper=(101.6, 152.4), dpi=203)
CODES = ["340123450000000017", "00340123450000000017"]


@pytest.fixture
def native(a_label: Callable[..., ShippingLabel]) -> bytes:
    return zpl.draw(shipping_label(a_label()))


@pytest.fixture
def paper(a_label: Callable[..., ShippingLabel]) -> bytes:
    return pdf.draw(shipping_label(a_label()))


def settings(target: str, language: str = "zpl", kind: str = "folder") -> PrinterSettings:
    return PrinterSettings("labels", kind, target, language=language)


def test_a_folder_that_speaks_zpl_holds_zpl_files(tmp_path: Path, native: bytes) -> None:
    printer = build(settings(str(tmp_path)))
    evidence = printer.send("a1", native, ZPL, "t")

    assert [path.name for path in tmp_path.iterdir()] == ["labels-a1.zpl"]
    assert Path(evidence.where).read_bytes() == native
    assert printer.has("a1")
    readback.verify(Path(evidence.where).read_bytes(), CODES)


def test_a_socket_gets_zpl_byte_for_byte(native: bytes) -> None:
    with SocketPrinterDouble() as double:
        build(settings(double.target, kind="socket")).send("a1", native, ZPL, "t")

        assert double.wait_for_jobs(1) == (native,)


def test_a_pdf_for_a_printer_that_speaks_zpl_goes_there_as_dots(tmp_path: Path, paper: bytes) -> None:
    with SocketPrinterDouble() as double:
        wire = build(settings(double.target, kind="socket"), RASTER)
        wire.send("a1", paper, PDF, "t")
        build(settings(str(tmp_path)), RASTER).send("a1", paper, PDF, "t")

        (job,) = double.wait_for_jobs(1)
    assert job == (tmp_path / "labels-a1.zpl").read_bytes() == RASTER(paper)
    readback.verify(job, CODES)


@pytest.mark.parametrize("said", [PDF, ZPL])
@pytest.mark.parametrize("kind", ["folder", "socket"])
def test_a_printer_that_takes_pdf_is_never_given_zpl(
    tmp_path: Path, native: bytes, kind: str, said: str
) -> None:
    with SocketPrinterDouble() as double:
        target = str(tmp_path / "out") if kind == "folder" else double.target
        with pytest.raises(PrinterRefuses) as refused:
            build(settings(target, "pdf", kind), RASTER).send("a1", native, said, "t")

        assert double.jobs == ()
    assert refused.value.problem.code == "printer.media_unsupported"
    assert refused.value.problem.params == {"printer": "labels", "media_type": ZPL}
    assert not (tmp_path / "out").exists()


def test_zpl_is_known_by_its_beginning_whatever_is_said_of_it(tmp_path: Path, native: bytes) -> None:
    build(settings(str(tmp_path))).send("a1", native, PDF, "t")

    assert (tmp_path / "labels-a1.zpl").read_bytes() == native
    assert [media_type(start) for start in (b"%PDF-1.7", b"^XA^XZ", b"\x89PNG\r\n", b"GIF89a")] == [
        PDF, ZPL, "image/png", "",
    ]  # fmt: skip


@pytest.mark.parametrize("cut", [b"^XA^FO1,1", b"^XA", b"! U1 getvar", b""])
def test_zpl_that_does_not_end_is_not_sent(tmp_path: Path, cut: bytes) -> None:
    with pytest.raises(PrinterRefuses) as refused:
        build(settings(str(tmp_path))).send("a1", cut, ZPL, "t")
    assert refused.value.problem.code == "printer.media_unsupported"
    assert list(tmp_path.iterdir()) == []


def test_a_slip_of_another_size_is_refused_with_the_printers_name(
    tmp_path: Path, a_slip: Callable[..., PackingSlip]
) -> None:
    slip = pdf.draw(packing_slip(a_slip()))
    with pytest.raises(PrinterRefuses) as refused:
        build(settings(str(tmp_path)), RASTER).send("s1", slip, PDF, "t")

    assert refused.value.problem.code == "label.pdf_size"
    assert refused.value.problem.params["printer"] == "labels"
    assert isinstance(refused.value, PrinterOff), "nothing was sent"


def test_without_dots_a_printer_that_speaks_zpl_takes_nothing_else(tmp_path: Path, paper: bytes) -> None:
    with pytest.raises(PrinterRefuses) as refused:
        build(settings(str(tmp_path))).send("a1", paper, PDF, "t")
    assert refused.value.problem.params == {"printer": "labels", "media_type": PDF}


@pytest.mark.parametrize(
    ("language", "dots", "takes"),
    [("zpl", None, (ZPL,)), ("zpl", RASTER, (ZPL, PDF)), ("pdf", RASTER, (PDF, "image/png"))],
)
def test_a_printer_says_what_it_takes(language: str, dots: Raster | None, takes: tuple[str, ...]) -> None:
    for kind, target in (("folder", "labels"), ("socket", "192.0.2.1")):
        assert build(settings(target, language, kind), dots).takes == takes


def test_a_language_nobody_speaks_is_refused() -> None:
    with pytest.raises(PrinterOff) as refused:
        build(settings("192.0.2.1", "epl", "socket"))
    assert refused.value.problem.code == "printer.language_unsupported"


def test_a_printer_that_is_off_is_told_apart_from_one_that_refuses(native: bytes, paper: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    printer = build(settings(f"127.0.0.1:{port}", kind="socket"))
    with pytest.raises(PrinterOff) as off:
        printer.send("a1", native, ZPL, "t")
    with pytest.raises(PrinterRefuses):
        printer.send("a1", paper, PDF, "t")

    assert off.value.problem.code == "printer.unreachable"
    assert not isinstance(off.value, PrinterRefuses)


def test_pictures_are_left_as_they_are() -> None:
    picture = b"\x89PNG\r\n"

    assert for_printer(settings("x", "pdf"), picture, PDF, None) == (picture, "image/png")
