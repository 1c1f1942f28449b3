"""How the kernels are compiled: without the GIL, and to the same bits everywhere (no fast mathematics)."""

from collections.abc import Callable
from typing import Any, TypeVar

from ...compiled import compiled

Function = TypeVar("Function", bound=Callable[..., Any])

# Divisions by zero give infinities, as in numpy; checking for them would cost a branch each. Without numba's runtime
# (_nrt) no kernel can allocate memory, hence the scratch arrays, but arrays need no reference counts either, which took
# a fifth of the time.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


def kernel(function: Function) -> Function:
    """Compile a function when it is first called."""
    return compiled(**_OPTIONS)(function)
