"""Whether what is locked is looked up for vulnerabilities: by the real pip-audit, at a server like OSV."""

import json
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.advisories import UnreachableError, known_of

FOUND = {
    "id": "PYSEC-2099-1",
    "summary": "It is not safe.",
    "affected": [
        {
            "package": {"name": "leaky", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
        }
    ],
}


@pytest.fixture
def osv() -> Generator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            leaky = asked["package"]["name"] == "leaky" and asked["version"].startswith("1.")
            body = json.dumps({"vulns": [FOUND]} if leaky else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    server.shutdown()
    server.server_close()


def locked(folder: Path, *lines: str) -> list[Path]:
    path = folder / "requirements.txt"
    path.write_text("\n".join(lines))
    return [path]


def test_what_is_known_is_told(tmp_path: Path, osv: str) -> None:
    found = known_of(locked(tmp_path, "sound==1.0", "leaky==1.5"), osv)
    assert found == ["leaky 1.5: PYSEC-2099-1, mended: 2.0"]


def test_what_is_mended_is_not(tmp_path: Path, osv: str) -> None:
    assert known_of(locked(tmp_path, "sound==1.0", "leaky==2.0"), osv) == []


def test_where_nobody_answers_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError):
        known_of(locked(tmp_path, "sound==1.0"), "http://127.0.0.1:9/v1/query")
