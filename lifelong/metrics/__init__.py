"""Numbers about a stream of tasks, as pure functions of success rates."""

from .order import order_robustness
from .transfer import transfer

__all__ = ["order_robustness", "transfer"]
