"""Connecting a shop as a screen shows it: what is asked for, and what the shop said."""

from dataclasses import dataclass

from station.model.problem import Problem


@dataclass(frozen=True, slots=True)
class CartField:
    """Something to enter. `kind` text | secret | flag | number | list | table; `where` it is found."""

    name: str
    label: str
    where: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class CartWay:
    """One way to be let in. `name` is empty for a cart's only way."""

    name: str
    title: str
    fields: tuple[CartField, ...]


@dataclass(frozen=True, slots=True)
class CartChoice:
    """A kind of shop that can be connected. `address` is an example of what its url looks like."""

    cart: str
    title: str
    address: str
    ways: tuple[CartWay, ...]
    options: tuple[CartField, ...]
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoreTrial:
    """What a shop said when it was tried out.

    `rights`: (permission, what it is for, granted or None where the shop does not tell). `counts`: orders of
    the last 30 days by canonical state, `more` when there are further ones. `aside`: orders nobody can read.
    """

    title: str
    version: str
    rights: tuple[tuple[str, str, bool | None], ...]
    problems: tuple[Problem, ...]
    locations: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]
    more: bool
    aside: tuple[tuple[str, Problem], ...]
