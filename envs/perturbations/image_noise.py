"""A noisy image sensor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .perturbation import Perturbation, Seen
from .pictures import Picture, each

DEVIATION = 50.0  # of 255


@dataclass(frozen=True)
class Change(Perturbation):
    """Adds noise to the pictures of both cameras.

    Description: normal noise, drawn anew for every pixel, channel and step.
    Magnitude: 1 is a standard deviation of 50, of 255.
    What it leaves alone: everything but pictures.
    """

    def observe(self, seen: Seen, rng: np.random.Generator) -> Seen:
        """Add the noise of this step."""

        def noisy(picture: Picture) -> Picture:
            noise = rng.standard_normal(picture.shape, np.float32) * np.float32(self.magnitude * DEVIATION)
            return np.clip(np.round(picture + noise), 0, 255).astype(np.uint8)

        return each(seen, noisy)
