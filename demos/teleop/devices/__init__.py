"""Devices, one file each; a file that defines `connect` is one, and its name is the word of `device=`."""

from __future__ import annotations

from typing import Protocol

from perdure.envs import registry

from ..intent import Intent
from ..panel import Panel

Legend = list[tuple[list[str], str]]
"""Keys, and what they do."""


class Device(Protocol):
    """What an operator has in the hands.

    Attributes:
        legend: title -> what the page says of how it is used.
        at_page: whether the page's own keys, mouse and gamepad drive.
    """

    legend: dict[str, Legend]
    at_page: bool

    def begin(self) -> None:
        """Take note that another episode begins: the gripper is open."""

    def read(self) -> Intent:
        """Return what the operator wants now; never waits."""

    def close(self) -> None:
        """Let go of the hardware."""


def devices() -> list[str]:
    """Return the names of all devices."""
    return registry.names(__name__, "connect")


def connect(name: str, panel: Panel) -> Device:
    """Connect to a device.

    Raises:
        UnknownNameError: there is none of that name.
        PerdureError: it isn't there, or what it needs isn't installed.
    """
    device: Device = registry.find(__name__, name, "device", "connect").connect(panel)
    return device
