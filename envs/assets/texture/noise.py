"""Random fields that repeat without a seam, and colours mixed by them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Field = NDArray[np.float64]


def noise(rng: np.random.Generator, shape: tuple[int, int], smooth: tuple[float, float], rough: float = 1.5) -> Field:
    """Return a field of zero mean and unit deviation, periodic in both directions.

    White noise filtered in the Fourier domain: amplitude (1 + |k|^2)^(-rough / 2), with k in waves per picture times
    `smooth`.

    Args:
        rng: source of the noise.
        shape: (rows, columns).
        smooth: along rows' index and columns' index; larger is smoother in that direction.
        rough: how quickly fine detail fades.
    """
    rows, columns = shape
    down = np.fft.fftfreq(rows)[:, None] * rows * smooth[0]
    across = np.fft.rfftfreq(columns)[None, :] * columns * smooth[1]
    spectrum = np.fft.rfft2(rng.standard_normal(shape)) * (1 + down**2 + across**2) ** (-rough / 2)
    spectrum[0, 0] = 0
    field: Field = np.fft.irfft2(spectrum, s=shape)
    field /= field.std()
    return field


def mix(low: Sequence[float], high: Sequence[float], share: Field) -> Image:
    """Return the picture that goes from one colour (share 0) to another (share 1)."""
    part = np.clip(share, 0, 1)[..., None]
    return to_bytes(np.asarray(low) * (1 - part) + np.asarray(high) * part)


def to_bytes(colours: Field) -> Image:
    """Turn colours 0..1 into a read-only picture of bytes."""
    image: Image = np.clip(np.round(colours * 255), 0, 255).astype(np.uint8)
    image.setflags(write=False)
    return image
