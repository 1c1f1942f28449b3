"""A command as a Hydra application: words -> composed YAML -> typed knobs. Its errors become one sentence each."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException

from . import sentences
from .flags import split

CONF = "pkg://perdure.conf"
# Hydra keeps to itself: no folders of its own, no logs; a run directory says all there is to say about a run.
_QUIET = ("hydra.run.dir=.", "hydra.output_subdir=null", "hydra/job_logging=none", "hydra/hydra_logging=none")
Knobs = TypeVar("Knobs")


@dataclass(frozen=True)
class Composed(Generic[Knobs]):
    """The knobs of one job, and which file was chosen of each group."""

    knobs: Knobs
    choices: dict[str, str]


def compose(command: str, schema: type[Knobs], words: Sequence[str]) -> Composed[Knobs] | None:
    """Return the knobs that the words of the command line make of `conf/<command>.yaml`, checked against a dataclass.

    Returns:
        None where Hydra only printed something (`--cfg job`, `--info`).

    Raises:
        PerdureError: an unknown key or choice, or a value of the wrong type.
    """
    try:
        caught = _run_hydra(command, words)
        if caught is None:
            return None
        config, choices = caught
        _name_choices(config, choices)
        typed = OmegaConf.merge(OmegaConf.structured(schema), config)
        knobs = OmegaConf.to_object(typed)
    except (HydraException, OmegaConfBaseException) as error:
        raise sentences.condense(error, lambda kept: _known(command, kept), words) from None
    assert isinstance(knobs, schema)
    return Composed(knobs, choices)


def _run_hydra(command: str, words: Sequence[str]) -> tuple[DictConfig, dict[str, str]] | None:
    """Let Hydra compose. The work itself is done after it has returned, so that our tracebacks are ours."""
    caught: list[tuple[DictConfig, dict[str, str]]] = []

    def catch(config: DictConfig) -> None:
        choices = {key: value for key, value in HydraConfig.get().runtime.choices.items() if value}
        caught.append((config, choices))

    overrides, flags = split(words)
    with _arguments([f"perdure {command}", *_QUIET, *overrides, *flags]), _errors_raised():
        hydra.main(version_base="1.3", config_path=CONF, config_name=command)(catch)()
    return caught[0] if caught else None


def _name_choices(config: DictConfig, choices: dict[str, str]) -> None:
    """Give every choice of a group the name of its file, unless it says which thing it is a variant of."""
    with open_dict(config):
        for group, choice in choices.items():
            if OmegaConf.is_dict(config.get(group)):
                config[group].setdefault("name", choice)


def _known(command: str, words: Sequence[str]) -> Any:
    """Return the composed configuration as plain dictionaries; for listing what exists when a key is unknown."""
    caught = _run_hydra(command, words)
    return OmegaConf.to_container(caught[0]) if caught else {}


@contextlib.contextmanager
def _arguments(argv: list[str]) -> Iterator[None]:
    """Hydra reads the command line itself."""
    before, sys.argv = sys.argv, argv
    try:
        yield
    finally:
        sys.argv = before


@contextlib.contextmanager
def _errors_raised() -> Iterator[None]:
    """Make Hydra raise its errors instead of printing them."""
    before = os.environ.get("HYDRA_FULL_ERROR")
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["HYDRA_FULL_ERROR"]
        else:
            os.environ["HYDRA_FULL_ERROR"] = before
