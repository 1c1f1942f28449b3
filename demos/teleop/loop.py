"""The loop of a session: read the device, let the world go on, show it."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from ..schema import IMAGES
from .devices import Device
from .panel import Frame, Panel
from .session import STEP, Session


class Eyes:
    """Both cameras side by side, rendered when the world has changed."""

    def __init__(self, simulation: Any, size: int) -> None:
        from perdure.envs.rendering import LateRenderer

        self._simulation = simulation
        self._renderer = LateRenderer(simulation.model, size, "raster")

    def look(self) -> Frame:
        """Return what they see (size, 2 size, 3)."""
        return np.hstack([self._renderer.render(self._simulation.data, camera) for camera in IMAGES])


def run(session: Session, device: Device, panel: Panel, eyes: Eyes, demos: int | None) -> None:
    """Tick 20 times a second; where the machine is too slow for that, every other picture is left out, then time."""
    due, seen, skipping = time.monotonic(), 0, False
    while demos is None or session.kept < demos:
        session.tick(device.read())
        panel.show({**session.status(), "wanted": demos}, _numbers(session.observation))
        if session.moment != seen and not skipping:
            panel.show_picture(eyes.look())
            seen = session.moment
        due, now = due + STEP, time.monotonic()
        skipping = now > due and not skipping
        due = max(due, now)
        time.sleep(due - now)


def _numbers(observation: dict[str, Any]) -> dict[str, Any]:
    """Return an observation as JSON takes it."""
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in observation.items()}
