"""Which perturbations are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from perdure.envs.errors import PerdureError
from perdure.envs.perturbations import NONE, Perturbation, names, parse

ALL = "all"
_HOOKS = ("task", "scene", "asset", "model", "layout", "add", "begin", "observe", "act")
_PICTURES = {"scene", "observe"}  # what only has these hooks changes pictures and nothing else


def axes(observation: str) -> list[str]:
    """Return every perturbation that a policy can notice which sees `state` or `pixels`, in the canonical text."""
    parts = [part for name in names() for part in parse(name).parts]
    return [str(part) for part in parts if observation == "pixels" or _hooks(part) - _PICTURES]


def asked(given: object, observation: str) -> list[str]:
    """Return the perturbations, in their canonical text, that a user's word or list of words stands for.

    `all`, or a list, is a comparison with the world as it is: then `none` comes first.

    Raises:
        PerdureError: a perturbation that can't be.
    """
    if given == ALL:
        return [NONE, *axes(observation)]
    if isinstance(given, str):
        return [str(parse(given))]
    if not isinstance(given, Sequence) or not given or not all(isinstance(word, str) for word in given):
        raise PerdureError(
            f"perturbation={given} is no perturbation, no list of them as in [camera,light], and not all."
        )
    return list(dict.fromkeys([NONE, *(str(parse(word)) for word in given)]))


def _hooks(part: Perturbation) -> set[str]:
    """Return the hooks of a perturbation that do something."""
    return {hook for hook in _HOOKS if getattr(type(part), hook) is not getattr(Perturbation, hook)}
