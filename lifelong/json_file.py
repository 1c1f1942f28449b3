"""Writing numbers to a JSON file, whole or not at all."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from perdure.demos.atomic import replacing


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write a file; what is not known, or infinite, is null there."""
    with replacing(path) as draft:
        draft.write_text(json.dumps(_plain(content), indent=1, allow_nan=False) + "\n")


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it: no NaN, no infinity, keys are text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
