"""A picture of how long demonstrations are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten

import numpy as np

from .atomic import replacing

_CONTROL_STEP = 0.05  # [s]
_ROW, _HEAD, _WIDTH = 0.42, 1.25, 9.0  # inches
_INK, _BAR, _LINE = "#22303a", "#187a74", "#e08a1e"
_BINS, _LETTERS = 60, 56


def draw_lengths(lengths: Sequence[tuple[str, Sequence[int]]], path: Path, title: str) -> None:
    """Write a PNG with a histogram of each task's demonstrations, below one another with one axis.

    Args:
        lengths: for each task its label and the steps of each demonstration.
        path: of the picture.
        title: above it.
    """
    from matplotlib.figure import Figure

    count = len(lengths)
    figure = Figure(figsize=(_WIDTH, _HEAD + _ROW * count), dpi=110)
    axes = np.atleast_1d(figure.subplots(count, 1, sharex=True))
    longest = max(max(steps) for _, steps in lengths)
    bins = np.linspace(0, longest * 1.02, _BINS + 1)
    for axis, (label, steps) in zip(axes, lengths, strict=True):
        axis.hist(steps, bins, color=_BAR)
        axis.axvline(float(np.median(steps)), color=_LINE, linewidth=1.4)
        axis.set_xlim(0, bins[-1])
        axis.set_yticks([])
        axis.spines[["top", "left", "right"]].set_visible(False)
        axis.spines["bottom"].set_color("#c8d0d0")
        axis.tick_params(colors=_INK, labelsize=8, length=2)
        axis.text(
            -0.01,
            0.1,
            shorten(label, _LETTERS, placeholder=" …"),
            transform=axis.transAxes,
            ha="right",
            fontsize=8,
            color=_INK,
        )
        said = f"{np.median(steps):.0f} ({len(steps)})"
        axis.text(1.01, 0.1, said, transform=axis.transAxes, ha="left", fontsize=8, color=_INK)
    axes[-1].set_xlabel(f"steps of {1000 * _CONTROL_STEP:.0f} ms; line and number: median (demonstrations)", fontsize=8)
    top = 1 - 0.45 / (_HEAD + _ROW * count)
    bottom = 0.55 / (_HEAD + _ROW * count)
    figure.subplots_adjust(left=0.38, right=0.9, top=top, bottom=bottom, hspace=0.25)
    figure.text(0.02, 1 - 0.25 / (_HEAD + _ROW * count), title, fontsize=10, color=_INK, weight="bold")
    with replacing(path) as draft:
        figure.savefig(draft, format="png")
