"""The keyboard of this machine through robosuite's `Keyboard`, which listens to all windows and needs X."""

from __future__ import annotations

from typing import Any

from perdure.envs.errors import PerdureError

from ..intent import Intent
from ..panel import Panel
from . import Legend
from ._robosuite import ARM, first_line, intent, motion, silence

_STEP, _TURN = 0.05, 0.1  # of robosuite's Keyboard for one key


def connect(panel: Panel) -> Keyboard:
    """Start to listen to the keyboard.

    Raises:
        PerdureError: there is no display, or pynput doesn't work here.
    """
    try:
        with silence():
            from robosuite.devices import keyboard
    except Exception as error:  # pynput fails with what its backends raise: ImportError, DisplayNameError
        raise PerdureError(
            f"device=keyboard needs pynput and an X display, which do not work here ({first_line(error)}); "
            "use device=browser, which needs neither."
        ) from error
    return Keyboard(panel, keyboard)


class Keyboard:
    """Lets a key act for as long as it is down; robosuite's class counts its presses, at the pace of auto-repeat."""

    at_page = False

    def __init__(self, panel: Panel, module: Any) -> None:
        self._panel, down = panel, set[Any]()

        class Held(module.Keyboard):  # type: ignore[misc]
            """Notes what is down instead of moving at once."""

            def on_press(self, key: Any) -> None:
                down.add(key)

            def on_release(self, key: Any) -> None:
                down.discard(key)
                super().on_release(key)

        self._down, self._press = down, module.Keyboard.on_press
        with silence():
            self.device = Held(ARM)
        self.device.start_control()
        self.legend: dict[str, Legend] = {
            "Keyboard of the machine that perdure runs on, in whichever window": [
                (["\u2191", "\u2193"], "away, towards you"),
                (["\u2190", "\u2192"], "left, right"),
                ([";", "."], "up, down"),
                (["o", "p"], "turn left, right"),
                (["y", "h"], "fingers swing away, towards you"),
                (["e", "r"], "fingers swing left, right"),
                (["Space"], "close or open the gripper"),
                (["q"], "next layout"),
            ]
        }

    def begin(self) -> None:
        """Open the gripper."""
        self.device.start_control()

    def read(self) -> Intent:
        """Return what the keys say that are down now."""
        reset = bool(self.device._reset_state)
        for key in list(self._down):
            self._press(self.device, key)
        state = self.device.get_controller_state()
        if reset:
            self.device.start_control()
        return intent(self._panel, state, motion(state, _STEP, _TURN), reset)

    def close(self) -> None:
        """Stop listening."""
        self.device.listener.stop()
