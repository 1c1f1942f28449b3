"""Sizes that a network cannot have, told in one sentence."""

from __future__ import annotations

from .errors import PolicyError


def at_least_one(block: str, **sizes: int) -> None:
    """Raise a PolicyError unless every size is a whole number of at least 1."""
    for name, size in sizes.items():
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise PolicyError(f"{block}: {name}={size}, but it must be a whole number of at least 1.")


def shared_equally(block: str, heads: int, **widths: int) -> None:
    """Raise a PolicyError unless every width is a multiple of the number of attention heads."""
    at_least_one(block, heads=heads, **widths)
    for name, width in widths.items():
        if width % heads:
            raise PolicyError(f"{block}: {name}={width} cannot be shared equally among heads={heads}; take a multiple.")
