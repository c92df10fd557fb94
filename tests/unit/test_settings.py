from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from station.model.operator import Operator, Role
from station.model.order import Address
from station.model.problem import Problem
from station.model.quantity import Mass
from station.settings import schema
from station.settings.load import ConfigError, config_path, load
from station.settings.option import Scope, key_of, option_of
from station.settings.schema import Settings

EXAMPLE = Path(__file__).parents[2] / "resources" / "station.example.toml"

STORE = """
[[store]]
name = "main"
cart = "woocommerce"
url = "https://shop.example"
credentials = "keyring:main"
"""

Write = Callable[[str], Path]


def problems(path: Path) -> list[Problem]:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return list(caught.value.problems)


def only_problem(path: Path) -> Problem:
    found = problems(path)
    assert len(found) == 1, found
    return found[0]


def test_an_empty_file_is_a_bench_with_every_default(config_file: Write) -> None:
    path = config_file("")
    settings = load(path)
    assert settings.bench.name == "Bench 1"
    assert settings.bench.database == f"sqlite:///{path.parent.as_posix()}/station.db"
    assert settings.packing.weigh == "required"
    assert settings.packing.push_delay_seconds == 20
    assert settings.privacy.keep_days == 30
    assert settings.cartons[0].tare is None
    assert settings.printers == ()
    assert settings.file == path


def test_the_example_file_is_a_whole_configuration() -> None:
    settings = load(EXAMPLE)
    assert settings.stores[0].name == "main"
    assert [one.kind for one in settings.devices] == ["scanner", "scale"]
    assert settings.cartons[0].tare == Mass(120_000)
    assert settings.shipping.from_.address == Address(
        name="Dispatch",
        company="Example Ltd",
        street=("Dock 1",),
        city="Berlin",
        postal_code="10115",
        country="DE",
    )
    assert settings.shipping.house_gaps == ()


def option_classes(kind: type) -> set[type]:
    """A settings class and every settings class inside it."""
    found = {kind}
    for wanted in get_type_hints(kind).values():
        for inner in (wanted, *get_args(wanted)):
            if isinstance(inner, type) and is_dataclass(inner):
                found |= option_classes(inner)
    return found


def test_every_option_has_a_sentence_a_scope_and_a_place_in_the_example() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for kind in option_classes(Settings):
        for declared in fields(kind):
            option = option_of(declared)
            if declared.name == "file" and kind is Settings:
                assert option is None
                continue
            assert option is not None, f"{kind.__name__}.{declared.name} is no option"
            assert option.says.endswith("."), option.says
            assert option.scope in set(Scope)
            assert key_of(declared) in text, f"the example lacks {key_of(declared)}"


def test_every_option_left_out_of_the_example_is_accepted_when_its_mark_is_taken_away(
    config_file: Write,
) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    opened = [
        line.removeprefix("# ") if "=" in line.split("  ")[0] or line.startswith("# [") else line
        for line in lines
    ]
    # One bench cannot watch only and work with files, which the example has too.
    assert "shadow = true" in {line.split("  ")[0].rstrip() for line in opened}
    opened = ["shadow = false" if line.startswith("shadow = ") else line for line in opened]
    settings = load(config_file("\n".join(opened)))
    assert settings.operators[0].person == Operator("Ana", "OP-ANA", Role.SUPERVISOR)
    assert settings.stores[0].status_map == {"awaiting-pick": "ready_for_fulfillment"}
    assert settings.devices[0].baud == 9600
    assert settings.cartons[0].inner_mm == (300, 200, 150)
    assert settings.sound.volume == 80
    assert settings.network.ca_file.endswith("company-ca.pem")


def test_paths_are_relative_to_the_file_that_names_them(config_file: Write) -> None:
    path = config_file(
        '[bench]\ndatabase = "sqlite:///data/bench.db?timeout=5"\n[network]\nca_file = "ca.pem"\n'
        + STORE.replace("keyring:main", "file:keys.toml")
        + 'ca_file = "/etc/shop.pem"\n'
        + '[[device]]\nkind = "scanner"\nport = "replay:scans.txt"\n'
        + '[[device]]\nkind = "scale"\nport = "COM3"\n'
        + '[[printer]]\nname = "out"\nkind = "folder"\ntarget = "labels"\nprints = ["shipping_label"]\n'
        + '[[printer]]\nname = "net"\nkind = "socket"\ntarget = "192.0.2.1:9100"\nprints = ["packing_slip"]\n'
    )
    here = path.parent
    settings = load(path)
    assert settings.bench.database == f"sqlite:///{(here / 'data/bench.db').as_posix()}?timeout=5"
    assert settings.network.ca_file == str(here / "ca.pem")
    assert settings.stores[0].credentials == f"file:{here / 'keys.toml'}"
    assert settings.stores[0].ca_file == "/etc/shop.pem"
    assert [one.port for one in settings.devices] == [f"replay:{here / 'scans.txt'}", "COM3"]
    assert [one.target for one in settings.printers] == [str(here / "labels"), "192.0.2.1:9100"]


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "postgresql+psycopg://bench@db/station"])
def test_a_database_that_is_no_file_stays_as_written(config_file: Write, url: str) -> None:
    assert load(config_file(f'[bench]\ndatabase = "{url}"')).bench.database == url


def test_an_absolute_database_stays_where_it_is(config_file: Write) -> None:
    assert (
        load(config_file('[bench]\ndatabase = "sqlite:////var/s.db"')).bench.database == "sqlite:////var/s.db"
    )


def test_all_complaints_come_at_once_in_the_order_of_their_lines(config_file: Write) -> None:
    found = problems(
        config_file(
            '[bench]\nnam = "x"\ntimezone = "Mars/One"\n\n[packing]\nweigh = "maybe"\nscan_back = 1\n'
        )
    )
    assert [(one.code, one.params["key"], one.params["line"]) for one in found] == [
        ("config.unknown_key", "bench.nam", 2),
        ("config.bad_timezone", "bench.timezone", 3),
        ("config.bad_value", "packing.weigh", 6),
        ("config.wrong_type", "packing.scan_back", 7),
    ]
    assert found[0].params["suggestion"] == "name"


def test_an_option_nothing_like_ours_is_told_what_there_is(config_file: Write) -> None:
    found = only_problem(config_file("[sound]\nqqq = 1\n"))
    assert found.params["suggestion"] == "volume"


def test_a_missing_option_is_named_at_its_table(config_file: Write) -> None:
    found = only_problem(
        config_file(STORE + '[[store]]\nname = "b"\nurl = "https://b.example"\ncredentials = "keyring:b"\n')
    )
    assert (found.code, found.params["key"], found.params["line"]) == (
        "config.missing_key",
        "store.cart",
        7,
    )


def test_broken_toml_is_shown_by_line_and_column(config_file: Write) -> None:
    found = only_problem(config_file('[bench]\nname = "x\n'))
    assert (found.code, found.params["line"], found.params["column"]) == ("config.broken_toml", 2, 10)


def test_toml_that_stops_too_soon_is_shown_at_its_end(config_file: Write) -> None:
    found = only_problem(config_file('[bench]\nname = """x'))
    assert (found.code, found.params["line"]) == ("config.broken_toml", 2)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    found = only_problem(tmp_path / "none.toml")
    assert found == Problem("config.not_found", {"file": str(tmp_path / "none.toml")})


def test_a_folder_in_the_files_place_cannot_be_read(tmp_path: Path) -> None:
    assert only_problem(tmp_path).code == "config.unreadable"


def test_a_file_in_another_encoding_is_told_the_line(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_bytes('[bench]\nname = "Größe"'.encode("latin-1"))
    found = only_problem(path)
    assert (found.code, found.params["line"]) == ("config.not_utf8", 2)


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_bytes(b'\xef\xbb\xbf[bench]\r\nname = "Tisch 3"\r\n')
    assert load(path).bench.name == "Tisch 3"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (STORE + STORE, "config.duplicate_store"),
        (STORE.replace("https", "http"), "config.plain_http"),
        (STORE.replace("https://shop.example", "shop.example"), "config.bad_url"),
        (STORE.replace("https://shop", "https://me:pw@shop"), "config.bad_url"),
        (STORE.replace("https://shop.example", "https://shop.example:99999"), "config.bad_url"),
        (STORE.replace('"main"', '"main shop"'), "config.bad_name"),
        (STORE.replace("keyring:main", "ck_123"), "config.bad_credentials"),
        (STORE + 'status_map = { "a" = "b" }', "config.bad_state"),
        (STORE + 'status_map = { "a" = 1 }', "config.wrong_type"),
        (STORE + "poll_seconds = 0", "config.out_of_range"),
        (STORE + "poll_seconds = true", "config.wrong_type"),
        ('[bench]\nname = " "', "config.empty"),
        ('[bench]\ndatabase = "mysql://x"', "config.bad_database"),
        ('[bench]\nlanguage = "it"', "config.bad_value"),
        ('[shipping]\ngs1_prefix = "40 12"', "config.gs1_prefix_bad"),
        ("[shipping]\ngs1_prefix = 4012345", "config.wrong_type"),
        ('[shipping]\nnumber_range = "200-100"', "config.number_range_bad"),
        ('[shipping]\nnumber_range = "1-1000"', "config.number_range_bad"),
        ('[shipping]\ntracking_url = "https://track.example/"', "config.tracking_url_bad"),
        ('[shipping]\nfrom = { country = "de" }', "config.bad_country"),
        ('[[operator]]\nname = "Ana"\nbadge = "ANA"', "config.bad_badge"),
        (
            '[[operator]]\nname = "A"\nbadge = "OP-1"\n[[operator]]\nname = "B"\nbadge = "OP-1"',
            "config.duplicate",
        ),
        ('[[device]]\nkind = "scale"\nport = "COM1"\nframing = "9N1"', "config.bad_framing"),
        ('[[device]]\nkind = "scale"\nport = "COM1"\nbaud = 1', "config.out_of_range"),
        ('[[carton]]\nname = "M"\ninner_mm = [1, 2]', "config.bad_size"),
        ('[[carton]]\nname = "M"\ntare_grams = -1', "config.out_of_range"),
        ('[[carton]]\nname = "M"\n[[carton]]\nname = "M"', "config.duplicate"),
        ('[carton]\nname = "M"', "config.wrong_type"),
        ("bench = 1", "config.wrong_type"),
        ("[sound]\nvolume = 101", "config.out_of_range"),
    ],
)
def test_a_value_that_cannot_be_is_refused(config_file: Write, text: str, code: str) -> None:
    assert only_problem(config_file(text)).code == code


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]"])
def test_plain_http_is_fine_on_this_machine(config_file: Write, host: str) -> None:
    text = STORE.replace("https://shop.example", f"http://{host}")
    assert load(config_file(text)).stores[0].url == f"http://{host}"


def test_plain_http_beyond_this_machine_is_the_persons_own_choice(config_file: Write) -> None:
    text = STORE.replace("https", "http") + "allow_plain_http = true"
    assert load(config_file(text)).stores[0].allow_plain_http


@pytest.mark.parametrize("numbers", ["100000-899999", "VAN01-VAN99", ""])
def test_a_number_range_may_have_letters_in_front(config_file: Write, numbers: str) -> None:
    assert load(config_file(f'[shipping]\nnumber_range = "{numbers}"')).shipping.number_range == numbers


def test_a_tare_may_have_a_fraction_and_is_exact(config_file: Write) -> None:
    carton = load(config_file('[[carton]]\nname = "M"\ntare_grams = 120.1')).cartons[0]
    assert carton.tare_grams == Decimal("120.1")
    assert carton.tare == Mass(120_100)


def test_a_key_in_the_wrong_place_is_never_repeated_in_a_complaint(config_file: Write) -> None:
    path = config_file(
        STORE.replace("keyring:main", "ck_topsecret")
        + '[bench]\ndatabase = "mysql://me:topsecret@db/x"\n'
        + STORE.replace('"main"', '"b"').replace("https://", "https://me:topsecret@")
    )
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert len(caught.value.problems) == 3
    assert "topsecret" not in str(caught.value)
    assert "topsecret" not in repr(caught.value)


def test_a_password_in_an_address_does_not_show(config_file: Write) -> None:
    settings = load(
        config_file(
            '[bench]\ndatabase = "postgresql://me:topsecret@db/x"\n[network]\nproxy = "http://me:topsecret@p"'
        )
    )
    assert settings.bench.database.startswith("postgresql://me:topsecret")
    assert "topsecret" not in repr(settings)


def test_what_the_house_carrier_lacks_is_named() -> None:
    bare = schema.Shipping()
    assert bare.house_gaps == ("carrier_name", "tracking_url", "gs1_prefix")
    numbered = replace(bare, number_range="1-9", carrier_name="Van", tracking_url="https://t/{tracking}")
    assert numbered.house_gaps == ()


def test_the_command_line_beats_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STATION_CONFIG", str(tmp_path / "env.toml"))
    assert config_path(tmp_path / "named.toml") == tmp_path / "named.toml"
    assert config_path() == tmp_path / "env.toml"
    monkeypatch.delenv("STATION_CONFIG")
    assert config_path().name == "station.toml"
