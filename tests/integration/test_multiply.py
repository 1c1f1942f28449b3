"""`perdure multiply` as a user types it."""

import hashlib
import json
import shutil

import h5py
import pytest

from perdure.demos import reader
from perdure.demos.replay import replay_file
from tests.typed import done, refused

BOWL, STOVE = "put_the_bowl_on_the_plate.hdf5", "turn_on_the_stove.hdf5"


def content(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("quickstart/*.hdf5")}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with two demonstrations of two tasks in `few` and three made from them in `many`."""
    folder = tmp_path_factory.mktemp("home")
    done("collect", "tasks=[0,4]", "demos_per_task=2", "workers=1", "out=few", cwd=folder)
    said = done("multiply", "dataset=few/quickstart", "demos_per_task=3", "workers=1", "out=many", cwd=folder)
    assert "perdure train suite=quickstart demos=many" in said
    return folder


@pytest.mark.slow
def test_what_is_made_replays_and_says_what_from(home):
    for name, pieces in ((BOWL, 2), (STOVE, 1)):
        path = home / "many" / "quickstart" / name
        assert reader.check(path) == []
        assert list(replay_file(path).values()) == ["", "", ""]
        with h5py.File(home / "few" / "quickstart" / name) as few, h5py.File(path) as many:
            shown = {demo: int(few["data"][demo].attrs["seed"]) for demo in few["data"]}
            assert json.loads(many["data"].attrs["source"])["maker"].startswith("multiplied from 2 demonstrations, ")
            for demo in many["data"].values():
                assert demo.attrs["source"] == "multiplied"
                assert demo.attrs["seed"] not in shown.values()
                used = json.loads(demo.attrs["made_from"])
                assert len(used) >= pieces
                assert all(shown[piece["demo"]] == piece["seed"] for piece in used)
    assert done("data", "info", "path=many", cwd=home).count("3 multiplied") == 2


@pytest.mark.slow
def test_the_files_do_not_depend_on_the_number_of_workers(home):
    done("multiply", "dataset=few/quickstart", "demos_per_task=3", "workers=2", "out=two", cwd=home)
    assert content(home / "two") == content(home / "many")


@pytest.mark.slow
def test_a_finished_file_is_extended_from_the_same_sources_only(home):
    shutil.copytree(home / "many", home / "more")
    before = content(home / "more")
    words = ("multiply", "dataset=few/quickstart", "tasks=[4]", "out=more", "workers=1")
    done(*words, "demos_per_task=4", cwd=home)
    assert content(home / "more")[BOWL] == before[BOWL]
    assert reader.info(home / "more" / "quickstart" / STOVE).demos == 4
    other = refused(*words, "demos_per_task=5", "sources=1", cwd=home)
    assert "with maker=multiplied from 2 demonstrations" in other
    assert "not expert" in refused("collect", "tasks=[4]", "demos_per_task=5", "out=more", "workers=1", cwd=home)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dataset=nowhere"], "'nowhere' isn't there; make some with"),
        (
            ["dataset=few/quickstart", "tasks=[2]"],
            "has no demonstrations of task 2 of 'quickstart'; it has some of 0, 4",
        ),
        (["dataset=few/quickstart", "sources=3"], "holds 2 demonstrations, not 3"),
        (["dataset=few/quickstart", "sources=0"], "sources must be at least 1"),
        (["dataset=few/quickstart", "out=few"], "can't be read and written at once"),
        (["dataset=broken.hdf5"], "isn't a whole HDF5 file"),
        (["dataset=stateless.hdf5"], "has no states"),
    ],
)
def test_mistakes_are_said_in_one_sentence(home, words, said):
    (home / "broken.hdf5").write_bytes(b"HDF")
    with h5py.File(home / "few" / "quickstart" / STOVE) as whole, h5py.File(home / "stateless.hdf5", "w") as file:
        whole.copy("data", file)
        for demo in file["data"].values():
            del demo["states"]
    assert said in refused("multiply", *words, "demos_per_task=1", cwd=home)


@pytest.mark.slow
def test_two_suites_are_refused(home):
    shutil.copytree(home / "few", home / "both")
    (home / "both" / "other").mkdir()
    path = shutil.copy(home / "few" / "quickstart" / STOVE, home / "both" / "other")
    with h5py.File(path, "r+") as file:
        file["data"].attrs["suite"] = "goal"
    assert "multiply one at a time" in refused("multiply", "dataset=both", cwd=home)
