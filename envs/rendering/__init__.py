"""Pictures of a simulation."""

from .renderer import Renderer

__all__ = ["Renderer"]
