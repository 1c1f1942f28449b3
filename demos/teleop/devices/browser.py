"""The page itself: keys, dragging with the mouse, a gamepad, buttons."""

from __future__ import annotations

from ..inputs import gamepad, keys, mouse
from ..intent import ORDERS, Intent
from ..panel import Panel
from . import Legend

_PRESSES = {**keys.PRESSES, **gamepad.PRESSES}


def connect(panel: Panel) -> Browser:
    """Return the device whose reports come in at the panel."""
    return Browser(panel)


class Browser:
    """Adds up what keys, mouse and gamepad want."""

    at_page = True

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._closed = False
        self.legend: dict[str, Legend] = {"Keys": keys.LEGEND, "Mouse": mouse.LEGEND, "Gamepad": gamepad.LEGEND}

    def begin(self) -> None:
        """Open the gripper."""
        self._closed = False

    def read(self) -> Intent:
        """Return the sum of all inputs; each press of the gripper's button turns it round."""
        hands = self._panel.hands()
        motion, fine = keys.motion(hands.held), bool(keys.FINE & hands.held)
        if hands.drag:
            motion += mouse.motion(hands.drag)
        if hands.pad:
            motion += gamepad.motion(hands.pad)
            fine |= gamepad.fine(hands.pad)
        orders = []
        for press in self._panel.presses():
            order = _PRESSES.get(press, press)
            if order == "gripper":
                self._closed = not self._closed
            elif order in ORDERS:
                orders.append(order)
        return Intent(motion, self._closed, fine, tuple(orders))

    def close(self) -> None:
        """Do nothing: the page is the server's."""
