"""One connection to a policy server: metadata first, then a question and an answer at a time, as openpi does it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from perdure.envs.errors import PerdureError

from .missing import needed
from .wire import pack, unpack


class Client:
    """A connection.

    Attributes:
        url: of the server.
        metadata: what the server said about itself.

    Args:
        url: ws://host:port or wss://host:port.
        timeout: seconds to wait for the connection, and for every answer.

    Raises:
        PerdureError: no such server, or it does not speak this protocol.
    """

    def __init__(self, url: str, timeout: float) -> None:
        if not url.startswith(("ws://", "wss://")):
            raise PerdureError(f"url={url} must begin with ws:// or wss://, as in ws://127.0.0.1:8000.")
        if timeout <= 0:
            raise PerdureError(f"timeout={timeout} must be more than 0 seconds.")
        self.url, self._timeout = url, timeout
        connect = needed("websockets.sync.client").connect
        self._errors = needed("websockets.exceptions")
        self._opened = contextlib.ExitStack()
        try:
            # No limit and no compression: images are large and look like noise to it. No proxy: it would see them.
            opening = connect(url, open_timeout=timeout, compression=None, max_size=None, proxy=None)
            self._socket = self._opened.enter_context(opening)
        except (OSError, TimeoutError, ValueError, self._errors.WebSocketException) as error:
            raise PerdureError(f"There is no policy server at {url} ({error or type(error).__name__}).") from error
        try:
            self.metadata = self._receive()
        except PerdureError:
            self.close()
            raise

    def ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send a message and return the server's answer.

        Raises:
            PerdureError: the server is gone, is too slow, reports an error, or answers with something else than a map.
        """
        data = pack(dict(message))
        try:
            self._socket.send(data)
        except (OSError, self._errors.WebSocketException) as error:
            raise PerdureError(self._gone(error)) from error
        return self._receive()

    def close(self) -> None:
        """Say goodbye."""
        with contextlib.suppress(OSError, self._errors.WebSocketException):
            self._opened.close()

    def _receive(self) -> dict[str, Any]:
        try:
            answer = self._socket.recv(timeout=self._timeout)
        except TimeoutError as error:
            raise PerdureError(
                f"The policy server at {self.url} did not answer within {self._timeout:g} s; raise timeout=, or look "
                "what it is doing."
            ) from error
        except (OSError, self._errors.WebSocketException) as error:
            raise PerdureError(self._gone(error)) from error
        if isinstance(answer, str):  # openpi sends its traceback; the last line is the error
            raise PerdureError(f"The policy server at {self.url} reports: {_last(answer)}")
        message = unpack(answer)
        if not isinstance(message, dict):
            raise PerdureError(f"The policy server at {self.url} sent a {type(message).__name__}, not a map.")
        return {str(key): value for key, value in message.items()}

    def _gone(self, error: Exception) -> str:
        return f"The policy server at {self.url} went away ({error}); start it again, then the same command goes on."


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "an error without words"
