"""One value of an answer is another: of every kind, at every place, by dice that always fall the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from doubles.front import Front

from station.sandbox.shop.wire import Response

Path = tuple[str | int, ...]
VALUES: tuple[Any, ...] = (
    *(None, "", 7, -1, 10**20, True),
    *([], ["x"], [None], {}, {"x": None}),
    *("x" * 5000, "1e400", "NaN", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"),
)


@dataclass(frozen=True, slots=True)
class Damage:
    """The value at `path` of the answer number `answer` becomes `value`."""

    answer: int
    path: Path
    value: Any

    def strike(self, front: Front) -> None:
        """The next time so many questions have been asked."""
        front.spoil(self._spoil, after=self.answer)

    def _spoil(self, response: Response) -> Response:
        body = _changed(json.loads(response.body), self.path, self.value)
        return Response(response.status, json.dumps(body).encode(), response.headers)

    def __str__(self) -> str:
        return f"answer {self.answer}, {'.'.join(map(str, self.path))} = {json.dumps(self.value)[:40]}"


def damages(
    answers: Sequence[Any], dice: Random, most: int, within: Mapping[int, Path] | None = None
) -> Iterator[Damage]:
    """At most so many: every place once before any place twice. `within`: only there, by answer."""
    places = [
        (number, path)
        for number, body in enumerate(answers)
        if body is not None and (within is None or number in within)
        for path in _paths(body)
        if within is None or path[: len(within[number])] == within[number]
    ]
    rounds = -(-most // max(1, len(places)))
    chosen = [place for _ in range(rounds) for place in dice.sample(places, len(places))][:most]
    return (Damage(number, path, dice.choice(VALUES)) for number, path in chosen)


def rows_at(body: Any, refs: Sequence[str], wanted: str) -> Path | None:
    """Where the row of one order is in a list of orders; None where it is in none."""
    for path, value in _nodes(body):
        rows = value if isinstance(value, list) else []
        if len(rows) < 2 or not all(isinstance(row, dict) for row in rows):
            continue
        for name in rows[0]:
            named = [_ref(row.get(name)) for row in rows]
            if set(named) <= set(refs) and len(set(named)) == len(named):
                return (*path, named.index(wanted)) if wanted in named else None
    return None


def _ref(value: Any) -> str:
    return str(value).rpartition("/")[2] if isinstance(value, str | int) else ""


def _paths(body: Any) -> Iterator[Path]:
    return (path for path, _ in _nodes(body) if path)


def _nodes(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield from _nodes(one, (*path, name))


def _changed(value: Any, path: Path, by: Any) -> Any:
    if not path:
        return by
    if isinstance(value, list):
        return [_changed(one, path[1:], by) if n == path[0] else one for n, one in enumerate(value)]
    return {name: _changed(one, path[1:], by) if name == path[0] else one for name, one in value.items()}
