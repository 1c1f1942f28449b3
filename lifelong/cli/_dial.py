"""What `perdure dial` is going to do: a suite and its runs for every setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from perdure.envs.errors import PerdureError, UnknownNameError

from .shell import study

if TYPE_CHECKING:
    from ..config import RunConfig
    from .dial import Dial
    from .generate import Generate
    from .shell.launchers import Job

_SET_HERE = ("name", "tasks", "seed", "overwrite")


@dataclass(frozen=True)
class Setting:
    """One point of the dial: what was asked for, how its suite is made, and its runs: (algorithm, run, job)."""

    asked: float
    suite: Generate
    runs: Sequence[tuple[str, RunConfig, Job]]


def settings(knobs: Dial, making: Sequence[str], words: Sequence[str]) -> list[Setting]:
    """Return all there is to do, by the overlap that is asked for; a wrong word is noticed here.

    Args:
        knobs: what is special to this command.
        making: what every `perdure generate` gets.
        words: what every `perdure train` gets.

    Raises:
        PerdureError: a choice that does not exist or fit.
    """
    from perdure.envs.generation.overlap import AXES

    from ..dial import suite_name, values

    if knobs.axis not in AXES:
        raise UnknownNameError("axis", knobs.axis, AXES)
    if knobs.tasks < 2:
        raise PerdureError(f"tasks={knobs.tasks} must be at least 2: a single task has nothing to overlap with.")
    algorithms, seeds = study.chosen(knobs.algorithms), study.numbered(knobs.seeds)
    found = []
    for value in values(knobs.points):
        suite = _suite(knobs, making, value)
        suite.name = suite_name(knobs.axis, value, asdict(suite))
        runs = [_planned(suite.name, name, seed, words) for seed in seeds for name in algorithms]
        found.append(Setting(value, suite, runs))
    return found


def _suite(knobs: Dial, making: Sequence[str], value: float) -> Generate:
    """Return the knobs of a point's `perdure generate`; other scenes are there where they are what is turned."""
    from .generate import Generate
    from .shell.hydra_app import compose

    for word in making:
        if word.partition("=")[0] in _SET_HERE:
            raise PerdureError(f"'generate.{word}' is set by `perdure dial` itself; it has keys of its own for it.")
    scene = ["scene=any"] if knobs.axis == "scenes" else []
    ours = ["name=dial", f"tasks={knobs.tasks}", f"seed={knobs.draw}", f"overlap.{knobs.axis}={value}"]
    composed = compose("generate", Generate, [*scene, *making, *ours])
    if composed is None:
        raise PerdureError("`perdure dial` has nothing to print; ask `perdure generate --cfg job`.")
    return composed.knobs


def _planned(suite: str, algorithm: str, seed: int, words: Sequence[str]) -> tuple[str, RunConfig, Job]:
    from .shell.launchers import Job
    from .train import configuration

    own = (f"suite={suite}", f"algorithm={algorithm}", f"seed={seed}")
    config = configuration(study.training([*words, *own], "dial"))
    return algorithm, config, Job(f"{suite} {algorithm} seed {seed}", (*words, *own))
