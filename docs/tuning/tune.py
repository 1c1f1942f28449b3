"""Runs sweep.yaml and writes table.md: where the defaults of the algorithms come from.

`python docs/tuning/tune.py FOLDER [PROCESSES]`: the suite, its demonstrations and the runs go to the folder. What is
there already is not done again, so the sweep may be stopped and begun again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).resolve().parent
LIMIT = 0.02  # differences in ACC below this say nothing, then what was learned decides


class Try(NamedTuple):
    """One setting of a method and where its run is."""

    method: str
    words: tuple[str, ...]
    run: Path


def main() -> None:
    """Make what the sweep needs, run it, write the table."""
    folder, processes = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count()
    sweep = yaml.safe_load((HERE / "sweep.yaml").read_text())
    folder.mkdir(parents=True, exist_ok=True)
    suite = sweep["suite"]
    if not (folder / "suites" / suite).exists():
        perdure(folder, "generate", f"name={suite}", *sweep["generate"])
    perdure(folder, "collect", f"suite={suite}", *sweep["collect"])
    tries = [
        Try(method, tuple(words), Path("runs", f"{method}-{number}"))
        for method, settings in sweep["methods"].items()
        for number, words in enumerate(settings)
    ]

    def train(one: Try) -> None:
        own = f"algorithm={one.method}", *one.words, f"run={one.run}"
        perdure(folder, "train", f"suite={suite}", *sweep["train"], *own)

    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(train, tries))
    results = [(one, json.loads((folder / one.run / "metrics.json").read_text())) for one in tries]
    (HERE / "table.md").write_text(table(results))


def perdure(folder: Path, *words: str) -> None:
    """Run a perdure command in a folder."""
    subprocess.run([sys.executable, "-m", "perdure.lifelong.cli", *words], cwd=folder, check=True)


def table(results: Sequence[tuple[Try, dict[str, Any]]]) -> str:
    """Return the table of all tries, the best of each method in bold."""
    best = {one.method: one for one, metrics in sorted(results, key=lambda result: _merit(result[1]))}
    rows = ["| method | tried | ACC | learned | NBT |", "|---|---|--:|--:|--:|"]
    for one, metrics in results:
        words = ", ".join(word.removeprefix("algorithm.") for word in one.words) or "as it is"
        figures = " | ".join(f"{metrics[key]:.2f}" for key in ("acc", "learned", "nbt"))
        rows.append(f"| {one.method} | {f'**{words}**' if best[one.method] == one else words} | {figures} |")
    return "\n".join(rows) + "\n"


def _merit(metrics: dict[str, Any]) -> tuple[float, float]:
    return round(metrics["acc"] / LIMIT), metrics["learned"]


if __name__ == "__main__":
    main()
