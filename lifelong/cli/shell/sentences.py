"""Hydra's and OmegaConf's errors, each made one sentence that says what is allowed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from typing import Any

from hydra.errors import MissingConfigException

from perdure.envs.errors import PerdureError, UnknownNameError

# Composes from fewer words and returns plain dictionaries: tells which keys exist where one was unknown.
Compose = Callable[[Sequence[str]], Any]


def condense(error: Exception, compose: Compose, words: Sequence[str]) -> PerdureError:
    """Return the user's error for an error of Hydra or OmegaConf."""
    if isinstance(error, MissingConfigException) and error.missing_cfg_file:
        group, _, name = error.missing_cfg_file.rpartition("/")
        return UnknownNameError(group or "configuration", name, error.options or ())
    text = f"{error}\n{error.__cause__ or ''}"
    if unknown := re.search(r"Could not override '([^'@]+)'|Key '([^']+)' not in '", text):
        return _unknown_key(unknown[1] or unknown[2], compose, words)
    if missing := re.search(r"missing mandatory value: (\w+)", text):
        return PerdureError(f"Say {missing[1]}=... as well; `--help` tells what it means.")
    if key := re.search(r"full_key: (\S+)", text):
        value = _given(key[1], words)
        return PerdureError(f"Wrong value for {key[1]}{value}: {_first_line(text)}.")
    if "Ambiguous value" in text:
        return PerdureError(f"{_first_line(text)}: add -m to run once for each value.")
    if parse := re.search(r"Error parsing override '(.*)'", text):
        return PerdureError(f"Cannot read '{parse[1]}': arguments are written key=value.")
    return PerdureError(f"{_first_line(text)}.")


def _unknown_key(key: str, compose: Compose, words: Sequence[str]) -> PerdureError:
    """Name the keys that exist where the unknown one was looked for."""
    known: Any = {}
    with contextlib.suppress(Exception):  # another mistake on the same line: then the list stays empty
        known = compose([word for word in words if _key(word) != key])
    level: Any = known
    where = ""
    for part in key.split("."):
        if not isinstance(level, dict):
            return PerdureError(f"'{where[:-1]}' is a plain value and has no keys.")
        if part not in level:
            return UnknownNameError(f"key in '{where[:-1]}':" if where else "key", part, level)
        level, where = level[part], f"{where}{part}."
    return PerdureError(f"Cannot set '{key}'.")


def _key(word: str) -> str:
    return word.partition("=")[0].lstrip("+~")


def _given(key: str, words: Sequence[str]) -> str:
    """Return '=value' as the user typed it."""
    values = [word.partition("=")[2] for word in words if _key(word) == key]
    return f"={values[-1]}" if values else ""


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].rstrip(". ")
