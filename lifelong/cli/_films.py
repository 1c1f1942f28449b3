"""`perdure render run=...` and `demo=...`: videos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from perdure.envs.errors import PerdureError

from .shell.progress import Event, board

if TYPE_CHECKING:
    from ..clip import Clip
    from ..saved_run import SavedRun
    from ..views import Look
    from .render import Render


def of_run(knobs: Render, folder: str) -> list[Clip]:
    """Film the policy of a run, an episode of each task that is asked for."""
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


def of_demo(knobs: Render, file: str) -> Clip:
    """Film a demonstration of a file."""
    from ..demo_clip import film_demo

    path = Path(knobs.out or "videos") / f"{Path(file).stem}-demo_{knobs.number}.mp4"
    return film_demo(Path(file), knobs.number, path, cast("Look", knobs.look))


def film(saved: SavedRun, task: int, stage: int, episode: int, out: Path, split: str, look: str, device: str) -> Clip:
    """Film one evaluation episode of a run's policy as it was after a stage."""
    from perdure.envs import load_suite

    from ..record import record

    policy = saved.policy(stage, task, device, load_suite(saved.suite).tasks[task].instruction)
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
        robot=saved.robot,
        look=cast("Look", look),
        facts=facts,
    )


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
