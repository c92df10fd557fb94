"""How the webservice says things: XML with its addresses and CDATA, JSON, and its errors in both."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from doubles.prestashop.resources import RESOURCES, Resource
from station.sandbox.shop.wire import Response

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n'
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD")
_BASIC = (
    'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the login. '
    'No password required."'
)


def resource_xml(base: str, resource: Resource, row: Mapping[str, object]) -> bytes:
    lines = [f"<{resource.node}>"]
    for name in resource.fields:
        value = str(row[name])
        link = resource.links.get(name, "")
        at = f' xlink:href="{base}/api/{link}/{value}"' if link and value not in ("", "0") else ""
        lines.append(f"\t<{name}{at}><![CDATA[{value}]]></{name}>")
    lines.append(f"</{resource.node}>")
    return (_HEAD + "\n".join(lines) + "\n</prestashop>\n").encode()


def list_xml(base: str, name: str, rows: Sequence[Mapping[str, object]]) -> bytes:
    node = RESOURCES[name].node
    items = "".join(
        f'<{node} id="{row["id"]}" xlink:href="{base}/api/{name}/{row["id"]}"/>\n' for row in rows
    )
    return f"{_HEAD}<{name}>\n{items}</{name}>\n</prestashop>\n".encode()


def front_xml(base: str, title: str, rights: Mapping[str, frozenset[str]]) -> bytes:
    parts = []
    for name in sorted(rights):
        may = " ".join(f'{one.lower()}="{"true" if one in rights[name] else "false"}"' for one in METHODS)
        where = f'xlink:href="{base}/api/{name}" {may}'
        schema = f'<schema xlink:href="{base}/api/{name}?schema=blank" type="blank"/>'
        parts.append(f"<{name} {where}>\n<description {where}>\nOf {name}</description>\n{schema}\n</{name}>")
    inside = "\n".join(parts)
    return f"{_HEAD}<api shopName={quoteattr(title)}>\n{inside}\n</api>\n</prestashop>\n".encode()


def errors(found: Sequence[tuple[int, str]], *, as_json: bool) -> bytes:
    if as_json:
        return plain({"errors": [{"code": code, "message": message} for code, message in found]})
    items = "".join(
        f"<error>\n<code><![CDATA[{code}]]></code>\n<message><![CDATA[{message}]]></message>\n</error>\n"
        for code, message in found
    )
    return f"{_HEAD}<errors>\n{items}</errors>\n</prestashop>\n".encode()


def plain(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def answer(
    status: int, body: bytes, date: str, *, as_json: bool, version: str, asks: bool = False
) -> Response:
    kind = "application/json" if as_json else "text/xml;charset=utf-8"
    headers = [("Server", "nginx/1.22.1"), ("Date", date)]
    headers += [("Content-Type", kind)] if body else []
    headers += [("WWW-Authenticate", _BASIC)] if asks else []
    headers += [
        ("X-Powered-By", "PrestaShop Webservice"),
        ("PSWS-Version", version),
        ("Execution-Time", "0.004"),
    ]
    headers += [("Content-Sha1", hashlib.sha1(body, usedforsecurity=False).hexdigest())] if body else []
    return Response(status, body, headers)


def fatal(date: str) -> Response:
    """PHP gave up: nothing is said at all."""
    return Response(500, b"", [("Date", date), ("Content-Type", "text/html; charset=utf-8")])


def no_key(date: str) -> Response:
    """Before the webservice is even asked: nobody said who asks."""
    headers = [("Date", date), ("Content-Type", "text/html; charset=utf-8"), ("WWW-Authenticate", _BASIC)]
    return Response(401, b"401 Unauthorized", headers)
