"""The world: generated kitchens, a robot, tasks and suites, as gymnasium environments."""

from . import physics  # noqa: F401 - first: everything below imports mujoco
from .api import make, make_vector, register_environments, spec
from .bddl import read as read_bddl
from .environment import TaskEnv
from .errors import PerdureError, UnknownNameError
from .suite import Suite, load_suite, suites
from .task import Atom, Task

__all__ = [
    "Atom",
    "PerdureError",
    "Suite",
    "Task",
    "TaskEnv",
    "UnknownNameError",
    "load_suite",
    "make",
    "make_vector",
    "read_bddl",
    "spec",
    "suites",
]

register_environments()
