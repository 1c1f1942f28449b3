"""Random windows of ten steps and two cameras, as training draws them: ours beside a plain reader of HDF5.

python -m tests.benchmarks.windows [demonstrations]

The plain reader looks up each array by its path and reads the rows of a window, as robomimic's `SequenceDataset` does;
where robomimic itself can be imported, that is measured as well. All read the same images, 128 pixels wide, from a
disk that has them in memory already; ours from the cache that training on a data set of states makes. Rounds alternate
and a figure is that of the fastest one, which a busy machine disturbs least.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import h5py
import numpy as np
import torch

from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.demos.image_cache import cached_images
from perdure.demos.rendering import render_observations
from perdure.demos.schema import IMAGES
from perdure.lifelong.batches import LABELS, PROPRIO, Windows
from tests.unit.test_batches import PIXELS, Shape

STEPS, SIZE, BATCH, ROUNDS = 10, 128, 64, 15
LOW = ("joint_states", "gripper_states", "ee_states")
Draw = Callable[[np.random.Generator], object]


def main(demos: int = 20) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        collect("quickstart", folder, demos, tasks=[1])
        (path,) = Path(folder, "quickstart").glob("*.hdf5")
        readers = {"ours": _ours(path)}  # fills the cache while there are states alone
        render_observations(path, SIZE)
        about = reader.info(path)  # others keep the file open
        readers["h5py, looked up by path"] = _plain(path)
        with suppress(ImportError):
            readers["robomimic's SequenceDataset"] = _robomimic(path)
        _report(_measure(readers), about)


def _measure(readers: dict[str, Draw]) -> dict[str, float]:
    """Return milliseconds per window."""
    times: dict[str, list[float]] = {name: [] for name in readers}
    for number in range(-1, ROUNDS):
        for name, draw in readers.items():
            rng = np.random.default_rng(number + 1)
            start = time.perf_counter()
            draw(rng)
            if number >= 0:  # the first round warms up
                times[name].append(1000 * (time.perf_counter() - start) / BATCH)
    return {name: min(found) for name, found in times.items()}


def _report(times: dict[str, float], about: reader.Info) -> None:
    print(f"{about.demos} demonstrations, {about.steps} steps; windows of {STEPS} steps and two {SIZE}-pixel cameras")
    for name, spent in times.items():
        print(f"{name:28} {spent:7.3f} ms per window   {spent / times['ours']:5.1f} x")


def _ours(path: Path) -> Draw:
    images = cached_images(path, SIZE)
    others = reader.load(path, [LABELS, PROPRIO])
    episodes = [other | seen for other, seen in zip(others, images, strict=True)]
    windows = Windows(episodes, "go", 0, Shape(**PIXELS, history=STEPS, image_size=SIZE))

    def draw(rng: np.random.Generator) -> object:
        return windows.gather(torch.from_numpy(rng.integers(len(windows), size=BATCH)))

    return draw


def _plain(path: Path) -> Draw:
    file = h5py.File(path, "r")
    starts = [(name, row) for name in reader.names(file) for row in range(len(file[f"data/{name}/actions"]) - STEPS)]

    def window(name: str, row: int) -> list[np.ndarray]:
        keys = ["actions", *(f"obs/{key}" for key in (*LOW, *IMAGES.values()))]
        return [file[f"data/{name}/{key}"][row : row + STEPS] for key in keys]

    def draw(rng: np.random.Generator) -> object:
        found = [window(*starts[i]) for i in rng.integers(len(starts), size=BATCH)]
        return [np.stack(column) for column in zip(*found, strict=True)]

    return draw


def _robomimic(path: Path) -> Draw:
    from robomimic.utils import obs_utils
    from robomimic.utils.dataset import SequenceDataset

    keys = (*LOW, *IMAGES.values())
    obs_utils.initialize_obs_utils_with_obs_specs({"obs": {"low_dim": list(LOW), "rgb": list(IMAGES.values())}})
    data = SequenceDataset(
        str(path),
        keys,
        ["actions"],
        seq_length=STEPS,
        hdf5_cache_mode="low_dim",
        hdf5_use_swmr=False,
        load_next_obs=False,
    )

    def draw(rng: np.random.Generator) -> object:
        return torch.utils.data.default_collate([data[int(i)] for i in rng.integers(len(data), size=BATCH)])

    return draw


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
