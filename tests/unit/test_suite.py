import shutil
from pathlib import Path

import numpy as np
import pytest

from perdure.envs.archive import write_arrays
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.envs.manifest import Proof, read_manifest, write_manifest
from perdure.envs.states import SPLITS, write_states
from perdure.envs.suite import FOLDER, Suite, load_suite, read_suite, suites


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER / "quickstart", tmp_path / "quickstart"))


def rewrite(folder: Path, old: str, new: str, file: str = "suite.yaml") -> Suite:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    return read_suite(folder)


def test_quickstart_is_five_tasks_with_stored_states() -> None:
    assert "quickstart" in suites()
    suite = load_suite("quickstart")
    goals = [task.goal[0].name for task in suite.tasks]
    assert goals == ["On", "In", "Open", "Close", "TurnOn"]
    assert all(task.instruction and task.bddl() for task in suite.tasks)
    for index in range(5):
        states = [suite.init_states(index, split) for split in SPLITS]
        assert [len(array) for array in states] == [50, 50, 50]
        assert all(array.dtype == np.float64 for array in states)
        assert len(np.unique(np.concatenate(states), axis=0)) == 150


def test_what_a_task_moves_varies_by_15_centimetres() -> None:
    suite = load_suite("quickstart")
    for index, target in ((0, "bowl_1"), (0, "plate_1"), (1, "can_1"), (1, "basket_1")):
        task = suite.tasks[index]
        column = 7 * [*task.fixtures, *task.objects].index(target)
        spread = np.ptp(suite.init_states(index, "test")[:, column : column + 2], axis=0)
        assert (spread > 0.12).all()


def test_the_hash_follows_the_meaning_and_not_the_spelling(folder: Path) -> None:
    before = read_suite(folder).hash
    assert before == load_suite("quickstart").hash
    assert rewrite(folder, "# Five", "# Only five").hash == before
    assert rewrite(folder, "(:goal", "; a comment\n(:goal", "turn_on_the_stove.bddl").hash == before
    assert rewrite(folder, "version:", "description: nothing that counts\nversion:").hash == before
    assert rewrite(folder, "solved: 20", "solved: 19").hash == before
    hashes = {before}
    hashes.add(rewrite(folder, "version: 1", "version: 2").hash)
    hashes.add(rewrite(folder, "put_the_can_in_the_basket, seed: 1", "put_the_can_in_the_basket, seed: 9").hash)
    hashes.add(rewrite(folder, "TurnOn", "TurnOff", "turn_on_the_stove.bddl").hash)
    hashes.add(
        rewrite(
            folder, "put_the_can_in_the_basket, seed: 9", "put_the_can_in_the_basket, seed: 9, paraphrases: [a]"
        ).hash
    )
    states = {split: load_suite("quickstart").init_states(0, split).copy() for split in SPLITS}
    states["val"][3, 0] += 1e-6
    write_states(folder, load_suite("quickstart").tasks[0].name, states)
    hashes.add(read_suite(folder).hash)
    assert len(hashes) == 6


def test_a_manifest_that_is_written_reads_the_same(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest.certificate["turn_on_the_stove"] == Proof(20, 20)
    head = (folder / "suite.yaml").read_text().split("version")[0]
    write_manifest(folder, manifest)
    assert read_manifest(folder) == manifest
    assert (folder / "suite.yaml").read_text().startswith(head)


def test_a_suite_may_string_others_together(folder: Path) -> None:
    both = folder.parent / "both"
    both.mkdir()
    (both / "suite.yaml").write_text("version: 1\nhorizon: 500\nsuites: [quickstart]\n")
    suite, part = read_suite(both), read_suite(folder)
    assert suite.tasks == part.tasks
    assert suite.hash != part.hash
    assert suite.certificate == part.certificate
    assert np.array_equal(suite.init_states(3, "ood"), part.init_states(3, "ood"))
    (both / "suite.yaml").write_text("version: 1\nhorizon: 500\nsuites: [quickstart, quickstart]\n")
    with pytest.raises(PerdureError, match="twice"):
        read_suite(both)


def test_the_users_suites_are_found_and_do_not_hide_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERDURE_SUITES", str(folder.parent))
    shutil.copytree(folder, folder.parent / "mine")
    assert {"mine", "quickstart"} <= set(suites())
    assert load_suite("mine").folders[0] == folder.parent / "mine"
    assert load_suite("quickstart").folders[0] == FOLDER / "quickstart"


def test_stored_states_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_suite("quickstart").init_states(0, "val")[0, 0] = 1.0


def test_unknown_names_are_answered_with_what_exists() -> None:
    with pytest.raises(UnknownNameError, match=r"Unknown suite 'quikstart'. Did you mean 'quickstart'"):
        load_suite("quikstart")
    with pytest.raises(UnknownNameError, match=r"Unknown split 'train'.*Known: .*ood, test, val"):
        load_suite("quickstart").init_states(0, "train")
    with pytest.raises(PerdureError, match="has the tasks 0 to 4, not 5"):
        load_suite("quickstart").init_states(5, "val")


def test_missing_and_damaged_states_name_the_command(folder: Path) -> None:
    path = folder / "turn_on_the_stove.npz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(PerdureError, match=r"cannot be read .*perdure.envs.generation.build quickstart"):
        read_suite(folder).init_states(4, "val")
    path.unlink()
    with pytest.raises(PerdureError, match="no initial states for 'turn_on_the_stove'; make them with"):
        read_suite(folder).init_states(4, "val")
    assert read_suite(folder).init_states(0, "val").shape[0] == 50


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("version: 1", "version: one", "expected a whole number, found 'one'"),
        ("version: 1", "", "must have the keys horizon, version and"),
        ("version: 1", "version: !!python/object/apply:os.getpid []", "Cannot read"),
        ("tasks:", "tasks: []\nother:", "must have the keys"),
        ("name: turn_on_the_stove", "name: turn_on_the_oven", "Cannot read the task file"),
        ("seed: 1,", "sead: 1,", "a task needs a name and a seed"),
    ],
)
def test_a_broken_suite_is_one_sentence(folder: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(PerdureError, match=expected):
        rewrite(folder, old, new)


def test_arrays_are_written_byte_for_byte_the_same(tmp_path: Path) -> None:
    arrays = {"val": np.arange(6.0).reshape(2, 3), "test": np.zeros((1, 3))}
    write_arrays(tmp_path / "a.npz", arrays)
    write_arrays(tmp_path / "b.npz", arrays)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with np.load(tmp_path / "a.npz") as stored:
        assert np.array_equal(stored["val"], arrays["val"])
