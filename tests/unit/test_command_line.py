"""What stands before a verb holds for it."""

import json
from pathlib import Path

import pytest

from station.cli.main import main

BENCH = """
[bench]
name = "{name}"
language = "en"
[[store]]
name = "{name}"
cart = "files"
url = "file:orders"
[[device]]
kind = "scanner"
name = "{name}"
port = "replay:scans.txt"
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--config", "this.toml", "--json", "store", "list"],
        ["store", "list", "--config", "this.toml", "--json"],
        ["--json", "device", "list", "--config", "this.toml"],
        ["--config", "this.toml", "device", "--json", "list"],
    ],
    ids=" ".join,
)
def test_the_settings_file_may_be_named_before_or_behind_the_verb(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("this", "other"):
        Path(f"{name}.toml").write_text(BENCH.format(name=name), encoding="utf-8")
    monkeypatch.setenv("STATION_CONFIG", "other.toml")

    assert main(words) in (0, 1)

    told = capsys.readouterr().out
    assert '"this"' in json.dumps(json.loads(told)) and "other" not in told
