"""A SpaceMouse through robosuite's `SpaceMouse`."""

from __future__ import annotations

from typing import Any

from perdure.envs.errors import PerdureError

from ..intent import Intent
from ..panel import Panel
from . import Legend
from ._robosuite import ARM, first_line, intent, motion, silence

_FULL = 0.005  # of robosuite's SpaceMouse at full deflection, for both moving and turning
_DEAD = 0.1  # share of full deflection below which a puck counts as let go


def connect(panel: Panel) -> SpaceMouse:
    """Connect to the SpaceMouse that is plugged in.

    Raises:
        PerdureError: there is none, or what robosuite's class needs is missing.
    """
    try:
        with silence():
            from robosuite.devices import spacemouse
    except Exception as error:  # pynput fails with what its backends raise; hid with ImportError
        raise PerdureError(
            "device=spacemouse needs the package hidapi (`pip install hidapi`) and, for pynput, an X display; here: "
            f"{first_line(error)}"
        ) from error
    return SpaceMouse(panel, spacemouse)


class SpaceMouse:
    """Moves as the puck is pushed; the left button held closes the gripper, the right one asks for the next layout."""

    at_page = False
    legend: dict[str, Legend] = {  # noqa: RUF012 - it is not changed
        "SpaceMouse": [
            (["push"], "away, towards you, left, right"),
            (["lift", "press"], "up, down"),
            (["twist"], "turn"),
            (["tilt"], "fingers swing"),
            (["left button"], "held: the gripper is closed"),
            (["right button"], "next layout"),
        ]
    }

    def __init__(self, panel: Panel, module: Any) -> None:
        self._panel = panel
        try:
            with silence():
                self.device = module.SpaceMouse(ARM)
        except OSError as error:
            raise PerdureError(
                f"No SpaceMouse could be opened ({error}); plug it in, and on Linux let a udev rule give you its "
                "/dev/hidraw file."
            ) from error
        self.device.start_control()

    def begin(self) -> None:
        """Open the gripper, and listen again after the right button, which makes robosuite's class stop."""
        self.device.start_control()

    def read(self) -> Intent:
        """Return how the puck is pushed now."""
        state = self.device.get_controller_state()
        wanted = motion(state, _FULL, _FULL)
        wanted[abs(wanted) < _DEAD] = 0.0
        if state["reset"]:
            self.device.start_control()
        return intent(self._panel, state, wanted, bool(state["reset"]))

    def close(self) -> None:
        """Stop listening to the keyboard, which robosuite's class does besides."""
        self.device.listener.stop()
