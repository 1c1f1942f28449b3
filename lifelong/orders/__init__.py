"""How much the order of the tasks matters: which orders to try, what came of them, and a page about it."""

from .designs import design, spelt
from .page import write
from .study import Study

__all__ = ["Study", "design", "spelt", "write"]
