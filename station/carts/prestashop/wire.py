"""What the webservice reads and says: XML one way, XML or JSON the other, and nothing at all for what it
does not find. Pure.

Source: recorded exchanges of PrestaShop 8.2.1; its classes/webservice/WebserviceRequest.php (error codes).
"""

import base64
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

from station.carts.contract import CartError, SignInAgain
from station.carts.reading import Json, decode, part_of, rows_of, word_of
from station.carts.rest import Asked, Explain, of_status
from station.net.http import Answer, with_query

_NOT_OURS = "26"  # the key may not use this resource
_OFF = "22"  # the webservice is switched off


def resource_xml(name: str, fields: Mapping[str, str]) -> bytes:
    """One resource as the webservice takes it. Characters XML has no place for are left out."""
    root = ET.Element("prestashop")
    node = ET.SubElement(root, name)
    for field, value in fields.items():
        ET.SubElement(node, field).text = "".join(one for one in value if one.isprintable())
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def parse(body: bytes) -> object:
    """JSON as it is. XML as the JSON of the same: a list by its name, a resource by its own (without what is
    inside its fields), or errors; the list of what the key may do as `{"api": {"shopName": …,
    "may": {resource: {method: true}}}}`. ValueError for neither.
    """
    start = body.find(b"<prestashop")
    if start < 0:
        return decode(body)
    if b"<!" in body.replace(b"<![CDATA[", b""):  # a document type: entities could be made of it
        raise ValueError("a document type")
    try:
        root = ET.fromstring(body[start:])  # noqa: S314 nothing but elements and text is left in it
    except ET.ParseError as error:
        raise ValueError("not XML") from error
    first = next(iter(root), None)
    if first is None:
        return {}
    if first.tag == "errors":
        return {"errors": [_fields(one) for one in first]}
    if first.tag == "api":
        may = {one.tag: {name.upper(): said == "true" for name, said in one.items()} for one in first}
        return {"api": {"shopName": first.get("shopName", ""), "may": may}}
    if first.find("id") is None:
        return {first.tag: [_row(one) for one in first]}
    return {first.tag: _fields(first)}


def _fields(node: ET.Element) -> dict[str, str]:
    return {one.tag: (one.text or "").strip() for one in node if not len(one)}


def _row(node: ET.Element) -> dict[str, object]:
    """One of a list; of a list of nothing but ids the id is beside the name."""
    return {one.tag: _value(one) for one in node} if len(node) else {"id": node.get("id", "")}


def _value(node: ET.Element) -> object:
    """Shops before 1.6, and some hosts, answer in XML whatever is asked for. A text in several languages is
    a list, and so is everything an association names.
    """
    if not len(node):
        return (node.text or "").strip()
    if node[0].tag == "language":
        said = [{"id": one.get("id", ""), "value": (one.text or "").strip()} for one in node]
        return said if len(said) > 1 else said[0]["value"]
    if node.tag == "associations":
        return {one.tag: [_row(part) for part in one] for one in node}
    return _row(node)


def signer(key: str, shop: str, *, in_query: bool) -> Callable[[str, str], tuple[str, Mapping[str, str]]]:
    """The key as the name of a Basic sign-in without password, or in the address for hosts that drop the
    header. `shop`: one of a multishop's, empty for the only one.
    """
    basic = base64.b64encode(f"{key.strip()}:".encode()).decode("ascii")
    always = [("id_shop", shop)] if shop else []

    def sign(method: str, url: str) -> tuple[str, Mapping[str, str]]:
        del method
        if in_query:
            return with_query(url, [*always, ("ws_key", key.strip())]), {}
        return with_query(url, always), {"Authorization": f"Basic {basic}"}

    return sign


def explain(*, in_query: bool) -> Explain:
    """What its answers mean: a missing permission is 401 (or 405 for the method), what is not found has no
    body, and what went wrong is a list in the order it happened.
    """

    def explained(answer: Answer, said: object, asked: Asked) -> CartError | None:
        first: Json = next(rows_of(said.get("errors")), {}) if isinstance(said, dict) else {}
        code, message = word_of(first.get("code")), word_of(first.get("message"))
        if answer.status == 401:
            return _unauthorized(answer, asked, code, message, in_query=in_query)
        if code and answer.status in (403, 405):
            return _missing(answer, asked, message)
        if code == _OFF:
            return SignInAgain("cart.webservice_off", status=answer.status, message=message)
        if code or (answer.status == 404 and "psws-version" in answer.headers):
            return of_status(answer, asked, code=code, message=message)
        return None

    return explained


def _unauthorized(answer: Answer, asked: Asked, code: str, message: str, *, in_query: bool) -> CartError:
    if code == _NOT_OURS:
        return _missing(answer, asked, message)
    asks = "PrestaShop" in answer.headers.get("www-authenticate", "")
    if asks and not code and not in_query:  # it is asked for a key that was sent
        return SignInAgain("cart.header_dropped", status=401)
    return SignInAgain("cart.sign_in", status=401, said=code, message=message)


def _missing(answer: Answer, asked: Asked, message: str) -> CartError:
    resource = asked.path.removeprefix("api/").partition("/")[0]
    return SignInAgain(
        "cart.permission_missing",
        status=answer.status,
        permission=f"{resource} {asked.method}",
        message=message,
    )


def may_of(said: object) -> tuple[str, Json]:
    """The shop's name and what the key may do, of the webservice's front page."""
    api = part_of(said, "api") if isinstance(said, dict) else {}
    return word_of(api.get("shopName")), part_of(api, "may")
