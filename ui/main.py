"""The window as a program: exceptions are told, signals end it with 0."""

import logging
import signal
import sys
import uuid
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from station.model.events import ProblemFound
from station.model.problem import Problem
from ui.core import Core
from ui.sound import Ear, find_player
from ui.window import build, wishes

log = logging.getLogger(__name__)
Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
LISTEN_MS = 200  # Python sees a signal only when it runs


def run(core: Core) -> int:
    """Show the window until it is closed or the process is told to end. The core stays the caller's."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Fulfillment Station")
    hook = _tell_exceptions(core)
    wanted = wishes(core.settings_rows())
    window = build(core, wanted)
    ear = Ear(core.bus, lambda: find_player(wanted.volume))
    before = {
        number: signal.signal(number, lambda *_: app.quit()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    beat = QTimer()
    beat.setInterval(LISTEN_MS)
    beat.timeout.connect(_nothing)
    beat.start()
    window.show()
    try:
        return app.exec()
    finally:
        window.close()
        ear.close()
        sys.excepthook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def _nothing() -> None:
    """Lets Python run, so that it sees signals."""


def _tell_exceptions(core: Core) -> Hook:
    """What fails in the window is logged under a number and shown; the bench goes on."""
    before = sys.excepthook

    def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        report = uuid.uuid4().hex[:8]
        log.error("report %s: the window failed", report, exc_info=(kind, fault, trace))
        core.bus.publish(ProblemFound(Problem("screen.failed", {"report": report})))

    sys.excepthook = hook
    return before
