"""`station device list|test|learn|share`, as support staff types them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from station.devices.contract import Weight
from station.net.ports import group_of, holders, stable_names
from station.sandbox.devices import VirtualScale, VirtualScanner

STATION = [sys.executable, "-m", "station.cli", "device"]
ROOT = Path(__file__).parents[2]
PATIENCE = 60
ENV = {**os.environ, "LANG": "en_GB.UTF-8"}


def settings_file(folder: Path, text: str) -> str:
    file = folder / "station.toml"
    file.write_text(text)
    return str(file)


def station(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*STATION, *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE,
        env=ENV,
        stdin=subprocess.DEVNULL,
    )


@contextmanager
def speaking(*words: str) -> Iterator["subprocess.Popen[str]"]:
    """A command that goes on; what it says stands on standard error."""
    running = subprocess.Popen(
        [*STATION, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=ENV
    )
    try:
        yield running
    finally:
        running.terminate()
        running.communicate(timeout=PATIENCE)


def test_the_list_tells_port_protocol_and_reading_apart(tmp_path: Path) -> None:
    with VirtualScale() as scale, VirtualScanner() as scanner:
        scale.put(1250)
        mute = 'protocol = "toledo-8217"\nbaud = 9600\nframing = "8N1"'
        file = settings_file(
            tmp_path,
            f'[[device]]\nkind = "scale"\nport = "{scale.port}"\nprotocol = "mt-sics"\n'
            f'[[device]]\nkind = "scale"\nname = "mute"\nport = "{scanner.port}"\n{mute}\n'
            f'[[device]]\nkind = "scanner"\nname = "gone"\nport = "{tmp_path / "ttyUSB7"}"\n',
        )
        told = station("list", "--config", file, "--json")
        assert told.returncode == 0, told.stderr
        rows = {row["device"]: row for row in json.loads(told.stdout) if row["device"]}
        assert rows["scale"]["status"] == {"port": "ok", "protocol": "ok", "reading": "1250.0 g"}
        assert rows["mute"]["status"] == {"port": "ok", "protocol": "silent", "reading": ""}
        assert rows["mute"]["code"] == "scale.silent"
        assert rows["gone"]["status"] == {"port": "missing", "protocol": "", "reading": ""}
        plain = station("list", "--config", file)
        assert "reading: 1250.0 g" in plain.stdout
        assert "There is no port" in plain.stdout or "there is no port" in plain.stdout


def test_a_port_somebody_else_uses_names_them(tmp_path: Path) -> None:
    with VirtualScanner() as scanner:
        file = settings_file(tmp_path, "")
        code = (
            f"import serial, sys; port = serial.Serial({scanner.port!r}, exclusive=True)\n"
            "print('open', flush=True); sys.stdin.read()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "open\n"
            assert any(f"({other.pid})" in one for one in holders(scanner.port))
            told = station("test", scanner.port, "--config", file, "--json", "--seconds", "1")
            assert told.returncode == 1
            row = json.loads(told.stdout)
            assert (row["status"]["port"], row["code"]) == ("in use", "device.port_used_by")
            assert str(other.pid) in row["say"]
            assert other.stdin is not None
            other.stdin.close()


def test_the_sheet_is_learned_and_written_into_the_settings(tmp_path: Path) -> None:
    file = settings_file(tmp_path, '[bench]\nname = "Bench 1"\n')
    with VirtualScanner() as scanner:
        words = (
            "learn",
            "--port",
            scanner.port,
            "--scanner",
            "--config",
            file,
            "--json",
            "--called",
            "left",
            "--yes",
        )
        with speaking(*words) as running:
            assert running.stderr is not None
            assert running.stdout is not None
            assert "CMD-HELP" in running.stderr.readline()
            assert scanner.port in running.stderr.readline()
            scanner.write(b"~CMD-HELP\r\n")
            learned = json.loads(running.stdout.readline())
            assert (learned["prefix"], learned["certain"]) == ("~", True)
            assert running.wait(PATIENCE) == 0
    written = Path(file).read_text()
    assert 'name = "left"' in written
    assert 'prefix = "~"' in written
    assert written.startswith("[bench]")


def test_a_shared_scale_weighs_for_another_bench(desk, tmp_path: Path) -> None:
    with VirtualScale() as scale:
        scale.put(730)
        file = settings_file(
            tmp_path, f'[[device]]\nkind = "scale"\nport = "{scale.port}"\nprotocol = "mt-sics"\n'
        )
        with speaking("share", "scale", "--listen", "127.0.0.1:0", "--config", file) as running:
            assert running.stderr is not None
            said = running.stderr.readline()
            address = said.split("socket://")[1].split('"')[0]
            desk.run("scale", f"socket://{address}")
            found = desk.reading(lambda it: isinstance(it, Weight) and it.stable)
            assert (str(found.mass), found.unit) == ("730.0", "g")


def test_what_cannot_be_named_or_shared_is_said(tmp_path: Path) -> None:
    file = settings_file(tmp_path, "")
    unknown = station("test", "left", "--config", file)
    assert (unknown.returncode, "device.unknown" in unknown.stderr) == (2, True)
    usb = station("share", "hid:0922:8003", "--listen", "127.0.0.1:0", "--config", file)
    assert (usb.returncode, "device.share_usb" in usb.stderr) == (2, True)


def test_a_stable_name_is_the_link_to_a_port(tmp_path: Path) -> None:
    port = tmp_path / "ttyUSB0"
    port.touch()
    links = tmp_path / "by-id"
    links.mkdir()
    (links / "usb-FTDI-A1").symlink_to(port)
    assert stable_names(links) == {str(port): str(links / "usb-FTDI-A1")}
    assert stable_names(tmp_path / "none") == {}
    assert group_of(str(tmp_path / "none")) == "dialout"
