"""What the settings file says of a device reaches the device."""

from pathlib import Path

from station import assembly
from station.bus import Bus
from station.clock import SystemClock
from station.settings.load import load


def test_every_setting_of_a_scanner_and_of_a_scale_arrives(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text(
        '[[device]]\nkind = "scanner"\nport = "COM3"\nframing = "7E2"\nprefix = "<"\nsuffix = "\\u0003"\n'
        'feedback = "zebra"\n[[device]]\nkind = "scale"\nport = "COM4"\nprotocol = "mt-sics"\n'
        "decimal_comma = true\n",
        encoding="utf-8",
    )
    scanner, scale = assembly.runners(load(path), Bus(), SystemClock(), lambda _: None, lambda _: None)
    said = scanner.settings
    assert (said.bytesize, said.parity, said.stopbits) == (7, "E", 2)
    assert (said.prefix, said.suffix, said.feedback) == ("<", "\x03", "zebra")
    assert (scale.settings.bytesize, scale.settings.decimal_comma) == (None, True)
    scanner.close()
    scale.close()
