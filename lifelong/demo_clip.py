"""Filming a recorded demonstration from its simulation states."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from perdure.demos.reader import info, load
from perdure.demos.settings import TOOLS
from perdure.envs.errors import PerdureError

from .clip import Clip
from .frame import Caption
from .video import film
from .views import Look, Views


def film_demo(file: Path, number: int, path: Path, look: Look = "fast") -> Clip:
    """Film one demonstration of a file and return the clip.

    Args:
        file: of `perdure collect`.
        number: which demonstration.
        path: of the mp4 file.
        look: of the video; see `Views`.

    Raises:
        PerdureError: the file cannot be read, has no such demonstration, or is of another version of its suite.
    """
    about = info(file)
    if not 0 <= number < about.demos:
        raise PerdureError(f"'{file}' has the demonstrations 0 to {about.demos - 1}, not {number}.")
    states = load(file, ["states"])[number]["states"]
    caption = Caption(about.instruction, ("demonstration", f"{about.suite}, number {number}"), len(states))
    env = TOOLS.world_of(file, about.attributes)
    with closing(env), closing(Views(env.simulation, look)) as views, film(path, caption) as video:
        for step, state in enumerate(states):
            env.simulation.set_state(state)
            video.add(views(), step)
        video.end(True)
    clip = Clip(
        path, int(about.attributes["task_index"]), success=True, steps=len(states), instruction=about.instruction
    )
    clip.write_facts()
    return clip
