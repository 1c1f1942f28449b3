"""The one root of every error that a user can cause: the command line prints it as one sentence and exits with 2."""

import difflib
from collections.abc import Iterable


class PerdureError(Exception):
    """A mistake of input or environment, said in one sentence that names the value and what is allowed."""


class UnknownNameError(PerdureError):
    """A name that is not in a list; the sentence names the nearest one and lists what exists."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        options = sorted(known)
        near = difflib.get_close_matches(name, options, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        super().__init__(f"Unknown {kind} '{name}'.{hint} Known: {', '.join(options) or 'none'}.")
