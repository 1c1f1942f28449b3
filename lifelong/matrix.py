"""The success matrix and the learning curves of a run, counted from its ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from perdure.demos.atomic import replacing
from perdure.envs.errors import PerdureError

from .ledger import AFTER_STAGE, Cell, Line, group


@dataclass(frozen=True, eq=False)
class Counts:
    """Successes out of episodes, cell by cell.

    Attributes:
        successes: (R, C) int64, or of any other shape.
        episodes: the same, 0 where nothing was evaluated.
    """

    successes: NDArray[np.int64]
    episodes: NDArray[np.int64]

    @property
    def success(self) -> NDArray[np.float64]:
        """Success rates; NaN where nothing was evaluated."""
        rates = np.full(self.episodes.shape, np.nan)
        return np.divide(self.successes, self.episodes, out=rates, where=self.episodes > 0)


def matrix(lines: Iterable[Line], order: Sequence[int], split: str = "test", perturbation: str = "none") -> Counts:
    """Return the (K, K) counts: row i after stage i, column j for the task at position j of the stream.

    Args:
        lines: of one run.
        order: the suite's task indices in the order of the stream.
        split: the stored states to count.
        perturbation: the change of the world to count.

    Raises:
        PerdureError: a line does not belong to this stream, or an episode is there twice.
    """
    counts, position = _empty(len(order), len(order)), _positions(order)
    for cell, episodes in group([line for line in lines if line.epoch == AFTER_STAGE]).items():
        if (cell.split, cell.perturbation) == (split, perturbation):
            _count(counts, (_row(cell.stage, order), position[_known(cell.task, order)]), episodes)
    return counts


def curves(lines: Iterable[Line], order: Sequence[int], split: str = "val") -> tuple[list[int], Counts]:
    """Return the points e and the (K, E) counts of every task while it was being learned.

    Raises:
        PerdureError: a line does not belong to this stream, or an episode is there twice.
    """
    cells = {cell: each for cell, each in _inside(lines, order, split).items() if order[cell.stage] == cell.task}
    epochs = sorted({cell.epoch for cell in cells})
    counts = _empty(len(order), len(epochs))
    for cell, episodes in cells.items():
        _count(counts, (cell.stage, epochs.index(cell.epoch)), episodes)
    return epochs, counts


def within(
    lines: Iterable[Line], order: Sequence[int], split: str = "val", half: int | None = None
) -> tuple[list[int], Counts]:
    """Return the points e and the (K, E, K) counts of the tasks learned before, stage by stage and point by point.

    Args:
        lines: of one run.
        order: the suite's task indices in the order of the stream.
        split: the stored states to count.
        half: 0 or 1 for the episodes of an even or an odd number alone.

    Raises:
        PerdureError: a line does not belong to this stream, or an episode is there twice.
    """
    position = _positions(order)
    cells = {cell: each for cell, each in _inside(lines, order, split).items() if position[cell.task] < cell.stage}
    epochs = sorted({cell.epoch for cell in cells})
    counts = _empty(len(order), len(epochs), len(order))
    for cell, episodes in cells.items():
        counted = [line for line in episodes if half is None or line.episode % 2 == half]
        _count(counts, (cell.stage, epochs.index(cell.epoch), position[cell.task]), counted)
    return epochs, counts


def write(
    folder: Path,
    lines: Sequence[Line],
    suite: str,
    order: Sequence[int],
    split: str = "test",
    curve_split: str = "val",
) -> None:
    """Write `matrix.json` and `curves.json` into a run's folder, each as a whole."""
    table = matrix(lines, order, split)
    _write_json(folder / "matrix.json", {"suite": suite, "order": list(order), **_plain(table)})
    epochs, learning = curves(lines, order, curve_split)
    _write_json(folder / "curves.json", {"epochs": epochs, **_plain(learning)})


def _plain(counts: Counts) -> dict[str, object]:
    rates = [[None if np.isnan(rate) else float(rate) for rate in row] for row in counts.success]
    return {"success": rates, "successes": counts.successes.tolist(), "episodes": counts.episodes.tolist()}


def _write_json(path: Path, content: dict[str, object]) -> None:
    with replacing(path) as draft:
        draft.write_text(json.dumps(content) + "\n")


def _inside(lines: Iterable[Line], order: Sequence[int], split: str) -> dict[Cell, list[Line]]:
    """Return the cells at the points of stages, in the world as it was."""
    cells = group([line for line in lines if line.epoch != AFTER_STAGE and line.split == split])
    for cell in cells:
        _row(cell.stage, order)
        _known(cell.task, order)
    return {cell: episodes for cell, episodes in cells.items() if cell.perturbation == "none"}


def _empty(*shape: int) -> Counts:
    return Counts(np.zeros(shape, np.int64), np.zeros(shape, np.int64))


def _count(counts: Counts, place: tuple[int, ...], episodes: Sequence[Line]) -> None:
    counts.episodes[place] = len(episodes)
    counts.successes[place] = sum(line.success for line in episodes)


def _positions(order: Sequence[int]) -> dict[int, int]:
    if repeated := [task for task, times in Counter(order).items() if times > 1]:
        raise PerdureError(f"The order {list(order)} has task {repeated[0]} twice.")
    return {task: position for position, task in enumerate(order)}


def _row(stage: int, order: Sequence[int]) -> int:
    if not 0 <= stage < len(order):
        raise PerdureError(f"The ledger has stage {stage}, but the stream has {len(order)} tasks.")
    return stage


def _known(task: int, order: Sequence[int]) -> int:
    if task not in order:
        raise PerdureError(f"The ledger has task {task}, which is not in the stream {list(order)}.")
    return task
