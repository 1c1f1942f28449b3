"""The comparison of runs, as a page and as a table for the terminal."""

from .build import build
from .terminal import table

__all__ = ["build", "table"]
