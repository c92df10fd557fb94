"""A folder as a printer: a file is there whole, or it is not there."""

import threading
from pathlib import Path

import pytest

from station.printing.contract import PDF, PrinterOff, PrinterSettings, route
from station.printing.folder import FolderPrinter
from station.printing.registry import build


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def folder(target: Path, name: str = "labels", prints: tuple[str, ...] = ()) -> FolderPrinter:
    return FolderPrinter(PrinterSettings(name, "folder", str(target), prints))


def test_a_job_becomes_a_file_named_after_printer_and_job(tmp_path: Path) -> None:
    printer = folder(tmp_path / "made" / "when missing")

    evidence = printer.send("job-17", b"%PDF-1.4 label", PDF, "Order 1001")

    written = tmp_path / "made" / "when missing" / "labels-job-17.pdf"
    assert written.read_bytes() == b"%PDF-1.4 label"
    assert (evidence.job, evidence.size, evidence.where) == ("job-17", 14, str(written))
    assert names(written.parent) == ["labels-job-17.pdf"]


def test_after_a_crash_the_folder_tells_whether_a_job_arrived(tmp_path: Path) -> None:
    folder(tmp_path).send("a1", b"x", PDF, "t")
    (tmp_path / ".labels-a2.part").write_bytes(b"ha")

    after = folder(tmp_path)
    assert after.has("a1")
    assert not after.has("a2")


def test_what_a_crash_left_half_written_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".labels-a2.part").write_bytes(b"half of a much longer label")

    folder(tmp_path).send("a2", b"whole", PDF, "t")

    assert names(tmp_path) == ["labels-a2.pdf"]
    assert (tmp_path / "labels-a2.pdf").read_bytes() == b"whole"


def test_a_job_that_is_there_is_not_written_twice(tmp_path: Path) -> None:
    printer = folder(tmp_path)
    printer.send("a1", b"first", PDF, "t")

    printer.send("a1", b"second", PDF, "t")

    assert (tmp_path / "labels-a1.pdf").read_bytes() == b"first"


def test_the_folder_is_never_seen_with_half_a_file(tmp_path: Path) -> None:
    """A reader that lists *.pdf all the while only ever sees whole ones."""
    label = b"%PDF" + b"x" * 400_000 + b"%%EOF"
    seen: list[bytes] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.extend(path.read_bytes() for path in tmp_path.glob("*.pdf"))

    watcher = threading.Thread(target=watch, name="folder-watcher")
    watcher.start()
    printer = folder(tmp_path)
    for job in range(20):
        printer.send(f"j{job}", label, PDF, "t")
    done.set()
    watcher.join()

    assert set(seen) <= {label}
    assert len(list(tmp_path.glob("*.pdf"))) == 20


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / ".labels-a1.part").symlink_to("/dev/full")

    with pytest.raises(PrinterOff) as off:
        folder(tmp_path).send("a1", b"label", PDF, "t")

    assert off.value.problem.code == "printer.disk_full"
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(PrinterOff) as off:
        folder(tmp_path / "file" / "labels").send("a1", b"label", PDF, "t")

    assert off.value.problem.code == "printer.folder_unwritable"
    assert not folder(tmp_path / "file" / "labels").has("a1")


def test_a_job_id_cannot_leave_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="job id"):
        folder(tmp_path).send("../out", b"label", PDF, "t")


def test_a_printer_name_with_any_characters_makes_a_plain_file_name(tmp_path: Path) -> None:
    folder(tmp_path, name="Bench 1 / Labels…").send("a1", b"x", PDF, "t")

    assert names(tmp_path) == ["Bench-1-Labels-a1.pdf"]


def test_a_document_the_folder_has_no_suffix_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PrinterOff) as off:
        folder(tmp_path).send("a1", b"x", "text/html", "t")
    assert off.value.problem.code == "printer.media_unsupported"


def test_a_document_goes_to_the_first_printer_that_prints_its_kind(tmp_path: Path) -> None:
    papers = folder(tmp_path, "papers", ("packing_slip", "command_sheet"))
    labels = folder(tmp_path, "labels", ("shipping_label",))

    assert route((papers, labels), "shipping_label") is labels
    assert route((papers, labels), "command_sheet") is papers
    with pytest.raises(PrinterOff) as off:
        route((papers, labels), "manifest")
    assert off.value.problem.code == "printer.none_for_kind"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (PrinterSettings("p", "windows", "queue"), "printer.kind_unsupported"),
        (PrinterSettings("p", "fax", "queue"), "printer.kind_unsupported"),
        (PrinterSettings("p", "cups", "lpd://host/x"), "printer.target_unreadable"),
        (PrinterSettings("p", "socket", "192.0.2.1", language="epl"), "printer.language_unsupported"),
        (PrinterSettings("p", "socket", "host:port"), "printer.target_unreadable"),
        (PrinterSettings("p", "folder", " "), "printer.target_unreadable"),
    ],
)
def test_a_printer_that_cannot_be_built_says_why(settings: PrinterSettings, code: str) -> None:
    with pytest.raises(PrinterOff) as off:
        build(settings)
    assert off.value.problem.code == code


def test_printers_are_built_by_kind(tmp_path: Path) -> None:
    built = [
        build(PrinterSettings("a", "folder", str(tmp_path))),
        build(PrinterSettings("b", "socket", "192.0.2.1:9100")),
    ]

    assert [type(printer).__name__ for printer in built] == ["FolderPrinter", "SocketPrinter"]
