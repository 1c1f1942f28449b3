import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from perdure.demos.digest import digest
from perdure.demos.episode import Episode, Rejection, record
from perdure.demos.noise import NOISE
from perdure.demos.schema import FIELDS, OBSERVATIONS, PACKED
from perdure.demos.writer import merge, save_part, write_demo
from perdure.envs.errors import PerdureError
from tests.tiny_world import TinyEnv, solve


@pytest.fixture(scope="module")
def episode() -> Episode:
    result = record(TinyEnv(0.4), 3, solve, NOISE)
    assert isinstance(result, Episode)
    return result


def test_a_demonstration_has_the_documented_arrays_packed_or_contiguous(episode: Episode, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.hdf5", "w") as file:
        demo = file.create_group("demo")
        write_demo(demo, episode)
        length = demo.attrs["num_samples"]
        for name, dtype in {**FIELDS, **{f"obs/{name}": dtype for name, dtype in OBSERVATIONS.items()}}.items():
            assert demo[name].dtype == dtype
            assert len(demo[name]) == length == len(episode.actions)
            packed = name.rsplit("/", 1)[-1] in PACKED
            assert demo[name].compression == ("gzip" if packed else None)
            assert demo[name].chunks == (demo[name].shape if packed else None)
        assert demo["rewards"][()].tolist() == [0] * (length - 1) + [1]
        assert np.array_equal(demo.attrs["init_state"], demo["states"][0])


def test_the_digest_sees_every_byte(episode: Episode, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.hdf5", "w") as file:
        demo = file.create_group("demo")
        write_demo(demo, episode)
        assert digest(demo) == demo.attrs["sha256"]
        demo["obs/objects_mask"][0, 3] ^= 1
        assert digest(demo) != demo.attrs["sha256"]


def test_a_merged_file_is_what_robomimic_expects(episode: Episode, tmp_path: Path) -> None:
    images = {"agentview_rgb": np.zeros((len(episode.actions), 4, 4, 3), np.uint8)}
    for index in range(3):
        save_part(tmp_path / f"part-{index}", episode, images, {"attempt": index})
    sources = [(tmp_path / f"part-{index}", "demo") for index in range(3)]
    merge(tmp_path / "task.hdf5", sources, {"env_args": json.dumps({"env_name": "x", "type": 1, "env_kwargs": {}})}, [])
    with h5py.File(tmp_path / "task.hdf5") as file:
        assert list(file["data"]) == ["demo_0", "demo_1", "demo_2"]
        assert {"env_name", "type", "env_kwargs"} <= set(json.loads(file["data"].attrs["env_args"]))
        assert (file["data"].attrs["num_demos"], file["data"].attrs["total"]) == (3, 3 * len(episode.actions))
        names = [name.decode() for name in file["mask/train"][()]] + [name.decode() for name in file["mask/valid"][()]]
        assert sorted(names) == list(file["data"])
        assert file["data/demo_0/obs/agentview_rgb"].dtype == np.uint8


def test_equal_contents_are_equal_bytes(episode: Episode, tmp_path: Path) -> None:
    for name in "ab":
        save_part(tmp_path / f"part-{name}", episode, None, {"attempt": 1})
        merge(tmp_path / name, [(tmp_path / f"part-{name}", "demo")], {"seed": 1}, [["", 3]])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_merge_that_fails_leaves_the_old_file(episode: Episode, tmp_path: Path) -> None:
    save_part(tmp_path / "part", episode, None, {})
    merge(tmp_path / "task.hdf5", [(tmp_path / "part", "demo")], {}, [])
    before = (tmp_path / "task.hdf5").read_bytes()
    with pytest.raises(OSError, match="unable to open"):
        merge(tmp_path / "task.hdf5", [(tmp_path / "part", "demo"), (tmp_path / "missing", "demo")], {}, [])
    assert (tmp_path / "task.hdf5").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part", "task.hdf5"]


def test_a_rejection_is_a_part_without_a_demonstration(tmp_path: Path) -> None:
    save_part(tmp_path / "part", Rejection("slipped", 7), None, {"reason": "slipped"})
    with h5py.File(tmp_path / "part") as file:
        assert file.attrs["reason"] == "slipped"
        assert "demo" not in file


def test_writing_where_one_may_not_is_said(episode: Episode, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((PerdureError, OSError)):
        save_part(tmp_path / "file" / "part", episode, None, {})
