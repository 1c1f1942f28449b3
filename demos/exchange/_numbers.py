"""Statistics as LeRobot's data sets hold them, exact for images too: of bytes a count of each value says all."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Stats = dict[str, NDArray[Any]]
QUANTILES = {"q01": 0.01, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q99": 0.99}


def of_rows(rows: NDArray[Any]) -> Stats:
    """Return the statistics of each column of rows (N, D), arrays (D,), and their count (1,)."""
    wide = rows.astype(np.float64)
    stats: Stats = {"min": wide.min(0), "max": wide.max(0), "mean": wide.mean(0), "std": wide.std(0)}
    stats["count"] = np.array([len(rows)])
    return stats | {name: np.quantile(wide, share, axis=0) for name, share in QUANTILES.items()}


def tally(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how often each byte occurs in each channel of images (N, H, W, 3): counts (3, 256)."""
    return np.stack([np.bincount(images[..., channel].ravel(), minlength=256) for channel in range(3)])


def of_tally(counts: NDArray[np.int64], images: int) -> Stats:
    """Return the statistics of images of which `tally` gave the counts, in [0, 1], arrays (3, 1, 1)."""
    values = np.arange(256) / 255
    shares = counts / counts.sum(axis=1, keepdims=True)
    mean = shares @ values
    total = np.cumsum(shares, axis=1)
    columns = {
        "min": values[(counts > 0).argmax(axis=1)],
        "max": values[255 - (counts[:, ::-1] > 0).argmax(axis=1)],
        "mean": mean,
        "std": np.sqrt(np.maximum(0, shares @ values**2 - mean**2)),
        **{name: values[(total < share).sum(axis=1).clip(max=255)] for name, share in QUANTILES.items()},
    }
    return {name: column.reshape(3, 1, 1) for name, column in columns.items()} | {"count": np.array([images])}
