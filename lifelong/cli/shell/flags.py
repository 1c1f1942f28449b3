"""The words of a command line: flags, which start with a dash, and overrides, key=value."""

from __future__ import annotations

from collections.abc import Sequence

from perdure.envs.errors import PerdureError, UnknownNameError

HELP, SWEEP = frozenset({"--help", "-h"}), frozenset({"--multirun", "-m"})
_WITH_VALUE = frozenset({"--config-dir", "-cd", "--cfg", "-c"})
_KNOWN = HELP | SWEEP | _WITH_VALUE | {"--resolve"}


def split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return (overrides, flags); a flag's value follows it. Hydra wants the flags last.

    Raises:
        PerdureError: a flag that does not exist or lacks its value.
    """
    overrides, flags = [], []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-"):
            overrides.append(word)
            continue
        if word not in _KNOWN:
            raise UnknownNameError("flag", word, (flag for flag in _KNOWN if flag.startswith("--")))
        flags.append(word)
        if word in _WITH_VALUE:
            if not rest:
                raise PerdureError(f"{word} needs a value, as in `--config-dir my_conf` or `--cfg job`.")
            flags.append(rest.pop(0))
    return overrides, flags


def key(word: str) -> str:
    """Return the first part of an override's key: 'policy' for '+policy.width=3'."""
    return word.lstrip("+~").partition("=")[0].partition(".")[0]
