"""`-m`: one job for each combination of the swept values, handed to a launcher."""

from __future__ import annotations

from collections.abc import Sequence

from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra._internal.utils import create_config_search_path
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException

from perdure.envs.errors import PerdureError

from .hydra_app import CONF


def expand(words: Sequence[str]) -> list[list[str]]:
    """Return the overrides of every job that a sweep's overrides stand for.

    Hydra's whole grammar is understood: `seed=0,1`, `order=range(5)`, `algorithm=glob(*)`.

    Raises:
        PerdureError: the words cannot be read.
    """
    flags, overrides = split(words)
    loader = ConfigLoaderImpl(config_search_path=create_config_search_path(CONF))
    try:
        parsed = OverridesParser.create(config_loader=loader).parse_overrides(overrides)
        (jobs,) = BasicSweeper.split_arguments(parsed, max_batch_size=None)
    except HydraException as error:
        raise PerdureError(f"Cannot read the sweep: {str(error).splitlines()[0]}.") from None
    return [[*flags, *job] for job in jobs]


def split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split words into flags (with their values) and overrides; `-m` itself is dropped."""
    flags, overrides = [], []
    rest = [word for word in words if word not in {"-m", "--multirun"}]
    while rest:
        word = rest.pop(0)
        if word in {"--config-dir", "-cd"}:
            flags += [word, *rest[:1]]
            rest = rest[1:]
        elif word.startswith("-"):
            flags.append(word)
        else:
            overrides.append(word)
    return flags, overrides


def swept(job: Sequence[str], jobs: Sequence[Sequence[str]]) -> str:
    """Return what tells a job from the others: the overrides that not all of them share."""
    own = [word for word in job if not all(word in other for other in jobs)]
    return " ".join(own) or " ".join(job) or "defaults"
