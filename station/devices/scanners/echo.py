"""One scanner that is two devices: it types its code and sends it on a serial line as well."""

import threading

# A person needs longer than this to scan the same thing with another scanner.
ECHO_SECONDS = 0.1


class Echo:
    """Which scans are the same one, heard by another device. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = ("", "", float("-inf"))

    def repeats(self, text: str, device: str, at: float) -> bool:
        """Whether another device has just told this code. `at` is monotonic time, in seconds."""
        with self._lock:
            said, by, before = self._last
            if said == text and by != device and at - before < ECHO_SECONDS:
                return True
            self._last = (text, device, at)
            return False
