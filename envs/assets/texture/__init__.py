"""Pictures made from numbers: wood, stone, metal, cloth, weave, walls, books, peels, labels. Row 0 is on top."""

from .cloth import carpet, cloth, rug
from .cover import COVER, EDGE, SPINE, cover
from .foam import foam
from .glaze import bands
from .label import CARTON, carton, tin
from .metal import brushed, coil
from .panel import glass, keypad
from .peel import CRUSTS, crust, peel
from .spines import SPINES, spines
from .stone import marble, tiles
from .terrazzo import terrazzo
from .toys import letter, pencils
from .wall import plaster, wallpaper
from .weave import CANES, weave
from .wood import planks, wood
from .wrap import rising, wrap

__all__ = [
    "CANES",
    "CARTON",
    "COVER",
    "CRUSTS",
    "EDGE",
    "SPINE",
    "SPINES",
    "bands",
    "brushed",
    "carpet",
    "carton",
    "cloth",
    "coil",
    "cover",
    "crust",
    "foam",
    "glass",
    "keypad",
    "letter",
    "marble",
    "peel",
    "pencils",
    "planks",
    "plaster",
    "rising",
    "rug",
    "spines",
    "terrazzo",
    "tiles",
    "tin",
    "wallpaper",
    "weave",
    "wood",
    "wrap",
]
