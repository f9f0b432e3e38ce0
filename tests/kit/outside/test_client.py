"""One request to a server, within limits; the servers here are real ones that lie near."""

import gzip
import ssl
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from understudy.kit.outside.client import Client, follow
from understudy.kit.outside.failure import FetchError


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        match self.path:
            case "/round":
                self.lead("/round")
            case "/far":
                self.lead("/far/")
            case path if path.startswith("/far"):
                self.lead(path + "x")
            case "/bomb":
                self.tell(gzip.compress(b"0" * 3_000_000), {"Content-Encoding": "gzip"})
            case "/slow":
                self.rfile.read(1)
            case _:
                self.tell(f"{self.path} of {self.headers['Host']}".encode(), {})

    def do_POST(self) -> None:
        self.tell(self.rfile.read(int(self.headers["Content-Length"])), {})

    def lead(self, place: str) -> None:
        self.send_response(302)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def tell(self, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def server() -> Generator[str]:
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving.daemon_threads = True
    Thread(target=serving.serve_forever, daemon=True).start()
    yield f"localhost:{serving.server_address[1]}"
    serving.shutdown()
    serving.server_close()


def near(*_: object) -> bool:
    return True


async def test_an_answer_and_a_form(server: str) -> None:
    async with Client(near) as client:
        answer = await client.ask(f"http://someone:secret@{server}/a?b=c#d")
        assert (answer.status, answer.data) == (200, f"/a?b=c of {server}".encode())
        posted = await client.ask(f"http://{server}/", method="POST", form={"a": "b c"})
        assert posted.data == b"a=b+c"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/round", "leads back to itself"),
        ("/far", "leads on more than 5 times"),
        ("/bomb", "is larger than 1 MB"),
    ],
)
async def test_what_has_no_end(server: str, path: str, reason: str) -> None:
    async with Client(near) as client:
        with pytest.raises(FetchError, match=reason):
            await follow(
                lambda url: client.ask(url, most_bytes=1_000_000), f"http://{server}{path}", lambda _: True
            )


async def test_who_is_too_slow_is_not_waited_for(server: str) -> None:
    async with Client(near, whole_timeout_s=0.2) as client:
        with pytest.raises(FetchError, match="TimeoutError") as refused:
            await client.ask(f"http://{server}/slow")
    assert refused.value.passing


async def test_only_allowed_places_are_followed(server: str) -> None:
    async with Client(near) as client:
        with pytest.raises(FetchError, match=r"leads to localhost:\d+, which is not to be read"):
            await follow(client.ask, f"http://{server}/far", lambda url: url.endswith("/far"))


async def test_no_proxy_is_asked(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with Client(near) as client:
        assert (await client.ask(f"http://{server}/")).status == 200


async def test_certificates_are_compared_with_the_name(server: str) -> None:
    """The connection goes to an address, but what is checked belongs to the name of the request."""
    asked: list[str] = []

    async def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    async with Client(near, look_up=look_up) as client:
        pool = client._client._transport._pool  # type: ignore[attr-defined]
        assert pool._ssl_context.check_hostname
        assert pool._ssl_context.verify_mode is ssl.CERT_REQUIRED
        with pytest.raises(FetchError, match="SSL"):
            await client.ask(f"https://name.example:{server.split(':')[1]}/")
    assert asked == ["name.example"]
