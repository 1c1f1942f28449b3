"""Everything is more slippery, or less."""

from __future__ import annotations

from dataclasses import dataclass

import mujoco
import numpy as np

from .perturbation import Perturbation

FACTOR = 2.0


@dataclass(frozen=True)
class Change(Perturbation):
    """Changes the friction of everything that touches.

    Description: of things, fixtures, the table and the fingers alike, since the greater friction of two counts; whether
        it is more or less is drawn.
    Magnitude: 1 multiplies or divides the coefficients by 2; in between, by 2 to the power of the magnitude.
    What it leaves alone: the friction of joints, masses, everything that is seen at the start.
    """

    def model(self, model: mujoco.MjModel, rng: np.random.Generator) -> None:
        """Scale the coefficients of all shapes."""
        model.geom_friction *= FACTOR ** (self.magnitude * float(rng.choice((-1.0, 1.0))))
