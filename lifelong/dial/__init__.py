"""The forgetting dial: what it does to transfer and forgetting that tasks have more and more in common."""

from .numbers import Point, numbers
from .page import write
from .points import suite_name, values

__all__ = ["Point", "numbers", "suite_name", "values", "write"]
