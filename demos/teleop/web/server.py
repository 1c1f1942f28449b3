"""The page's server, of the standard library."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any

from perdure.envs.errors import PerdureError

from ..panel import Panel
from .guard import EVERYWHERE, Guard
from .handler import Handler


@contextmanager
def serving(panel: Panel, about: Mapping[str, Any], host: str, port: int) -> Iterator[str]:
    """Serve the page in threads of its own and yield its address, which has a random token that every request needs.

    Args:
        panel: what is shown, and where input goes.
        about: what the page says that never changes.
        host, port: where to listen; port 0 takes a free one.

    Raises:
        PerdureError: nothing can listen there.
    """
    guard = Guard(secrets.token_urlsafe(18), host)
    handler = type("PageHandler", (Handler,), {"panel": panel, "about": about, "guard": guard})
    try:
        family = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0][0]
        server = type("PageServer", (_Server,), {"address_family": family})((host, port), handler)
    except (OSError, OverflowError) as error:
        raise PerdureError(
            f"The page can't be served at host={host} port={port} ({error}); port=0 takes a port that is free."
        ) from error
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    try:
        name = socket.gethostname() if host in EVERYWHERE else f"[{host}]" if ":" in host else host
        yield f"http://{name}:{server.server_address[1]}/{guard.token}/"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # who waits for a picture is not waited for

    def __init__(self, *arguments: Any) -> None:
        self._connections: set[socket.socket] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, and remember the connection, which the browser keeps."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop listening, and hang up."""
        super().server_close()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: browsers hang up when a page is closed."""
