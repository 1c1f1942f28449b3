"""Film a run's policy or a demonstration, or draw a sheet of a suite's tasks or of all assets.

perdure render run=runs/quickstart/<name> task=3
perdure render demo=data/quickstart/put_the_bowl_on_the_plate.hdf5 number=2
perdure render suite=quickstart
perdure render assets
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from perdure.envs.errors import PerdureError, UnknownNameError

from .shell import screen
from .shell.app import app
from .shell.progress import Event, board

if TYPE_CHECKING:
    from ..clip import Clip
    from ..saved_run import SavedRun
    from ..views import Look


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
    out: str | None
    look: str
    renderer: str | None
    device: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and film or draw; the bare word `assets` stands for all of them."""
    app(Render, run, ["assets=[]" if word == "assets" else word for word in words])


def run(knobs: Render) -> None:
    """Make the videos or the picture and say where they are.

    Raises:
        PerdureError: not exactly one thing to show was given, or it does not hold what was asked for.
    """
    given = [source for source in (knobs.run, knobs.demo, knobs.suite, knobs.assets) if source is not None]
    if len(given) != 1:
        raise PerdureError(
            "What shall be shown? Give one of run=<folder of a run>, demo=<file of demonstrations>, suite=<name> and "
            "assets."
        )
    if knobs.look not in ("fast", "full"):
        raise UnknownNameError("look", knobs.look, ("fast", "full"))
    if knobs.run is not None or knobs.demo is not None:
        _film(knobs)
    else:
        _draw(knobs)


def film(saved: SavedRun, task: int, stage: int, episode: int, out: Path, split: str, look: str, device: str) -> Clip:
    """Film one evaluation episode of a run's policy as it was after a stage."""
    from ..record import record

    policy = saved.policy(stage, device)
    facts = (saved.algorithm, f"after task {stage + 1} of {len(saved.stream)}", f"{split} episode {episode}")
    return record(
        policy,
        saved.suite,
        task,
        path=out / f"task_{task}-stage_{stage}-{split}_{episode}.mp4",
        protocol=saved.protocol,
        seed=saved.seed,
        episode=episode,
        split=split,
        stage=stage,
        image_size=saved.image_size,
        renderer=saved.renderer,
        look=cast("Look", look),
        facts=facts,
    )


def _film(knobs: Render) -> None:
    if knobs.renderer is not None:
        raise PerdureError("renderer= is for pictures of suites and assets; the look decides how videos are drawn.")
    clips = [_demo(knobs, knobs.demo)] if knobs.demo else _run(knobs, str(knobs.run))
    for clip in clips:
        ending = "success" if clip.success else "no success"
        screen.say(f"{clip.path}: {clip.instruction}, {clip.steps} steps, {ending}")
    then = f"perdure leaderboard runs={Path(str(knobs.run)).parent}" if knobs.run else "perdure train"
    screen.done(str(clips[0].path.parent), then)


def _draw(knobs: Render) -> None:
    from perdure.envs.rendering import RENDERERS

    from . import _sheets

    renderer = knobs.renderer or ("opengl" if knobs.look == "full" else "raster")
    if renderer not in RENDERERS:
        raise UnknownNameError("renderer", renderer, RENDERERS)
    out, look = Path(knobs.out or "."), cast("Look", knobs.look)
    if knobs.suite is not None:
        _sheets.of_suite(knobs.suite, knobs.split, out, look, renderer)
    else:
        _sheets.of_assets(knobs.assets or [], out, look, renderer)


def _run(knobs: Render, folder: str) -> list[Clip]:
    from ..saved_run import open_run

    saved = open_run(Path(folder))
    stage = saved.last if knobs.stage is None else knobs.stage
    out = Path(knobs.out) if knobs.out else saved.folder / "videos"
    if knobs.task is not None and knobs.task not in saved.stream:
        raise PerdureError(f"'{folder}' has the tasks {', '.join(map(str, saved.stream))}, not {knobs.task}.")
    tasks = saved.stream[: stage + 1] if knobs.task is None else [knobs.task]
    wanted = _episodes(saved, stage, tasks, knobs)
    clips = []
    with board() as shown:
        for done, (task, episode) in enumerate(wanted.items()):
            shown.show(Event(f"filming {saved.algorithm}", done, len(wanted), f"task {task}"))
            clips.append(film(saved, task, stage, episode, out, knobs.split, knobs.look, knobs.device))
        shown.show(Event(f"filming {saved.algorithm}", len(wanted), len(wanted)))
    return clips


def _episodes(saved: SavedRun, stage: int, tasks: Sequence[int], knobs: Render) -> dict[int, int]:
    """Return task -> number of the episode to film.

    Raises:
        PerdureError: no number, or no such episode in the ledger.
    """
    if isinstance(knobs.episode, int) and knobs.episode >= 0:
        return dict.fromkeys(tasks, knobs.episode)
    if knobs.episode != "failed":
        raise PerdureError(f"episode={knobs.episode} must be a number from 0 on, or failed.")
    lines = [line for line in saved.lines() if (line.stage, line.epoch, line.split) == (stage, -1, knobs.split)]
    failed = {line.task: line.episode for line in reversed(lines) if not line.success}
    wanted = {task: failed[task] for task in tasks if task in failed}
    if not wanted:
        raise PerdureError(f"No episode has failed in '{saved.folder}' after stage {stage}; say episode=0.")
    return wanted


def _demo(knobs: Render, file: str) -> Clip:
    from ..demo_clip import film_demo

    path = Path(knobs.out or "videos") / f"{Path(file).stem}-demo_{knobs.number}.mp4"
    return film_demo(Path(file), knobs.number, path, cast("Look", knobs.look))
