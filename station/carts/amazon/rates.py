"""How often each operation may be asked: a bucket of tokens, filled by Amazon's own rate.

Source: SP-API, "Usage Plans and Rate Limits"; default plans of the models' operations. An account may have
more: the header `x-amzn-RateLimit-Limit`, where an answer has it, says the rate, never the burst.
"""

import threading
import time
from collections.abc import Callable, Mapping

from station.carts.contract import Budget, TryLater
from station.carts.limits import SHORT, number_in
from station.net.http import Answer

# Requests a second, and how many at once.
PLANS = {
    "searchOrders": (0.0056, 20.0),
    "getOrder": (0.5, 30.0),
    "confirmShipment": (2.0, 10.0),
    "getListingsItem": (5.0, 10.0),
    "searchListingsItems": (5.0, 5.0),
    "patchListingsItem": (5.0, 5.0),
    "getMarketplaceParticipations": (0.016, 15.0),
}
_LIMIT = "x-amzn-ratelimit-limit"


class Rates:
    """Thread-safe. `monotonic` and `rest` (seconds) are handed in by tests."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        rest: Callable[[float], object] | None = None,
    ) -> None:
        self._monotonic = monotonic
        self._rest = rest or threading.Event().wait
        self._lock = threading.Lock()
        self._rate = {name: rate for name, (rate, _) in PLANS.items()}
        self._left = {name: (burst, monotonic()) for name, (_, burst) in PLANS.items()}

    def take(self, operation: str) -> None:
        """One request. A short wait is waited here; `TryLater("cart.busy")` says how long another is."""
        with self._lock:
            left, now = self._filled(operation), self._monotonic()
            wait = max(0.0, (1 - left) / self._rate[operation])
            if wait > SHORT:
                raise TryLater("cart.busy", wait)
            self._left[operation] = left - 1, now
        if wait:
            self._rest(wait)

    def heard(self, operation: str, headers: Mapping[str, str]) -> None:
        """The rate this account really has."""
        rate = number_in(headers, _LIMIT)
        if rate is not None and rate > 0:
            with self._lock:
                self._left[operation] = self._filled(operation), self._monotonic()
                self._rate[operation] = rate

    def pause(self, operation: str, answer: Answer) -> float:
        """Seconds until a request more, after one too many: Amazon names only the rate."""
        return answer.retry_after or 1 / (number_in(answer.headers, _LIMIT) or self._rate[operation])

    def budget(self, operation: str) -> Budget:
        with self._lock:
            return Budget(max(0.0, self._filled(operation)), PLANS[operation][1])

    def _filled(self, operation: str) -> float:
        left, at = self._left[operation]
        return min(PLANS[operation][1], left + (self._monotonic() - at) * self._rate[operation])
