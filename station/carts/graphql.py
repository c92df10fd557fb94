"""GraphQL over HTTP: one address, trouble inside answers of status 200. Source: its specification, 7.1."""

from collections.abc import Callable, Mapping

from station.carts.contract import CartError, InDoubt, Unusable
from station.carts.reading import Json, rows_of, word_of
from station.carts.rest import Reply, Rest

# Given the cart's code and message of one of `errors`: what it means; None for what is no trouble.
Means = Callable[[str, str, bool], CartError | None]
# Given a whole entry of `errors`: whether the rest of the answer is good without what it is about.
Spares = Callable[[Json], bool]


class GraphQL:
    """`means` reads one entry of `errors`: (code in its extensions, message, writing)."""

    def __init__(self, rest: Rest, path: str, means: Means, spares: Spares | None = None) -> None:
        self._rest = rest
        self._path = path
        self._means = means
        self._spares = spares

    def read(self, document: str, variables: Mapping[str, object] | None = None) -> tuple[Json, Reply]:
        """`data`, and the answer it came in. Raises `TryLater`, `SignInAgain`, `Refused`, `Unusable`."""
        reply = self._rest.read(self._path, method="POST", body=_body(document, variables))
        return self._data(reply, writing=False), reply

    def write(self, document: str, variables: Mapping[str, object]) -> Json:
        """`data` of one mutation. Raises `TryLater`, `SignInAgain`, `Refused`, `InDoubt`."""
        return self._data(self._rest.write("POST", self._path, _body(document, variables)), writing=True)

    def _data(self, reply: Reply, *, writing: bool) -> Json:
        """`data` may be there beside `errors`: half an answer is none."""
        said = reply.data if isinstance(reply.data, dict) else {}
        for error in rows_of(said.get("errors")):
            if self._spares is not None and self._spares(error):
                continue
            extensions = error.get("extensions")
            code = word_of(extensions.get("code")) if isinstance(extensions, dict) else ""
            trouble = self._means(code, word_of(error.get("message")), writing)
            if trouble is not None:
                raise trouble
        data = said.get("data")
        if not isinstance(data, dict):
            if writing:
                raise InDoubt("cart.in_doubt", reason="cart.unusable", status=reply.status)
            raise Unusable("cart.unusable", status=reply.status)
        return data


def _body(document: str, variables: Mapping[str, object] | None) -> dict[str, object]:
    return {"query": document, "variables": dict(variables or {})}
