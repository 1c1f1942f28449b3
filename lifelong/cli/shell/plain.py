"""Commands without knobs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import ModuleType

from perdure.envs.errors import PerdureError

from . import screen


def no_words(command: str, summary: str | None, words: Sequence[str]) -> bool:
    """Tell whether a command that takes no arguments shall run; `--help` prints what it does instead.

    Raises:
        PerdureError: it was given an argument.
    """
    if helped(command, summary, words):
        return False
    if words:
        raise PerdureError(f"`perdure {command}` takes no arguments, but got '{words[0]}'.")
    return True


def helped(command: str, summary: str | None, words: Sequence[str]) -> bool:
    """Print what a command does when its words ask for it; return whether they did."""
    if not set(words) & {"-h", "--help"}:
        return False
    screen.say(f"[bold]perdure {command}[/]\n\n{(summary or '').strip()}")
    return True


def settings(values: Mapping[str, object]) -> str:
    """Return 'key=value, ...' for a cell of a table."""
    return ", ".join(f"{key}={value}" for key, value in values.items())


def about(module: ModuleType) -> str:
    """Return the first line of a module's docstring without its own name in front."""
    line = (module.__doc__ or "").partition("\n")[0]
    return re.sub(r"^`\w+`: ", "", line)
