"""Triangle meshes made from numbers: revolved profiles, rounded boxes, tubes, and their union."""

from .box import box
from .combine import bounds, merge, moved, volume
from .lathe import cylinder, lathe
from .tube import tube

__all__ = ["bounds", "box", "cylinder", "lathe", "merge", "moved", "tube", "volume"]
