"""MuJoCo, imported so that a broken OpenGL backend hurts those only who want pictures."""

from __future__ import annotations

import os


def load() -> None:
    """Import mujoco; where the backend that $MUJOCO_GL names is missing, which breaks the import, without one."""
    try:
        import mujoco
    except ModuleNotFoundError:
        raise
    except Exception:  # AttributeError, ImportError, ArgumentError: it depends on what is missing
        wanted = os.environ["MUJOCO_GL"]
        os.environ["MUJOCO_GL"] = "disable"
        try:
            import mujoco  # noqa: F401
        finally:
            os.environ["MUJOCO_GL"] = wanted


load()
