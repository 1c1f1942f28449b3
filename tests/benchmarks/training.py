"""How fast training is, written to training.md: `python -m tests.benchmarks.training`; `make bench` calls it.

The data path beside a plain one, training beside the same training on batches that are there already, and the windows
per second of three policies. Everything on one core and in one process; rounds of all things alternate, and a figure is
the median. Where there is a GPU, how much of it is used: `tests.benchmarks.gpu`.
"""

from __future__ import annotations

import datetime
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch

from perdure import policies
from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.demos.image_cache import cached_images
from perdure.demos.rendering import render_observations
from perdure.demos.schema import Arrays
from perdure.lifelong.algorithms.sequential import Sequential
from perdure.lifelong.batches import Windows, keys
from perdure.lifelong.config import RunConfig
from perdure.lifelong.flops import flops_per_update
from perdure.lifelong.generators import Generators
from perdure.lifelong.trainer import Schedule, Trainer
from perdure.policies import Batch
from perdure.policies.encoders.pixels import PixelEncoder

from . import gpu
from .plain import PlainWindows
from .report import processor
from .runner import pinned

SIZE, BATCH, LARGE, DEMOS, ROUNDS = 128, 32, 256, 8, 7
POLICIES = {"state_transformer": 64, "cnn_transformer": 64, "resnet_transformer": 4}  # with windows per update
Rates = dict[str, float]


def main(demos: int = DEMOS, rounds: int = ROUNDS) -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, pinned(1):
        collect("quickstart", folder, demos, tasks=[1])
        (path,) = Path(folder, "quickstart").glob("*.hdf5")
        images = cached_images(path, SIZE)  # while the file has none, as training on pixels makes it
        render_observations(path, SIZE)  # others need them in the file
        trainers = {name: _trainer(name, path, images, size) for name, size in POLICIES.items()}
        paths = medians(_paths(path, *trainers["resnet_transformer"]), rounds)
        ends = medians({key: call for name in POLICIES for key, call in _ends(name, *trainers[name]).items()}, rounds)
        text = _text(reader.info(path), paths, ends, trainers)
        if torch.cuda.is_available():
            device = torch.device("cuda")
            pairs = {name: _trainer(name, path, images, LARGE, device) for name in POLICIES if "state" not in name}
            text += "\n" + gpu.text(device, pairs)
    Path(__file__).with_name("training.md").write_text(text)
    print(text)


def medians(calls: Mapping[str, Callable[[], int]], rounds: int) -> Rates:
    """Return how many things per second each call does; the rounds alternate, and one more before them warms up."""
    rates: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds + 1):
        for name, call in calls.items():
            start = time.perf_counter()
            done = call()
            if number:
                rates[name].append(done / (time.perf_counter() - start))
    return {name: statistics.median(found) for name, found in rates.items()}


def _trainer(
    name: str, path: Path, images: Sequence[Arrays], size: int, device: torch.device | str = "cpu"
) -> tuple[Trainer, Windows]:
    """Return what trains a policy as it is by default on batches of a size, and its windows."""
    observation = "state" if name == "state_transformer" else "pixels"
    config = RunConfig(policy=name, observation=observation, image_size=SIZE)
    policy = policies.build(name, config.spec).to(device)
    others = reader.load(path, [key for key in keys(observation) if not key.endswith("_rgb")])
    seen: Sequence[Arrays] = images if observation == "pixels" else [{}] * len(others)
    episodes = [other | frames for other, frames in zip(others, seen, strict=True)]
    windows = Windows(episodes, "put it away", 1, policy, device)
    trainer = Trainer(policy, Sequential(), Schedule(10**6, size), Generators(0, device))
    trainer.begin(windows)
    return trainer, windows


def _paths(path: Path, trainer: Trainer, windows: Windows) -> dict[str, Callable[[], int]]:
    """Return our data path and a plain one: windows of ten steps, images as augmented floats."""
    encoder = trainer.policy.encoder
    assert isinstance(encoder, PixelEncoder)
    draw, augment = torch.Generator().manual_seed(0), torch.Generator().manual_seed(0)
    theirs = PlainWindows(path, trainer.policy.history)

    def ours() -> int:
        batch = windows.sample(BATCH, draw)
        for images in batch.images.values():
            encoder.prepared(images, augment)
        return BATCH

    return {"ours": ours, "plain": lambda: theirs.draw(BATCH, draw, augment)}


class _There(Windows):
    """Windows that are drawn already: what training would cost if data cost nothing."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    def sample(self, size: int, generator: torch.Generator) -> Batch:
        """Return the same windows again."""
        return self.batch


def _ends(name: str, trainer: Trainer, windows: Windows) -> dict[str, Callable[[], int]]:
    """Return training on windows that are gathered from the data set, and on windows that are there."""
    size = trainer.schedule.batch_size
    there = _There(windows.sample(size, torch.Generator().manual_seed(0)))
    updates = 1 if name == "resnet_transformer" else 5

    def train(data: Windows) -> int:
        trainer.run_until(trainer.step + updates, data)
        return updates * size

    return {name: lambda: train(windows), f"{name}, there": lambda: train(there)}


def _text(about: reader.Info, paths: Rates, ends: Rates, trainers: Mapping[str, tuple[Trainer, Windows]]) -> str:
    lines = [
        "# How fast training is",
        "",
        f"{datetime.date.today()}, {processor()}, one core, torch {torch.__version__}; {about.demos} demonstrations,",
        f"{about.steps} steps, two {SIZE}-pixel cameras. Medians of alternating rounds.",
        "",
        f"| the data path alone: {BATCH} windows of ten steps, augmented | windows per second | x plain |",
        "|---|--:|--:|",
        f"| h5py read per window, floats per window, as LIBERO | {paths['plain']:,.0f} | 1.0 |",
        f"| perdure | {paths['ours']:,.0f} | {paths['ours'] / paths['plain']:.1f} |",
        "",
        "| training | windows per update | GFLOP per update | windows per second | of the rate on data that is there |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, (trainer, windows) in trainers.items():
        size = trainer.schedule.batch_size
        flops = flops_per_update(trainer.policy, windows, size) / 1e9
        share = ends[name] / ends[f"{name}, there"]
        rate = f"{ends[name]:,.1f}" if ends[name] < 100 else f"{ends[name]:,.0f}"
        lines.append(f"| `{name}` | {size} | {flops:,.2f} | {rate} | {share:.0%} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
