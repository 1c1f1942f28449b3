from pathlib import Path

import h5py
import numpy as np
import pytest

from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.envs.errors import PerdureError
from tests.tiny_world import TOOLS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    collect("tiny", folder, 3, tasks=[0], tools=TOOLS)
    return folder / "tiny" / "near.hdf5"


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "tiny" / "near.hdf5"
    copy.parent.mkdir()
    copy.write_bytes(made.read_bytes())
    return copy


def test_load_gives_the_arrays_of_each_demonstration(path: Path) -> None:
    demos = reader.load(path, ["objects", "proprio", "expert_actions"])
    assert len(demos) == 3
    for demo in demos:
        length = len(demo["expert_actions"])
        assert demo["objects"].shape == (length, 16, 23)
        assert demo["proprio"].shape == (length, 15)


def test_info_says_what_is_there(path: Path) -> None:
    info = reader.info(path)
    assert (info.suite, info.task, info.instruction, info.demos) == ("tiny", "near", "go near", 3)
    assert info.steps == sum(info.lengths)
    assert info.image_size is None
    assert {"actions", "expert_actions", "states", "objects", "proprio"} <= set(info.keys)
    assert info.attributes["bddl_file_content"] == "(define (problem near))"
    assert info.attributes["image_convention"] == "upright"


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(PerdureError, match=r"no demonstration file .*`perdure collect suite=goal`"):
        reader.load(tmp_path / "goal" / "x.hdf5", ["actions"])


@pytest.mark.parametrize("keep", [0, 10, 3000, -1])
def test_a_truncated_file_is_one_sentence(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(PerdureError, match=r"whole HDF5 file.*make it again with `perdure collect suite=tiny`"):
        reader.info(path)


def test_every_byte_that_is_lost_is_found_or_harmless(path: Path) -> None:
    """No damage makes the reader fail with anything but its own sentence."""
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(60):
        damaged = bytearray(whole)
        start = int(rng.integers(len(whole) // 8))  # where the structure is
        damaged[start : start + 64] = rng.bytes(64)
        path.write_bytes(damaged)
        try:
            reader.load(path, ["objects", "proprio"])
            reader.info(path)
            reader.check(path)
        except PerdureError:
            pass


def test_a_missing_key_lists_the_keys_and_images_their_command(path: Path) -> None:
    with pytest.raises(PerdureError, match=r"has no 'smell'; it has actions, dones, .*proprio"):
        reader.load(path, ["smell"])
    with pytest.raises(
        PerdureError, match=r"has no 'agentview_rgb'.*`perdure render observations dataset=.*near.hdf5`"
    ):
        reader.load(path, ["agentview_rgb"])


def test_an_empty_file_and_wrong_shapes_are_said(path: Path) -> None:
    with h5py.File(path, "a") as file:
        del file["data/demo_1/obs/objects"]
        file["data/demo_1/obs/objects"] = np.zeros((2, 16, 23), np.float32)
    with pytest.raises(PerdureError, match=r"demo_1 has .* steps, but rows"):
        reader.load(path, ["objects", "actions"])
    with h5py.File(path, "a") as file:
        for name in list(file["data"]):
            del file["data"][name]
    with pytest.raises(PerdureError, match="holds no demonstrations"):
        reader.load(path, ["actions"])


def test_images_of_another_convention_are_not_taken(path: Path) -> None:
    with h5py.File(path, "a") as file:
        file["data"].attrs["image_convention"] = "opengl"
        file["data/demo_0/obs/agentview_rgb"] = np.zeros((len(file["data/demo_0/actions"]), 4, 4, 3), np.uint8)
    with pytest.raises(PerdureError, match="opengl, not upright"):
        reader.load(path, ["agentview_rgb"])


def test_check_names_what_changed(path: Path) -> None:
    assert reader.check(path) == []
    with h5py.File(path, "a") as file:
        file["data/demo_2/actions"][0, 0] = np.nan
    assert any("demo_2" in fault and "finite" in fault for fault in reader.check(path))
    assert any("demo_2" in fault and "changed" in fault for fault in reader.check(path))
