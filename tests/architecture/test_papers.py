"""What the papers say of the program is what the program says."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from station.cli.main import main
from station.model.barcode import Command
from station.packing import pickfacts, states
from station.settings.load import load
from station.settings.option import key_of, option_of
from station.settings.schema import Settings
from ui.pages.pack.screen import KEYS

ROOT = Path(__file__).parents[2]
MANY = 4  # states: what may happen in so many is printed once, for all of them


def rows(table: Mapping[tuple[StrEnum, type], StrEnum | None]) -> list[str]:
    """The rows of a table of states: what keeps the state, and what leads on."""
    names: dict[str, dict[str, str]] = {}
    for (state, fact), target in table.items():
        names.setdefault(state, {})[fact.__name__] = "" if target in (None, state) else str(target)
    met = [fact for found in names.values() for fact in found]
    often: dict[str, str] = {}
    for found in names.values():
        often |= {fact: to or often.get(fact, "") for fact, to in found.items() if met.count(fact) >= MANY}
    printed = [
        _row(state, {fact: to for fact, to in found.items() if fact not in often})
        for state, found in names.items()
    ]
    return [
        *printed,
        _row(", ".join(state for state, found in names.items() if set(often) <= set(found)), often),
    ]


def _row(state: str, facts: dict[str, str]) -> str:
    stays = ", ".join(fact for fact, target in facts.items() if not target)
    leads = ", ".join(f"{fact} → {target}" for fact, target in facts.items() if target)
    return re.sub(" {2,}", " ", f"| {state} | {stays} | {leads} |")


def paper(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("table", [states.NEXT, pickfacts.NEXT], ids=["packing", "walks"])
def test_the_printed_tables_of_states_are_those_of_the_code(
    table: Mapping[tuple[StrEnum, type], StrEnum | None],
) -> None:
    wanted = "\n".join(rows(table))
    assert wanted in paper("ARCHITECTURE.md"), f"ARCHITECTURE.md lacks:\n{wanted}"


def test_every_command_of_the_line_stands_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    (verbs,) = re.findall(r"\{([a-z,]+)\}\s+\.\.\.", capsys.readouterr().out)
    readme = paper("README.md")
    assert [verb for verb in verbs.split(",") if f"\n| `{verb}" not in readme] == []


def test_the_readme_names_no_command_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"\{([a-z,]+)\}\s+\.\.\.", capsys.readouterr().out)[0].split(","))
    assert set(re.findall(r"`station ([a-z]+)", paper("README.md"))) <= known


def test_every_command_barcode_stands_in_the_readme() -> None:
    named = set(re.findall(r"CMD-[A-Z0-9-]+[A-Z0-9]|CMD-[0-9]", paper("README.md")))
    wanted = {command.value for command in Command if command.number is None}
    assert wanted - named == set()
    assert named - set(Command) == set()


def test_the_readme_gives_every_command_the_key_it_has() -> None:
    told = {}
    for codes, keys in re.findall(r"^\| (`CMD-[^|]*) \| ([^|]*) \|", paper("README.md"), re.MULTILINE):
        told |= dict(zip(re.findall(r"CMD-([A-Z-]+[A-Z])", codes), keys.split(", "), strict=False))
    assert {name: told.get(name) for name in KEYS} == KEYS


def test_the_settings_in_the_readme_are_a_whole_configuration(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```", paper("README.md"), re.MULTILINE | re.DOTALL)
    file = tmp_path / "station.toml"
    file.write_text(block, encoding="utf-8")

    settings = load(file)

    assert settings.shipping.house_gaps == ()
    assert set(tomllib.loads(block)) == {
        "bench", "store", "device", "printer", "carton", "shipping", "operator",
    }  # fmt: skip


def classes() -> dict[str, type]:
    """Every section of the settings, by its key in the file."""
    hints = get_type_hints(Settings)
    found = {}
    for section in fields(Settings):
        kinds = (hints[section.name], *get_args(hints[section.name]))
        of = next((kind for kind in kinds if isinstance(kind, type) and is_dataclass(kind)), None)
        if of is not None:
            found[key_of(section)] = of
    return found


def test_the_example_names_every_option_in_its_own_section() -> None:
    lines = paper("resources/station.example.toml").splitlines()
    option = re.compile(r"# (\[|[a-z0-9_]+ = )")
    told = tomllib.loads("\n".join(line.removeprefix("# ") if option.match(line) else line for line in lines))
    lacking = {}
    for key, kind in classes().items():
        parts = told[key] if isinstance(told[key], list) else [told[key]]
        named = {name for part in parts for name in part}
        wanted = {key_of(one) for one in fields(kind) if option_of(one)}
        if named != wanted:
            lacking[key] = (wanted - named, named - wanted)
    assert lacking == {}
    assert set(told) == set(classes())
