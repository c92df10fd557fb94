"""A real Vendure on loopback, furnished with the contract's wares by its own Admin API."""

import http.client
import json
import os
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

from doubles.double import WARES

from station.carts.vendure import MANIFEST

Row = dict[str, Any]
HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "live" / "vendure"
BENCH = "bench@shop.example"
PASSWORD = "Geheim!2026"
_LANGUAGE = "en"


def post(port: int, path: str, body: object, headers: dict[str, str]) -> tuple[Any, http.client.HTTPMessage]:
    """The JSON of an answer, and its headers. AssertionError for any status but 200."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, f"{answer.status}: {text}"
        return json.loads(text), answer.headers
    finally:
        line.close()


class Server:
    """`admin` is its owner. Raises AssertionError for whatever the server refuses."""

    def __init__(self) -> None:
        password = uuid4().hex
        environment = {**os.environ, "NODE_PATH": str(BUILD / "node_modules"), "LIVE_PASSWORD": password}
        self._log = (BUILD / "server.log").open("wb")
        self._process = subprocess.Popen(
            ["node", str(HERE / "vendure" / "server.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment,
            cwd=BUILD,
        )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        assert ready, f"the server did not start: see {BUILD / 'server.log'}"
        ports = json.loads(ready)
        self.port: int = ports["port"]
        self._control: int = ports["control"]
        self._token = ""
        said = self.login("superadmin", password)
        assert said["login"]["__typename"] == "CurrentUser"
        self.refs: dict[str, tuple[str, str]] = {}
        self._furnish()
        self.control(keep=True)

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()
        self._log.close()

    # -- asking

    def control(self, **asked: Any) -> Any:
        return post(self._control, "/", asked, {})[0]

    def sql(self, text: str, *values: object) -> Any:
        return self.control(sql=text, values=list(values))

    def login(self, username: str, password: str) -> Row:
        text = """mutation ($u: String!, $p: String!) {
          login(username: $u, password: $p) { __typename } }"""
        body = {"query": text, "variables": {"u": username, "p": password}}
        said, headers = post(self.port, "/admin-api", body, {})
        self._token = headers["vendure-auth-token"] or ""
        data: Row = said["data"]
        return data

    @property
    def token(self) -> str:
        return self._token

    def admin(self, text: str, **values: Any) -> Row:
        return self._ask("admin-api", text, values, {"Authorization": f"Bearer {self._token}"})[0]

    def made(self, text: str, **values: Any) -> Row:
        """What the document's only field gives; AssertionError when that is an error result."""
        (result,) = self.admin(text, **values).values()
        assert not (isinstance(result, dict) and result.get("errorCode")), result
        found: Row = result
        return found

    def shop(self, text: str, session: str, currency: str, **values: Any) -> tuple[Row, str]:
        """As a customer; the session that goes on."""
        headers = {"Authorization": f"Bearer {session}"} if session else {}
        data, got = self._ask(f"shop-api?currencyCode={currency}", text, values, headers)
        for result in data.values():
            assert not (isinstance(result, dict) and result.get("errorCode")), result
        return data, got.get("vendure-auth-token") or session

    def _ask(self, path: str, text: str, values: Row, headers: dict[str, str]) -> tuple[Row, Any]:
        body = {"query": text, "variables": values}
        said, got = post(self.port, f"/{path}", body, headers)
        assert not said.get("errors"), said["errors"]
        return said["data"], got

    # -- furnishing

    def _furnish(self) -> None:
        zone = self.made(
            "mutation ($i: CreateZoneInput!) { createZone(input: $i) { id } }", i={"name": "EU"}
        )["id"]
        country = {"code": "PL", "enabled": True, "translations": [self._text("Poland")]}
        land = self.made("mutation ($i: CreateCountryInput!) { createCountry(input: $i) { id } }", i=country)[
            "id"
        ]
        self.made(
            "mutation ($z: ID!, $m: [ID!]!) { addMembersToZone(zoneId: $z, memberIds: $m) { id } }",
            z=zone,
            m=[land],
        )
        channel = self.made("{ activeChannel { id } }")["id"]
        self.made(
            "mutation ($i: UpdateChannelInput!) { updateChannel(input: $i) { __typename } }",
            i={
                "id": channel,
                "defaultTaxZoneId": zone,
                "defaultShippingZoneId": zone,
                "pricesIncludeTax": True,
                "availableCurrencyCodes": ["EUR", "JPY"],
                "defaultCurrencyCode": "EUR",
            },
        )
        tax = self.made(
            "mutation ($i: CreateTaxCategoryInput!) { createTaxCategory(input: $i) { id } }",
            i={"name": "Standard", "isDefault": True},
        )["id"]
        rate = {"name": "VAT", "enabled": True, "value": 23, "categoryId": tax, "zoneId": zone}
        self.made("mutation ($i: CreateTaxRateInput!) { createTaxRate(input: $i) { id } }", i=rate)
        self._furnish_checkout()
        for ware in WARES:
            self.refs[ware.sku] = self._stock_up(ware, tax)
        self._employ()

    def _furnish_checkout(self) -> None:
        rate = [("rate", "0"), ("includesTax", "include"), ("taxRate", "0")]
        self.shipping = self.made(
            "mutation ($i: CreateShippingMethodInput!) { createShippingMethod(input: $i) { id } }",
            i={
                "code": "standard",
                "fulfillmentHandler": "manual-fulfillment",
                "checker": _operation("default-shipping-eligibility-checker", [("orderMinimum", "0")]),
                "calculator": _operation("default-shipping-calculator", rate),
                "translations": [{**self._text("Standard"), "description": ""}],
            },
        )["id"]
        self.made(
            "mutation ($i: CreatePaymentMethodInput!) { createPaymentMethod(input: $i) { id } }",
            i={
                "code": "card",
                "enabled": True,
                "handler": _operation("card", []),
                "translations": [{**self._text("Card"), "description": ""}],
            },
        )

    def _stock_up(self, ware: Any, tax: str) -> tuple[str, str]:
        product = self.made(
            "mutation ($i: CreateProductInput!) { createProduct(input: $i) { id } }",
            i={
                "enabled": True,
                "translations": [{**self._text(ware.name), "slug": ware.sku, "description": ""}],
            },
        )["id"]
        prices = [{"currencyCode": "EUR", "price": 1000}, {"currencyCode": "JPY", "price": 100000}]
        variant = {
            "productId": product,
            "sku": ware.sku,
            "stockOnHand": ware.stock,
            "taxCategoryId": tax,
            "price": 1000,
            "prices": prices,
            "translations": [self._text(ware.name)],
            "customFields": {"gtin": ware.gtin, "grams": ware.grams},
        }
        made = self.admin(
            "mutation ($i: [CreateProductVariantInput!]!) { createProductVariants(input: $i) { id } }",
            i=[variant],
        )
        return made["createProductVariants"][0]["id"], product

    def _employ(self) -> None:
        """Somebody with the permissions the manifest names, and no other; and a key for the same."""
        role = self.made(
            "mutation ($i: CreateRoleInput!) { createRole(input: $i) { id } }",
            i={"code": "bench", "description": "Bench", "permissions": list(MANIFEST.permissions)},
        )["id"]
        self.made(
            "mutation ($i: CreateAdministratorInput!) { createAdministrator(input: $i) { id } }",
            i={
                "firstName": "Bench",
                "lastName": "One",
                "emailAddress": BENCH,
                "password": PASSWORD,
                "roleIds": [role],
            },
        )
        self.key = self.made(
            "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey } }",
            i={"roleIds": [role], "translations": [self._text("Bench")]},
        )["apiKey"]

    def _text(self, name: str) -> Row:
        return {"languageCode": _LANGUAGE, "name": name}


def _operation(code: str, arguments: list[tuple[str, str]]) -> Row:
    return {"code": code, "arguments": [{"name": name, "value": value} for name, value in arguments]}
