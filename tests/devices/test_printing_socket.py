"""A raw printer on a real socket: off is off, and what broke half-way is in doubt."""

import threading
from collections.abc import Iterator

import pytest

from station.printing.contract import PDF, PrinterOff, PrinterSettings, PrintInDoubt, SentEvidence
from station.printing.socket9100 import SocketPrinter, address
from station.sandbox.printer import Manner, SocketPrinterDouble

LABEL = b"%PDF-1.4" + bytes(range(256)) * 4000  # a megabyte, more than the kernel buffers at once


@pytest.fixture
def double() -> Iterator[SocketPrinterDouble]:
    with SocketPrinterDouble() as double:
        yield double


def printer(double: SocketPrinterDouble, close_seconds: float = 10.0) -> SocketPrinter:
    return SocketPrinter(PrinterSettings("labels", "socket", double.target), close_seconds)


def test_a_job_arrives_byte_for_byte(double: SocketPrinterDouble) -> None:
    evidence = printer(double).send("a1", LABEL, PDF, "Order 1001")

    assert double.wait_for_jobs(1) == (LABEL,)
    assert evidence == SentEvidence("labels", "a1", len(LABEL), double.target)


def test_jobs_follow_one_another(double: SocketPrinterDouble) -> None:
    desk = printer(double)
    for job in range(5):
        desk.send(f"a{job}", b"label %d" % job, PDF, "t")

    assert double.wait_for_jobs(5) == tuple(b"label %d" % job for job in range(5))


def test_a_printer_that_is_off_got_nothing(double: SocketPrinterDouble) -> None:
    double.stop()

    with pytest.raises(PrinterOff) as off:
        printer(double).send("a1", LABEL, PDF, "t")

    assert off.value.problem.code == "printer.unreachable"
    assert double.jobs == ()


def test_switched_on_again_it_prints(double: SocketPrinterDouble) -> None:
    double.stop()
    with pytest.raises(PrinterOff):
        printer(double).send("a1", b"label", PDF, "t")
    double.start()

    printer(double).send("a1", b"label", PDF, "t")

    assert double.wait_for_jobs(1) == (b"label",)


@pytest.mark.parametrize("job", [LABEL, b"small label, buffered whole" * 10])
def test_a_connection_cut_half_way_is_in_doubt(double: SocketPrinterDouble, job: bytes) -> None:
    double.manner = Manner.CUT_OFF

    with pytest.raises(PrintInDoubt) as doubt:
        printer(double).send("a1", job, PDF, "t")

    assert doubt.value.problem.code == "printer.in_doubt"
    assert doubt.value.problem.params["job"] == "a1"
    assert double.jobs == ()


def test_a_slow_printer_is_waited_for(double: SocketPrinterDouble) -> None:
    double.manner = Manner.SLOW
    answers: list[SentEvidence] = []
    sender = threading.Thread(
        target=lambda: answers.append(printer(double).send("a1", b"label", PDF, "t")), name="sender"
    )
    sender.start()
    double.wait_for_jobs(1)
    assert answers == []

    double.release()
    sender.join(5)

    assert [answer.job for answer in answers] == ["a1"]


def test_a_printer_that_never_closes_leaves_doubt(double: SocketPrinterDouble) -> None:
    double.manner = Manner.MUTE

    with pytest.raises(PrintInDoubt):
        printer(double, close_seconds=0.2).send("a1", b"label", PDF, "t")


def test_a_raw_printer_cannot_tell_what_it_printed(double: SocketPrinterDouble) -> None:
    assert printer(double).has("a1") is None


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("192.0.2.10:9100", ("192.0.2.10", 9100)),
        ("192.0.2.10:6101", ("192.0.2.10", 6101)),
        ("printer.local", ("printer.local", 9100)),
        ("[2001:db8::7]:9100", ("2001:db8::7", 9100)),
    ],
)
def test_a_target_is_host_and_port(target: str, found: tuple[str, int]) -> None:
    assert address(target) == found


@pytest.mark.parametrize("target", ["", ":9100", "host:99999", "host:x", "http://host", "a@host", "[::1"])
def test_a_target_that_is_none_is_refused(target: str) -> None:
    with pytest.raises(PrinterOff) as off:
        address(target)
    assert off.value.problem.code == "printer.target_unreadable"
