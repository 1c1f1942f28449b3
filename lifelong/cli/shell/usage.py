"""`perdure <command> --help`: the keys with their defaults and meanings, as the YAML file itself says them."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from . import screen

_KEY = re.compile(r"^(\w+): *(.*?) *(?:# *(.*))?$")


def show(command: str, summary: str) -> None:
    """Print what a command does, its keys and the choices of its groups."""
    text = (folder() / f"{command}.yaml").read_text()
    screen.say(f"[bold]perdure {command}[/] key=value ...\n\n{summary.strip()}\n")
    groups = [_group(entry) for entry in yaml.safe_load(text).get("defaults", [])]
    chosen = [row for row in groups if row]
    if chosen:
        screen.table(["choice", "default", "known"], chosen)
    screen.table(["key", "default", "meaning"], keys(text))
    screen.say(
        "Also: -m key=a,b runs once for each value; --config-dir DIR adds choices of your own; --cfg job prints all."
    )


def keys(text: str) -> list[list[str]]:
    """Return [key, default, comment] of each top-level line of a YAML file."""
    found = (_KEY.match(line) for line in text.splitlines())
    return [[match[1], match[2], match[3] or ""] for match in found if match and match[1] not in {"defaults", "hydra"}]


def choices(group: str) -> list[str]:
    """Return the choices of a configuration group: its files."""
    return sorted(path.stem for path in (folder() / group).glob("*.yaml"))


def folder() -> Path:
    """Return the folder of the YAML files, in a checkout as in an installed wheel."""
    from perdure import conf

    return Path(conf.__path__[0])


def _group(entry: object) -> list[str] | None:
    if not isinstance(entry, dict):
        return None
    ((group, default),) = entry.items()
    shown = "by observation" if "${" in str(default) else str(default)
    return [str(group), shown, ", ".join(choices(str(group)))]
