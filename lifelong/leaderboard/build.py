"""The page: one folder that opens from a disk, without a network."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from perdure.demos.atomic import replacing
from perdure.envs.errors import PerdureError

from .columns import Column, columns
from .command import command
from .dots import dots
from .entry import Entry
from .heatmap import heatmap
from .lines import lines
from .lives import lives
from .sheet import environment, style
from .tracks import Board, collect

_HERE = Path(__file__).resolve().parent


def build(runs: Path, out: Path) -> Path:
    """Write the leaderboard of all finished runs under a folder and return the page's path.

    Args:
        runs: where the runs are; also those in folders of folders are found.
        out: the folder to write; videos that an earlier build left there are removed.

    Raises:
        PerdureError: there is no finished run, or the page cannot be written.
    """
    board = collect(Path(runs))
    videos = _videos(board)
    try:
        _copy(videos, Path(out))
        page = _render(board, {source: target for target, source in videos.items()})
        with replacing(Path(out) / "index.html") as draft:
            draft.write_text(page, encoding="utf-8")
    except OSError as error:
        raise PerdureError(f"The page cannot be written to '{out}': {error}.") from error
    return Path(out) / "index.html"


def _videos(board: Board) -> dict[str, Path]:
    """Return the videos and their stills by their place in the site, whose names hold only letters and digits."""
    places: dict[str, Path] = {}
    for entry in (entry for track in board.tracks for method in track.methods for entry in method.entries):
        for clip in entry.clips:
            mark = hashlib.sha256(str(clip.path.resolve()).encode()).hexdigest()[:6]
            stem = f"videos/{_plain(entry.name)}-{_plain(clip.path.stem)}-{mark}"
            places[f"{stem}.mp4"] = clip.path
            if clip.still:
                places[f"{stem}.jpg"] = clip.still
    return places


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40]


def _copy(videos: Mapping[str, Path], out: Path) -> None:
    folder = out / "videos"
    folder.mkdir(parents=True, exist_ok=True)
    for target, source in videos.items():
        with replacing(out / target) as draft:
            shutil.copyfile(source, draft)
    for stale in folder.iterdir():
        if stale.suffix in {".mp4", ".jpg"} and f"videos/{stale.name}" not in videos:
            stale.unlink()


def _render(board: Board, videos: Mapping[Path, str]) -> str:
    script = (_HERE / "page.js").read_text()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        environment(_HERE)
        .get_template("page.html")
        .render(
            board=board,
            columns=_columns(board),
            style=style(),
            script=Markup(script),
            script_hash=f"sha256-{digest}",
            data=_inline(board),
            videos=videos,
            overview=lambda track: lines([(method.label, method.after_stages) for method in track.methods]),
            tasks=lambda track: dots([(method.label, method.final) for method in track.methods], track.instructions),
            heatmap=lambda entry: heatmap(entry.success, entry.instructions),
            lives=_lives,
            command=command,
        )
    )


def _inline(board: Board) -> Markup:
    """Return the numbers of the tables as JSON that is safe inside a script element."""
    rows = [
        {"track": dict(track.facts), "method": method.label, "policy": method.policy}
        | {"runs_of": [entry.name for entry in method.entries]}
        | {column.key: _plain_numbers(column.value(method)) for column in _columns(board)}
        for track in board.tracks
        for method in track.methods
    ]
    text = json.dumps(rows, allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _columns(board: Board) -> list[Column]:
    return columns([method for track in board.tracks for method in track.methods])


def _plain_numbers(values: tuple[float, ...]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values]


def _lives(entry: Entry) -> Markup:
    return lives(entry.success, entry.learning, entry.within, entry.instructions)
