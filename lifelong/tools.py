"""The world as a run sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from perdure.envs import load_suite

from . import demonstrations
from .backend import Backend
from .batches import Episode
from .config import RunConfig


@dataclass(frozen=True)
class Tools:
    """What a run takes from outside itself; tests put small things in their place.

    Attributes:
        suite: name -> suite with `.name`, `.hash` and `.tasks`, each with `.name` and `.instruction`.
        check: (config, suite, task) -> raises if the demonstrations cannot be used.
        demonstrations: (config, suite, task, progress) -> episodes; progress is called with what is rendered and all.
        backend: where episodes are run; None = the simulator.
    """

    suite: Callable[[str], Any] = load_suite
    check: Callable[[RunConfig, Any, int], None] = demonstrations.check
    demonstrations: Callable[[RunConfig, Any, int, Callable[[int, int], None]], Sequence[Episode]] = demonstrations.load
    backend: Backend | None = None
