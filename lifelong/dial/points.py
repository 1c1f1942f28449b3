"""Where the dial is set, and the suites that stand for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from perdure.envs.errors import PerdureError

_ELSEWHERE = ("name", "spec", "workers", "overwrite")  # say how a suite is made, not what it is


def values(points: object) -> list[float]:
    """Return the overlaps to ask for: so many from 0 to 1, or those given.

    Raises:
        PerdureError: neither a number of at least 2 nor numbers from 0 to 1.
    """
    if isinstance(points, int) and not isinstance(points, bool) and points >= 2:
        return [round(float(value), 4) for value in np.linspace(0, 1, points)]
    if isinstance(points, list) and points and all(_is_share(value) for value in points):
        return sorted({float(value) for value in points})
    raise PerdureError(f"points={points} is neither a number of at least 2 nor overlaps from 0 to 1 as in [0,0.5,1].")


def suite_name(axis: str, value: float, recipe: Mapping[str, Any]) -> str:
    """Return the name of the suite of a point; another recipe has another name, so what is there is what is meant."""
    content = {key: recipe[key] for key in recipe if key not in _ELSEWHERE}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]
    return f"dial_{axis}_{round(1000 * value):04d}_{digest}"


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
