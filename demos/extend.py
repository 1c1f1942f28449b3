"""Whether new demonstrations may join those of a file, and images for the old ones where the new ones have some."""

from __future__ import annotations

from perdure.envs.errors import PerdureError

from .rendering import render_observations
from .resume import Stored
from .settings import Settings


def give_images(settings: Settings, index: int, stored: Stored) -> None:
    """Render images for what a task's file holds, unless it has such as are asked for, or none are."""
    ours = (settings.image_size, settings.image_fingerprint.get("hash", ""))
    if stored.demos and settings.image_size and ours != (stored.image_size, stored.image_fingerprint):
        render_observations(settings.file(index), settings.image_size, settings.renderer, settings.tools)


def check_extensible(settings: Settings, index: int, stored: Stored) -> None:
    """Check that new demonstrations would be like those of a task's file.

    Raises:
        PerdureError: they would lack its images, or be of another physics.
    """
    path = settings.file(index)
    if stored.image_size and not settings.image_size:
        raise PerdureError(
            f"'{path}' has images and can't be extended without; add observation=pixels image_size={stored.image_size}."
        )
    ours = settings.fingerprint.get("hash", "")
    if stored.demos and stored.fingerprint != ours:
        raise PerdureError(
            f"'{path}' was collected with another physics (fingerprint {stored.fingerprint}, here {ours}) and can't be "
            "extended; collect into another folder with out=..."
        )
