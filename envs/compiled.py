"""How functions are compiled: at first use, and kept on disk for as long as no compiled function of perdure changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(**options: Any) -> Callable[[Function], Function]:
    """Compile a function by numba, with its options.

    numba notices changes of the function's own file only, by its time and size, and wheels have fixed times; so what
    is kept of a function that calls others would outlive an update of these. The sources of all are added to its stamp.
    """

    def decorate(function: Function) -> Function:
        made: Any = njit(cache=True, **options)(function)
        index = getattr(made._cache, "_cache_file", None)  # private, so it may go; a test watches it
        if index is not None:
            index._source_stamp = index._source_stamp, _sources()
        result: Function = made
        return result

    return decorate


@cache
def _sources() -> str:
    here = Path(__file__).parent
    texts = [path.read_bytes() for path in sorted([*here.glob("*.py"), *here.glob("rendering/raster/*.py")])]
    return hashlib.sha256(b"".join(text for text in texts if b"@compiled" in text or b"@kernel" in text)).hexdigest()
