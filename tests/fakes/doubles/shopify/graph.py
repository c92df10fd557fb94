"""Answering GraphQL from plain objects, with what Shopify adds: what a question costs, and what it refuses.

An object is a dict; a value may be a function of the field's arguments. What is in no dict does not exist.
Source: Shopify, "API limits" (an object costs one point, a list as many as are asked for, a write ten).
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    Undefined,
    parse,
)
from graphql.utilities import value_from_ast_untyped

MOST = 1000  # points of one question


class Wrong(Exception):
    """The question as a whole is refused: the entry of `errors` that says why."""

    def __init__(self, message: str, code: str = "", **more: Any) -> None:
        super().__init__(message)
        self.error: dict[str, Any] = {"message": message, "extensions": {"code": code, **more}}


class Hidden(Exception):
    """This field is not for this app: null, and an entry of `errors`."""


class Question:
    """One operation with its variables."""

    def __init__(self, text: str, variables: Mapping[str, Any]) -> None:
        try:
            document: DocumentNode = parse(text)
        except GraphQLError as error:
            raise Wrong(error.message) from error
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        (self.operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
        self._variables = dict(variables)
        for declared in self.operation.variable_definitions or ():
            name = declared.variable.name.value
            required = declared.type.kind == "non_null_type" and declared.default_value is None
            if required and self._variables.get(name) is None:
                raise Wrong(f"Variable ${name} of type was provided invalid value", "INVALID_VARIABLE")
        self.errors: list[dict[str, Any]] = []
        self.objects = 0

    @property
    def is_write(self) -> bool:
        return self.operation.operation.value == "mutation"

    def roots(self) -> list[str]:
        return [one.name.value for one in self._fields(self.operation.selection_set, None)]

    # -- cost -------------------------------------------------------------------------------------

    def cost(self) -> int:
        return (10 if self.is_write else 0) + self._cost(self.operation.selection_set)

    def _cost(self, selection: Any) -> int:
        return sum(self._field_cost(field) for field in self._fields(selection, None))

    def _field_cost(self, field: FieldNode) -> int:
        if field.selection_set is None:
            return 0
        arguments = self._arguments(field)
        inner = list(self._fields(field.selection_set, None))
        many = arguments.get("first") or len(arguments.get("ids", ())) or 1
        if any(one.name.value == "nodes" for one in inner):
            rows = sum(self._field_cost(one) for one in inner if one.name.value == "nodes")
            return 2 + int(many) * rows
        return int(many) * (1 + self._cost(field.selection_set))

    # -- answering --------------------------------------------------------------------------------

    def answer(self, root: Mapping[str, Any]) -> dict[str, Any] | None:
        return self._select(root, self.operation.selection_set, [])

    def _select(self, row: Mapping[str, Any], selection: Any, path: list[Any]) -> dict[str, Any]:
        self.objects += 1
        found: dict[str, Any] = {}
        for field in self._fields(selection, row.get("__typename")):
            name = field.name.value
            if name not in row:
                raise Wrong(
                    f"Field '{name}' doesn't exist on type '{row.get('__typename')}'", "undefinedField"
                )
            key = field.alias.value if field.alias else name
            found[key] = self._value(row[name], field, [*path, key])
        return found

    def _value(self, value: Any, field: FieldNode, path: list[Any]) -> Any:
        if callable(value):
            directives = {one.name.value: self._arguments(one) for one in field.directives or ()}
            try:
                value = (
                    value(self._arguments(field), directives)
                    if self._is_root_write(path)
                    else value(self._arguments(field))
                )
            except Hidden as hidden:
                extensions = {"code": "ACCESS_DENIED", "requiredAccess": str(hidden)}
                self.errors.append({"message": str(hidden), "path": path, "extensions": extensions})
                return None
        return self._inside(value, field, path)

    def _is_root_write(self, path: list[Any]) -> bool:
        return self.is_write and len(path) == 1

    def _inside(self, value: Any, field: FieldNode, path: list[Any]) -> Any:
        if isinstance(value, list):
            return [self._inside(one, field, [*path, at]) for at, one in enumerate(value)]
        if isinstance(value, Mapping):
            if field.selection_set is None:
                raise Wrong(f"Field '{field.name.value}' must have selections", "selectionMismatch")
            return self._select(value, field.selection_set, path)
        return value

    # -- reading the document ---------------------------------------------------------------------

    def _fields(self, selection: Any, kind: str | None) -> list[FieldNode]:
        found: list[FieldNode] = []
        for node in selection.selections:
            if not self._wanted(node):
                continue
            if isinstance(node, FieldNode):
                found.append(node)
            elif isinstance(node, FragmentSpreadNode):
                found += self._fields(self._fragments[node.name.value].selection_set, kind)
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition.name.value if node.type_condition else kind
                found += self._fields(node.selection_set, kind) if kind in (None, on) else []
        return found

    def _wanted(self, node: Any) -> bool:
        for one in node.directives or ():
            if one.name.value == "include" and not self._arguments(one)["if"]:
                return False
        return True

    def _arguments(self, node: Any) -> dict[str, Any]:
        given = [(one.name.value, one.value) for one in node.arguments or ()]
        pairs = ((name, value_from_ast_untyped(value, self._variables)) for name, value in given)
        return {name: value for name, value in pairs if value is not Undefined}


def connection(
    rows: Sequence[Any],
    arguments: Mapping[str, Any],
    key: Callable[[Any], list[Any]],
    show: Callable[[Any], Any],
) -> dict[str, Any]:
    """A page of `rows`, which are in the order of their `key`. A cursor is the key of the last row seen: what
    moves behind it comes again, nothing is lost.
    """
    first = arguments.get("first")
    if not isinstance(first, int) or not 1 <= first <= 250:
        raise Wrong("you must provide one of first or last", "BAD_REQUEST")
    after = arguments.get("after")
    if after is not None:
        try:
            begin = json.loads(base64.b64decode(after, validate=True))
        except ValueError as error:
            raise Wrong("Invalid cursor for current pagination sort.", "BAD_REQUEST") from error
        rows = [row for row in rows if key(row) > begin]
    page = list(rows[:first])
    cursor = base64.b64encode(json.dumps(key(page[-1])).encode()).decode() if page else None
    info = {"__typename": "PageInfo", "hasNextPage": len(rows) > first, "endCursor": cursor}
    return {"nodes": [show(row) for row in page], "pageInfo": info}


def listed(rows: Sequence[Any], show: Callable[[Any], Any]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """A list that only grows at its end."""
    numbered = list(enumerate(rows))
    return lambda arguments: connection(
        numbered, arguments, lambda pair: [pair[0]], lambda pair: show(pair[1])
    )
