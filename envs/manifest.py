"""What `suite.yaml` says. A suite's folder holds it, one `<task>.bddl` per task and the states of each, `<task>.npz`.

    description: one sentence                 (may be left out)
    version: 1
    horizon: 300                              control steps
    tasks:
      - {name: put_the_bowl_on_the_plate, seed: 1, paraphrases: [lay the bowl on the plate], world: 5f0c}
    certificate: {put_the_bowl_on_the_plate: {solved: 20, of: 20}}
    recipe: {...}                             what it was generated from, for who generates it again

`paraphrases`, `world` (a digest of its things, see `perdure.envs.digest`), `certificate` and `recipe` may be left out.
In the place of tasks there may be `suites: [ninety, long]`, neighbours whose tasks it strings together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .bddl import read
from .errors import PerdureError
from .task import Task

MANIFEST = "suite.yaml"
_NEEDED = {"version", "horizon"}
_OPTIONAL = {"description", "certificate", "recipe"}


class Proof(NamedTuple):
    """On how many of some layouts the expert solved a task."""

    solved: int
    of: int


@dataclass(frozen=True)
class Manifest:
    """A `suite.yaml`; either `tasks` or `suites` is empty.

    Attributes:
        version, horizon, description: see `perdure.envs.suite.Suite`.
        tasks: read from their files.
        suites: names of neighbouring folders.
        certificate: task -> proof.
        worlds: task -> digest of its things.
        recipe: what it was generated from.
    """

    version: int
    horizon: int
    tasks: tuple[Task, ...] = ()
    suites: tuple[str, ...] = ()
    description: str = ""
    certificate: Mapping[str, Proof] = field(default_factory=dict)
    worlds: Mapping[str, str] = field(default_factory=dict)
    recipe: Mapping[str, Any] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """Return what the manifest of a folder says, with its tasks.

    Raises:
        PerdureError: it, or a task, is missing or damaged.
    """
    path = folder / MANIFEST
    content = _content(path)
    entries: list[Any] = content["tasks"] if "tasks" in content else content["suites"]
    return Manifest(
        version=_whole(content["version"], path),
        horizon=_whole(content["horizon"], path),
        tasks=tuple(_task(entry, path) for entry in entries) if "tasks" in content else (),
        suites=tuple(map(str, entries)) if "suites" in content else (),
        description=str(content.get("description", "")),
        certificate=_certificate(content.get("certificate", {}), path),
        worlds={e["name"]: str(e["world"]) for e in entries if "tasks" in content and "world" in e},
        recipe=content.get("recipe", {}),
    )


def read_outline(folder: Path) -> tuple[int, int]:
    """Return (version, number of tasks) of a suite without reading its tasks; PerdureError as `read_manifest`."""
    content = _content(folder / MANIFEST)
    parts = (read_outline(folder.parent / name)[1] for name in content.get("suites", []))
    return _whole(content["version"], folder / MANIFEST), len(content.get("tasks", [])) + sum(parts)


def _content(path: Path) -> dict[str, Any]:
    try:
        content: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PerdureError(f"Cannot read '{path}': {error}.") from None
    keys = set(content) if isinstance(content, dict) else set()
    lists = keys & {"tasks", "suites"}
    if keys - lists - _OPTIONAL != _NEEDED or len(lists) != 1:
        raise PerdureError(
            f"'{path}' must have the keys horizon, version and either tasks or suites, "
            f"it has {', '.join(sorted(map(str, keys))) or 'none'}; {', '.join(sorted(_OPTIONAL))} may be there."
        )
    entries = content[lists.pop()]
    if not isinstance(entries, list) or not entries:
        raise PerdureError(f"'{path}' must list its tasks as '- name: ..., seed: ...'.")
    found: dict[str, Any] = content
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the `suite.yaml` of a folder, atomically; not the files of its tasks. Comments at its head are kept."""
    content: dict[str, Any] = {"description": manifest.description} if manifest.description else {}
    content |= {"version": manifest.version, "horizon": manifest.horizon}
    if manifest.suites:
        content["suites"] = list(manifest.suites)
    else:
        content["tasks"] = [_entry(task, manifest.worlds) for task in manifest.tasks]
    if manifest.certificate:
        content["certificate"] = {name: proof._asdict() for name, proof in manifest.certificate.items()}
    if manifest.recipe:
        content["recipe"] = dict(manifest.recipe)
    path, part = folder / MANIFEST, folder / f"{MANIFEST}.part"
    old = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    head = "".join(takewhile(lambda line: line.startswith("#"), old))
    text: str = yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True)
    part.write_text(head + text, encoding="utf-8")
    part.replace(path)


def _entry(task: Task, worlds: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": task.name, "seed": task.seed}
    if task.paraphrases:
        entry["paraphrases"] = list(task.paraphrases)
    return entry | ({"world": worlds[task.name]} if task.name in worlds else {})


def _task(entry: object, path: Path) -> Task:
    needed, allowed = {"name", "seed"}, {"name", "seed", "paraphrases", "world"}
    if not isinstance(entry, dict) or not needed <= set(entry) <= allowed:
        raise PerdureError(f"'{path}': a task needs a name and a seed, found {entry!r}.")
    wordings = entry.get("paraphrases", [])
    if not isinstance(wordings, list) or not all(isinstance(text, str) for text in wordings):
        raise PerdureError(f"'{path}': the paraphrases of '{entry['name']}' must be a list of sentences.")
    task = read(path.parent / f"{entry['name']}.bddl")
    return replace(task, seed=_whole(entry["seed"], path), paraphrases=tuple(wordings))


def _certificate(content: Any, path: Path) -> dict[str, Proof]:
    try:
        return {str(name): Proof(_whole(row["solved"], path), _whole(row["of"], path)) for name, row in content.items()}
    except (AttributeError, KeyError, TypeError):
        raise PerdureError(f"'{path}': a certificate says 'task: {{solved: 20, of: 20}}' for each task.") from None


def _whole(value: object, path: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PerdureError(f"'{path}': expected a whole number, found {value!r}.")
    return value


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there; safe either way
