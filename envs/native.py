"""MuJoCo's C functions, for compiled code: no interpreter, no lock, between one physics step and the next.

A function gets the addresses of `MjModel` and `MjData` (`model._address`, `data._address`) and works on the memory that
their arrays show. Symbols are looked up by name when compiled code is loaded, so that numba can cache it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import llvmlite.binding
import mujoco
from numba import types

from .errors import PerdureError


def _load() -> None:
    folder = Path(mujoco.__file__).parent
    found = sorted(folder.glob("libmujoco*"))  # .so on Linux, .dylib on macOS
    if not found:
        raise PerdureError(f"MuJoCo's library is not in '{folder}'; `pip install --force-reinstall mujoco` brings it.")
    llvmlite.binding.load_library_permanently(str(found[0]))


_load()
_STEP = types.void(types.intp, types.intp)
mj_step1: Any = types.ExternalFunction("mj_step1", _STEP)
mj_step2: Any = types.ExternalFunction("mj_step2", _STEP)
