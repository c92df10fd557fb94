"""The HTTP layer against real sockets: what counts as not sent, and what as perhaps applied."""

import gzip
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import trustme

from station.model.problem import StationError
from station.net.http import (
    Answer,
    AnswerLost,
    Http,
    HttpError,
    NotAllowed,
    NotSent,
    Patience,
    is_loopback,
    redact,
    with_query,
)

QUICK = Patience(connect=2, read=0.3, total=5)


class Wire:
    """A server on a real socket that answers each connection with the next of its scripts."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[bytes] = []
        self.scripts: list[Callable[[socket.socket], None]] = []
        self.done = threading.Event()
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="wire")
        self._thread.start()

    def says(self, *answers: bytes) -> None:
        for answer in answers:
            self.scripts.append(lambda link, said=answer: link.sendall(said))

    def close(self) -> None:
        self.done.set()
        with socket.create_connection(("127.0.0.1", self.port), timeout=2):
            pass
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            link, _ = self._socket.accept()
            if self.done.is_set():
                link.close()
                return
            try:
                self._talk(link)
            except OSError:
                link.close()  # the other end hung up: that is what some scripts are about

    def _talk(self, link: socket.socket) -> None:
        with self._context.wrap_socket(link, server_side=True) if self._context else link as talk:
            self.asked.append(_request(talk))
            self.scripts.pop(0)(talk)


def _request(link: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += link.recv(4096) or b"\r\n\r\n"
    head, _, body = got.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += link.recv(4096)
    return head + b"\r\n\r\n" + body


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.fixture
def wire() -> Iterator[Wire]:
    server = Wire()
    yield server
    server.close()


@pytest.fixture
def http(wire: Wire) -> Iterator[Http]:
    client = Http(f"http://127.0.0.1:{wire.port}", patience=QUICK)
    yield client
    client.close()


def trouble_of(http: Http, method: str = "POST") -> HttpError:
    with pytest.raises(HttpError) as caught:
        http.send(method, "x", body=b"{}" if method == "POST" else None)
    return caught.value


def test_a_request_goes_out_as_asked_and_its_answer_comes_back(wire: Wire, http: Http) -> None:
    wire.says(answer(b"[1]", "201 Created", "Date: Mon, 02 Mar 2026 08:00:00 GMT", "X-Thing: a"))

    got = http.send(
        "POST", "/api/x", query=(("a", "1"), ("b", "c d")), headers={"Accept": "text/plain"}, body=b"{1}"
    )

    assert wire.asked[0].startswith(b"POST /api/x?a=1&b=c+d HTTP/1.1\r\n")
    assert b"Accept: text/plain" in wire.asked[0]
    assert wire.asked[0].endswith(b"{1}")
    assert (got.status, got.body, got.headers["x-thing"]) == (201, b"[1]", "a")
    assert got.date == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_packed_answer_is_unpacked(wire: Wire, http: Http) -> None:
    packed = gzip.compress(b'{"a": 1}')
    wire.says(answer(packed, "200 OK", "Content-Encoding: gzip"))

    assert http.send("GET", "x").body == b'{"a": 1}'


def test_an_error_status_is_an_answer(wire: Wire, http: Http) -> None:
    wire.says(answer(b"no", "500 Internal Server Error"))

    assert http.send("POST", "x", body=b"{}").status == 500


def test_nobody_listening_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    client = Http(f"http://127.0.0.1:{port}", patience=QUICK)

    trouble = trouble_of(client)

    assert isinstance(trouble, NotSent)
    assert trouble.problem.code == "net.unreachable"
    client.close()


def test_a_name_nobody_knows_means_nothing_was_sent() -> None:
    client = Http("https://no-such-shop.invalid", patience=QUICK)

    trouble = trouble_of(client)

    assert isinstance(trouble, NotSent)
    assert trouble.problem.code == "net.name_unknown"
    client.close()


def test_silence_after_the_request_leaves_it_in_doubt(wire: Wire, http: Http) -> None:
    release = threading.Event()
    wire.scripts.append(lambda link: (release.wait(5), None)[1])

    trouble = trouble_of(http)
    release.set()

    assert isinstance(trouble, AnswerLost)
    assert trouble.problem.code == "net.answer_slow"


@pytest.mark.parametrize(
    "cut",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        answer(b"", "302 Found", "Location: http://127.0.0.1:port/x"),
    ],
)
def test_a_cut_or_garbled_answer_leaves_it_in_doubt(wire: Wire, http: Http, cut: bytes) -> None:
    wire.says(cut)

    trouble = trouble_of(http)

    assert isinstance(trouble, AnswerLost)
    assert trouble.problem.code == "net.answer_lost"


def test_a_reset_connection_leaves_it_in_doubt(wire: Wire, http: Http) -> None:
    def reset(link: socket.socket) -> None:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        link.close()

    wire.scripts.append(reset)

    assert isinstance(trouble_of(http), AnswerLost)


def test_an_answer_that_drips_for_too_long_is_given_up(wire: Wire) -> None:
    enough = threading.Event()

    def drip(link: socket.socket) -> None:
        link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not enough.wait(0.05):
            link.sendall(b"x" * 70_000)

    wire.scripts.append(drip)
    client = Http(
        f"http://127.0.0.1:{wire.port}", patience=Patience(connect=2, read=2, total=0.01), largest=10**9
    )

    trouble = trouble_of(client, "GET")
    enough.set()
    client.close()

    assert trouble.problem.code == "net.answer_slow"


def test_an_answer_larger_than_allowed_is_not_read_on(wire: Wire) -> None:
    wire.says(answer(b"x" * 5000))
    client = Http(f"http://127.0.0.1:{wire.port}", patience=QUICK, largest=1000)

    trouble = trouble_of(client)

    assert isinstance(trouble, AnswerLost)
    assert trouble.problem.params["limit"] == 1000
    client.close()


def test_a_redirect_on_the_same_host_keeps_method_body_and_headers(wire: Wire, http: Http) -> None:
    wire.says(answer(b"", "301 Moved Permanently", "Location: /there?a=1"), answer(b"done"))

    got = http.send("PUT", "here", headers={"X-Own": "1"}, body=b"{7}")

    assert got.body == b"done"
    assert wire.asked[1].startswith(b"PUT /there?a=1 ")
    assert b"X-Own: 1" in wire.asked[1]
    assert wire.asked[1].endswith(b"{7}")


def test_every_hop_is_signed_anew(wire: Wire, http: Http) -> None:
    wire.says(answer(b"", "307 Temporary Redirect", "Location: /there"), answer(b"done"))
    nonces = iter(("n1", "n2"))

    def sign(method: str, url: str) -> tuple[str, dict[str, str]]:
        return with_query(url, (("nonce", next(nonces)),)), {"X-For": f"{method} {url.rpartition('/')[2]}"}

    http.send("POST", "here", body=b"{}", signer=sign)

    assert b"POST /here?nonce=n1" in wire.asked[0]
    assert b"POST /there?nonce=n2" in wire.asked[1]
    assert b"X-For: POST there" in wire.asked[1]


@pytest.mark.parametrize(
    "target",
    [
        "http://elsewhere.invalid/x",
        "http://127.0.0.1:1/x",
        "//elsewhere.invalid/x",
    ],
)
def test_a_redirect_to_another_server_is_refused(wire: Wire, http: Http, target: str) -> None:
    wire.says(answer(b"", "302 Found", f"Location: {target}"))

    trouble = trouble_of(http)

    assert isinstance(trouble, NotSent)
    assert trouble.problem.code == "cart.moved"


def test_a_redirect_to_nowhere_is_not_followed(wire: Wire, http: Http) -> None:
    wire.says(answer(b"", "302 Found", "Location: http://[half"))

    assert isinstance(trouble_of(http), NotAllowed)
    with pytest.raises(NotAllowed):
        http.download("http://[half", 1000)


def test_a_redirect_from_https_to_http_is_refused() -> None:
    asked: list[str] = []

    def shop(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(301, headers={"Location": "http://shop.example/x"})

    client = Http("https://shop.example", transport=httpx.MockTransport(shop), allow_plain_http=True)

    assert trouble_of(client).problem.code == "cart.moved"
    assert asked == ["https://shop.example/x"]
    client.close()


def test_a_redirect_from_http_to_https_of_the_same_host_is_followed() -> None:
    def shop(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "http":
            return httpx.Response(301, headers={"Location": "https://shop.example/x"})
        return httpx.Response(200, text=request.method)

    client = Http("http://shop.example", transport=httpx.MockTransport(shop), allow_plain_http=True)

    assert client.send("POST", "x", body=b"{}").body == b"POST"
    client.close()


def test_going_up_to_https_does_not_lead_to_another_host() -> None:
    def shop(request: httpx.Request) -> httpx.Response:
        return httpx.Response(301, headers={"Location": "https://elsewhere.example/x"})

    client = Http("http://shop.example", transport=httpx.MockTransport(shop), allow_plain_http=True)

    assert trouble_of(client).problem.code == "cart.moved"
    client.close()


def test_a_proxy_of_the_machine_is_not_used_unasked(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    wire.says(answer(b"direct"))
    client = Http(f"http://127.0.0.1:{wire.port}", patience=QUICK)

    assert client.send("GET", "x").body == b"direct"
    client.close()


def test_going_in_circles_ends() -> None:
    def shop(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": str(request.url)})

    client = Http("https://shop.example", transport=httpx.MockTransport(shop))

    assert trouble_of(client).problem.code == "net.too_many_redirects"
    with pytest.raises(NotSent):
        client.download("https://shop.example/pic.jpg", 1000)
    client.close()


def test_a_see_other_is_the_answer_to_a_write_and_a_direction_to_a_read(wire: Wire, http: Http) -> None:
    see = answer(b"", "303 See Other", "Location: /there")
    wire.says(see, see, answer(b"read"))

    assert http.send("POST", "x", body=b"{}").status == 303
    assert http.send("GET", "x").body == b"read"


def test_plain_http_beyond_this_machine_needs_permission() -> None:
    asked: list[str] = []

    def shop(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200)

    strict = Http("http://shop.example", transport=httpx.MockTransport(shop))
    trouble = trouble_of(strict)
    assert isinstance(trouble, NotAllowed)
    assert trouble.problem.code == "cart.plain_http"
    assert not asked
    assert strict.is_plain

    lax = Http("http://shop.example", transport=httpx.MockTransport(shop), allow_plain_http=True)
    assert lax.send("GET", "x").status == 200
    for client in (strict, lax):
        client.close()


@pytest.mark.parametrize(
    "url", ["ftp://shop.example", "shop.example", "https://", "https://[bad", "https://a b"]
)
def test_an_address_that_is_none_is_said_so(url: str) -> None:
    client = Http(url, patience=QUICK)

    with pytest.raises(NotSent):
        client.send("GET", "x")
    client.close()


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://127.0.0.1:80", True),
        ("http://[::1]/x", True),
        ("http://localhost", True),
        ("http://a.localhost", True),
        ("http://192.0.2.1", False),
        ("http://localhost.example", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, own: bool) -> None:
    assert is_loopback(url) is own


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def tls(certificate: trustme.LeafCert) -> Wire:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return Wire(context)


def test_a_certificate_nobody_vouches_for_is_named(authority: trustme.CA) -> None:
    wire = tls(authority.issue_cert("127.0.0.1"))
    client = Http(f"https://127.0.0.1:{wire.port}", patience=QUICK)

    trouble = trouble_of(client)

    assert isinstance(trouble, NotSent)
    assert trouble.problem.code == "cart.certificate_untrusted"
    client.close()
    wire.close()


def test_an_expired_certificate_is_named(authority: trustme.CA, tmp_path: Path) -> None:
    wire = tls(authority.issue_cert("127.0.0.1", not_after=datetime.now(UTC) - timedelta(days=1)))
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    client = Http(f"https://127.0.0.1:{wire.port}", ca_file=str(tmp_path / "ca.pem"), patience=QUICK)

    assert trouble_of(client).problem.code == "cart.certificate_expired"
    client.close()
    wire.close()


def test_a_certificate_of_another_name_is_not_trusted(authority: trustme.CA, tmp_path: Path) -> None:
    wire = tls(authority.issue_cert("other.example"))
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    client = Http(f"https://127.0.0.1:{wire.port}", ca_file=str(tmp_path / "ca.pem"), patience=QUICK)

    assert trouble_of(client).problem.code == "cart.certificate_untrusted"
    client.close()
    wire.close()


def test_a_private_authority_can_be_named(authority: trustme.CA, tmp_path: Path) -> None:
    wire = tls(authority.issue_cert("127.0.0.1"))
    wire.says(answer(b"safe"))
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    client = Http(f"https://127.0.0.1:{wire.port}", ca_file=str(tmp_path / "ca.pem"))

    assert client.send("GET", "x").body == b"safe"
    client.close()
    wire.close()


def test_a_private_authority_that_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    for file in (tmp_path / "missing.pem", empty):
        with pytest.raises(StationError) as caught:
            Http("https://shop.example", ca_file=str(file))
        assert caught.value.problem.code == "net.ca_file_unreadable"


def test_a_server_that_breaks_off_the_handshake_got_nothing(wire: Wire) -> None:
    wire.says(b"")
    client = Http(f"https://127.0.0.1:{wire.port}", patience=QUICK)
    # The script is never reached: what arrives is no HTTP request but the beginning of TLS.
    wire.done.set()

    assert isinstance(trouble_of(client), NotSent)
    client.close()


def test_a_proxy_is_asked_instead_of_the_shop(wire: Wire) -> None:
    wire.says(answer(b"by proxy"))
    client = Http("http://shop.example", proxy=f"http://127.0.0.1:{wire.port}", allow_plain_http=True)

    assert client.send("GET", "x").body == b"by proxy"
    assert wire.asked[0].startswith(b"GET http://shop.example/x ")
    client.close()


def test_a_proxy_that_refuses_to_connect_means_nothing_was_sent(wire: Wire) -> None:
    wire.says(answer(b"", "407 Proxy Authentication Required"))
    client = Http("https://shop.example", proxy=f"http://127.0.0.1:{wire.port}", patience=QUICK)

    assert isinstance(trouble_of(client), NotSent)
    client.close()


def test_this_machine_is_never_asked_by_proxy(wire: Wire) -> None:
    wire.says(answer(b"direct"))
    client = Http(f"http://127.0.0.1:{wire.port}", proxy="http://127.0.0.1:1")

    assert client.send("GET", "x").body == b"direct"
    client.close()


def test_nothing_secret_reaches_the_log(wire: Wire, http: Http, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire.says(answer(), b"")

    http.send(
        "GET",
        "x",
        query=(("per_page", "5"), ("consumer_secret", "cs_hidden"), ("oauth_signature", "sig+/=")),
        headers={"Authorization": "Basic aGlkZGVu"},
    )
    trouble_of(http)

    assert "per_page=5" in caplog.text
    for secret in ("cs_hidden", "sig", "aGlkZGVu", "Basic"):
        assert secret not in caplog.text.replace("oauth_signature", "")


def test_an_address_is_logged_without_user_and_secret_values() -> None:
    shown = redact(
        "https://me:pw@shop.example/x?page=2&consumer_key=ck_1&q=Zo%C3%AB+Weiss%2C+Berlin%21&empty="
    )

    assert shown == "https://shop.example/x?page=2&consumer_key=***&q=***&empty="


def test_an_answer_does_not_show_what_is_in_it() -> None:
    shown = repr(Answer(200, {"link": "consumer_secret=cs_1"}, b"Zoe Weiss", "https://x?consumer_key=ck_1"))

    assert "cs_1" not in shown
    assert "ck_1" not in shown
    assert "Zoe" not in shown


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "Mon, 02 Mar 2026 08:05:00 GMT", "date": "Mon, 02 Mar 2026 08:00:00 GMT"}, 300.0),
        ({"retry-after": "Mon, 02 Mar 2026 07:00:00 GMT", "date": "Mon, 02 Mar 2026 08:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_from_a_number_or_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert Answer(503, headers, b"").retry_after == seconds


def test_a_date_without_a_zone_is_utc() -> None:
    assert Answer(200, {"date": "Mon, 02 Mar 2026 08:00:00"}, b"").date == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_picture_is_fetched_from_any_host_with_nothing_of_ours(wire: Wire, http: Http) -> None:
    other = Wire()
    wire.says(answer(b"", "302 Found", f"Location: http://localhost:{other.port}/pic.png"))
    other.says(answer(b"PNG", "200 OK", "Content-Type: image/png"))

    got = http.download("/pic.png", 1000)

    assert got.body == b"PNG"
    assert b"Authorization" not in other.asked[0]
    other.close()


def test_a_picture_too_large_is_not_read_on(wire: Wire, http: Http) -> None:
    wire.says(answer(b"x" * 2000))

    with pytest.raises(AnswerLost) as caught:
        http.download(f"http://127.0.0.1:{wire.port}/pic.png", 1000)
    assert caught.value.problem.code == "net.answer_too_big"
