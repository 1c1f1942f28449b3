"""`perdure data`, `export`, `import` and `render observations`, as a user types them."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from perdure.demos import inspection, reader
from perdure.demos.collect import collect
from perdure.demos.image_cache import FOLDER
from perdure.lifelong.cli.shell import screen
from perdure.lifelong.cli.shell.dispatch import main
from tests.tiny_world import TOOLS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    collect("quickstart", folder, 2, tasks=[3, 4])
    return folder / "quickstart"


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a data set in `data/quickstart`, from where the commands are typed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "quickstart").mkdir(parents=True)
    for path in made.glob("*.hdf5"):
        (tmp_path / "data" / "quickstart" / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]):
    def call(*words: str) -> tuple[int, str, str]:
        screen.console.cache_clear()
        status = main(list(words))
        said = capsys.readouterr()
        return status, said.out, said.err

    yield call
    screen.console.cache_clear()


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_info_counts_and_draws(home: Path, typed) -> None:
    status, said, _ = typed("data", "info", "path=data/quickstart")
    assert status == 0
    sizes = {path.stem: path.stat().st_size for path in (home / "data/quickstart").glob("*.hdf5")}
    for name, size in sizes.items():
        (row,) = [line for line in said.splitlines() if line.strip().startswith(name)]
        lengths = reader.info(home / "data/quickstart" / f"{name}.hdf5").lengths
        assert f"{min(lengths)} / {max(lengths)} / {max(lengths)}" in row
        assert row.split()[-7:] == [str(round(size / 2000)), "none", "2", "expert", "2", "same", "same"]
    assert f"2 files, 4 demonstrations, {sum(sizes.values()) / 1e6:.1f} MB" in said
    picture = np.asarray(Image.open(home / "data/quickstart/lengths.png").convert("RGB"))
    assert picture.shape[1] > 800
    assert ((picture == (0x18, 0x7A, 0x74)).all(axis=2)).sum() > 200  # bars


def test_a_sound_data_set_passes(home: Path, typed) -> None:
    status, said, _ = typed("data", "check", "path=data", "replay=all")
    assert status == 0
    assert said.count(" 2 of 2   ") == 2
    assert "Next: perdure train suite=quickstart" in said
    status, said, _ = typed("data", "check", "path=data", "replay=none", "picture=here.png")
    assert (status, said.count(" 0 of 0   ")) == (0, 2)
    assert (home / "here.png").exists()


def test_damage_is_found_and_ends_with_status_2(home: Path, typed) -> None:
    stove, drawer = sorted((home / "data/quickstart").glob("*.hdf5"))
    stove.write_bytes(stove.read_bytes()[:-10])
    with h5py.File(drawer, "a") as file:
        file["data/demo_1/actions"][2, 1] += 0.01
    status, said, complaint = typed("data", "check", "path=data", "replay=all")
    assert status == 2
    assert "isn't a whole HDF5 file" in said
    assert "demo_1: its contents have changed since it was written" in said
    assert "demo_1: replay" in said
    assert complaint.count("\n") == 1
    assert "2 of 2 files can't be relied on" in complaint
    assert "`perdure collect suite=quickstart`" in complaint
    assert not (home / "data/quickstart/lengths.png").exists()


def test_another_version_of_the_suite_is_said(home: Path, typed) -> None:
    for path in (home / "data/quickstart").glob("*.hdf5"):
        with h5py.File(path, "a") as file:
            file["data"].attrs["suite_hash"] = "0" * 64
    status, said, _ = typed("data", "check", "path=data")
    assert status == 2
    assert "another version of the suite 'quickstart'" in said


def test_who_made_what_and_with_which_physics(tmp_path: Path) -> None:
    collect("tiny", tmp_path, 3, tasks=[0], tools=TOOLS)
    path = tmp_path / "tiny" / "near.hdf5"
    with h5py.File(path, "a") as file:
        file["data/demo_2"].attrs["source"] = "human"
        file["data"].attrs["fingerprint"] = json.dumps({"hash": "another"})
    found = inspection.inspect(path, "all", TOOLS)
    assert found.made_by == "2 expert, 1 human"
    assert (found.suite, found.physics, found.replayed, found.faults) == ("same", "other", (3, 3), ())
    with h5py.File(path, "a") as file:
        file["data/demo_0"].attrs["final_state"] = np.ones(9)
    (fault,) = inspection.inspect(path, "all", TOOLS).faults
    assert fault == "demo_0: replay ends in another state, but it was made with another physics (fingerprint)"
    assert inspection.inspect(path, "none", TOOLS).faults == ()


def test_images_into_files_and_cache(home: Path, typed) -> None:
    status, said, _ = typed("render", "observations", "dataset=data/quickstart", "size=16", "into=cache")
    assert status == 0
    assert "observation=pixels" in said
    assert len(files(home / "data/quickstart" / FOLDER)) == 2 * (2 + 1)  # two cameras and a lock
    assert typed("render", "observations", "size=16")[0] == 0
    for path in (home / "data/quickstart").glob("*.hdf5"):
        assert reader.info(path).image_size == 16
        assert reader.check(path) == []


def test_export_and_import(home: Path, typed) -> None:
    status, said, _ = typed("export", "dataset=data/quickstart", "format=libero", "out=theirs", "size=16")
    assert status == 0
    assert "4 demonstrations" in said
    status, said, _ = typed("import", "format=libero", "file=theirs", "suite=quickstart", "out=mine")
    assert status == 0
    assert "No states" in said
    assert files(home / "mine/quickstart") == [path.name for path in sorted((home / "data/quickstart").glob("*.hdf5"))]
    status, said, _ = typed("data", "check", "path=mine")
    assert status == 0
    assert "2 libero" in said
    assert "no states" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("data", "info", "path=nowhere"), "'nowhere' isn't there; make some with `perdure collect"),
        (("data", "look"), "Unknown action 'look'. Known: check, info"),
        (("data", "action=look"), "Unknown action 'look'. Known: check, info"),
        (("data", "check", "replay=some"), "Unknown replay 'some'. Did you mean 'sample'? Known: all, none, sample"),
        (("export", "dataset=data", "format=rlds"), "Say out=... as well"),
        (("export", "dataset=data", "format=zip", "out=x"), "Unknown format 'zip'"),
        (("export", "dataset=data", "format=rlds", "out=x", "size=0"), "size=0 must be at least 1"),
        (("export", "dataset=data", "format=rlds", "out=x", "renderer=ink"), "Unknown renderer 'ink'"),
        (("export", "dataset=data", "format=rlds", "out=x", "actions=wild"), "Unknown labels 'wild'"),
        (("import", "format=libero", "file=nothing.hdf5", "suite=a"), "'nothing.hdf5' isn't there; say file="),
        (("import", "format=libero", "file=data", "suite=a/b"), "suite='a/b' must be a plain name"),
        (("render", "observations", "dataset=data", "into=the sky"), "Unknown place 'the sky'. Known: cache, files"),
        (("render", "observations", "dataset=data", "size=0"), "size=0 must be at least 1"),
        (("render", "observations", "suite=goal"), "What shall be shown?"),
    ],
)
def test_mistakes_get_a_sentence_and_write_nothing(words, sentence: str, home: Path, typed) -> None:
    before = files(home)
    status, _, complaint = typed(*words)
    assert status == 2
    assert complaint.startswith("perdure: ")
    assert complaint.count("\n") == 1
    assert sentence in complaint
    assert files(home) == before
