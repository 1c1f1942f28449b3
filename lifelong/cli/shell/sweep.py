"""`-m`: one job for each combination of the swept values, handed to a launcher."""

from __future__ import annotations

from collections.abc import Sequence

from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra._internal.utils import create_config_search_path
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException

from perdure.envs.errors import PerdureError

from .flags import SWEEP, split
from .hydra_app import CONF


def expand(words: Sequence[str]) -> list[list[str]]:
    """Return the overrides of every job that a sweep's overrides stand for.

    Hydra's whole grammar is understood: `seed=0,1`, `order=range(5)`, `algorithm=glob(*)`.

    Raises:
        PerdureError: the words cannot be read.
    """
    overrides, flags = split(words)
    kept = [flag for flag in flags if flag not in SWEEP]
    loader = ConfigLoaderImpl(config_search_path=create_config_search_path(CONF))
    try:
        parsed = OverridesParser.create(config_loader=loader).parse_overrides(overrides)
        (jobs,) = BasicSweeper.split_arguments(parsed, max_batch_size=None)
    except HydraException as error:
        raise PerdureError(f"Cannot read the sweep: {str(error).splitlines()[0]}.") from None
    return [[*job, *kept] for job in jobs]


def swept(job: Sequence[str], jobs: Sequence[Sequence[str]]) -> str:
    """Return what tells a job from the others: the overrides that not all of them share."""
    own = [word for word in job if not all(word in other for other in jobs)]
    return " ".join(own) or " ".join(job) or "defaults"
