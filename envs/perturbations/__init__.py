"""Perturbations: typed changes of the world at evaluation, one file each, with a magnitude and a seed.

A file of this folder that defines a class `Change` is a perturbation, by the name of the file. `parse` reads them from
text such as `camera:0.5+light`; `perdure.envs.make(..., perturbation=...)` applies them.
"""

from .changes import UNCHANGED, Changes, changes
from .episode import Episode
from .perturbation import Perturbation
from .spec import NONE, Spec, names, parse

__all__ = ["NONE", "UNCHANGED", "Changes", "Episode", "Perturbation", "Spec", "changes", "names", "parse"]
