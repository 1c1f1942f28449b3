"""Pictures made from numbers: wood, stone, metal, weave, glazes and printed labels. Row 0 is on top."""

from .glaze import bands
from .label import CARTON, carton, tin
from .metal import brushed, coil
from .stone import marble, tiles
from .weave import CANES, weave
from .wood import planks, wood

__all__ = ["CANES", "CARTON", "bands", "brushed", "carton", "coil", "marble", "planks", "tiles", "tin", "weave", "wood"]
