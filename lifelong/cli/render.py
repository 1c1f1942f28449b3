"""Film a run's policy or a demonstration, draw a sheet of a suite's tasks or of all assets, or give states images.

perdure render run=runs/quickstart/<name> task=3
perdure render demo=data/quickstart/put_the_bowl_on_the_plate.hdf5 number=2
perdure render suite=quickstart
perdure render assets
perdure render observations dataset=data/quickstart size=128
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from perdure.envs.errors import PerdureError, UnknownNameError

from .shell import screen
from .shell.app import app

if TYPE_CHECKING:
    from ..views import Look

_BARE = {"assets": "assets=[]", "observations": "dataset=data"}


@dataclass
class Render:
    """The types of the keys of `conf/render.yaml`."""

    run: str | None
    task: int | None
    stage: int | None
    episode: int | str
    split: str
    demo: str | None
    number: int
    suite: str | None
    assets: list[str] | None
    dataset: str | None
    size: int
    into: str
    out: str | None
    look: str
    renderer: str | None
    device: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and film or draw; the bare words `assets` and `observations` stand for all of them."""
    app(Render, run, [_BARE.get(word, word) for word in words])


def run(knobs: Render) -> None:
    """Make the videos or the picture and say where they are.

    Raises:
        PerdureError: not exactly one thing to show was given, or it does not hold what was asked for.
    """
    sources = (knobs.run, knobs.demo, knobs.suite, knobs.assets, knobs.dataset)
    given = [source for source in sources if source is not None]
    if len(given) != 1:
        raise PerdureError(
            "What shall be shown? Give one of run=<folder of a run>, demo=<file of demonstrations>, suite=<name>, "
            "assets and observations dataset=<folder of demonstrations>."
        )
    if knobs.look not in ("fast", "full"):
        raise UnknownNameError("look", knobs.look, ("fast", "full"))
    if knobs.run is not None or knobs.demo is not None:
        _film(knobs)
    else:
        _draw(knobs)


def _film(knobs: Render) -> None:
    from . import _films

    if knobs.renderer is not None:
        raise PerdureError("renderer= is for pictures of suites and assets; the look decides how videos are drawn.")
    clips = [_films.of_demo(knobs, knobs.demo)] if knobs.demo else _films.of_run(knobs, str(knobs.run))
    for clip in clips:
        ending = "success" if clip.success else "no success"
        screen.say(f"{clip.path}: {clip.instruction}, {clip.steps} steps, {ending}")
    then = f"perdure leaderboard runs={Path(str(knobs.run)).parent}" if knobs.run else "perdure train"
    screen.done(str(clips[0].path.parent), then)


def _draw(knobs: Render) -> None:
    from perdure.envs.rendering import RENDERERS

    from . import _observations, _sheets

    renderer = knobs.renderer or ("opengl" if knobs.look == "full" else "raster")
    if renderer not in RENDERERS:
        raise UnknownNameError("renderer", renderer, RENDERERS)
    out, look = Path(knobs.out or "."), cast("Look", knobs.look)
    if knobs.dataset is not None:
        _observations.of_dataset(knobs.dataset, knobs.size, renderer, knobs.into)
    elif knobs.suite is not None:
        _sheets.of_suite(knobs.suite, knobs.split, out, look, renderer)
    else:
        _sheets.of_assets(knobs.assets or [], out, look, renderer)
