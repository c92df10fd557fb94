import io
import json
import logging
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from station.log import redacted, start_logging

log = logging.getLogger("station.somewhere")


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "station.log").read_text(encoding="utf-8").splitlines()]


def test_a_line_has_time_level_thread_and_message(tmp_path: Path) -> None:
    screen = io.StringIO()
    stop = start_logging(tmp_path / "logs", screen)
    writer = threading.Thread(target=log.info, args=("order %s shipped", 17), name="writer")
    writer.start()
    writer.join(5)
    stop()
    (line,) = lines(tmp_path / "logs")
    assert line["thread"] == "writer"
    assert line["level"] == "INFO"
    assert line["logger"] == "station.somewhere"
    assert line["message"] == "order 17 shipped"
    assert line["time"].endswith("+00:00")
    assert "writer: order 17 shipped" in screen.getvalue()


def test_nothing_is_written_after_the_end(tmp_path: Path) -> None:
    screen = io.StringIO()
    stop = start_logging(tmp_path, screen)
    stop()
    log.info("too late")
    assert screen.getvalue() == ""
    assert lines(tmp_path) == []


def test_an_exception_is_kept_without_its_secrets(tmp_path: Path, expect_log: Callable[[str], None]) -> None:
    expect_log("sign-in")
    screen = io.StringIO()
    stop = start_logging(tmp_path, screen)
    try:
        raise ValueError("consumer_secret=cs_0123456789abcdef")
    except ValueError:
        log.exception("sign-in of %s", "main")
    stop()
    (line,) = lines(tmp_path)
    assert "ValueError" in line["trace"]
    assert "0123456789abcdef" not in line["trace"] + screen.getvalue()


def test_warnings_of_python_are_logged(tmp_path: Path, expect_log: Callable[[str], None]) -> None:
    expect_log("py.warnings")
    stop = start_logging(tmp_path, io.StringIO())
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old file", UserWarning, stacklevel=1)
    stop()
    assert "old file" in lines(tmp_path)[0]["message"]


def test_the_level_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATION_LOG", "debug")
    screen = io.StringIO()
    stop = start_logging(screen=screen)
    log.debug("every byte")
    stop()
    assert "every byte" in screen.getvalue()


def test_a_level_nobody_knows_is_told_and_info(
    monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("STATION_LOG is none of DEBUG")
    monkeypatch.setenv("STATION_LOG", "loud")
    screen = io.StringIO()
    stop = start_logging(screen=screen)
    log.info("as usual")
    stop()
    assert "STATION_LOG is none of" in screen.getvalue()
    assert "as usual" in screen.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic dG9wc2VjcmV0",
        "{'Authorization': 'Bearer dG9wc2VjcmV0', 'Accept': '*/*'}",
        "(b'Authorization', b'Basic dG9wc2VjcmV0')",
        "X-Shopify-Access-Token: dG9wc2VjcmV0",
        "GET /orders?consumer_key=dG9wc2VjcmV0&consumer_secret=dG9wc2VjcmV0",
        "oauth_signature=dG9wc2VjcmV0%3D",
        '{"api_key": "dG9wc2VjcmV0"}',
        "MAIN_CONSUMER_KEY=dG9wc2VjcmV0",
        "password: dG9wc2VjcmV0",
        "using ck_dG9wc2VjcmV0 and cs_dG9wc2VjcmV0",
        "postgresql://bench:dG9wc2VjcmV0@db/station",
        "mail to dG9wc2VjcmV0@customer.example",
    ],
)
def test_keys_and_persons_are_blotted_out(text: str) -> None:
    assert "dG9wc2VjcmV0" not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "order 1048 of main: MUG-BLUE 1 of 2",
        "secrets.missing (field=consumer_key, place=MAIN_CONSUMER_KEY)",
        "GET https://shop.example:8443/wp-json/wc/v3/orders?page=2 200 in 41 ms",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert redacted(text) == text


def test_a_very_long_line_is_blotted_quickly() -> None:
    started = time.perf_counter()
    redacted("x" * 200_000)
    assert time.perf_counter() - started < 2
