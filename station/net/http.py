"""Requests over HTTP: the only place that knows httpx.

What went wrong is told by what may have happened at the other end: `NotSent` (nothing was applied),
`AnswerLost` (it may have been). Certificates are always verified; credentials never reach a log.
Sources: RFC 9110 (redirects, Retry-After, Date), OpenSSL X509 verify codes 9 and 10 (outside its dates).
"""

import ipaddress
import logging
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import certifi
import httpx

from station.model.problem import StationError

log = logging.getLogger(__name__)

LARGEST_ANSWER = 32 * 1024 * 1024
_HOPS = 5
_NAMES_A_SECRET = re.compile(r"key|secret|token|sign|auth|nonce|pass|hmac", re.IGNORECASE)
_PLAIN_VALUE = re.compile(r"[\w.,:/-]{0,40}")
_OUTSIDE_ITS_DATES = (9, 10)

# Given the method and the whole address, the address to ask and the headers that sign it. Asked anew for
# every try and every redirect, so that a one-time value is never sent twice.
Signer = Callable[[str, str], tuple[str, Mapping[str, str]]]


class HttpError(StationError):
    """No answer to a request."""


class NotSent(HttpError):
    """The request did not leave, or was not taken: nothing was applied."""


class NotAllowed(NotSent):
    """This connection is not opened with these settings, however often it is asked."""


class AnswerLost(HttpError):
    """The request left and no whole answer came: it may have been applied."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for a connection, between two bytes, and for a whole answer."""

    connect: float = 10.0
    read: float = 45.0
    total: float = 150.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in small letters; `seconds` is how long it took."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(repr=False, default="")
    seconds: float = 0.0

    @property
    def date(self) -> datetime | None:
        """The other end's clock."""
        return _http_date(self.headers.get("date", ""))

    @property
    def retry_after(self) -> float | None:
        """Seconds the other end asks to wait, from a number or a date."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return float(text)
        until = _http_date(text)
        return None if until is None else max(0.0, (until - (self.date or datetime.now(UTC))).total_seconds())


class Http:
    """One base address, one pool of connections. Thread-safe.

    `ca_file` adds a private certificate authority (PEM) to the known ones. `transport` is for tests.
    Plain http to anything but this machine needs `allow_plain_http`. Raises `StationError`
    (`net.ca_file_unreadable`) when `ca_file` cannot be read.
    """

    def __init__(
        self,
        base_url: str,
        *,
        ca_file: str = "",
        proxy: str = "",
        allow_plain_http: bool = False,
        patience: Patience | None = None,
        largest: int = LARGEST_ANSWER,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.strip().rstrip("/")
        self._allow_plain_http = allow_plain_http
        self._patience = patience or Patience()
        self._largest = largest
        # httpx and httpcore log whole addresses and headers, credentials included.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._client = httpx.Client(
            verify=_trust(ca_file),
            proxy=proxy if proxy and not is_loopback(self.base_url) else None,
            timeout=httpx.Timeout(self._patience.read, connect=self._patience.connect),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=2),
            headers={"User-Agent": "FulfillmentStation"},
            trust_env=False,  # what is configured holds, not what the machine's environment says
            transport=transport,
        )

    @property
    def is_plain(self) -> bool:
        """Plain http beyond this machine: anyone on the way can read it."""
        return _scheme(self.base_url) == "http" and not is_loopback(self.base_url)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        signer: Signer | None = None,
    ) -> Answer:
        """Ask `path` below the base address. Redirects to the same host are followed with the method kept.

        Raises `NotSent`, `NotAllowed`, `AnswerLost`. Every status is an answer.
        """
        url = with_query(f"{self.base_url}/{path.lstrip('/')}", query)
        for _ in range(_HOPS):
            answer = self._once(method, url, dict(headers or {}), body, signer, self._largest)
            target = _redirect(answer, url, method)
            if target is None:
                return answer
            _same_host(url, target)
            url = target
        raise NotSent("net.too_many_redirects", host=_host(url))

    def download(self, url: str, largest: int) -> Answer:
        """A public file from any host, `largest` bytes at most, with nothing of ours sent along."""
        url = _joined(f"{self.base_url}/", url)
        for _ in range(_HOPS):
            answer = self._once("GET", url, {}, None, None, largest)
            target = _redirect(answer, url, "GET")
            if target is None:
                return answer
            url = target
        raise NotSent("net.too_many_redirects", host=_host(url))

    def close(self) -> None:
        self._client.close()

    def _once(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | None,
        signer: Signer | None,
        largest: int,
    ) -> Answer:
        self._check_scheme(url)
        started = time.monotonic()
        asked = url
        if signer is not None:
            asked, signature = signer(method, url)
            headers.update(signature)
        try:
            with self._client.stream(method, asked, headers=headers, content=body) as response:
                content = b"".join(self._chunks(response, started, largest))
        except httpx.HTTPError as error:
            trouble = _trouble(error, _host(url))
            log.debug("%s %s: %s", method, redact(url), trouble.problem.code)
            raise trouble from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise NotAllowed("net.bad_address", host=_host(url)) from error
        seconds = time.monotonic() - started
        log.debug("%s %s: %d in %.2f s", method, redact(url), response.status_code, seconds)
        return Answer(response.status_code, _flat(response.headers), content, url, seconds)

    def _chunks(self, response: httpx.Response, started: float, largest: int) -> Iterator[bytes]:
        total = 0
        for chunk in response.iter_bytes(65_536):
            total += len(chunk)
            if total > largest:
                raise AnswerLost("net.answer_too_big", host=response.url.host, limit=largest)
            if time.monotonic() - started > self._patience.total:
                raise AnswerLost("net.answer_slow", host=response.url.host)
            yield chunk

    def _check_scheme(self, url: str) -> None:
        scheme = _scheme(url)
        if scheme not in ("http", "https"):
            raise NotAllowed("net.bad_address", host=_host(url))
        if scheme == "http" and not (self._allow_plain_http or is_loopback(url)):
            raise NotAllowed("cart.plain_http", host=_host(url))


def with_query(url: str, query: Sequence[tuple[str, str]]) -> str:
    """`url` with `query` added to what it has."""
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def redact(url: str) -> str:
    """An address for the log: no user, and no value that could be a credential."""
    parts = urlsplit(url)
    shown = [
        (name, value if _PLAIN_VALUE.fullmatch(value) and not _NAMES_A_SECRET.search(name) else "***")
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(shown, safe="*,:/"), ""))


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine."""
    host = _host(url)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _scheme(url: str) -> str:
    """Empty for what is no address with a host."""
    return urlsplit(url).scheme if _host(url) else ""


def _trust(ca_file: str) -> ssl.SSLContext:
    """The system's authorities, Mozilla's, and the private one."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise StationError("net.ca_file_unreadable", file=ca_file) from error
    return context


def _redirect(answer: Answer, url: str, method: str) -> str | None:
    """Where to ask instead. A 303 to a write is its answer, not a place to write to."""
    location = answer.headers.get("location", "")
    follows = answer.status in (301, 302, 307, 308) or (answer.status == 303 and method == "GET")
    return _joined(url, location) if follows and location else None


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise NotAllowed("net.bad_address", host=_host(url)) from None


def _same_host(url: str, target: str) -> None:
    """The same name; the same port too unless it goes from http up to https, never down."""
    here, there = _place(url), _place(target)
    upgraded = (here[0], there[0]) == ("http", "https")
    if here[1] != there[1] or (here != there and not upgraded):
        raise NotSent("cart.moved", host=here[1], target=f"{there[0]}://{there[1]}")


def _place(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _trouble(error: httpx.HTTPError, host: str) -> HttpError:
    """What an exception of httpx means for whoever asked."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            outside = cause.verify_code in _OUTSIDE_ITS_DATES
            code = "cart.certificate_expired" if outside else "cart.certificate_untrusted"
            return NotSent(code, host=host, reason=cause.verify_message)
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)):
        unknown = any(isinstance(cause, socket.gaierror) for cause in _causes(error))
        return NotSent("net.name_unknown" if unknown else "net.unreachable", host=host)
    if isinstance(error, httpx.UnsupportedProtocol):
        return NotAllowed("net.bad_address", host=host)
    if isinstance(error, httpx.TimeoutException):
        return AnswerLost("net.answer_slow", host=host)
    return AnswerLost("net.answer_lost", host=host)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _flat(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _http_date(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
