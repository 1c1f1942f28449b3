"""Relearning: how many updates bring a forgotten skill back, against learning it from the run's first weights."""

from .numbers import metrics, numbers
from .page import write
from .settings import Arm, Settings, ledger

__all__ = ["Arm", "Settings", "ledger", "metrics", "numbers", "write"]
