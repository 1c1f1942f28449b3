"""Policies that live elsewhere: behind a websocket, or in another library."""

from __future__ import annotations

from .build import build, kinds
from .evaluation import External, evaluate
from .outside import Outside

__all__ = ["External", "Outside", "build", "evaluate", "kinds"]
