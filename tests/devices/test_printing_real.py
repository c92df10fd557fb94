"""CUPS' own programs as printers: a virtual IPP printer, and a scheduler with a raw queue behind it.

Where they are not installed, or may not run, the reason is printed and nothing is claimed.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from station.labels.pdf import draw
from station.labels.testpage import test_page as page_of
from station.printing.contract import PDF, ZPL, PrinterOff, PrinterSettings
from station.printing.cups import CupsPrinter
from station.sandbox.printer import SocketPrinterDouble

PATIENCE = 10.0
LABEL = b"^XA^PW812^LL1218^FO40,40^A0N,30,30^FDHello^FS^XZ"
IPP_PRINTER = """\
ATTR keyword media-supported na_index-4x6_4x6in,om_label_100x150mm,iso_a4_210x297mm
ATTR keyword media-default na_index-4x6_4x6in
ATTR keyword media-ready na_index-4x6_4x6in
ATTR mimeMediaType document-format-supported application/pdf,image/pwg-raster,application/octet-stream
ATTR keyword print-scaling-supported auto,auto-fit,fill,fit,none
"""
FILES = """\
ServerRoot {here}
ServerBin /usr/lib/cups
DataDir /usr/share/cups
CacheDir {here}/cache
RequestRoot {here}/spool
StateDir {here}/run
TempDir {here}/spool/tmp
AccessLog {here}/log/access
ErrorLog {here}/log/error
PageLog {here}/log/page
SystemGroup root
"""
SCHEDULER = """\
Listen 127.0.0.1:{port}
Browsing No
WebInterface No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow localhost
</Location>
"""


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        port: int = held.getsockname()[1]
        return port


def _until_it_answers(process: subprocess.Popen[bytes], printer: CupsPrinter, name: str) -> None:
    end = time.monotonic() + PATIENCE
    pause = threading.Event()
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.skip(f"{name} ended at once (it needs avahi-daemon and dbus, or root)")
        now = printer.look()
        if now is not None and now.state == "open":
            return
        pause.wait(0.05)
    pytest.skip(f"{name} did not answer within {PATIENCE:g} seconds")


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(10)


@pytest.fixture
def ipp_printer(tmp_path: Path) -> Iterator[CupsPrinter]:
    program, port = _program("ippeveprinter"), _free_port()
    (tmp_path / "label.conf").write_text(IPP_PRINTER)
    keep = tmp_path / "keep.sh"
    keep.write_text(
        f'#!/bin/sh\ncp "$1" "{tmp_path}/out"\necho "$IPP_MEDIA $IPP_PRINT_SCALING" > "{tmp_path}/how"\n'
    )
    keep.chmod(0o755)
    (tmp_path / "spool").mkdir()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                program,
                "-k",
                "-d",
                str(tmp_path / "spool"),
                "-c",
                str(keep),
                "-p",
                str(port),
                "-n",
                "localhost",
            ]
            + ["-a", str(tmp_path / "label.conf"), "BenchLabels"],
            stdout=log,
            stderr=log,
        )
    settings = PrinterSettings("labels", "cups", f"ipp://localhost:{port}/ipp/print")
    with closing(CupsPrinter(settings)) as printer:
        try:
            _until_it_answers(process, printer, "ippeveprinter")
            yield printer
        finally:
            _ended(process)


def test_a_real_ipp_printer_gets_the_page_as_it_is_on_its_own_paper(
    ipp_printer: CupsPrinter, tmp_path: Path
) -> None:
    page = draw(page_of("labels", "ippeveprinter", paper=(100, 150), dpi=203))

    ipp_printer.send("a1", page, PDF, "label-main-1001-1")

    assert (tmp_path / "out").read_bytes() == page
    assert (tmp_path / "how").read_text().split() == ["om_label_100x150mm", "none"]
    assert ipp_printer.has("a1") is True
    assert ipp_printer.has("a2") is False


@pytest.fixture
def scheduler() -> Iterator[Callable[..., str]]:
    """Runs a program of CUPS against a scheduler of our own, and answers what it said."""
    cupsd, admin = _program("cupsd"), _program("lpadmin")
    if os.geteuid() != 0:
        pytest.skip("only root may run a scheduler of its own")
    # Backends run as another user, who must get at the spool; tests' own folders are root's alone.
    home, port = tempfile.TemporaryDirectory(prefix="bench-cups-", ignore_cleanup_errors=True), _free_port()
    here = Path(home.name)
    here.chmod(0o711)
    for name in ("cache", "spool/tmp", "run", "log", "ppd", "ssl"):
        (here / name).mkdir(parents=True)
    (here / "cups-files.conf").write_text(FILES.format(here=here))
    (here / "cupsd.conf").write_text(SCHEDULER.format(port=port))
    process = subprocess.Popen(
        [cupsd, "-f", "-c", str(here / "cupsd.conf"), "-s", str(here / "cups-files.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def run(program: str, *words: str) -> str:
        command = [admin if program == "lpadmin" else _program(program), "-h", f"127.0.0.1:{port}", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        assert done.returncode == 0, done.stderr
        return f"ipp://127.0.0.1:{port}/printers/"

    try:
        end, pause = time.monotonic() + PATIENCE, threading.Event()
        while time.monotonic() < end:
            if process.poll() is not None:
                pytest.skip("cupsd ended at once")
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            pause.wait(0.05)
        yield run
    finally:
        _ended(process)
        home.cleanup()


def test_a_real_scheduler_hands_zpl_on_and_says_when_nobody_is_behind_it(
    scheduler: Callable[..., str],
) -> None:
    with SocketPrinterDouble() as double:
        base = scheduler("lpadmin", "-p", "zraw", "-E", "-v", f"socket://{double.target}", "-m", "raw")
        settings = PrinterSettings("labels", "cups", f"{base}zraw", language="zpl")
        with closing(CupsPrinter(settings, longest=10.0, troubled=0.5)) as printer:
            printer.send("a1", LABEL, ZPL, "label-main-1001-1")
            assert double.wait_for_jobs(1) == (LABEL,)
            assert printer.has("a1") is True
            assert printer.has("a2") is False

            scheduler("cupsdisable", "zraw")
            _refused(printer, "printer.paused")
            scheduler("cupsenable", "zraw")

            double.stop()
            _refused(printer, "printer.offline")
            double.start()
            _taken_again(printer, "a4")
            assert double.wait_for_jobs(2) == (LABEL, LABEL), "what was turned away does not come later"


def _taken_again(printer: CupsPrinter, job: str) -> None:
    """The scheduler may look away for a moment from a printer that was not there."""
    for _ in range(20):
        try:
            printer.send(job, LABEL, ZPL, "label-main-1001-1")
        except PrinterOff as still:
            assert still.problem.code == "printer.offline"
        else:
            return
    raise AssertionError("it never came back")


def _refused(printer: CupsPrinter, code: str) -> None:
    with pytest.raises(PrinterOff) as off:
        printer.send("a3", LABEL, ZPL, "label-main-1001-1")
    assert off.value.problem.code == code
