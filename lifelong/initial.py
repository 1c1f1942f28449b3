"""Where a run's weights come from, if not from the seed: another run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from perdure.envs.errors import PerdureError
from perdure.policies import Policy, PolicySpec

from .checkpoint import describe
from .saved_run import open_run

_HEARING = ("instructions", "instructions_knobs", "language")  # of the spec: what no tensor's shape tells


@dataclass(frozen=True)
class Initial:
    """The last checkpoint of a run.

    Attributes:
        run: the run's directory.
        path: the checkpoint.
        suite: what the run learned.
        digest: SHA-256 of the checkpoint.
    """

    run: Path
    path: Path
    suite: str
    digest: str

    def content(self) -> dict[str, Any]:
        """Return what decides the result, wherever the run lies."""
        return {"suite": self.suite, "sha256": self.digest}

    def load(self, policy: Policy, spec: PolicySpec) -> None:
        """Give a policy the weights.

        Raises:
            PerdureError: the policies differ; the first tensor in which they do is named.
        """
        weights = load_file(self.path)
        _check_tensors(self.run, weights, policy.state_dict())
        there, here = describe(self.path)["spec"], asdict(spec)
        for key in _HEARING:
            if there[key] != here[key]:
                raise PerdureError(f"init={self.run}: its policy hears {key}={there[key]}, this one {here[key]}.")
        with torch.no_grad():
            policy.load_state_dict(weights)


def find(folder: Path) -> Initial:
    """Return the last checkpoint of a run.

    Raises:
        PerdureError: there is none, or it is only a part of what its algorithm acts with.
    """
    saved = open_run(folder)
    paths = sorted((saved.folder / "checkpoints").glob("task_*.safetensors"), key=_stage)
    if not paths:
        raise PerdureError(f"init={folder}: the run has no checkpoint yet; go on with the command that began it.")
    if paths[-1].with_suffix("").exists():
        raise PerdureError(
            f"init={folder}: {saved.algorithm} acts with other weights on every task, and its checkpoint is none of "
            "them; start from a run of `perdure pretrain`."
        )
    digest = hashlib.sha256(paths[-1].read_bytes()).hexdigest()
    return Initial(saved.folder, paths[-1], saved.suite, digest)


def _stage(path: Path) -> int:
    return int(path.stem.removeprefix("task_"))


def _check_tensors(run: Path, there: Mapping[str, Tensor], here: Mapping[str, Tensor]) -> None:
    for name in [*here, *there]:
        sizes = [tuple(weights[name].shape) if name in weights else None for weights in (there, here)]
        if sizes[0] != sizes[1]:
            said = [f"has '{name}' {size}" if size is not None else f"has no '{name}'" for size in sizes]
            raise PerdureError(f"init={run}: its policy {said[0]}, this one {said[1]}; take the same policy and knobs.")
