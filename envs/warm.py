"""Compiles what is compiled at first use, so that nobody waits for it later: `python -m perdure.envs.warm`."""

from __future__ import annotations

import time

import numpy as np

from .api import make_vector

_PROBE = ("quickstart", 0)


def warm() -> float:
    """Do once everything that environments do; return the seconds, about 20 the first time, 1 from then on.

    The compiled code is kept beside the sources, or in numba's cache folder where these cannot be written to.
    """
    start = time.perf_counter()
    for observation in ("state", "both"):
        lanes = make_vector(*_PROBE, 2, 2, observation=observation)
        lanes.reset(options={"init_state": 0, "split": "val"})
        lanes.step(np.zeros((2, 7), np.float32))
        lanes.envs[0].step(np.zeros(7, np.float32))
        lanes.close()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(f"Compiled what perdure.envs compiles at first use: {warm():.0f} s.")
