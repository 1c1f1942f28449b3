"""OpenGL contexts without a window, made when the first picture is asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Protocol

from ..errors import PerdureError

PACKAGES = "libegl1 libgl1 libglib2.0-0"
_BACKENDS = ("egl", "osmesa", "glfw")


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
    if wanted not in _BACKENDS:
        raise PerdureError(f"MUJOCO_GL is '{wanted}', which is no OpenGL backend. Known: {', '.join(_BACKENDS)}.")
    return wanted


def make_context(width: int, height: int) -> Context:
    """Make an off-screen context.

    Raises:
        PerdureError: the OpenGL libraries are missing or no device can be opened; the sentence says what to install.
    """
    name = backend()
    os.environ.setdefault("PYOPENGL_PLATFORM", name) if name != "glfw" else None
    try:
        context: Context = import_module(f"mujoco.{name}").GLContext(width, height)
    except (
        Exception
    ) as error:  # the libraries fail in many ways: ImportError, AttributeError, RuntimeError, ArgumentError
        raise PerdureError(
            f"No picture can be rendered: OpenGL backend '{name}' does not work here ({_first_line(error)}). On Debian or Ubuntu run "
            f"`apt-get install -y {PACKAGES}`, or choose another backend with MUJOCO_GL (egl, osmesa, glfw); "
            "`perdure doctor` tells what works."
        ) from error
    return context


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:120]
