import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from station.model.problem import Problem
from station.settings.secrets import Secret, SecretsError, keep, keep_in_keyring, secrets_of

FIELDS = ("consumer_key", "consumer_secret")
posix = pytest.mark.skipif(os.name != "posix", reason="only POSIX files have permission bits")


class Vault(KeyringBackend):
    """A vault in memory."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def vault() -> Iterator[Vault]:
    before = keyring.get_keyring()
    memory = Vault()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture
def no_vault() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def private_file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def problem(credentials: str) -> Problem:
    with pytest.raises(SecretsError) as caught:
        secrets_of(credentials, FIELDS)
    return caught.value.problem


def test_the_environment_has_one_variable_per_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIN_CONSUMER_KEY", "ck_1\n")
    monkeypatch.setenv("MAIN_CONSUMER_SECRET", "cs_1")
    found = secrets_of("env:MAIN", FIELDS)
    assert {field: secret.reveal() for field, secret in found.items()} == {
        "consumer_key": "ck_1",
        "consumer_secret": "cs_1",
    }


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIN_CONSUMER_KEY", "ck_1")
    assert problem("env:MAIN") == Problem(
        "secrets.missing", {"field": "consumer_secret", "place": "MAIN_CONSUMER_SECRET"}
    )


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIN_CONSUMER_KEY", " ")
    assert problem("env:MAIN").params["field"] == "consumer_key"


def test_a_private_file_is_read(tmp_path: Path) -> None:
    path = private_file(tmp_path / "keys.toml", 'consumer_key = "ck_1"\nconsumer_secret = "cs_1"\n')
    assert secrets_of(f"file:{path}", FIELDS)["consumer_secret"].reveal() == "cs_1"


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = private_file(tmp_path / "keys.toml", 'consumer_key = "ck_1"\nconsumer_secret = "cs_1"\n')
    path.chmod(mode)
    assert problem(f"file:{path}") == Problem("secrets.file_open_to_others", {"file": str(path)})


def test_a_file_without_the_field_is_named(tmp_path: Path) -> None:
    path = private_file(tmp_path / "keys.toml", 'consumer_key = "ck_1"\n')
    found = problem(f"file:{path}")
    assert found == Problem(
        "secrets.missing", {"field": "consumer_secret", "place": f"{path}, consumer_secret"}
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = problem(f"file:{tmp_path / 'none.toml'}")
    assert (found.code, found.params["file"]) == ("secrets.file_unreadable", str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("text", "code"),
    [("consumer_key = ck_topsecret", "secrets.file_broken"), ("consumer_key = 5317", "secrets.not_text")],
)
def test_what_is_wrong_in_a_file_is_said_without_its_content(tmp_path: Path, text: str, code: str) -> None:
    path = private_file(tmp_path / "keys.toml", text)
    with pytest.raises(SecretsError) as caught:
        secrets_of(f"file:{path}", FIELDS)
    assert caught.value.problem.code == code
    assert caught.value.__context__ is None
    assert "topsecret" not in str(caught.value)
    assert "5317" not in str(caught.value)


def test_what_is_kept_in_the_vault_is_found_there(vault: Vault) -> None:
    keep_in_keyring("main", {"consumer_key": "ck_1", "consumer_secret": "cs_1"})
    assert ("fulfillment-station/main", "consumer_key") in vault.kept
    assert secrets_of("keyring:main", FIELDS)["consumer_key"].reveal() == "ck_1"


def test_a_field_missing_from_the_vault_is_named(vault: Vault) -> None:
    keep_in_keyring("main", {"consumer_key": "ck_1"})
    assert problem("keyring:main") == Problem(
        "secrets.missing",
        {"field": "consumer_secret", "place": "keyring fulfillment-station/main, consumer_secret"},
    )


def test_a_machine_without_a_vault_says_so(no_vault: None) -> None:
    assert problem("keyring:main") == Problem("secrets.no_keyring", {"name": "main"})
    with pytest.raises(SecretsError) as caught:
        keep_in_keyring("main", {"consumer_key": "ck_1"})
    assert caught.value.problem.code == "secrets.no_keyring"


def test_a_place_nobody_knows_is_refused() -> None:
    assert problem("drawer:main").code == "secrets.unknown_place"


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret("ck_topsecret")
    assert "topsecret" not in f"{secret} {secret!r} {[secret]} {secret:}"
    assert secret == Secret("ck_topsecret")
    assert len({secret, Secret("ck_topsecret"), Secret("other")}) == 2
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_renewed_key_stands_in_the_private_file_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text('client_id = "abc"\nrefresh_token = "old"\n')
    path.chmod(0o600)

    keep(f"file:{path}", "refresh_token", 'n"ew\\ż')

    found = secrets_of(f"file:{path}", ["client_id", "refresh_token"])
    assert {name: one.reveal() for name, one in found.items()} == {
        "client_id": "abc",
        "refresh_token": 'n"ew\\ż',
    }
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["keys.toml"]


def test_a_renewed_key_from_the_environment_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIN_REFRESH_TOKEN", "old")
    with pytest.raises(SecretsError) as caught:
        keep("env:MAIN", "refresh_token", "new")
    assert caught.value.problem.code == "secrets.not_kept"
    assert "new" not in str(caught.value)


def test_of_several_ways_in_those_fields_there_are_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIN_TOKEN", "t")
    found = secrets_of("env:MAIN", ["token", "client_id"], all_of_them=False)
    assert [name for name in found] == ["token"]
