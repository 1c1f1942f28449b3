"""Data sets in the layouts of others and back."""

import io
import json
import sys
from pathlib import Path

import av
import h5py
import numpy as np
import pytest
from PIL import Image
from scipy.spatial.transform import Rotation

from perdure.demos import exchange, reader
from perdure.demos.collect import collect
from perdure.demos.exchange import Request, export, import_files
from perdure.demos.exchange._frames import Frames
from perdure.demos.rendering import render_observations
from perdure.demos.schema import IMAGES
from perdure.envs import load_suite, make
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong import demonstrations
from perdure.lifelong.config import RunConfig
from tests.tfrecords import examples

TASKS, SIZE = {0: "put_the_bowl_on_the_plate", 4: "turn_on_the_stove"}, 32
WANTED = ["actions", "proprio", *IMAGES.values()]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two demonstrations of two tasks, as states."""
    folder = tmp_path_factory.mktemp("data")
    collect("quickstart", folder, 2, tasks=list(TASKS))
    return folder / "quickstart"


@pytest.fixture(scope="module")
def pixels(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list]:
    """What these hold, with images: task -> arrays of each demonstration."""
    folder = tmp_path_factory.mktemp("pixels")
    collect("quickstart", folder, 2, tasks=list(TASKS), observation="pixels", image_size=SIZE)
    return {name: reader.load(folder / "quickstart" / f"{name}.hdf5", [*WANTED, "states"]) for name in TASKS.values()}


@pytest.fixture(scope="module")
def exported(data: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("exported")

    def get(name: str) -> Path:
        if not (folder / name).exists():
            assert export(data, name, folder / name, Request(SIZE)) == 4
        return folder / name

    return get


def equal(wanted: dict, found: dict, rows: slice) -> None:
    for key in WANTED:
        assert found[key].dtype == wanted[key].dtype
        if wanted[key].dtype == np.uint8:
            assert np.array_equal(found[key], wanted[key][rows])
        else:
            assert found[key] == pytest.approx(wanted[key][rows], abs=1e-5)


@pytest.mark.parametrize(("name", "rows"), [("libero", slice(1, -1)), ("robomimic", slice(None))])
def test_there_and_back(name: str, rows: slice, exported, pixels, tmp_path: Path) -> None:
    brought = import_files(name, exported(name), "quickstart", tmp_path)
    assert [item.path.stem for item in brought] == sorted(TASKS.values())
    assert {item.frame for item in brought} == {"robot base"}
    for item in brought:
        assert reader.check(item.path) == []
        assert "states" not in reader.info(item.path).keys
        assert reader.info(item.path).attributes["states"] == "absent"
        for wanted, found in zip(pixels[item.path.stem], reader.load(item.path, WANTED), strict=True):
            equal(wanted, found, rows)
    config = RunConfig(observation="pixels", image_size=SIZE, demos=tmp_path, demos_per_task=2)
    demonstrations.check(config, load_suite("quickstart"), 4)
    assert len(demonstrations.load(config, load_suite("quickstart"), 4)) == 2


def test_liberos_layout(exported, pixels) -> None:
    """The observation in row t is the one after action t, upside down, in the world and of the arm's last body."""
    (path,) = exported("libero").glob("quickstart/turn_on_the_stove_demo.hdf5")
    ours = pixels["turn_on_the_stove"][1]
    env = make("quickstart", 4, observation="state")
    env.reset(seed=0)
    simulation = env.simulation
    with h5py.File(path) as file:
        data, demo = file["data"], file["data/demo_1"]
        assert data.attrs["macros_image_convention"] == "opengl"
        assert json.loads(data.attrs["problem_info"])["language_instruction"] == "turn on the stove"
        assert json.loads(data.attrs["env_args"])["type"] == 1
        length = len(ours["actions"]) - 1
        assert demo.attrs["num_samples"] == length
        shapes = {name: demo[name].shape[1:] for name in ("actions", "robot_states", "rewards", "dones")}
        assert shapes == {"actions": (7,), "robot_states": (9,), "rewards": (), "dones": ()}
        assert set(demo["obs"]) == {*IMAGES.values(), "gripper_states", "joint_states", "ee_states", "ee_pos", "ee_ori"}
        assert demo["obs/agentview_rgb"].shape == (length, SIZE, SIZE, 3)
        assert demo["dones"][()].tolist() == [0] * (length - 1) + [1]
        for row in (0, 7, length - 1):
            simulation.set_state(demo["states"][row])
            assert np.array_equal(demo["states"][row], ours["states"][row])
            simulation.step(demo["actions"][row].astype(np.float32))
            hand = simulation.data.body("robot/right_hand")
            after = demo["obs/agentview_rgb"][row]
            assert np.array_equal(after[::-1], ours["agentview_rgb"][row + 1])
            site = simulation.arm.eef(simulation.data).position
            assert demo["obs/ee_pos"][row] == pytest.approx(site, abs=1e-5)
            stored = Rotation.from_quat(demo["robot_states"][row, 5:])
            there = Rotation.from_matrix(hand.xmat.reshape(3, 3))
            assert (stored * there.inv()).magnitude() < 1e-4
            assert (Rotation.from_rotvec(demo["obs/ee_ori"][row]) * there.inv()).magnitude() < 1e-4
    env.close()


def test_a_file_of_libero_itself(exported, pixels, tmp_path: Path) -> None:
    """Where the robot stood is told by the model's XML, and the instruction by whichever words LIBERO uses."""
    (path,) = exported("libero").glob("quickstart/turn_on_the_stove_demo.hdf5")
    copy = tmp_path / "KITCHEN_SCENE3_turn_on_the_stove_demo.hdf5"
    copy.write_bytes(path.read_bytes())
    with h5py.File(copy, "a") as file:
        row = Frames.of_row(file["data"].attrs["frames"])
        del file["data"].attrs["frames"]
        place = " ".join(map(str, row.position))
        xml = f'<mujoco><worldbody><body name="robot0_base" pos="{place}"/></worldbody></mujoco>'
        for demo in file["data"].values():
            demo.attrs["model_file"] = xml
    (item,) = import_files("libero", copy, "mine", tmp_path / "out")
    assert item.path == tmp_path / "out" / "mine" / "KITCHEN_SCENE3_turn_on_the_stove.hdf5"
    for wanted, found in zip(pixels["turn_on_the_stove"], reader.load(item.path, WANTED), strict=True):
        equal(wanted, found, slice(1, -1))
    with h5py.File(copy, "a") as file:
        for demo in file["data"].values():
            demo.attrs["model_file"] = "not a model"
    (item,) = import_files("libero", copy, "world", tmp_path / "out")
    assert item.frame == "world"
    assert reader.info(item.path).attributes["ee_frame"] == "world"


def test_rlds(exported, pixels, data: Path) -> None:
    folder = exported("rlds") / "perdure" / "1.0.0"
    info = json.loads((folder / "dataset_info.json").read_text())
    shards = sorted(folder.glob("*.tfrecord*"))
    assert [path.name for path in shards] == [f"perdure-train.tfrecord-0000{i}-of-00002" for i in range(2)]
    assert info["splits"][0]["shardLengths"] == ["2", "2"]
    assert info["splits"][0]["numBytes"] == str(sum(path.stat().st_size for path in shards))
    features = json.loads((folder / "features.json").read_text())["featuresDict"]["features"]
    steps = features["steps"]["sequence"]["feature"]["featuresDict"]["features"]
    for path, name in zip(shards, sorted(TASKS.values()), strict=True):
        for episode, wanted in zip(examples(path, verify=path == shards[0]), pixels[name], strict=True):
            length = len(wanted["actions"])
            known = {*steps, *(f"observation/{key}" for key in steps["observation"]["featuresDict"]["features"])}
            assert {key.removeprefix("steps/") for key in episode if key.startswith("steps/")} == known - {
                "observation"
            }
            assert np.array_equal(np.float32(episode["steps/action"]).reshape(length, 7), wanted["actions"])
            state = np.hstack([wanted["proprio"][:, 9:], wanted["proprio"][:, 7:9]])
            assert np.array_equal(np.float32(episode["steps/observation/state"]).reshape(length, 8), state)
            assert episode["steps/is_first"] == [1] + [0] * (length - 1)
            assert episode["steps/is_last"] == episode["steps/is_terminal"] == [0] * (length - 1) + [1]
            assert set(episode["steps/language_instruction"]) == {name.replace("_", " ").encode()}
            for key, ours in (("image", "agentview_rgb"), ("wrist_image", "eye_in_hand_rgb")):
                frames = [np.asarray(Image.open(io.BytesIO(png))) for png in episode[f"steps/observation/{key}"]]
                assert np.array_equal(np.stack(frames), wanted[ours])


def test_lerobot(exported, pixels) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    folder = exported("lerobot")
    info = json.loads((folder / "meta/info.json").read_text())
    assert (info["codebase_version"], info["total_episodes"], info["total_tasks"], info["fps"]) == ("v3.0", 4, 2, 20)
    tasks = parquet.read_table(folder / "meta/tasks.parquet")
    (index,) = tasks.schema.pandas_metadata["index_columns"]  # what pandas makes the index, where LeRobot looks
    instructions = tasks[index].to_pylist()
    assert tasks["task_index"].to_pylist() == [0, 1]
    episodes = parquet.read_table(folder / "meta/episodes/chunk-000/file-000.parquet").to_pylist()
    wanted = [(name.replace("_", " "), demo) for name in sorted(TASKS.values()) for demo in pixels[name]]
    place = 0
    for number, (row, (instruction, demo)) in enumerate(zip(episodes, wanted, strict=True)):
        length = len(demo["actions"])
        assert (row["episode_index"], row["tasks"], row["length"]) == (number, [instruction], length)
        assert (row["dataset_from_index"], row["dataset_to_index"]) == (place, place + length)
        where = {"chunk_index": row["data/chunk_index"], "file_index": row["data/file_index"]}
        table = parquet.read_table(folder / info["data_path"].format(**where))
        table = table.slice(place - table["index"][0].as_py(), length)
        assert np.array_equal(np.stack(table["action"].to_numpy()), demo["actions"])
        assert table["index"].to_pylist() == list(range(place, place + length))
        assert {instructions[i] for i in table["task_index"].to_pylist()} == {instruction}
        for key, ours in (
            ("observation.images.image", "agentview_rgb"),
            ("observation.images.image2", "eye_in_hand_rgb"),
        ):
            frames = decoded(folder / info["video_path"].format(video_key=key, **where))
            first = round(row[f"videos/{key}/from_timestamp"] * 20)
            assert row[f"videos/{key}/to_timestamp"] * 20 == pytest.approx(first + length)
            lossy = frames[first : first + length].astype(float)
            assert np.abs(lossy - demo[ours]).mean() < 9  # tiny pictures suffer most
            mean = demo[ours].mean(axis=(0, 1, 2)) / 255
            assert np.ravel(row[f"stats/{key}/mean"]) == pytest.approx(mean, abs=1e-9)
            assert np.ravel(row[f"stats/{key}/q50"])[0] == np.quantile(demo[ours][..., 0], 0.5) / 255
        place += length
    stats = json.loads((folder / "meta/stats.json").read_text())
    actions = np.concatenate([demo["actions"] for _, demo in wanted])
    assert stats["action"]["std"] == pytest.approx(actions.std(axis=0), abs=1e-6)
    assert set(stats) == set(info["features"])


def test_robomimic_reads_its_export_and_our_own_files(exported, data: Path, tmp_path: Path) -> None:
    """Runs where robomimic is installed, `pip install --no-deps robomimic`; it is no dependency of perdure."""
    dataset = pytest.importorskip("robomimic.utils.dataset")
    from robomimic.utils import obs_utils

    own = tmp_path / "turn_on_the_stove.hdf5"
    own.write_bytes((data / own.name).read_bytes())
    render_observations(own, SIZE)
    theirs = exported("robomimic") / "quickstart" / own.name
    names = {own: [*IMAGES.values(), "ee_states"], theirs: ["agentview_image", "robot0_eef_pos", "object"]}
    for path, keys in names.items():
        images = [key for key in keys if key.endswith(("rgb", "image"))]
        low = [key for key in keys if key not in images]
        obs_utils.initialize_obs_utils_with_obs_specs({"obs": {"rgb": images, "low_dim": low}})
        with h5py.File(path) as file:  # before robomimic opens it in a way that shares it with nobody
            total = file["data"].attrs["total"]
            seen = {key: file[f"data/demo_0/obs/{key}"][5:15] for key in keys}
            actions = file["data/demo_0/actions"][5:15]
        windows = dataset.SequenceDataset(str(path), keys, ["actions"], seq_length=10, load_next_obs=False)
        assert len(windows) == total
        assert np.array_equal(windows[5]["actions"], actions)
        for key in keys:
            assert np.array_equal(windows[5]["obs"][key], seen[key]), key


def test_expert_actions_are_exported_on_request(data: Path, tmp_path: Path) -> None:
    export(data / "turn_on_the_stove.hdf5", "robomimic", tmp_path / "out", Request(SIZE, labels="expert"))
    with h5py.File(tmp_path / "out/quickstart/turn_on_the_stove.hdf5") as file:
        clean = reader.load(data / "turn_on_the_stove.hdf5", ["expert_actions"])[0]["expert_actions"]
        assert np.array_equal(file["data/demo_0/actions"][()], clean)


def test_every_format_is_found_and_explained() -> None:
    assert exchange.formats() == ["lerobot", "libero", "rlds", "robomimic"]
    assert exchange.formats("read") == ["libero", "robomimic"]
    assert all((exchange.find(name, "write").__doc__ or "").strip() for name in exchange.formats())


@pytest.mark.parametrize("name", exchange.formats())
def test_a_broken_file_leaves_nothing(name: str, data: Path, tmp_path: Path) -> None:
    whole = (data / "turn_on_the_stove.hdf5").read_bytes()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "turn_on_the_stove.hdf5").write_bytes(whole)
    (tmp_path / "in" / "zzz.hdf5").write_bytes(whole[:-100])
    with pytest.raises(PerdureError, match=r"zzz.hdf5' isn't a whole HDF5 file"):
        export(tmp_path / "in", name, tmp_path / "out", Request(SIZE))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


@pytest.mark.parametrize("name", exchange.formats("read"))
def test_wrong_files_are_said_and_leave_nothing(name: str, exported, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for path in exported(name).rglob("*.hdf5"):
        (source / path.name).write_bytes(path.read_bytes())
    last = sorted(source.iterdir())[-1]
    whole = last.read_bytes()

    def refused(match: str) -> None:
        with pytest.raises(PerdureError, match=match):
            import_files(name, source, "quickstart", tmp_path / "out")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]

    last.write_bytes(whole[:-100])
    refused("isn't a whole HDF5 file")
    last.write_bytes(whole)
    with h5py.File(last, "a") as file:
        file["data/demo_1/actions"][3, 0] = np.nan
    refused("'actions' has numbers that aren't finite")
    with h5py.File(last, "a") as file:
        file["data/demo_1/actions"][3, 0] = 3
    refused("'actions' go beyond 1")
    with h5py.File(last, "a") as file:
        del file["data/demo_1/actions"]
    refused(r"has no 'actions' in /data/demo_1; it has")
    with h5py.File(last, "w") as file:
        file["something"] = 1
    refused("holds no demonstrations")


def test_what_cannot_be_is_said(data: Path, exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownNameError, match=r"Unknown format 'lerobo'\. Did you mean 'lerobot'"):
        export(data, "lerobo", tmp_path / "out")
    with pytest.raises(UnknownNameError, match="Unknown labels 'noisy'"):
        export(data, "rlds", tmp_path / "out", Request(labels="noisy"))
    with pytest.raises(UnknownNameError, match=r"Unknown format 'rlds'\. Known: libero, robomimic"):
        import_files("rlds", data, "x", tmp_path / "out")
    with pytest.raises(PerdureError, match="exists already"):
        export(data, "rlds", data, Request(SIZE))
    with pytest.raises(PerdureError, match="isn't there"):
        export(tmp_path / "nowhere", "rlds", tmp_path / "out")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(PerdureError, match=r"needs pyarrow: pip install 'perdure\[lerobot\]'"):
        export(data, "lerobot", tmp_path / "out", Request(SIZE))
    assert not list(tmp_path.iterdir())
    (item, _) = import_files("libero", exported("libero"), "mine", tmp_path)
    with pytest.raises(PerdureError, match="exists already; move it away or choose another out"):
        import_files("libero", exported("libero"), "mine", tmp_path)
    with pytest.raises(PerdureError, match="images of 32 pixels and no states to render others from"):
        export(item.path, "rlds", tmp_path / "out", Request(16))
    assert export(item.path, "robomimic", tmp_path / "out") == 2
    (tmp_path / "file").write_text("")
    with pytest.raises(PerdureError, match=r"Nothing can be written to '.*file/mine'"):
        import_files("libero", exported("libero"), "mine", tmp_path / "file")


def decoded(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])
