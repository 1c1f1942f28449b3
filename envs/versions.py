"""Which versions of MuJoCo are sound."""

from __future__ import annotations

import mujoco

from .errors import PerdureError

# Sleeping islands came with 3.4, but before 3.11 some things do not come to rest, and before 3.12 distances within a
# contact margin are not to be relied on, so that the expert finds no way.
_OLDEST = (3, 12)
_UNSOUND = {"4.0.0": "it computes wrong accelerations with sparse constraint Jacobians"}


def check_mujoco(version: str = mujoco.__version__) -> None:
    """Raise PerdureError when the installed MuJoCo is one that perdure must not run on."""
    if version in _UNSOUND:
        raise PerdureError(
            f"MuJoCo {version} is refused: {_UNSOUND[version]}. Install one with `pip install 'mujoco<4'`."
        )
    numbers = tuple(int(part) for part in version.split(".")[:2])
    if numbers < _OLDEST:
        raise PerdureError(f"MuJoCo {version} is too old, 3.12 is the oldest: `pip install 'mujoco>=3.12,<4'`.")
