"""From `perdure <command> ...` to the command's own file."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

from perdure.envs.errors import PerdureError, UnknownNameError

from . import screen

_PACKAGE = "perdure.lifelong.cli"
MISTAKE, INTERRUPTED = 2, 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, 2 for a mistake said in one sentence, 130 when interrupted."""
    words = list(sys.argv[1:] if words is None else words)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the networks are small: more threads only wait for each other
    try:
        if not words or words[0] in {"-h", "--help", "help"}:
            _list()
        elif words[0] == "--version":
            _version()
        elif words[0] not in commands():
            raise UnknownNameError("command", words[0], commands())
        else:
            import_module(f"{_PACKAGE}.{words[0]}").main(words[1:])
    except KeyboardInterrupt:
        screen.complain("interrupted; run the same command to go on")
        return INTERRUPTED
    except Exception as error:
        if not _is_mistake(error):
            raise
        screen.complain(str(error))
        return MISTAKE
    return 0


def commands() -> list[str]:
    """Return the names of all commands: the modules of the folder `cli`."""
    folder = import_module(_PACKAGE).__path__
    found = (module.name for module in pkgutil.iter_modules(folder) if not module.ispkg)
    return sorted(name for name in found if not name.startswith("_"))


def _is_mistake(error: Exception) -> bool:
    """Tell a user's mistake from a fault of ours. Policies know nothing of `envs`, so their error has its own root."""
    if isinstance(error, PerdureError):
        return True
    errors = sys.modules.get("perdure.policies.errors")  # not loaded, not raised: torch stays out
    return errors is not None and isinstance(error, errors.PolicyError)


def _list() -> None:
    screen.say(
        "[bold]perdure[/]: lifelong learning for robot manipulation, measured. Usage: perdure <command> key=value ...\n"
    )
    lines = {name: import_module(f"{_PACKAGE}.{name}").__doc__ or "" for name in commands()}
    screen.table(["command", "what it does"], [[name, text.strip().splitlines()[0]] for name, text in lines.items()])
    screen.say("\n`perdure <command> --help` shows its keys.")
    screen.say("First time here? [bold]perdure doctor[/], then [bold]perdure quickstart[/].")


def _version() -> None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        screen.say(f"perdure {version('perdure')}")
    except PackageNotFoundError:
        screen.say("perdure, from a checkout that is not installed")
