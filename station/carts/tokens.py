"""A token that lives for a while: got when first needed, renewed before it ends, and when refused."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from station.net.http import Answer, Signer

# Renewed when so much of its life is over.
SPENT = 0.8


@dataclass(frozen=True, slots=True)
class Granted:
    """A token and the seconds it lives; None for ever."""

    value: str = field(repr=False)
    seconds: float | None


class Token:
    """Thread-safe: however many threads need it, it is asked for once.

    `grant` asks the cart and raises `CartError`s; a rotating refresh token is for it to keep, before it
    answers. `dress` says how the token goes with a request: (method, url, token) to (url, headers).
    """

    def __init__(
        self,
        grant: Callable[[], Granted],
        dress: Callable[[str, str, str], tuple[str, Mapping[str, str]]],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._grant = grant
        self._dress = dress
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._value = ""
        self._until: float | None = None

    def value(self) -> str:
        """One that is good now. Raises what `grant` raises."""
        with self._lock:
            if not self._value or (self._until is not None and self._monotonic() >= self._until):
                self._take()
            return self._value

    @property
    def signer(self) -> Signer:
        return lambda method, url: self._dress(method, url, self.value())

    def refused(self, answer: Answer) -> bool:
        """The cart did not take it: True when there is another one now. `answer` is only of its kind."""
        del answer
        return self.renew()

    def renew(self) -> bool:
        """Another one, whatever is left of this one's life. Raises what `grant` raises."""
        with self._lock:
            before = self._value
            self._take()
            return self._value != before

    def _take(self) -> None:
        granted = self._grant()
        self._value = granted.value
        self._until = None if granted.seconds is None else self._monotonic() + granted.seconds * SPENT


def bearer(method: str, url: str, token: str) -> tuple[str, Mapping[str, str]]:
    """The usual dress (RFC 6750 2.1)."""
    del method
    return url, {"Authorization": f"Bearer {token}"}
