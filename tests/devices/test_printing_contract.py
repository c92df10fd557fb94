"""What holds for every kind of printer: whole or not at all, off is off, and doubt is said."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from printers import SpoolerDouble, TerminalPrinter

from station.printing.contract import PDF, ZPL, Printer, PrinterOff, PrinterRefuses, PrinterSettings
from station.printing.cups import CupsPrinter
from station.printing.folder import FolderPrinter
from station.printing.serialport import SerialPrinter
from station.printing.socket9100 import SocketPrinter
from station.printing.spooled import pages
from station.printing.usb import UsbPrinter
from station.printing.windows import WindowsPrinter
from station.sandbox.ippqueue import IppQueueDouble
from station.sandbox.printer import SocketPrinterDouble

LABEL = b"^XA^PW812^LL1218" + b"^FO1,1^FDx^FS" * 3000 + b"^XZ"


@dataclass
class Bed:
    """A printer, what came out of it, and how to switch it off and on."""

    printer: Printer
    out: Callable[[], bytes]
    off: Callable[[], object]
    on: Callable[[], object] = field(default=lambda: None)
    proves: bool = False  # it can say which jobs it had


def _settings(kind: str, target: str) -> PrinterSettings:
    return PrinterSettings("labels", kind, target, language="zpl", baud=115_200)


@contextlib.contextmanager
def folder(tmp_path: Path) -> Iterator[Bed]:
    place = tmp_path / "paper"

    def out() -> bytes:
        return b"".join(one.read_bytes() for one in sorted(place.glob("*.zpl")))

    def on() -> None:
        place.unlink()

    printer = FolderPrinter(_settings("folder", str(place)))
    yield Bed(printer, out, lambda: place.write_text("in the way"), on, proves=True)


@contextlib.contextmanager
def socket(tmp_path: Path) -> Iterator[Bed]:
    with SocketPrinterDouble() as double:
        printer = SocketPrinter(_settings("socket", double.target))
        yield Bed(printer, lambda: b"".join(double.jobs), double.stop, double.start)


@contextlib.contextmanager
def serial(tmp_path: Path) -> Iterator[Bed]:
    with TerminalPrinter() as double:
        yield Bed(
            SerialPrinter(_settings("serial", double.target)), lambda: double.wait_for_bytes(0), double.pull
        )


@contextlib.contextmanager
def usb(tmp_path: Path) -> Iterator[Bed]:
    with TerminalPrinter() as double:
        yield Bed(UsbPrinter(_settings("usb", double.target)), lambda: double.wait_for_bytes(0), double.pull)


@contextlib.contextmanager
def cups(tmp_path: Path) -> Iterator[Bed]:
    with IppQueueDouble() as double:
        printer = CupsPrinter(_settings("cups", double.target))
        yield Bed(printer, lambda: b"".join(double.jobs), double.stop, double.start, proves=True)
        printer.close()


@contextlib.contextmanager
def windows(tmp_path: Path) -> Iterator[Bed]:
    double = SpoolerDouble()
    printer = WindowsPrinter(_settings("windows", "Labels"), double, pages)

    def switch(off: bool) -> Callable[[], None]:
        return lambda: setattr(double, "off", off)

    yield Bed(printer, lambda: b"".join(double.documents), switch(True), switch(False))


@pytest.fixture(params=[folder, socket, serial, usb, cups, windows], ids=lambda kind: kind.__name__)
def bed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bed]:
    with request.param(tmp_path) as made:
        yield made


def _came(bed: Bed, wanted: bytes) -> None:
    end = time.monotonic() + 5
    while len(bed.out()) < len(wanted):
        assert time.monotonic() < end, f"{len(bed.out())} of {len(wanted)} bytes came"
    assert bed.out() == wanted


def test_a_job_comes_out_byte_for_byte(bed: Bed) -> None:
    evidence = bed.printer.send("a1", LABEL, ZPL, "label-main-1001-1")

    _came(bed, LABEL)
    assert (evidence.printer, evidence.job, evidence.size) == ("labels", "a1", len(LABEL))


def test_jobs_come_out_in_order(bed: Bed) -> None:
    labels = [b"^XA^FO1,1^FD%d^FS^XZ" % number for number in range(4)]
    sent = [bed.printer.send(f"a{number}", label, ZPL, "label") for number, label in enumerate(labels)]

    _came(bed, b"".join(labels))
    assert [bed.out().find(label) for label in labels] == [number * len(labels[0]) for number in range(4)]
    assert [(one.job, one.size) for one in sent] == [(f"a{number}", len(labels[0])) for number in range(4)]


def test_a_printer_that_is_off_gets_nothing(bed: Bed) -> None:
    bed.off()

    with pytest.raises(PrinterOff) as off:
        bed.printer.send("a1", LABEL, ZPL, "label")

    assert not isinstance(off.value, PrinterRefuses), "it may be tried again"
    assert off.value.problem.params["printer"] == "labels"
    now = bed.printer.look()
    assert now is None or now.state == "lost"


def test_switched_on_again_it_prints(bed: Bed) -> None:
    if isinstance(bed.printer, SerialPrinter | UsbPrinter):
        pytest.skip("a terminal that was closed comes back under another name")
    bed.off()
    with pytest.raises(PrinterOff):
        bed.printer.send("a1", LABEL, ZPL, "label")
    bed.on()

    bed.printer.send("a1", LABEL, ZPL, "label")

    _came(bed, LABEL)


def test_what_it_cannot_print_is_refused_for_good_and_nothing_is_sent(bed: Bed) -> None:
    for document, said in ((b"%PDF-1.4", PDF), (b"^XA^FDcut off", ZPL), (b"GIF89a", "image/gif")):
        with pytest.raises(PrinterRefuses) as refused:
            bed.printer.send("a1", document, said, "label")
        assert refused.value.problem.code == "printer.media_unsupported"
    bed.printer.send("a2", LABEL, ZPL, "label")
    _came(bed, LABEL)


def test_it_says_how_it_is_or_that_nobody_can_ask(bed: Bed) -> None:
    now = bed.printer.look()

    assert now is None or (now.state, now.problems) == ("open", ())


def test_what_was_printed_is_never_denied(bed: Bed) -> None:
    bed.printer.send("a1", LABEL, ZPL, "label")

    assert bed.printer.has("a1") is (True if bed.proves else None)
    assert bed.printer.has("a2") is (False if bed.proves else None)
