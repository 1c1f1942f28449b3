"""Recording an episode of a policy as a captioned clip in a run's folder."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Literal

from perdure.envs import load_suite, make
from perdure.policies import Policy

from .clip import Clip
from .episodes import starts
from .frame import Caption
from .protocol import Protocol
from .rollout import rollout
from .video import film
from .views import Look, Views


def record(
    policy: Policy,
    suite: str,
    task: int,
    *,
    path: Path,
    protocol: Protocol,
    seed: int,
    episode: int = 0,
    split: str = "test",
    stage: int = -1,
    image_size: int = 128,
    renderer: str = "raster",
    robot: str = "panda",
    look: Look = "fast",
    facts: tuple[str, ...] = (),
) -> Clip:
    """Film the evaluation episode with a number, as it was in the ledger, and return the clip.

    Args:
        policy: what acts; it is left as it was.
        suite: name of the suite.
        task: the suite's index of the task.
        path: of the mp4 file.
        protocol: gives the horizon and the lanes.
        seed: of the run.
        episode: number of the episode.
        split: stored states that it is from.
        stage: position in the stream after which the policy is as it is; -1 if it does not matter.
        image_size: height and width of the pictures that the policy sees.
        renderer: of these.
        robot: its name.
        look: of the video; see `Views`.
        facts: short lines for the caption; the first is its title.
    """
    loaded = load_suite(suite)
    horizon, sentence = protocol.horizon_for(suite) or loaded.horizon, loaded.tasks[task].instruction
    states = len(loaded.init_states(task, split))
    start = starts(episode + 1, states=states, seed=seed, suite=suite, task=task, split=split)[episode]
    clip = Clip(Path(path), task=task, stage=stage, episode=episode, instruction=sentence)
    env = make(
        suite,
        task,
        observation=_kind(policy),
        image_size=image_size,
        renderer=renderer,
        robot=robot,
        horizon=horizon,
    )
    caption = Caption(sentence, facts, horizon)
    with closing(env), closing(Views(env.simulation, look)) as views, film(clip.path, caption) as video:
        outcome = rollout(
            policy,
            env,
            start,
            instruction=sentence,
            task=task,
            lanes=protocol.lanes,
            action=protocol.action,
            watch=lambda step: video.add(views(), step),
        )
        video.end(outcome.success)
    clip = replace(clip, success=outcome.success, steps=outcome.steps)
    clip.write_facts()
    return clip


def _kind(policy: Policy) -> Literal["state", "pixels"]:
    return "state" if policy.observation == "state" else "pixels"
