"""What a run keeps in a changed world: its success matrix clean and along every axis of perturbation."""

from .axes import asked, axes
from .numbers import numbers, worst
from .page import About, write

__all__ = ["About", "asked", "axes", "numbers", "worst", "write"]
