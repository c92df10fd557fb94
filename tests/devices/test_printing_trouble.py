"""Printers in trouble: what they say, in words; what is in doubt; what is taken back."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printers import SpoolerDouble, TerminalPrinter

from station.labels.pdf import draw
from station.labels.testpage import test_page as page_of
from station.model.problem import StationError
from station.printing import ipp, ippstate, spooled, usb, zebra
from station.printing.contract import (
    PDF,
    ZPL,
    PrinterOff,
    PrinterRefuses,
    PrinterSettings,
    PrintInDoubt,
    substitutes,
)
from station.printing.cups import CupsPrinter, address
from station.printing.folder import FolderPrinter
from station.printing.media import paper_name
from station.printing.serialport import SerialPrinter
from station.printing.socket9100 import SocketPrinter
from station.printing.usb import UsbPrinter
from station.printing.windows import WindowsPrinter
from station.sandbox.ippqueue import PENDING, IppQueueDouble
from station.sandbox.printer import Manner, SocketPrinterDouble, host_status

LABEL = b"^XA" + b"^FO1,1^FDx^FS" * 3000 + b"^XZ"


def zpl(kind: str, target: str) -> PrinterSettings:
    return PrinterSettings("labels", kind, target, language="zpl", baud=115_200)


# -- label printers -------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", ["paper_out", "ribbon_out", "head_open", "paused", "too_hot"])
def test_a_label_printer_says_what_is_wrong(trouble: str) -> None:
    with SocketPrinterDouble() as double:
        double.troubles = (trouble,)

        now = SocketPrinter(zpl("socket", double.target)).look()

        assert now is not None and now.problem is not None
        assert (now.state, now.problem.code) == ("stopped", f"printer.{trouble}")
        assert double.jobs == ()


def test_the_worst_is_said_first() -> None:
    found = zebra.condition("labels", host_status("paused", "paper_out", "head_open"))

    assert [one.code for one in found.problems] == [
        "printer.head_open",
        "printer.paper_out",
        "printer.paused",
    ]


def test_a_printer_that_is_only_paused_is_asked_why() -> None:
    asked = []
    more = b"\x02\r\n\r\n  PRINTER STATUS\r\n   ERRORS:         1 00000000 00000008\r\n   WARNINGS:       0"
    answers = iter([host_status("paused"), more])

    found = zebra.ask("labels", asked.append, lambda _seconds: next(answers, b""))

    assert asked == [zebra.ASK, zebra.ASK_MORE]
    assert [one.code for one in found.problems] == ["printer.cutter", "printer.paused"]


def test_a_printer_that_says_nothing_is_to_be_looked_at_and_not_called_off() -> None:
    with TerminalPrinter() as double:
        double.silent = True
        now = zebra.ask("labels", lambda _data: None, lambda _seconds: b"")
        assert (now.state, now.answered) == ("silent", False)
        assert now.problem is not None and now.problem.code == "printer.not_ready"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        host_status()[:-4],
        host_status().replace(b"\x02030", b"\x02030,9"),
        host_status().replace(b"1245", b"1245").replace(b",000,0,0,0,000", b",xyz,0,0,0,000"),
        b"\x02" * 5000,
        bytes(range(256)) * 20,
    ],
)
def test_no_answer_is_made_of_noise(answer: bytes) -> None:
    assert zebra.host_status(answer) is None


def test_an_answer_is_found_behind_noise_and_byte_by_byte() -> None:
    answer = b"\x00\xff~garbage\x02half" + host_status("head_open")
    stream = iter(answer[n : n + 1] for n in range(len(answer)))

    found = zebra.ask("labels", lambda _data: None, lambda _seconds: next(stream, b""))

    assert found.problem is not None and found.problem.code == "printer.head_open"


def test_only_zpl_is_asked_other_printers_would_put_the_question_on_paper() -> None:
    with SocketPrinterDouble() as double:
        assert SocketPrinter(PrinterSettings("papers", "socket", double.target)).look() is None
        mute = PrinterSettings("labels", "socket", double.target, language="zpl", asks_status=False)
        assert SocketPrinter(mute).look() is None
        assert double.asked == 0


def test_a_label_printer_that_dies_in_the_middle_leaves_doubt() -> None:
    with SocketPrinterDouble() as double:
        double.manner = Manner.CUT_OFF
        with pytest.raises(PrintInDoubt) as doubt:
            SocketPrinter(zpl("socket", double.target)).send("a1", LABEL * 20, ZPL, "label")
    assert doubt.value.problem.code == "printer.in_doubt"


# -- lines ----------------------------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[TerminalPrinter]:
    with TerminalPrinter() as double:
        yield double


def test_nothing_goes_down_a_serial_line_to_a_printer_that_cannot_print(terminal: TerminalPrinter) -> None:
    terminal.troubles = ("paper_out",)
    with pytest.raises(PrinterOff) as off:
        SerialPrinter(zpl("serial", terminal.target)).send("a1", LABEL, ZPL, "label")
    assert off.value.problem.code == "printer.paper_out"
    assert terminal.wait_for_bytes(0) == b""


def test_a_slow_serial_printer_stops_the_line_and_gets_everything(terminal: TerminalPrinter) -> None:
    terminal.stops_after = 5000
    printer = SerialPrinter(zpl("serial", terminal.target))
    sender = threading.Thread(target=lambda: printer.send("a1", LABEL, ZPL, "label"), name="sender")
    sender.start()
    terminal.wait_for_bytes(5000)
    sender.join(0.2)
    assert sender.is_alive(), "it waits"
    terminal.resume()
    sender.join(5)
    assert terminal.wait_for_bytes(len(LABEL)) == LABEL


def test_a_serial_printer_that_stops_the_line_for_good_leaves_doubt(terminal: TerminalPrinter) -> None:
    terminal.stops_after = 1000
    with pytest.raises(PrintInDoubt):
        SerialPrinter(zpl("serial", terminal.target), stall=0.3).send("a1", LABEL, ZPL, "label")


@pytest.mark.parametrize("kind", [SerialPrinter, UsbPrinter])
def test_a_cable_pulled_in_the_middle_leaves_doubt(
    kind: type[SerialPrinter | UsbPrinter], terminal: TerminalPrinter
) -> None:
    terminal.dies_after = 6000
    with pytest.raises(PrintInDoubt):
        kind(zpl("serial", terminal.target), stall=2.0).send("a1", LABEL * 4, ZPL, "label")


def test_a_usb_printer_that_takes_nothing_more_leaves_doubt(terminal: TerminalPrinter) -> None:
    master, slave = os.openpty()
    try:
        with pytest.raises(PrintInDoubt):
            UsbPrinter(zpl("usb", os.ttyname(slave)), stall=0.2).send("a1", LABEL * 4, ZPL, "label")
    finally:
        os.close(master)
        os.close(slave)


def test_a_usb_printer_that_is_not_there_is_missed_by_name(tmp_path: Path) -> None:
    with pytest.raises(PrinterOff) as off:
        UsbPrinter(zpl("usb", str(tmp_path / "lp0"))).send("a1", LABEL, ZPL, "label")
    assert off.value.problem.code == "printer.port_missing"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every file")
def test_a_usb_printer_without_permission_names_the_group(tmp_path: Path) -> None:
    locked = tmp_path / "lp0"
    locked.write_bytes(b"")
    locked.chmod(0)
    with pytest.raises(PrinterOff) as off:
        UsbPrinter(zpl("usb", str(locked))).send("a1", LABEL, ZPL, "label")
    assert (off.value.problem.code, off.value.problem.params["group"]) == ("printer.no_permission", "lp")


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        (None, ()),
        (0x00, ()),
        (0x18, ()),
        (0x38, ("printer.paper_out",)),
        (0x08, ("printer.offline",)),
        (0x10, ("printer.not_ready",)),
        (0x20, ("printer.paper_out", "printer.offline", "printer.not_ready")),
    ],
)
def test_a_printer_port_says_what_is_wrong(status: int | None, codes: tuple[str, ...]) -> None:
    assert usb.port_codes(status) == codes


# -- queues ---------------------------------------------------------------------------------------


@pytest.fixture
def queue() -> Iterator[IppQueueDouble]:
    with IppQueueDouble() as double:
        yield double


def behind(queue: IppQueueDouble, language: str = "zpl") -> CupsPrinter:
    chosen = PrinterSettings("labels", "cups", queue.target, language=language)
    return CupsPrinter(chosen, longest=0.6, troubled=0.2)


def test_a_job_the_queue_does_not_get_rid_of_is_taken_back_and_in_doubt(queue: IppQueueDouble) -> None:
    queue.finishes = False
    with pytest.raises(PrintInDoubt):
        behind(queue).send("a1", LABEL, ZPL, "label")
    assert [one.state for one in queue.list] == [7], "it cannot come out later"


def test_a_job_that_never_left_the_queue_may_be_printed_elsewhere(queue: IppQueueDouble) -> None:
    queue.finishes, queue.begins = False, PENDING
    with pytest.raises(PrinterOff):
        behind(queue).send("a1", LABEL, ZPL, "label")
    assert [one.state for one in queue.list] == [7]


def test_a_queue_whose_printer_is_not_there_did_not_print(queue: IppQueueDouble) -> None:
    queue.finishes = False
    printer = behind(queue)
    sender = threading.Thread(target=lambda: _off(printer), name="sender")
    sender.start()
    queue.wait_for_jobs(1)
    queue.state, queue.message = 4, "The printer may not exist or is unavailable at this time."
    sender.join(5)
    now = printer.look()
    assert now is not None and now.state == "lost"


def _off(printer: CupsPrinter) -> None:
    with pytest.raises(PrinterOff) as off:
        printer.send("a1", LABEL, ZPL, "label")
    assert off.value.problem.code == "printer.offline"


def test_a_lost_answer_is_settled_by_the_job_list(queue: IppQueueDouble) -> None:
    queue.loses_answers = True

    evidence = behind(queue).send("a1", LABEL, ZPL, "label")

    assert evidence.job == "a1"
    assert queue.jobs == (LABEL,)


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (0x0506, PrinterOff, "printer.not_accepting"),
        (0x0507, PrinterOff, "printer.busy"),
        (0x0406, PrinterOff, "printer.queue_unknown"),
        (0x0403, PrinterOff, "printer.forbidden"),
        (0x0500, PrinterOff, "printer.refused"),
        (0x040A, PrinterRefuses, "printer.media_unsupported"),
    ],
)
def test_a_queue_that_turns_a_job_away_says_why(
    queue: IppQueueDouble, status: int, error: type[PrinterOff], code: str
) -> None:
    queue.status = status
    with pytest.raises(error) as off:
        behind(queue).send("a1", LABEL, ZPL, "label")
    assert off.value.problem.code == code
    assert queue.list == []


@pytest.mark.parametrize(
    ("state", "reasons", "found"),
    [
        (3, ("none",), ("open",)),
        (5, ("paused",), ("stopped", "printer.paused")),
        (5, ("media-empty-error", "door-open"), ("stopped", "printer.cover_open", "printer.paper_out")),
        (3, ("media-empty-warning",), ("open", "printer.paper_out")),
        (4, ("media-jam", "toner-low-report"), ("stopped", "printer.jam", "printer.ink_low")),
        (3, ("media-low",), ("open", "printer.paper_low")),
        (5, ("something-new",), ("stopped", "printer.attention")),
        (5, ("connecting-to-device",), ("lost", "printer.offline")),
        (5, (), ("stopped", "printer.attention")),
    ],
)
def test_reasons_of_a_queue_become_words(
    state: int, reasons: tuple[str, ...], found: tuple[str, ...]
) -> None:
    now = ippstate.condition("labels", {"printer-state": (state,), "printer-state-reasons": reasons})
    assert (now.state, *[one.code for one in now.problems]) == found


def test_a_pdf_goes_to_its_own_paper_at_full_size(queue: IppQueueDouble) -> None:
    page = draw(page_of("labels", "cups", paper=(100, 150), dpi=203))

    behind(queue, "pdf").send("a1", page, PDF, "label")

    job = queue.list[0]
    assert (job.format, job.document) == (PDF, page)
    assert job.wishes["media"] == ("om_label_100x150mm",)
    assert job.wishes["print-scaling"] == ("none",)


def test_what_answers_in_no_ipp_is_no_printer(queue: IppQueueDouble) -> None:
    queue.answer = lambda _body: b"<html>"  # type: ignore[method-assign, assignment]
    with pytest.raises(PrinterOff) as off:
        behind(queue).send("a1", LABEL, ZPL, "label")
    assert off.value.problem.code == "printer.unreachable"


@pytest.mark.parametrize(
    ("target", "uri", "base"),
    [
        ("Zebra 1", "ipp://localhost:631/printers/Zebra%201", "http://localhost:631"),
        ("ipp://p.example/ipp/print", "ipp://p.example:631/ipp/print", "http://p.example:631"),
        ("ipps://p.example:8443/x", "ipps://p.example:8443/x", "https://p.example:8443"),
        ("http://[2001:db8::7]:631/ipp", "ipp://[2001:db8::7]:631/ipp", "http://[2001:db8::7]:631"),
    ],
)
def test_a_queue_is_named_or_has_an_address(target: str, uri: str, base: str) -> None:
    assert address(target)[:2] == (uri, base)


@pytest.mark.parametrize("target", ["", "  ", "lpd://host/x", "ipp://", "ipp://u:p@host/x", "ipp://host:x/"])
def test_an_address_that_is_none_is_refused(target: str) -> None:
    with pytest.raises(PrinterOff):
        address(target)


def test_a_page_finds_the_paper_of_its_size() -> None:
    known = ["na_index-4x6_4x6in", "iso_a4_210x297mm", "custom_max_4x6000mm", "auto"]
    assert paper_name(draw(page_of("p", "", paper=(101.6, 152.4), dpi=203)), known) == "na_index-4x6_4x6in"
    assert paper_name(draw(page_of("p", "", paper=(210, 297), dpi=203)), known) == "iso_a4_210x297mm"
    assert paper_name(draw(page_of("p", "", paper=(60, 40), dpi=203)), known) == ""
    assert paper_name(b"%PDF-1.7 in streams", known) == ""


# -- Windows --------------------------------------------------------------------------------------


def on_windows(double: SpoolerDouble, language: str = "zpl") -> WindowsPrinter:
    chosen = PrinterSettings("labels", "windows", "Labels", language=language)
    return WindowsPrinter(chosen, double, spooled.pages, longest=0.2, troubled=0.1)


def test_pages_are_drawn_at_the_drivers_dots() -> None:
    double = SpoolerDouble()
    on_windows(double, "pdf").send("a1", draw(page_of("p", "", paper=(100, 150), dpi=203)), PDF, "label")

    (page,) = double.drawn[0]
    assert (page.width, page.height) == (799, 1199)
    assert len(page.grey) == 799 * 1199
    assert len(set(page.grey)) > 1, "there is something on it"
    assert len(spooled.bitmap_rows(page)) == 800 * 1199
    assert len(spooled.bitmap_header(page)) == 40 + 256 * 4


def test_a_page_larger_than_the_paper_is_refused() -> None:
    double = SpoolerDouble()
    with pytest.raises(PrinterRefuses) as refused:
        on_windows(double, "pdf").send("a1", draw(page_of("p", "", paper=(210, 297), dpi=203)), PDF, "slip")
    assert refused.value.problem.code == "printer.paper_too_small"
    assert double.drawn == []


def test_a_job_stuck_in_a_windows_queue_is_taken_back() -> None:
    double = SpoolerDouble()
    double.finishes, double.job_status = False, 0x0040
    with pytest.raises(PrinterOff):
        on_windows(double).send("a1", LABEL, ZPL, "label")
    assert double.cancelled == [1]
    double.job_status = 0x0010 | 0x0040  # it began
    with pytest.raises(PrintInDoubt):
        on_windows(double).send("a2", LABEL, ZPL, "label")
    assert double.cancelled == [1, 2]


@pytest.mark.parametrize(
    ("status", "attributes", "found"),
    [
        (0, 0, ("open",)),
        (0, 0x400, ("lost", "printer.offline")),
        (0x10, 0, ("stopped", "printer.paper_out")),
        (0x400008, 0, ("stopped", "printer.cover_open", "printer.jam")),
        (0x1, 0, ("stopped", "printer.paused")),
        (0x20000, 0, ("open", "printer.ink_low")),
    ],
)
def test_a_windows_queue_says_what_is_wrong(status: int, attributes: int, found: tuple[str, ...]) -> None:
    now = spooled.condition("labels", status, attributes)
    assert (now.state, *[one.code for one in now.problems]) == found


# -- noise ----------------------------------------------------------------------------------------


@given(st.binary(max_size=400), st.integers(0, 120))
@settings(max_examples=150, deadline=None)
def test_no_answer_of_a_printer_breaks_the_station(noise: bytes, cut: int) -> None:
    """A cut, garbled or foreign answer is no answer."""
    sound = ipp.request(ipp.Operation.GET_PRINTER, "ipp://host/x")
    for body in (noise, sound[:cut] + noise, sound[:cut]):
        try:
            said = ipp.answer(body, "office")
        except StationError as trouble:
            assert trouble.problem.code == "printer.ipp_unreadable"
        else:
            ippstate.condition("labels", said.first(ipp.Group.PRINTER))
    for heard in (noise, host_status()[:cut] + noise, b"\x02" + noise + b"\x03" + host_status("paused")):
        found = zebra.condition("labels", heard, noise)
        assert found.state in ("open", "stopped", "silent")


# -- who stands in --------------------------------------------------------------------------------


def test_zpl_goes_only_to_a_printer_with_the_same_dots(tmp_path: Path) -> None:
    def label_printer(name: str, **more: object) -> FolderPrinter:
        chosen = {"language": "zpl", "dpi": 203} | more
        return FolderPrinter(
            PrinterSettings(name, "folder", str(tmp_path), **chosen), raster=lambda _pdf: b""
        )  # type: ignore[arg-type]

    first = label_printer("first")
    others = [
        label_printer("twin"),
        label_printer("finer", dpi=300),
        label_printer("smaller", paper=(50, 80)),
        label_printer("laser", language="pdf"),
    ]

    def named(media: str) -> list[str]:
        return [one.settings.name for one in substitutes(first, [first, *others], media)]

    assert named(ZPL) == ["twin"]
    assert named(PDF) == ["twin", "finer", "smaller", "laser"]
