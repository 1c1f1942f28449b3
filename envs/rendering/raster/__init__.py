"""A software rasteriser for MuJoCo's models: no graphics library, the same picture on every machine.

A picture takes four steps, each a compiled kernel: `project` vertices, `cover` pixels with faces, `light` the vertices
of the faces that are seen, `shade` the pixels.
"""

from .renderer import RasterRenderer

__all__ = ["RasterRenderer"]
