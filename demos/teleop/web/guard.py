"""Who may talk to the server: this page in the operator's browser, nobody else's."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

    Headers = Mapping[str, str] | Message[str, str]

LIMIT = 16384
"""Largest body of a request [bytes]."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})


@dataclass(frozen=True)
class Guard:
    """Refuses whoever does not know the token, or comes from another page or by another name.

    Args:
        token: first part of every path.
        host: that the server listens at; besides the names of this machine itself, requests may be made to it, or to
            any name where it stands for all addresses.
    """

    token: str
    host: str

    def refusal(self, method: str, path: str, headers: Headers) -> HTTPStatus | None:
        """Return the status to refuse a request with, None for one that may pass."""
        if not self._known(headers.get("Host", "")):
            return HTTPStatus.MISDIRECTED_REQUEST
        if not hmac.compare_digest(path.lstrip("/").partition("/")[0].encode(), self.token.encode()):
            return HTTPStatus.NOT_FOUND
        if not _same_origin(method, headers):
            return HTTPStatus.FORBIDDEN
        return _wrong_body(headers) if method == "POST" else None

    def _known(self, host: str) -> bool:
        """Tell whether the name is ours; without this, a name of theirs that points to us lets other pages in."""
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return bool(name) and (self.host in EVERYWHERE or name in _LOOPBACK or name == self.host.lower())


def _same_origin(method: str, headers: Headers) -> bool:
    """Tell whether a request comes from the page itself, or opens it: a link to it may stand anywhere."""
    if method == "GET" and headers.get("Sec-Fetch-Mode") == "navigate":
        return True
    origin = headers.get("Origin")
    site = headers.get("Sec-Fetch-Site", "none")
    return (origin is None or origin == f"http://{headers.get('Host')}") and site in ("same-origin", "none")


def _wrong_body(headers: Headers) -> HTTPStatus | None:
    if headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    length = headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()):
        return HTTPStatus.LENGTH_REQUIRED
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length[:9]) > LIMIT or len(length) > 9 else None
