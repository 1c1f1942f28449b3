"""The files of a data set."""

from __future__ import annotations

from pathlib import Path

from perdure.envs.errors import PerdureError

_MADE = "make some with `perdure collect suite=... out=...`"


def files(place: str | Path, remedy: str = _MADE) -> list[Path]:
    """Return the demonstration files of a data set, in order.

    Args:
        place: a file, a suite's folder, or a folder with several of these; hidden folders are left out.
        remedy: what to do where there is none.

    Raises:
        PerdureError: there is none.
    """
    place = Path(place)
    if place.is_file():
        return [place]
    found = sorted(path for path in place.rglob("*.hdf5") if not _hidden(path.relative_to(place)))
    if not found:
        missing = "holds no demonstrations (*.hdf5)" if place.is_dir() else "isn't there"
        raise PerdureError(f"'{place}' {missing}; {remedy}.")
    return found


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
