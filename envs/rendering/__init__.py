"""Pictures of a simulation."""

from .cameras import camera_name
from .late import LateRenderer
from .renderer import RENDERERS, Renderer, open_renderer

__all__ = ["RENDERERS", "LateRenderer", "Renderer", "camera_name", "open_renderer"]
