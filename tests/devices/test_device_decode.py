"""`station device decode`: the real command, on files and on a pipe."""

import json
import subprocess
import sys
from pathlib import Path

STATION = [sys.executable, "-m", "station.cli"]
ROOT = Path(__file__).parents[2]


def run(*words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*STATION, "device", *words], input=data, capture_output=True, cwd=ROOT, timeout=60)


def rows(ran: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_file_is_told_frame_by_frame(tmp_path: Path) -> None:
    recording = tmp_path / "scale.bin"
    recording.write_bytes(b"S S     100.00 g\r\nS D      1.204 kg\r\n?!\r\nS +\r\nS S     10")
    found = rows(run("decode", "--protocol", "mt-sics", str(recording)))
    assert [(one["kind"], one["value"], one["grams"], one["stable"]) for one in found] == [
        ("weight", "100.00", "100", True),
        ("weight", "1.204", "1204", False),
        ("invalid", None, None, None),
        ("status", None, None, None),
        ("incomplete", None, None, None),
    ]
    assert set(found[0]) == {"kind", "value", "unit", "grams", "stable", "mode", "status", "text"}
    assert found[3]["status"] == "overload"
    assert found[4]["text"] == "S S     10"


def test_a_pipe_and_a_unit_that_the_scale_does_not_send() -> None:
    sent = b"\x0201.250N\r\x02?a\r"
    (weight, moving) = rows(run("decode", "-", "--protocol", "ps60", "--unit", "lb", data=sent))
    assert (weight["unit"], weight["grams"], weight["mode"]) == ("lb", "566.9904625", "net")
    assert (moving["kind"], moving["status"]) == ("status", "in_motion")
    assert rows(run("decode", "--protocol", "toledo-8217", "-", data=sent))[0]["grams"] is None


def test_scans_and_a_printer_are_told_too() -> None:
    (scan,) = rows(run("decode", "--protocol", "scanner", "-", data=b"]C100340123450000000017\r"))
    assert (scan["kind"], scan["text"], scan["aim"]) == ("scan", "00340123450000000017", "]C1")
    status = (
        b"\x02030,1,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,0,1,000\x03\r\n\x021234,0\x03\r\n"
    )
    (printer,) = rows(run("decode", "--protocol", "zpl-hs", "-", data=status))
    assert (printer["kind"], printer["ready"], printer["paper_out"]) == ("printer_status", False, True)


def test_what_cannot_be_decoded_is_said_and_ends_with_2(tmp_path: Path) -> None:
    unknown = run("decode", "--protocol", "abacus", "-")
    assert unknown.returncode == 2
    assert b"mt-sics" in unknown.stderr
    unit = run("decode", "--protocol", "toledo-8217", "--unit", "stone", "-")
    assert (unit.returncode, b"device.unknown_unit" in unit.stderr) == (2, True)
    missing = run("decode", "--protocol", "and", str(tmp_path / "none"))
    assert (missing.returncode, b"device.no_recording" in missing.stderr) == (2, True)
    assert run("decode", "-").returncode == 2


def test_the_ports_are_listed_as_before(tmp_path: Path) -> None:
    settings = tmp_path / "station.toml"
    settings.write_text("")
    listed = run("list", "--config", str(settings), "--json")
    assert listed.returncode == 0
    assert isinstance(json.loads(listed.stdout), list)
