"""Whether an exchange is right by an OpenAPI (2 or 3) document: address, parameters, bodies, status."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import jsonschema

from doubles.front import Exchange

Doc = Mapping[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
_BOUNDS = ("required", "minimum", "maximum", "minLength", "maxItems", "minItems")
_DRAFT = jsonschema.Draft202012Validator
# Values as carts send them: a number may come as text where the document says number, and the other way.
_LOOSE = {"integer": ["integer", "string"], "number": ["number", "string"], "string": ["string", "number"]}


def document(path: Path) -> Doc:
    """JSON or YAML."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        found: Doc = json.loads(text)
        return found
    import yaml

    loaded: Doc = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 a safe one
    return loaded


class Spec:
    """`prefix` is what stands before the document's paths in an address, as a pattern."""

    def __init__(self, doc: Doc, prefix: str) -> None:
        self._doc = doc
        self._prefix = prefix

    @cached_property
    def _operations(self) -> list[tuple[str, re.Pattern[str], Doc, Doc]]:
        found = []
        for path, item in self._doc["paths"].items():
            escaped = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))
            pattern = re.compile(f"^{self._prefix}{escaped}/?$")
            found += [(method, pattern, item[method], item) for method in _METHODS if method in item]
        # The most literal address first: /orders/count before /orders/{id}.
        return sorted(found, key=lambda one: one[1].pattern.count("[^/]+"))

    def knows(self, exchange: Exchange) -> bool:
        return self._find(exchange) is not None

    def complaints(self, exchange: Exchange) -> Iterator[str]:
        found = self._find(exchange)
        if found is None:
            yield "no such operation"
            return
        operation, item = found
        yield from self._about_query(exchange, operation, item)
        yield from self._about_request(exchange, operation)
        yield from self._about_response(exchange, operation)

    def _find(self, exchange: Exchange) -> tuple[Doc, Doc] | None:
        path = unquote(exchange.request.path)
        for method, pattern, operation, item in self._operations:
            if method == exchange.request.method.lower() and pattern.match(path):
                return operation, item
        return None

    def _about_query(self, exchange: Exchange, operation: Doc, item: Doc) -> Iterator[str]:
        declared = {
            one["name"]: one
            for raw in (*item.get("parameters", ()), *operation.get("parameters", ()))
            for one in [self._resolved(raw)]
            if one.get("in") == "query"
        }
        query = parse_qsl(exchange.request.target.partition("?")[2], keep_blank_values=True)
        for name, value in query:
            base = name.partition("[")[0]
            known = declared.get(name) or declared.get(f"{base}[]") or declared.get(base)
            if known is None:
                nested = next((one for key, one in declared.items() if key.startswith(f"{base}[")), None)
                if nested is None:
                    yield f"the parameter {name} is not known"
                continue
            schema = self._plain(known.get("schema", known))
            allowed = schema.get("enum") or self._plain(schema.get("items", {})).get("enum")
            for one in value.split(",") if allowed else ():
                if one not in [str(each) for each in allowed]:
                    yield f"the parameter {name} cannot be {one}"
        asked = {name for name, _ in query} | {name.partition("[")[0] for name, _ in query}
        for name, one in declared.items():
            if one.get("required") and name not in asked:
                yield f"the parameter {name} is needed"

    def _about_request(self, exchange: Exchange, operation: Doc) -> Iterator[str]:
        schema = self._body_schema(operation)
        if schema is None or not exchange.request.body:
            return
        try:
            body = json.loads(exchange.request.body)
        except ValueError:
            yield "the request is no JSON"
            return
        yield from self._against(body, schema, "request", strict=True)

    def _body_schema(self, operation: Doc) -> Doc | None:
        for raw in operation.get("parameters", ()):
            one = self._resolved(raw)
            if one.get("in") == "body":
                found: Doc = one["schema"]
                return found
        content = self._resolved(operation.get("requestBody", {})).get("content", {})
        return next((one.get("schema") for kind, one in content.items() if "json" in kind), None)

    def _about_response(self, exchange: Exchange, operation: Doc) -> Iterator[str]:
        response = exchange.response
        if response is None:
            return
        declared = {str(status): one for status, one in operation.get("responses", {}).items()}
        found = declared.get(str(response.status)) or declared.get("default")
        if found is None:
            if 200 <= response.status < 300:
                yield f"status {response.status} is not one of {', '.join(declared)}"
            return
        told = self._resolved(found)
        schema = told.get("schema")
        for kind, one in told.get("content", {}).items():
            schema = schema or (one.get("schema") if "json" in kind else None)
        if schema is None or not response.body:
            return
        try:
            body = json.loads(response.body)
        except ValueError:
            yield "the answer is no JSON"
            return
        yield from self._against(body, schema, "answer", strict=False)

    def _against(self, body: Any, schema: Doc, what: str, *, strict: bool) -> Iterator[str]:
        bundled = {**self._plain(schema, strict=strict, deep=True)}
        for error in _DRAFT(bundled).iter_errors(body):
            place = "/".join(str(part) for part in error.absolute_path) or "(whole)"
            yield f"{what} {place}: {error.message[:200]}"

    # -- documents as JSON schema -----------------------------------------------------------------

    def _resolved(self, node: Doc) -> Doc:
        while "$ref" in node:
            found: Any = self._doc
            for part in node["$ref"].lstrip("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def _plain(
        self, node: Any, *, strict: bool = False, deep: bool = False, depth: int = 0
    ) -> dict[str, Any]:
        """References put in place, `nullable` understood, requests closed to fields nobody declared."""
        if not isinstance(node, dict) or depth > 14:
            return {}
        node = self._resolved(node)
        if not deep:
            return dict(node)

        def inner(one: Any) -> dict[str, Any]:
            return self._plain(one, strict=strict, deep=True, depth=depth + 1)

        made = {**_bounds(node), **_kind(node, strict=strict)}
        for key in ("allOf", "anyOf", "oneOf"):
            if key in node:
                made["anyOf" if key == "oneOf" else key] = [_open(inner(one), key) for one in node[key]]
        if "items" in node:
            made["items"] = inner(node["items"])
        if "properties" in node:
            made["properties"] = {name: inner(one) for name, one in node["properties"].items()}
            whole = not any(key in node for key in ("allOf", "anyOf", "oneOf"))
            if strict and whole and not node.get("additionalProperties"):
                made["additionalProperties"] = False
        return made


def _bounds(node: Doc) -> dict[str, Any]:
    """What of a schema means the same in every version; `required` on a property itself is an old habit."""
    kept = {key: node[key] for key in _BOUNDS if isinstance(node.get(key), list | int | float | str)}
    needed = kept.pop("required", None)
    if isinstance(needed, list):
        kept["required"] = [name for name in needed if isinstance(name, str)]
    return kept


def _kind(node: Doc, *, strict: bool) -> dict[str, Any]:
    """The type, and the values: answers may leave anything empty and write numbers as text."""
    kind, empty = node.get("type"), bool(node.get("nullable") or node.get("x-nullable") or not strict)
    made: dict[str, Any] = {}
    if isinstance(kind, str):
        kinds = [kind] if strict else _LOOSE.get(kind, [kind])
        made["type"] = [*kinds, "null"] if empty else kinds
    elif isinstance(kind, list):
        made["type"] = kind
    if isinstance(node.get("enum"), list):
        made["enum"] = [*node["enum"], None, ""] if empty else node["enum"]
    return made


def _open(schema: dict[str, Any], among: str) -> dict[str, Any]:
    """Closed parts of a whole would exclude each other."""
    return {k: v for k, v in schema.items() if k != "additionalProperties"} if among == "allOf" else schema
