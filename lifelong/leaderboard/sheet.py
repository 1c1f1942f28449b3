"""What all pages share: how templates are filled in, and the style."""

from __future__ import annotations

import math
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .colours import shades

_HERE = Path(__file__).resolve().parent


def environment(folder: Path) -> Environment:
    """Return what fills in the templates of a folder, and `sheet.html` and `cells.html` that all of them share.

    Words from outside are escaped, unknown names are errors.
    """
    filled = Environment(
        loader=FileSystemLoader([folder, _HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filled.globals |= {"isnan": math.isnan, "inf": math.inf}
    return filled


def style() -> Markup:
    """Return the style sheet of the leaderboard, light and dark."""
    return Markup((_HERE / "page.css").read_text() + shades())


def report_style() -> Markup:
    """Return the style sheet of reports on one study."""
    return style() + Markup((_HERE / "report.css").read_text())
