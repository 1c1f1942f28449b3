"""Images rendered once and read from disk."""

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.demos.image_cache import FOLDER, cached_images
from perdure.demos.rendering import render_observations
from perdure.demos.schema import IMAGES
from perdure.envs.errors import PerdureError
from perdure.lifelong.joined import joined
from tests.tiny_world import TOOLS, render


class Counting:
    """Tools whose renderer counts its calls, and breaks at one of them."""

    def __init__(self, breaks: int = -1) -> None:
        self.calls, self.breaks = 0, breaks
        self.tools = replace(TOOLS, render=self.render)

    def render(self, *arguments):
        self.calls += 1
        if self.calls == self.breaks:
            raise RuntimeError("no light")
        return render(*arguments)


def digests(path: Path) -> list[str]:
    with h5py.File(path) as file:
        return [demo.attrs["sha256"] for demo in file["data"].values()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    collect("tiny", tmp_path, 3, tasks=[0], tools=TOOLS)
    return tmp_path / "tiny" / "near.hdf5"


def test_cache_file_and_collection_hold_the_same_bytes(path: Path, tmp_path: Path) -> None:
    collect("tiny", tmp_path / "pixels", 3, tasks=[0], tools=TOOLS, observation="pixels", image_size=4)
    collected = tmp_path / "pixels" / "tiny" / "near.hdf5"
    wanted = reader.load(collected, list(IMAGES.values()))
    cached = cached_images(path, 4, tools=TOOLS)
    render_observations(path, 4, tools=TOOLS)
    for stored, kept, rendered in zip(wanted, cached, reader.load(path, list(IMAGES.values())), strict=True):
        for name in IMAGES.values():
            assert stored[name].any()
            assert np.array_equal(stored[name], kept[name])
            assert np.array_equal(stored[name], rendered[name])
    assert reader.info(path).attributes == reader.info(collected).attributes
    assert digests(path) == digests(collected)


def test_rendering_happens_once_and_shows_progress(path: Path) -> None:
    counting, seen = Counting(), []
    for _ in range(2):
        cached_images(path, 4, tools=counting.tools, progress=lambda *now: seen.append(now))
    assert counting.calls == 3
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_other_sizes_are_kept_side_by_side_and_outdated_images_go(path: Path) -> None:
    counting = Counting()
    cached_images(path, 4, tools=counting.tools)
    cached_images(path, 8, tools=counting.tools)
    folder = path.parent / FOLDER / "near"
    assert len(list(folder.glob("*-raster-*"))) == 2
    path.unlink()
    collect("tiny", path.parents[1], 4, tasks=[0], tools=TOOLS)
    images = cached_images(path, 4, tools=counting.tools)
    assert len(images) == 4
    assert len(list(folder.glob("*-raster-*"))) == 2
    other = replace(counting.tools, fingerprint=lambda renderer, robot: {"hash": "another"})
    before = counting.calls
    cached_images(path, 4, tools=other)
    assert counting.calls == before + 4


def test_nothing_half_rendered_is_used(path: Path) -> None:
    with pytest.raises(RuntimeError, match="no light"):
        cached_images(path, 4, tools=Counting(breaks=2).tools)
    folder = path.parent / FOLDER / "near"
    assert [item.name for item in folder.iterdir()] == [".lock"]
    whole = [{name: array.copy() for name, array in demo.items()} for demo in cached_images(path, 4, tools=TOOLS)]
    file = next(folder.glob("4-raster-*")) / "agentview_rgb.npy"
    file.write_bytes(file.read_bytes()[:-5])
    again = cached_images(path, 4, tools=TOOLS)
    assert all(np.array_equal(a[name], b[name]) for a, b in zip(whole, again, strict=True) for name in a)


def test_images_are_mapped_not_copied_and_cannot_be_spoilt(path: Path) -> None:
    demos = cached_images(path, 4, tools=TOOLS)
    column = joined([demo["agentview_rgb"] for demo in demos])
    assert np.shares_memory(column, demos[0]["agentview_rgb"])
    assert np.array_equal(column, np.concatenate([demo["agentview_rgb"] for demo in demos]))
    before = column.copy()
    column[:] = 7
    again = cached_images(path, 4, tools=TOOLS)[0]["agentview_rgb"]
    assert np.array_equal(again, before[: len(again)])


def test_joined_copies_where_it_must() -> None:
    base = np.arange(40).reshape(20, 2).copy()
    assert np.shares_memory(joined([base[2:5], base[5:9]]), base)
    assert joined([base[2:5], base[5:9]]).tolist() == base[2:9].tolist()
    assert joined([base[5:9], base[2:5]]).tolist() == np.concatenate([base[5:9], base[2:5]]).tolist()
    assert joined([base[2:4], base[5:9]]).tolist() == np.concatenate([base[2:4], base[5:9]]).tolist()
    assert joined([base[:2], np.ones((1, 2), int)]).tolist() == [[0, 1], [2, 3], [1, 1]]
    assert joined([np.zeros((3, 0)), np.zeros((2, 0))]).shape == (5, 0)


def test_a_file_without_states_is_refused(path: Path) -> None:
    with h5py.File(path, "a") as file:
        for demo in file["data"].values():
            del demo["states"]
    with pytest.raises(PerdureError, match="has no 'states'"):
        cached_images(path, 4, tools=TOOLS)
