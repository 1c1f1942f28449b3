"""How much of a GPU training uses; `python -m tests.benchmarks.training` calls it where there is one.

The ceiling is measured, not looked up: products of two large bf16 matrices, which no network exceeds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import torch
from torch.profiler import ProfilerActivity, profile

from perdure.lifelong.batches import Windows
from perdure.lifelong.flops import flops_per_update
from perdure.lifelong.trainer import Trainer

UPDATES, SHOWN = 20, 8
Pair = tuple[Trainer, Windows]


def text(device: torch.device, pairs: Mapping[str, Pair], side: int = 8192, updates: int = UPDATES) -> str:
    """Return the section about a device.

    Args:
        device: where the trainers' policies and windows are.
        pairs: policy -> what trains it, and on what.
        side: of the matrices whose product is the ceiling.
        updates: to measure and to profile.
    """
    top = ceiling(device, side)
    lines = [
        "| training on a GPU | windows per update | images per second | TFLOP per second | of the bf16 ceiling |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, (trainer, windows) in pairs.items():
        size, policy = trainer.schedule.batch_size, trainer.policy
        rate = updates / _seconds(device, lambda one=trainer, data=windows: _train(one, data, updates))  # type: ignore[misc]
        images = rate * size * policy.history * len(policy.cameras)
        done = rate * flops_per_update(policy, windows, size)
        lines.append(f"| `{name}` | {size} | {images:,.0f} | {done / 1e12:.2f} | {done / top:.1%} |")
    lines += ["", f"{_name(device)}; the ceiling, a product of bf16 matrices: {top / 1e12:.1f} TFLOP per second.", ""]
    for name, (trainer, windows) in pairs.items():
        lines += [f"Where the time of `{name}` goes:", "", "| operation | share |", "|---|--:|"]
        lines += [f"| {key} | {share:.1%} |" for key, share in parts(device, trainer, windows, updates)] + [""]
    return "\n".join(lines)


def ceiling(device: torch.device, side: int, products: int = 20) -> float:
    """Return the operations per second of products of square bf16 matrices."""
    a, b = (torch.randn(side, side, device=device, dtype=torch.bfloat16) for _ in range(2))

    def multiply() -> None:
        for _ in range(products):
            a @ b

    return products * 2 * side**3 / _seconds(device, multiply)


def parts(device: torch.device, trainer: Trainer, windows: Windows, updates: int) -> list[tuple[str, float]]:
    """Return the operations that take the most time themselves, and their share of all."""
    on_gpu = device.type == "cuda"
    kinds = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if on_gpu else [])]
    with profile(activities=kinds) as seen:
        _train(trainer, windows, updates)
        _wait(device)
    kind = "self_device_time_total" if on_gpu else "self_cpu_time_total"
    own = sorted(((event.key, getattr(event, kind)) for event in seen.key_averages()), key=lambda pair: -pair[1])
    total = sum(spent for _, spent in own)
    return [(key, spent / total) for key, spent in own[:SHOWN]]


def _train(trainer: Trainer, windows: Windows, updates: int) -> None:
    trainer.run_until(trainer.step + updates, windows)


def _seconds(device: torch.device, work: Callable[[], None]) -> float:
    """Return how long work takes the second time."""
    work()
    _wait(device)
    start = time.perf_counter()
    work()
    _wait(device)
    return time.perf_counter() - start


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)
