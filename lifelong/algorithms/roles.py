"""How each tensor of a policy is kept from one task to the next; no tensor may be forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from perdure.envs.errors import PerdureError
from perdure.policies import Policy


class Role(Enum):
    """What may happen to a tensor of the policy while a later task is learned."""

    SHARED = "shared"  # it changes, and old tasks act with the changed one
    PROTECTED = "protected"  # only in entries or directions that old tasks do not use
    PER_TASK = "per task"  # every task acts with its own copy


def by_axes(policy: Policy, matrices: Role, vectors: Role) -> dict[str, Role]:
    """Return a role for weights with two axes or more (layers, recurrences, tokens) and one for the rest.

    The rest is small and is what shifts and scales: biases, the scale and shift of normalisation layers, temperatures.
    """
    return {name: matrices if tensor.ndim >= 2 else vectors for name, tensor in policy.state_dict().items()}


def check(policy: Policy, roles: Mapping[str, Role]) -> None:
    """Make sure that every tensor has a role, and that none is changed behind the optimiser's back.

    Raises:
        PerdureError: a tensor without a role, or running statistics (as BatchNorm's), which no algorithm could keep.
    """
    tensors = policy.state_dict()
    if missing := sorted(tensors.keys() ^ roles.keys()):
        raise PerdureError(f"The algorithm gives no role to '{missing[0]}' of the policy, or to one it does not have.")
    statistics = [name for name in tensors if name.rpartition(".")[2] in {"running_mean", "running_var"}]
    if statistics:
        raise PerdureError(
            f"'{statistics[0]}' is changed by looking at data, so what is learned later leaks into old tasks; "
            "use GroupNorm or LayerNorm."
        )
