"""A data set of ours in the layout of another format."""

from __future__ import annotations

from pathlib import Path

from perdure.envs.errors import PerdureError, UnknownNameError

from ..atomic import replacing_folder
from ..dataset import files
from ._formats import find
from ._source import LABELS, Request, Source


def export(dataset: str | Path, name: str, out: str | Path, request: Request | None = None) -> int:
    """Write a data set in another format and return the number of demonstrations; `out` is complete or isn't there.

    Images that the data set lacks are rendered from its states into the cache beside it.

    Args:
        dataset: a file, a suite's folder, or a folder with several of these.
        name: of the format.
        out: a new folder.
        request: what of the data set is wanted.

    Raises:
        UnknownNameError: no such format or labels.
        PerdureError: a missing extra, something at `out`, a file that can't be read or lacks what is wanted.
    """
    request = request or Request()
    if request.labels not in LABELS:
        raise UnknownNameError("labels", request.labels, LABELS)
    if request.size is not None and request.size < 1:
        raise PerdureError(f"size={request.size} must be at least 1.")
    module = find(name, "write")
    tasks = [Source(path, request) for path in files(dataset)]
    with replacing_folder(Path(out)) as draft:
        module.write(tasks, draft)
    return sum(task.about.demos for task in tasks)
