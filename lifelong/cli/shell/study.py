"""What the commands share that train many runs: words, seeds, and training what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from perdure.envs.errors import PerdureError

from . import screen
from .flags import key
from .progress import board

if TYPE_CHECKING:
    from pathlib import Path

    from ...config import RunConfig
    from ..train import Train
    from .launchers import Job


def listed(word: str) -> str:
    """Return algorithm=er,sequential, or algorithms= so, as the list that it means where algorithms are compared."""
    name, _, value = word.partition("=")
    return f"algorithms=[{value.removeprefix('[').removesuffix(']')}]" if name in ("algorithm", "algorithms") else word


def chosen(names: Sequence[str]) -> list[str]:
    """Return the algorithms that are meant, each once; `all` stands for every one there is.

    Raises:
        PerdureError: there are none.
    """
    from ...algorithms import algorithms

    if not names:
        raise PerdureError("algorithms=[] leaves nothing to train.")
    return list(dict.fromkeys(each for name in names for each in (algorithms() if name == "all" else [name])))


def refuse(words: Sequence[str], command: str, instead: Mapping[str, str]) -> None:
    """Refuse words for a single run where a command makes many.

    Raises:
        PerdureError: one of the keys of `instead` is among the words; its value says what to type.
    """
    for word in words:
        if key(word) in instead:
            raise PerdureError(f"'{word}' is for one run; `perdure {command}` makes many: say {instead[key(word)]}...")


def numbered(given: Any) -> list[int]:
    """Return the seeds that a number of them, or a list, stands for.

    Raises:
        PerdureError: neither of them.
    """
    seeds = list(range(given)) if isinstance(given, int) else given
    if not isinstance(seeds, list) or not seeds or not all(isinstance(seed, int) for seed in seeds):
        raise PerdureError(f"seeds={given} is neither a number of at least 1 nor numbers as in seeds=[0,7].")
    return list(dict.fromkeys(seeds))


def training(words: Sequence[str], command: str) -> Train:
    """Return the knobs of a `perdure train`; a wrong word is noticed here, before anything is done.

    Raises:
        PerdureError: a wrong word, or one that only asks for something to be printed.
    """
    from ..train import Train
    from .hydra_app import compose

    composed = compose("train", Train, words)
    if composed is None:
        raise PerdureError(f"`perdure {command}` has nothing to print; ask `perdure train --cfg job`.")
    return composed.knobs


def demonstrations(config: RunConfig, workers: int) -> None:
    """Make what the demonstrations of a run lack.

    Raises:
        PerdureError: not all could be made; what was made is kept.
    """
    from ..collect import Collect, gather
    from .hydra_app import compose

    words = [f"demos_per_task={config.demos_per_task}", f"workers={workers}"]
    composed = compose("collect", Collect, words)
    assert composed is not None
    knobs = composed.knobs
    knobs.suite, knobs.robot, knobs.out = config.suite, config.robot, str(config.demos)
    seen = {"name": config.observation, "image_size": config.image_size, "renderer": config.renderer}
    knobs.observation = seen
    gather(knobs)


def train_missing(planned: Sequence[tuple[Job, Path]], launcher: Mapping[str, Any]) -> None:
    """Make the runs, each a job of `perdure train` with its folder, that have not finished.

    Raises:
        PerdureError: runs that failed.
    """
    from ...results import finished
    from .launchers import launch, report
    from .together import Together

    missing = [job for job, folder in planned if not finished(folder)]
    known = f", {len(planned) - len(missing)} of them are there" if len(missing) < len(planned) else ""
    screen.say(f"{len(planned)} runs{known}.")
    if missing:
        with board() as shown:
            outcomes = launch("train", missing, Together(shown, "runs", len(missing)), launcher)
        report(missing, outcomes, said=False)
