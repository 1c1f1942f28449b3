"""How fast robosuite's own Lift steps, with and without two cameras; run by .venv-peer's python.

Alone it measures a few rounds of each kind and prints one JSON line. With the name of a kind it measures one round for
each line of its input, so that its rounds and those of others can alternate, and answers 'memory' with the most memory
that the process has had [MB].
"""

from __future__ import annotations

import gc
import itertools
import json
import logging
import os
import resource
import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("MUJOCO_GL", "egl")
logging.disable(logging.WARNING)  # of robosuite, at every import and reset
import robosuite  # noqa: E402 - reads both

CAMERAS = ("agentview", "robot0_eye_in_hand")
STEPS = {"state": 200, "pixels": 20, "reset": 5}
ROUNDS = 5


class Lift:
    """Lift with robosuite's Panda and its default controller, 20 Hz, stepped by small random actions."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        pictures: dict[str, Any] = {"camera_names": list(CAMERAS), "camera_heights": 128, "camera_widths": 128}
        self.env = robosuite.make(
            "Lift",
            robots="Panda",
            has_renderer=False,
            has_offscreen_renderer=kind == "pixels",
            use_camera_obs=kind == "pixels",
            control_freq=20,
            horizon=10**9,
            hard_reset=kind == "reset",  # what it does on every reset by default
            **(pictures if kind == "pixels" else {}),
        )
        self.env.reset()
        self._random = np.random.default_rng(0)
        self.round()  # compiles and fills caches

    def round(self) -> float:
        """Return control steps or resets per second."""
        actions = self._random.uniform(-0.4, 0.4, (STEPS[self.kind], 7))
        start = time.perf_counter()
        if self.kind == "reset":
            for _ in actions:
                self.env.reset()
            return len(actions) / (time.perf_counter() - start)
        seen = [self.env.step(action)[0] for action in actions]
        rate = len(actions) / (time.perf_counter() - start)
        self._check(seen)
        self.env.reset()
        return rate

    def _check(self, seen: list[dict[str, NDArray[Any]]]) -> None:
        """Make sure that something moved and was drawn; robosuite would not say."""
        for key in ("robot0_joint_pos", *(f"{name}_image" for name in CAMERAS if self.kind == "pixels")):
            for before, after in itertools.pairwise(seen):
                assert not np.array_equal(before[key], after[key]), f"'{key}' does not change"
        assert np.isfinite(self.env.sim.get_state().flatten()).all()
        if self.kind == "pixels":
            last = [seen[-1][f"{name}_image"].astype(float) for name in CAMERAS]
            again = [self.env.sim.render(128, 128, camera_name=name).astype(float) for name in CAMERAS]
            for stored, drawn in zip(last, again, strict=True):
                assert stored.std() > 10, "a picture is empty"
                assert np.abs(stored - drawn).mean() < 10, "a picture is not of this moment"
            assert np.abs(last[0] - last[1]).mean() > 10, "both cameras show the same"


def main() -> None:
    """Measure and print."""
    # Collecting an old environment's context unbinds the live one's: nothing would be drawn from then on, silently.
    gc.disable()
    if len(sys.argv) > 1:
        lift = Lift(sys.argv[1])
        for line in sys.stdin:
            memory = line.strip() == "memory"
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if memory else lift.round(), flush=True)
    else:
        lifts = {kind: Lift(kind) for kind in STEPS}
        print(json.dumps({kind: _median([lift.round() for _ in range(ROUNDS)]) for kind, lift in lifts.items()}))


def _median(values: list[float]) -> float:
    return round(float(np.median(values)), 3)


if __name__ == "__main__":
    main()
