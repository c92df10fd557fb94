"""The window as a program."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ui.shots_lists import SETTINGS
from ui.window import Wishes, wishes

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.main import run
from ui.shots_core import ScriptedCore
from ui.shots_states import STATES
app = QApplication([])
QTimer.singleShot(0, lambda: print("ready", flush=True))
core = ScriptedCore(STATES["picking"])
done = run(core)
print([t.name for t in threading.enumerate()], flush=True)
sys.exit(done)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals end a process differently there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_window_with_0_and_leaves_no_thread(number: signal.Signals) -> None:
    place = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=place, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        rest = process.stdout.read()
        assert process.wait(20) == 0
    assert rest.strip() == "['MainThread']"


def test_wishes_come_from_the_settings_in_force() -> None:
    found = wishes(SETTINGS)
    assert (found.scheme, found.text) == ("auto", 1.0)
    assert found.volume == pytest.approx(0.7)
    assert (found.language, found.timezone) == ("en", "Europe/Berlin")


def test_a_setting_that_is_no_number_leaves_the_usual() -> None:
    assert wishes([("screen", "text_percent", "large", "")]).text == Wishes().text
