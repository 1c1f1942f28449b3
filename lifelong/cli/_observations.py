"""`perdure render observations`: images for demonstrations that were stored as states."""

from __future__ import annotations

from perdure.envs.errors import PerdureError, UnknownNameError

from .shell import screen
from .shell.progress import Event, board

PLACES = ("files", "cache")


def of_dataset(dataset: str, size: int, renderer: str, into: str) -> None:
    """Render what the cameras see in every state of a data set, into its files or into the cache beside them.

    Raises:
        PerdureError: the data set is not there, has no states, or is of another version of its suite.
        UnknownNameError: no such place.
    """
    from perdure.demos.dataset import files
    from perdure.demos.image_cache import FOLDER, cached_images
    from perdure.demos.rendering import render_observations

    if into not in PLACES:
        raise UnknownNameError("place", into, PLACES)
    if size < 1:
        raise PerdureError(f"size={size} must be at least 1.")
    render = render_observations if into == "files" else cached_images
    found = files(dataset)
    with board() as shown:
        for path in found:

            def show(done: int, total: int, task: str = path.stem) -> None:
                shown.show(Event(task, done, total, f"demonstration {done} of {total}"))

            render(path, size, renderer, progress=show)
    folder = found[0].parent
    wrote = f"{folder}/{FOLDER}" if into == "cache" else dataset
    word = f"perdure train suite={folder.name} observation=pixels demos={folder.parent}"
    screen.done(wrote, f"{word} observation.image_size={size} observation.renderer={renderer}")
