"""What robosuite's device classes need and give."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from ..intent import ORDERS, Intent, Motion
from ..panel import Panel

ARM = SimpleNamespace(robots=[SimpleNamespace(arms=["right"])])
"""All that the classes ask of an environment: one robot with one arm."""


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keep robosuite from printing its own table of keys and what it could not import, and from logging."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def first_line(error: Exception) -> str:
    """Return what pynput or hid says, without its advice."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def motion(state: dict[str, Any], step: float, turn: float) -> Motion:
    """Return the motion (6,) for a state of a device.

    Args:
        state: of `get_controller_state`.
        step: its `dpos` at full deflection.
        turn: its `raw_drotation` at full deflection.
    """
    # robosuite counts pitch before roll and yaw clockwise, as `Device.input2action` undoes
    roll, pitch, yaw = state["raw_drotation"]
    return np.concatenate([np.asarray(state["dpos"]) / step, np.array([pitch, roll, -yaw]) / turn])


def intent(panel: Panel, state: dict[str, Any], wanted: Motion, reset: bool) -> Intent:
    """Return the intent: the device's motion, gripper and reset (the next layout), and the page's buttons."""
    orders = [press for press in panel.presses() if press in ORDERS]
    if reset:
        orders.append("next")
    return Intent(wanted, bool(state["grasp"]), orders=tuple(orders))
