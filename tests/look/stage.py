"""A small stage for one element: a page under the product's CSP, static files, a clip by ranges."""

import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs

from tests.ground.live import ROOT

NONCE = "stage"
POLICY = (
    f"default-src 'none'; script-src 'nonce-{NONCE}'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".mp4": "video/mp4",
}
HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Stage</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="csrf-token" content="token">
<meta name="htmx-config" content='{config}'><link rel="icon" href="/static/icon.svg">
{sheets}{scripts}</head><body>{body}</body></html>"""
SHEETS = "".join(
    f'<link rel="stylesheet" href="/static/css/{path.name}">'
    for path in [ROOT / "static/css/app.css", *sorted((ROOT / "static/css").glob("*.css"))]
    if "@import" in path.read_text()
)
CONFIG = re.compile(r"name=\"htmx-config\" content='([^']+)'")

Answer = tuple[int, str] | tuple[int, str, dict[str, str]]


class Stage:
    """`stage.play("<char-count …>", "char-count")` is a URL; `stage.posts` holds what came as forms.

    `stage.answers` is asked for each POST: a status, a body and headers.
    """

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.posts: list[dict[str, list[str]]] = []
        self.answers: Callable[[dict[str, list[str]]], Answer] = lambda form: (200, "")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"stage": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *why: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def play(self, body: str, *elements: str, path: str = "/") -> str:
        """Put a page with these elements' modules on the stage; its URL."""
        modules = "".join(
            f'<script type="module" src="/static/js/{name}.js" nonce="{NONCE}"></script>' for name in elements
        )
        vendor = "".join(
            f'<script src="/static/vendor/{path.name}" nonce="{NONCE}" defer></script>'
            for path in sorted((ROOT / "static/vendor").glob("*.js"))
        )
        config = CONFIG.search((ROOT / "templates/base.html").read_text())
        assert config
        self.pages[path] = HEAD.format(config=config[1], sheets=SHEETS, scripts=vendor + modules, body=body)
        return self.url + path


class Handler(BaseHTTPRequestHandler):
    """Answers for the `stage` it was made for."""

    protocol_version = "HTTP/1.1"
    stage: Stage

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        file = ROOT / path.lstrip("/")
        if path in self.stage.pages:
            self.tell(200, self.stage.pages[path].encode())
        elif path in self.stage.files:
            self.send_part(self.stage.files[path], KINDS[Path(path).suffix])
        elif path.startswith("/static/") and file.is_file():
            self.send_part(file.read_bytes(), KINDS[file.suffix])
        else:
            self.tell(200 if path == "/favicon.ico" else 404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        typed = self.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
        whole = {"body": [body.decode("latin-1")]}
        form = parse_qs(body.decode(), keep_blank_values=True) if typed else whole
        self.stage.posts.append(form)
        status, text, *more = self.stage.answers(form)
        self.tell(status, text.encode(), "text/html; charset=utf-8", *more)

    def send_part(self, whole: bytes, kind: str) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            return self.tell(200, whole, kind, {"Accept-Ranges": "bytes"})
        first, last = int(asked[1]), int(asked[2] or len(whole) - 1)
        where = {"Content-Range": f"bytes {first}-{last}/{len(whole)}", "Accept-Ranges": "bytes"}
        return self.tell(206, whole[first : last + 1], kind, where)

    def tell(
        self,
        status: int,
        body: bytes,
        kind: str = "text/html; charset=utf-8",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        fixed = {"Content-Type": kind, "Content-Length": str(len(body)), "Content-Security-Policy": POLICY}
        for name, value in {**fixed, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """The test says what went wrong."""
