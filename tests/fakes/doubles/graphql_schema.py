"""Whether a GraphQL exchange is right by a schema: the document, its variables, and the answer's shape."""

import json
from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    is_abstract_type,
    is_composite_type,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from doubles.front import Exchange

_SCALARS: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "ID": (str, int),
    "Int": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
}


class Schema:
    """Documents are validated once each."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._known: dict[str, list[str]] = {}

    def complaints(self, exchange: Exchange) -> Iterator[str]:
        try:
            asked = json.loads(exchange.request.body)
            text = asked["query"]
        except (ValueError, KeyError, TypeError):
            yield "the request is no GraphQL"
            return
        if text not in self._known:
            self._known[text] = [error.message for error in validate(self._schema, parse(text))]
        yield from self._known[text]
        if self._known[text]:
            return
        document = parse(text)
        operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
        fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        (operation,) = operations
        values = get_variable_values(
            self._schema, operation.variable_definitions or (), asked.get("variables") or {}
        )
        if isinstance(values, list):
            yield from (error.message for error in values)
        if exchange.response is None or exchange.response.status != 200:
            return
        data = json.loads(exchange.response.body).get("data")
        root = self._schema.get_root_type(operation.operation)
        if isinstance(data, dict) and root is not None:
            yield from self._object(data, root, operation.selection_set, fragments, "data")

    def _object(
        self, data: Any, kind: Any, selection: SelectionSetNode, fragments: Any, place: str
    ) -> Iterator[str]:
        if not isinstance(data, dict):
            yield f"{place} is no object"
            return
        asked = dict(self._fields(data, kind, selection, fragments))
        for name in data:
            if name not in asked:
                yield f"{place}.{name} was not asked for"
        for name, (field, inner) in asked.items():
            if name not in data:
                yield f"{place}.{name} is missing"
            elif name != "__typename" and field is not None:
                yield from self._value(data[name], field.type, inner, fragments, f"{place}.{name}")

    def _fields(
        self, data: Any, kind: Any, selection: SelectionSetNode, fragments: Any
    ) -> Iterator[tuple[str, tuple[Any, SelectionSetNode | None]]]:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                name = node.alias.value if node.alias else node.name.value
                if node.directives and name not in data:  # left out on purpose: @include, @skip
                    continue
                fields = getattr(kind, "fields", {})
                yield name, (fields.get(node.name.value), node.selection_set)
                continue
            if isinstance(node, FragmentSpreadNode):
                fragment = fragments[node.name.value]
                on, inner = fragment.type_condition.name.value, fragment.selection_set
            else:
                assert isinstance(node, InlineFragmentNode)
                on = node.type_condition.name.value if node.type_condition else kind.name
                inner = node.selection_set
            is_one = data.get("__typename", on) == on or kind.name == on
            target = self._schema.get_type(on)
            if is_abstract_type(target) and data.get("__typename"):
                named = self._schema.get_type(data["__typename"])
                is_one = named is not None and self._schema.is_sub_type(target, named)  # type: ignore[arg-type]
            if is_one:
                yield from self._fields(data, target, inner, fragments)

    def _value(
        self, value: Any, kind: Any, inner: SelectionSetNode | None, fragments: Any, place: str
    ) -> Iterator[str]:
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                yield f"{place} is null"
                return
            kind = kind.of_type
        if value is None:
            return
        if isinstance(kind, GraphQLList):
            if not isinstance(value, list):
                yield f"{place} is no list"
                return
            for number, one in enumerate(value):
                yield from self._value(one, kind.of_type, inner, fragments, f"{place}[{number}]")
        elif is_composite_type(kind) and inner is not None:
            yield from self._composite(value, kind, inner, fragments, place)
        elif not _fits(value, kind):
            yield f"{place} is {value!r}, not {kind.name}"

    def _composite(
        self, value: Any, kind: Any, inner: SelectionSetNode, fragments: Any, place: str
    ) -> Iterator[str]:
        named = value.get("__typename") if isinstance(value, dict) else None
        real = self._schema.get_type(named) if named and is_abstract_type(kind) else kind
        if real is None:
            yield f"{place}: there is no type {named}"
        else:
            yield from self._object(value, real, inner, fragments, place)


def _fits(value: Any, kind: Any) -> bool:
    if isinstance(kind, GraphQLEnumType):
        return value in kind.values
    return isinstance(value, _SCALARS.get(kind.name, (object,)))
