"""The other end of `control`: a shop in another process, by the same names."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from station.model.problem import StationError


class RemoteShop:
    """`RemoteShop(control_url).call("place_order", lines=["MUG-BLUE"])`.

    Raises the shop's own `StationError`; OSError when the process is gone.
    """

    def __init__(self, control: str, timeout: float = 30.0) -> None:
        self._address = urlsplit(control)
        self._timeout = timeout

    def call(self, name: str, /, **arguments: object) -> Any:
        host, port = self._address.hostname or "127.0.0.1", self._address.port
        connection = http.client.HTTPConnection(host, port, timeout=self._timeout)
        try:
            path = f"{self._address.path}/{name}"
            headers = {"Content-Type": "application/json"}
            connection.request("POST", path, json.dumps(arguments), headers)
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if "problem" in answer:
            raise StationError(answer["problem"], **answer.get("params", {}))
        return answer["result"]
