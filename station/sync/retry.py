"""When to ask again."""

import random

_STEPS = (2.0, 5.0, 15.0, 30.0, 60.0, 120.0)


def pause(tries: int, told: float | None = None) -> float:
    """Seconds until the next try: what the cart asked for, else growing steps with some jitter."""
    if told is not None:
        return max(0.5, told)
    step = _STEPS[min(tries, len(_STEPS) - 1)]
    return step * (1 + 0.2 * random.random())  # noqa: S311
