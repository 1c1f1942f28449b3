"""Reading demonstrations, with one clear sentence for whatever is wrong with a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

from .digest import digest
from .schema import IMAGE_CONVENTION, IMAGES, PROPRIO, Arrays


@dataclass(frozen=True)
class Info:
    """What a file says about itself.

    Attributes:
        demos, steps: counts.
        lengths: steps of each demonstration.
        keys: names that `load` takes.
        image_size: side of its images [pixel], None when it has none.
        attributes: of `/data`, as stored.
    """

    path: Path
    suite: str
    suite_hash: str
    task: str
    instruction: str
    demos: int
    steps: int
    lengths: tuple[int, ...]
    keys: tuple[str, ...]
    image_size: int | None
    attributes: dict[str, Any]


@contextmanager
def opened(path: str | Path) -> Iterator[h5py.File]:
    """Open a demonstration file for reading.

    Raises:
        PerdureError: it isn't there, isn't whole, or has no demonstrations.
    """
    path = Path(path)
    if not path.is_file():
        raise PerdureError(f"There is no demonstration file '{path}'; make it with `{_command(path)}`.")
    try:
        file = h5py.File(path, "r", locking=False)
    except OSError as error:
        raise PerdureError(
            f"'{path}' isn't a whole HDF5 file ({short(error)}); delete it and make it again with `{_command(path)}`."
        ) from error
    with file:
        if not names(file):
            raise PerdureError(
                f"'{path}' holds no demonstrations (no /data/demo_0); make some with `{_command(path)}`."
            )
        yield file


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    try:
        yield
    except PerdureError:
        raise
    except Exception as error:  # from a damaged file HDF5 raises almost anything
        raise PerdureError(
            f"'{path}' is damaged ({short(error)}); delete it and make it again with `{_command(path)}`."
        ) from error


def names(file: h5py.File) -> list[str]:
    """Return the demonstrations' names in order."""
    found = [name for name in file.get("data", {}) if name.startswith("demo_") and name[5:].isdigit()]
    return sorted(found, key=lambda name: int(name[5:]))


def keys(demo: h5py.Group) -> list[str]:
    """Return the names that `load` takes: the arrays of a demonstration, its observations, and `proprio`."""
    own = [name for name, item in demo.items() if isinstance(item, h5py.Dataset)]
    observed = list(demo.get("obs", {}))
    return sorted({*own, *observed, *(["proprio"] if all(part in observed for part in PROPRIO) else [])})


def load(path: str | Path, keys: Sequence[str]) -> list[dict[str, NDArray[Any]]]:
    """Read some arrays of every demonstration into memory.

    Args:
        path: the file.
        keys: names as in the file, without `obs/`; or 'proprio' (T, 15), joined from its parts.

    Returns:
        One dict per demonstration: key -> (T, ...).

    Raises:
        PerdureError: the file or one of the arrays isn't there, is damaged, or doesn't fit the others.
    """
    with _damage(Path(path)), opened(path) as file:
        return [_demo(Path(path), file, name, keys) for name in names(file)]


def info(path: str | Path) -> Info:
    """Return what a file says about itself, without reading its arrays."""
    with _damage(Path(path)), opened(path) as file:
        data = file["data"]
        first = data[names(file)[0]]
        lengths = tuple(len(_item(Path(path), data[name], "actions")) for name in names(file))
        sizes = [first["obs"][name].shape[1] for name in IMAGES.values() if name in first.get("obs", {})]
        text = {key: str(data.attrs.get(key, "")) for key in ("suite", "suite_hash", "task", "instruction")}
        return Info(
            path=Path(path),
            **text,
            demos=len(lengths),
            steps=sum(lengths),
            lengths=lengths,
            keys=tuple(keys(first)),
            image_size=sizes[0] if sizes else None,
            attributes=dict(data.attrs),
        )


def check(path: str | Path) -> list[str]:
    """Return what is wrong inside a file, demonstration by demonstration; nothing when it is sound.

    Checked are the stored digests, lengths, finite numbers and the range of the actions; a replay needs the world.

    Raises:
        PerdureError: the file can't be opened at all.
    """
    found = []
    with _damage(Path(path)), opened(path) as file:
        for name in names(file):
            try:
                found += [f"{name}: {fault}" for fault in _faults(file["data"][name])]
            except Exception as error:  # as in `_damage`
                found.append(f"{name}: can't be read ({short(error)})")
    return found


def _faults(demo: h5py.Group) -> Iterator[str]:
    length = int(demo.attrs["num_samples"])
    if "sha256" in demo.attrs and digest(demo) != demo.attrs["sha256"]:
        yield "its contents have changed since it was written"
    for key in keys(demo):
        if key != "proprio":
            data = demo[key if key in demo else f"obs/{key}"][()]
            if len(data) != length:
                yield f"'{key}' has {len(data)} rows, not {length}"
            if data.dtype.kind == "f" and not np.isfinite(data).all():
                yield f"'{key}' has numbers that aren't finite"
    if np.abs(demo["actions"][()]).max(initial=0) > 1:
        yield "'actions' go beyond 1"


def _demo(path: Path, file: h5py.File, name: str, wanted: Sequence[str]) -> Arrays:
    demo = file["data"][name]
    arrays = {key: _array(path, file, demo, key) for key in wanted}
    lengths = {key: len(array) for key, array in arrays.items()}
    expected = demo.attrs.get("num_samples", next(iter(lengths.values()), 0))
    wrong = {key: length for key, length in lengths.items() if length != expected}
    if wrong or not expected:
        raise PerdureError(f"'{path}' is damaged: {name} has {expected} steps, but rows {wrong or lengths}.")
    return arrays


def _array(path: Path, file: h5py.File, demo: h5py.Group, key: str) -> NDArray[Any]:
    if key == "proprio" and key not in demo.get("obs", {}):
        return np.concatenate([_item(path, demo, part, key)[()] for part in PROPRIO], axis=1)
    convention = file["data"].attrs.get("image_convention", "upside down, as LIBERO's files")
    if key in IMAGES.values() and convention != IMAGE_CONVENTION:
        raise PerdureError(f"'{path}' has images that are {convention}, not {IMAGE_CONVENTION}.")
    return np.asarray(_item(path, demo, key)[()])


def _item(path: Path, demo: h5py.Group, key: str, asked: str = "") -> h5py.Dataset:
    for place in (key, f"obs/{key}"):
        if isinstance(item := demo.get(place), h5py.Dataset):
            return item
    hint = f" Give it images with `perdure render observations dataset={path}`." if key in IMAGES.values() else ""
    raise PerdureError(f"'{path}' has no '{asked or key}'; it has {', '.join(keys(demo))}.{hint}")


def _command(path: Path) -> str:
    return f"perdure collect suite={path.parent.name or '<suite>'}"


def short(error: Exception) -> str:
    """Return the first line of what an error says."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
