"""Jobs on other machines: how far they are, said through files of a folder that all machines share."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from perdure.demos.atomic import replacing
from perdure.envs.errors import PerdureError

from ..progress import Board, Event, Pace
from .job import Job, Outcome
from .process import run

_SECONDS_BETWEEN_NEWS = 2.0


@dataclass(frozen=True)
class Errand:
    """A job with all that another machine needs to do it, given the same folders and the same Python packages.

    Attributes:
        command: the command's name.
        job: what to run.
        here: working directory.
        news: file for the newest event.
        retries: starts of the job again after its process was killed.
    """

    command: str
    job: Job
    here: str
    news: str
    retries: int

    def do(self) -> Outcome:
        """Do it, on the machine that calls this."""
        try:
            os.chdir(self.here)
        except OSError as error:
            return Outcome(2, 0.0, "", f"perdure: this machine has no folder '{self.here}' ({error.strerror}).")
        return run(self.command, self.job, _Newest(Path(self.news)), self.retries)


class _Newest:
    """A board that keeps the newest event in a file."""

    def __init__(self, path: Path) -> None:
        self._path, self._pace = path, Pace(_SECONDS_BETWEEN_NEWS)

    def show(self, event: Event) -> None:
        if self._pace.due(event):
            with replacing(self._path) as draft:
                draft.write_text(json.dumps(asdict(event)))


class News:
    """Reads what the errands' machines write, and shows it where it is new."""

    def __init__(self, errands: Sequence[Errand], board: Board) -> None:
        self._board = board
        self._shown: dict[str, str] = {errand.news: "" for errand in errands}

    def show(self) -> None:
        """Look into all files once."""
        for path, before in self._shown.items():
            with suppress(OSError, ValueError):  # not there yet, or not yet whole on this machine
                text = Path(path).read_text()
                if text != before:
                    self._board.show(Event(**json.loads(text)))
                    self._shown[path] = text


@contextmanager
def errands(command: str, jobs: Sequence[Job], folder: str, retries: int) -> Iterator[tuple[list[Errand], Path]]:
    """Yield an errand per job, and the folder of their files, which is removed in the end.

    Raises:
        PerdureError: the folder cannot be made.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        opened = tempfile.TemporaryDirectory(dir=Path(folder).resolve(), prefix="sweep-", ignore_cleanup_errors=True)
    except OSError as error:
        raise PerdureError(f"Nothing can be written to '{folder}' ({error.strerror}); set launcher.folder.") from error
    with opened as place:
        news = [str(Path(place) / f"{number}.json") for number in range(len(jobs))]
        here = os.getcwd()
        yield [Errand(command, job, here, path, retries) for job, path in zip(jobs, news, strict=True)], Path(place)


def lost(job: Job, error: BaseException, board: Board) -> Outcome:
    """Return the outcome of a job whose machine has not told it."""
    board.show(Event(job.label, 1, 1, "lost"))
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return Outcome(1, 0.0, "", f"{type(error).__name__}: {reason}")


def missing(package: str) -> PerdureError:
    """Return the error of a launcher whose package is not installed."""
    return PerdureError(f"launcher={package} needs the package {package}: `pip install 'perdure[cluster]'`.")
