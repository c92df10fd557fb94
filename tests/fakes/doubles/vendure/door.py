"""The Admin API of the small Vendure over HTTP, and who is let in."""

import json
from collections.abc import Callable
from email.utils import format_datetime
from functools import cache
from typing import Any
from uuid import uuid4

from graphql import DocumentNode, GraphQLError, execute_sync, parse, validate

from doubles.vendure.schema import schema_of
from doubles.vendure.shop import Row, Store, trouble
from station.sandbox.shop.wire import Request, Response

PERMISSIONS = [
    "Authenticated",
    "ReadOrder",
    "UpdateOrder",
    "ReadCatalog",
    "UpdateCatalog",
    "ReadStockLocation",
]
USER, PASSWORD = "bench@shop.example", "Geheim!2026"


@cache
def _schema(own_fields: bool) -> Any:
    return schema_of(own_fields=own_fields)


@cache
def _checked(text: str, own_fields: bool) -> tuple[DocumentNode | None, tuple[tuple[str, str], ...]]:
    """The document, or what is wrong with it."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return None, (("GRAPHQL_PARSE_FAILED", error.message),)
    wrong = validate(_schema(own_fields), document)
    return document, tuple(("GRAPHQL_VALIDATION_FAILED", error.message) for error in wrong)


def is_write(request: Request) -> bool:
    """Signing in changes nothing of the shop's."""
    return b"mutation" in request.body and b"login(" not in request.body


class Door:
    """Answers requests. `throttled`: seconds to wait for each of the next."""

    def __init__(self, store: Store, *, own_fields: bool) -> None:
        self.store = store
        self.own_fields = own_fields
        self.sessions: set[str] = set()
        self.password = PASSWORD
        self.key = f"{uuid4().hex}:{uuid4().hex}"
        self.keys = {self.key}
        self.permissions = list(PERMISSIONS)
        self.throttled: list[int] = []

    def answer(self, request: Request) -> Response | None:
        if self.throttled:  # Vendure sets no limit of its own; the host in front of it may
            return self._said(429, {"message": "slow down"}, ("Retry-After", str(self.throttled.pop())))
        if request.path != "/admin-api" or request.method != "POST":
            return self._said(404, {"message": f"Cannot {request.method} {request.path}", "statusCode": 404})
        try:
            asked = json.loads(request.body)
            text, values = asked["query"], asked.get("variables") or {}
        except (ValueError, KeyError, TypeError):
            return self._said(400, {"errors": [_error("BAD_REQUEST", "POST body missing")]})
        document, wrong = _checked(text, self.own_fields)
        if document is None or wrong:
            return self._said(400, {"errors": [_error(code, message) for code, message in wrong]})
        tokens: list[str] = []
        done = execute_sync(
            _schema(self.own_fields),
            document,
            root_value=self._root(request, tokens),
            variable_values=values,
        )
        said: Row = {"data": done.data}
        if done.errors:
            said = {"errors": [_error(_code(one), one.message) for one in done.errors]}
            if all(one.path for one in done.errors):
                said["data"] = done.data
        return self._said(200, said, *(("vendure-auth-token", token) for token in tokens))

    def _said(self, status: int, body: Row, *headers: tuple[str, str]) -> Response:
        date = format_datetime(self.store.clock.now(), usegmt=True)
        usual = [("Content-Type", "application/json; charset=utf-8"), ("Date", date), *headers]
        return Response(status, json.dumps(body, ensure_ascii=False).encode(), usual)

    def _root(self, request: Request, tokens: list[str]) -> Row:
        """Every field of Query and Mutation, each behind the permission it takes."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        person = bearer in self.sessions
        known = person or request.headers.get("vendure-api-key", "") in self.keys

        def allow(*permissions: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
            def guarded(ask: Callable[..., Any]) -> Callable[..., Any]:
                def asked(_: Any, **arguments: Any) -> Any:
                    if not known or not set(permissions) & set(self.permissions):
                        message = "You are not currently authorized to perform this action"
                        raise trouble("FORBIDDEN", message)
                    return ask(**arguments)

                return asked

            return guarded

        store = self.store
        read, write = allow("ReadOrder"), allow("UpdateOrder")
        wares = allow("ReadCatalog", "ReadProduct")
        return {
            "login": lambda _, **said: self._sign_in(tokens, **said),
            "me": allow("Authenticated" if person else "")(self._me),  # a key is nobody
            "activeChannel": allow("Authenticated")(self._channel),
            "globalSettings": allow("Authenticated")(self._global),
            "order": read(lambda id: store.orders.get(id)),  # noqa: A006 - the argument's own name
            "orders": read(lambda options=None: store.list_orders(options)),
            "productVariant": wares(lambda id: self._variant(id)),  # noqa: A006
            "productVariants": wares(lambda options=None: store.list_variants(options)),
            "stockLocations": allow("ReadCatalog", "ReadStockLocation")(
                lambda options=None: {"items": store.locations, "totalItems": len(store.locations)}
            ),
            "addFulfillmentToOrder": write(store.fulfill),
            "transitionFulfillmentToState": write(
                lambda id, state: store.move_fulfillment(id, state)  # noqa: A006
            ),
            "addNoteToOrder": write(store.add_note),
            "updateProductVariants": allow("UpdateCatalog", "UpdateProduct")(
                lambda input: store.set_stock(input)  # noqa: A006
            ),
        }

    def _sign_in(self, tokens: list[str], username: str, password: str, rememberMe: bool = False) -> Row:  # noqa: N803
        del rememberMe
        if (username, password) != (USER, self.password):
            return {
                "__typename": "InvalidCredentialsError",
                "errorCode": "INVALID_CREDENTIALS_ERROR",
                "message": "The provided credentials are invalid",
                "authenticationError": "",
            }
        token = uuid4().hex
        self.sessions.add(token)
        tokens.append(token)
        return {"__typename": "CurrentUser", **self._me()}

    def _me(self) -> Row:
        channel = {"id": "1", "token": "j91nufl6", "code": "__default_channel__"}
        return {"id": "1", "identifier": USER, "channels": [{**channel, "permissions": self.permissions}]}

    def _channel(self) -> Row:
        return {
            "id": "1",
            "code": "__default_channel__",
            "token": "j91nufl6",
            "seller": {"id": "1", "name": "Shop"},
        }

    def _global(self) -> Row:
        config = {"moneyStrategyPrecision": 2}
        return {"trackInventory": self.store.track_inventory, "serverConfig": config}

    def _variant(self, ref: str) -> Row | None:
        found = self.store.variants.get(ref)
        return None if found is None or found["deleted"] else found


def _error(code: str, message: str) -> Row:
    return {"message": message, "extensions": {"code": code}}


def _code(error: GraphQLError) -> str:
    return str(
        (error.extensions or {}).get(
            "code", "BAD_USER_INPUT" if error.path is None else "INTERNAL_SERVER_ERROR"
        )
    )
