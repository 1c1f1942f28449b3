"""What all pages share: how templates are filled in, and the style."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .colours import shades

_HERE = Path(__file__).resolve().parent


def environment(folder: Path) -> Environment:
    """Return what fills in the templates of a folder; words from outside are escaped, unknown names are errors."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def style() -> Markup:
    """Return the style sheet, light and dark."""
    return Markup((_HERE / "page.css").read_text() + shades())
