"""OpenGL contexts without a window, made when the first picture is asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Protocol

import mujoco

from ..errors import PerdureError

# What each backend needs, as a Debian or Ubuntu user gets it.
REMEDIES = {
    "egl": "run `apt-get install -y libegl1 libgl1`",
    "osmesa": "run `apt-get install -y libosmesa6 libgl1`",
    "glfw": "start it where there is a display",
}


class Context(Protocol):
    """What MuJoCo's context classes have in common."""

    def make_current(self) -> None:
        """Bind the context to this thread."""

    def free(self) -> None:
        """Give it back."""


def backend() -> str:
    """Return the OpenGL backend in use: $MUJOCO_GL, or EGL on Linux and the system's window library elsewhere."""
    wanted = os.environ.get("MUJOCO_GL", "").lower()
    if not wanted or wanted in ("disable", "off", "0", "false", "no"):
        return "egl" if sys.platform.startswith("linux") else "glfw"
    if wanted not in REMEDIES:
        raise PerdureError(f"MUJOCO_GL is '{wanted}', which is no OpenGL backend. Known: {', '.join(REMEDIES)}.")
    return wanted


def open_context(model: mujoco.MjModel, width: int, height: int) -> tuple[Context, mujoco.MjrContext]:
    """Open an off-screen context and upload a model to it.

    Raises:
        PerdureError: the OpenGL libraries are missing or no device can be opened; the sentence says what to do.
    """
    name = backend()
    if name != "glfw":
        os.environ.setdefault("PYOPENGL_PLATFORM", name)
    try:
        context: Context = import_module(f"mujoco.{name}").GLContext(width, height)
        context.make_current()
        return context, mujoco.MjrContext(model, mujoco.mjtFontScale.mjFONTSCALE_100)
    except Exception as error:  # the libraries fail in many ways: ImportError, AttributeError, RuntimeError, FatalError
        raise PerdureError(
            f"No picture can be rendered: OpenGL backend '{name}' does not work here ({_first_line(error)}); "
            f"{REMEDIES[name]}, or choose another backend with MUJOCO_GL ({', '.join(REMEDIES)}). "
            "`perdure doctor` tells what works."
        ) from error


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:120]
