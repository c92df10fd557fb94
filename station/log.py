"""The log: one JSON object per line in a rotating file, sentences on standard error.

It holds references (store, order, line) and never names or addresses; keys and passwords are blotted out
of every line, exceptions included. STATION_LOG sets the level.
"""

import json
import logging
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

_MEGABYTE = 1_000_000
_KEPT_FILES = 5
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_BLOT = "•••"

_KEY = (
    "consumer_key|consumer_secret|password|passwd|secret|token|api_?key|store_key|oauth_signature|credential"
)
_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Header lines: everything after the name.
    (
        re.compile(
            r"(?i)((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:token|key))(['\"]?\s*[:=,]\s*).+"
        ),
        rf"\1\2{_BLOT}",
    ),
    (re.compile(r"(?i)\b(basic|bearer)\s+[\w.~+/=-]{6,}"), rf"\1 {_BLOT}"),
    # key=value, "key": "value", key: value.
    (re.compile(rf"(?i)({_KEY})([\w-]*['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;)}}]+"), rf"\1\2{_BLOT}"),
    (re.compile(r"\b(c[ks]_|shp[a-z]{2}_|ps_|EZ[AT]K)[A-Za-z0-9]{8,}"), rf"\1{_BLOT}"),
    (re.compile(r"(://)[^\s/@:]*:[^\s/@]*@"), rf"\1{_BLOT}@"),
    # An e-mail address is a person.
    (re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), _BLOT),
)


def redacted(text: str) -> str:
    """`text` with keys, passwords, tokens and e-mail addresses blotted out."""
    for pattern, blot in _SECRETS:
        text = pattern.sub(blot, text)
    return text


class JsonLine(logging.Formatter):
    """time (UTC), level, thread, logger, message, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "thread": record.threadName,
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class Sentence(logging.Formatter):
    """For eyes: local time, level, thread, message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(threadName)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def start_logging(folder: Path | None = None, screen: TextIO | None = None) -> Callable[[], None]:
    """Log to `folder`/station.log (10 MB over 5 files) and to standard error; the answer ends it.

    Raises OSError when the folder cannot be written.
    """
    wanted = os.environ.get("STATION_LOG", "INFO").upper()
    level = wanted if wanted in _LEVELS else "INFO"
    root = logging.getLogger()
    level_before = root.level
    outlets = _outlets(folder, screen)
    for outlet in outlets:
        root.addHandler(outlet)
    root.setLevel(level)
    logging.captureWarnings(True)
    if wanted != level:
        logging.getLogger(__name__).warning("STATION_LOG is none of %s: logging at INFO", ", ".join(_LEVELS))

    def stop() -> None:
        logging.captureWarnings(False)
        root.setLevel(level_before)
        for outlet in outlets:
            root.removeHandler(outlet)
            outlet.close()

    return stop


def _outlets(folder: Path | None, screen: TextIO | None) -> list[logging.Handler]:
    human = logging.StreamHandler(screen or sys.stderr)
    human.setFormatter(Sentence())
    if folder is None:
        return [human]
    folder.mkdir(parents=True, exist_ok=True)
    file = RotatingFileHandler(
        folder / "station.log", maxBytes=2 * _MEGABYTE, backupCount=_KEPT_FILES - 1, encoding="utf-8"
    )
    file.setFormatter(JsonLine())
    return [human, file]
