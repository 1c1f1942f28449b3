"""What the server answers: the page's files, what the session shows, and the operator's input."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from perdure.envs.errors import PerdureError

from ..inputs.raw import parse
from ..panel import Frame, Panel
from .guard import Guard

_FILES = {
    "": ("page.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
}
_WAIT = 1.0  # [s] for the next picture
_QUALITY = 85  # of the JPEG
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Handler(BaseHTTPRequestHandler):
    """Answers one connection; the server's makes a subclass with the attributes below.

    Attributes:
        panel: what is shown, and where input goes.
        about: what the page says that never changes.
        guard: who may ask.
    """

    panel: Panel
    about: Mapping[str, Any]
    guard: Guard

    protocol_version = "HTTP/1.1"  # connections are kept
    timeout = 60
    server_version, sys_version = "perdure", ""

    def do_GET(self) -> None:
        """Answer with a file, a picture or JSON."""
        if (status := self.guard.refusal("GET", self.path, self.headers)) is not None:
            return self._refuse(status)
        place = urlsplit(self.path)
        name = place.path.lstrip("/").partition("/")[2]
        if name in _FILES:
            file, kind = _FILES[name]
            content = resources.files(__package__).joinpath(file).read_bytes()
            return self._answer(content, f"{kind}; charset=utf-8")
        if name == "picture":
            return self._picture(parse_qs(place.query).get("after", ["0"])[0])
        says = {"about": lambda: self.about, "status": self.panel.status, "observation": self.panel.observation}
        if name not in says:
            return self._refuse(HTTPStatus.NOT_FOUND)
        self._answer(json.dumps(says[name]()).encode(), "application/json")

    def do_POST(self) -> None:
        """Take a report of the operator's input."""
        if (status := self.guard.refusal("POST", self.path, self.headers)) is not None:
            return self._refuse(status)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.rpartition("/")[2] != "input":
            return self._refuse(HTTPStatus.NOT_FOUND)
        try:
            self.panel.report(parse(body))
        except PerdureError:
            return self._refuse(HTTPStatus.BAD_REQUEST)
        self._answer(b"", "text/plain", HTTPStatus.NO_CONTENT)

    def _picture(self, after: str) -> None:
        """Answer with the first picture that is newer than number `after`, or after a while with none."""
        found = self.panel.picture(int(after) if after.isdecimal() and len(after) < 16 else 0, _WAIT)
        if found is None:
            return self._answer(b"", "image/jpeg", HTTPStatus.NO_CONTENT)
        number, frame = found
        self._answer(_jpeg(frame), "image/jpeg", more={"X-Number": str(number)})

    def _answer(
        self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK, more: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), **_HEADERS, **(more or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True  # a body may follow that nobody reads
        self._answer(f"{status.phrase}\n".encode(), "text/plain", status, {"Connection": "close"})

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is the session's."""


def _jpeg(frame: Frame) -> bytes:
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
