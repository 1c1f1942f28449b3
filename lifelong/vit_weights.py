"""Weights of a standard vision transformer under the names of those who publish them, for `pretrained_vit`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from perdure.envs.errors import PerdureError
from perdure.policies.encoders.standard_vit import STYLES, StandardVit

from .vit_names import NAMINGS, Naming
from .weight_file import fitting, without_prefix

_OURS = ("points.", "softmax.", "out.")  # what follows on the transformer
_REGISTERS = ("register_tokens", "reg_token")  # of DINOv2 and transformers, and of timm


@torch.no_grad()
def give(eye: StandardVit, weights: Mapping[str, Tensor], path: Path) -> list[str]:
    """Give an eye the weights and return the names of what it was given.

    Positions are resampled (bicubic) from the file's grid to the eye's; of more blocks than it has it takes the first.

    Raises:
        PerdureError: the file is of no known kind, of other sizes or another style, or lacks a tensor.
    """
    own = _named(weights, path)
    _check(eye, own, path)
    wanted = {name: part for name, part in eye.named_parameters() if not name.startswith(_OURS)}
    own["place"] = _resampled(own["place"], len(wanted["place"]), path)
    like = f"a vision transformer of style={eye.style}"
    for name, part in wanted.items():
        part.copy_(fitting(own, name, part.shape, path, like, f"the file has {_sizes(own)}"))
    return list(wanted)


def _named(weights: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file by our names."""
    if any(name.endswith(_REGISTERS) for name in weights):
        raise PerdureError(f"backbone={path} has register tokens, which pretrained_vit has not; take weights without.")
    naming = next((one for one in NAMINGS if any(name.endswith(one.mark) for name in weights)), None)
    if naming is None:
        raise PerdureError(f"backbone={path} holds no vision transformer as DINOv2, CLIP, open_clip or timm name it.")
    theirs = without_prefix(weights, naming.mark)
    found = {ours: tensor for name, tensor in theirs.items() if (ours := _renamed(name, naming)) is not None}
    for kind in ("weight", "bias"):
        for number in _numbers(found):
            parts = [found.pop(f"blocks.{number}.{part}.{kind}", None) for part in naming.apart]
            if parts and all(part is not None for part in parts):
                found[f"blocks.{number}.attn.qkv.{kind}"] = torch.cat([part for part in parts if part is not None])
    missing = sorted({"patches.weight", "summary", "place"} - found.keys())
    if missing:
        raise PerdureError(f"backbone={path} has no '{naming.names[missing[0].partition('.')[0]]}'.")
    found["summary"] = found["summary"].flatten()
    return found


def _renamed(name: str, naming: Naming) -> str | None:
    """Return our name of a tensor; that of queries, keys and values stays for now; None for what we have not."""
    inside = re.match(rf"{re.escape(naming.blocks)}(\d+)\.(.+)", name)
    table, rest = (naming.inside, inside[2]) if inside else (naming.names, name)
    before = f"blocks.{inside[1]}." if inside else ""
    if inside and rest.rpartition(".")[0] in naming.apart:
        return before + rest
    for ours, theirs in table.items():
        for end in ("", ".weight", ".bias", "_weight", "_bias"):
            if rest == theirs + end:
                return before + ours + end.replace("_", ".")
    return None


def _numbers(found: Mapping[str, Tensor]) -> list[int]:
    """Return the numbers of the blocks."""
    return sorted({int(name.split(".")[1]) for name in found if name.startswith("blocks.")})


def _resampled(place: Tensor, count: int, path: Path) -> Tensor:
    """Return positions (count, D) of a summary and a square grid, from those of another one."""
    flat = place.flatten(0, -2).float()
    old, new = (round((number - 1) ** 0.5) for number in (len(flat), count))
    if old**2 + 1 != len(flat):
        raise PerdureError(f"backbone={path} has {len(flat)} positions, which are no summary and square grid.")
    grid = flat[1:].T.reshape(1, -1, old, old)
    resized = functional.interpolate(grid, (new, new), mode="bicubic") if new != old else grid
    return torch.cat([flat[:1], resized[0].flatten(1).T])


def _check(eye: StandardVit, found: Mapping[str, Tensor], path: Path) -> None:
    """Raise a PerdureError unless the eye is a network such as the file's, with as many blocks or fewer."""
    here = eye.patches.weight.shape
    same = found["patches.weight"].shape == here and eye.style in _styles(found)
    if not same or len(eye.blocks) > len(_numbers(found)):
        raise PerdureError(
            f"backbone={path} has {_sizes(found)}; the policy's encoder has inner={here[0]}, patch={here[-1]}, "
            f"depth={len(eye.blocks)}, style={eye.style}: give it those of the file (a smaller depth is fine)."
        )


def _styles(found: Mapping[str, Tensor]) -> list[str]:
    """Return the styles whose parts the file has; the kind of GELU and the colours cannot be told from it."""
    parts = "norm_first.weight" in found, "blocks.0.ls1.gamma" in found
    return [name for name, style in STYLES.items() if (style.first, style.scaled) == parts]


def _sizes(found: Mapping[str, Tensor]) -> str:
    inner, patch = (found["patches.weight"].shape[side] for side in (0, -1))
    styles = " or ".join(_styles(found)) or "none that is known"
    return f"inner={inner}, patch={patch}, depth={len(_numbers(found))}, style={styles}"
