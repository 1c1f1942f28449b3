"""Triangle meshes made from numbers: revolved profiles, rounded boxes, tubes, and their union."""

from .box import box
from .combine import bounds, merge, moved, stretched, volume
from .faceted import faceted
from .facets import facets
from .lathe import cylinder, lathe
from .loft import loft
from .tube import tube

__all__ = [
    "bounds",
    "box",
    "cylinder",
    "faceted",
    "facets",
    "lathe",
    "loft",
    "merge",
    "moved",
    "stretched",
    "tube",
    "volume",
]
