"""How an update is computed: at which precision, in how many parts, compiled or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import torch

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.policies import Batch, Policy

PRECISIONS = ("auto", "fp32", "bf16")
_HEAD = "head"  # algorithms look at what goes into it, which compiled code would not show; and it is small


@dataclass(frozen=True)
class Execution:
    """What makes training fast or small, and changes its result by rounding alone.

    Attributes:
        precision: of the forward pass: `fp32`, or `bf16` where torch thinks it does no harm (autocast); `auto` is bf16
            on a GPU that has it, else fp32. Weights, gradients and their sums are always fp32.
        accumulate: parts that a batch is cut into, one after the other, so that less memory is needed.
        compile: whether what sees and what remembers is compiled, on a GPU.
        processes: that compute a batch together, see `parallel`.
    """

    precision: str = "auto"
    accumulate: int = 1
    compile: bool = False
    processes: int = 1

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            raise UnknownNameError("precision", self.precision, PRECISIONS)
        if self.accumulate < 1:
            raise PerdureError(f"accumulate={self.accumulate} must be at least 1.")

    def content(self) -> dict[str, Any]:
        """Return what differs from the defaults, so that the names of other runs stay as they are."""
        plain = asdict(Execution())
        changed = {key: value for key, value in asdict(self).items() if value != plain[key]}
        return {"execution": changed} if changed else {}

    def check(self, device: torch.device) -> None:
        """Make sure that a device can do it.

        Raises:
            PerdureError: it cannot.
        """
        if self.compile and device.type != "cuda":
            raise PerdureError(f"compile=true is for GPUs, but device={device}; leave it out.")
        if self.precision == "bf16" and device.type == "cuda" and not _has_bf16():
            raise PerdureError("precision=bf16 is not in this GPU's hardware; use precision=fp32.")

    def prepare(self, policy: Policy) -> None:
        """Have the policy compiled if that is wanted; its weights and their names stay as they are.

        Compiled code runs inside `update` alone: elsewhere algorithms watch single layers, and acting is the same as
        from a checkpoint.
        """
        if self.compile:
            compiled(policy)
            torch.compiler.set_stance("force_eager")

    @contextmanager
    def update(self, device: torch.device) -> Iterator[None]:
        """Compute the loss of an update in this way."""
        half = self.precision == "bf16" or (self.precision == "auto" and device.type == "cuda" and _has_bf16())
        with ExitStack() as opened:
            if half:
                opened.enter_context(torch.autocast(device.type, torch.bfloat16))
            if self.compile:
                opened.enter_context(torch.compiler.set_stance("default"))
            yield

    def parts(self, batch: Batch) -> list[tuple[Batch, float]]:
        """Return the parts of a batch, and the share of each in its loss, a mean over valid labels."""
        if self.accumulate == 1:
            return [(batch, 1.0)]
        pieces = torch.arange(len(batch), device=batch.mask.device).chunk(self.accumulate)
        parts = [batch.select(piece) for piece in pieces]
        counts = [labels(part) for part in parts]
        return [(part, count / max(1, sum(counts))) for part, count in zip(parts, counts, strict=True)]


def labels(batch: Batch) -> int:
    """Return the number of valid labels of a batch, which its loss is a mean over."""
    return 1 if batch.actions_mask is None else int(batch.actions_mask.sum())


def compiled(policy: Policy) -> None:
    """Compile the policy's parts but for its head, each when it is first used."""
    for name, part in policy.named_children():
        if name != _HEAD:
            for module in part if isinstance(part, torch.nn.ModuleList) else [part]:
                module.compile()


def _has_bf16() -> bool:
    return bool(torch.cuda.is_bf16_supported(including_emulation=False))
