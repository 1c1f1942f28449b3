"""Episodes of people: when they begin and end, which are kept, and what a kill leaves."""

import json
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.demos.noise import QUIET
from perdure.demos.replay import replay_file
from perdure.demos.settings import Settings, settings_for
from perdure.demos.teleop.intent import Intent
from perdure.demos.teleop.session import HOLD, Session
from perdure.demos.teleop.shelf import Shelf
from perdure.demos.teleop.teleop import teleop
from perdure.envs.errors import PerdureError, UnknownNameError
from tests.tiny_world import TOOLS, TinyEnv, TinySuite

FAST = 4.0  # tiny distances are long at the usual speed
STILL = Intent()


class Person:
    """An operator who sees the target."""

    def __init__(self, out: Path, image_size: int | None = None, max_steps: int = 200, **changes: object) -> None:
        self.settings = settings(out, image_size, **changes)
        self.shelf = Shelf(self.settings, 0, TinySuite().tasks[0])
        self.env = TinyEnv(0.4)
        self.begun = 0
        self.session = Session(self.env, self.shelf, "browser", self._begin, self._images(), max_steps, FAST)

    def _begin(self) -> None:
        self.begun += 1

    def _images(self):
        size = self.settings.image_size
        return size and (lambda episode: TOOLS.render(self.env.simulation, episode.states, size, "raster"))

    def towards(self) -> Intent:
        state = self.env.simulation.state
        return Intent(np.append(np.clip(20 * (state[5:8] - state[1:4]), -1, 1), np.zeros(3)))

    def solve(self) -> None:
        for _ in range(200):
            self.session.tick(self.towards())
            if self.session.phase not in ("ready", "running", "checking"):
                return
        raise AssertionError(self.session.status())

    def order(self, *orders: str) -> None:
        self.session.tick(Intent(orders=orders))


def settings(out: Path, image_size: int | None = None, seed: int = 0, robot: str = "panda") -> Settings:
    kind = "pixels" if image_size else "state"
    return settings_for(TinySuite(), out, seed, kind, image_size or 1, "raster", robot, QUIET, 200, TOOLS)


def path_of(out: Path) -> Path:
    return out / "tiny" / "near.hdf5"


def sources(out: Path) -> list[str]:
    with h5py.File(path_of(out)) as file:
        return [str(file[f"data/demo_{index}"].attrs["source"]) for index in range(len(file["data"]))]


def test_time_stands_still_until_the_first_command(tmp_path: Path) -> None:
    person = Person(tmp_path)
    start = person.env.simulation.get_state()
    for _ in range(30):
        person.session.tick(STILL)
    assert np.array_equal(person.env.simulation.get_state(), start)
    assert person.session.phase == "ready"
    person.solve()
    person.shelf.merge()
    demo = reader.load(path_of(tmp_path), ["states", "actions", "expert_actions"])[0]
    assert np.array_equal(demo["states"][0], start)
    assert demo["actions"][0][:3].any()
    assert np.array_equal(demo["actions"], demo["expert_actions"])


def test_the_gripper_alone_begins_an_episode_too(tmp_path: Path) -> None:
    person = Person(tmp_path)
    person.session.tick(Intent(closed=True))
    assert person.session.phase == "running"
    assert person.session.status()["closed"]


def test_success_must_hold_for_ten_steps_in_a_row(tmp_path: Path) -> None:
    person = Person(tmp_path)
    for _ in range(100):
        person.session.tick(person.towards())
        if person.session.held == HOLD - 1:
            break
    assert person.session.phase == "running"
    person.session.tick(Intent(np.array([1.0, 0, 0, 0, 0, 0])))  # out of the target again
    assert (person.session.held, person.session.phase) == (0, "running")
    person.solve()
    assert person.session.phase == "kept"
    person.shelf.merge()
    reached = reader.load(path_of(tmp_path), ["states"])[0]["states"]
    near = np.abs(reached[:, 1:4] - reached[:, 5:8]).max(axis=1) < 0.02
    assert near[-HOLD + 1 :].all()
    assert not near[-HOLD]


def test_what_is_kept_is_a_file_like_any_other_and_replays(tmp_path: Path) -> None:
    person = Person(tmp_path)
    for _ in range(3):
        person.solve()
        person.order("next")
    assert person.session.status()["stored"] == 3
    person.shelf.merge()
    path = path_of(tmp_path)
    assert reader.check(path) == []
    assert replay_file(path, TOOLS) == dict.fromkeys(("demo_0", "demo_1", "demo_2"), "")
    info = reader.info(path)
    assert (info.suite, info.task, info.demos, info.instruction) == ("tiny", "near", 3, "go near")
    with h5py.File(path) as file:
        starts = [tuple(file[f"data/demo_{n}"].attrs["layout"]) for n in range(3)]
        assert file["data/demo_0"].attrs["device"] == "browser"
        assert [name.decode() for name in file["mask/valid"][()]] == ["demo_2"]
    assert len(set(starts)) == 3
    assert not (tmp_path / "tiny" / ".human").exists()


def test_nothing_moves_after_success_until_an_order(tmp_path: Path) -> None:
    person = Person(tmp_path)
    person.solve()
    state = person.env.simulation.get_state()
    for _ in range(5):
        person.session.tick(Intent(np.ones(6), closed=True))
    assert np.array_equal(person.env.simulation.get_state(), state)
    assert person.session.kept == 1


def test_reset_begins_with_the_same_layout_and_next_with_another(tmp_path: Path) -> None:
    person = Person(tmp_path)
    start = person.env.simulation.get_state()
    person.session.tick(person.towards())
    begun = person.begun
    person.order("reset")
    assert np.array_equal(person.env.simulation.get_state(), start)
    assert (person.session.discarded, person.session.phase, person.begun) == (1, "ready", begun + 1)
    person.order("next")
    assert not np.array_equal(person.env.simulation.get_state(), start)
    assert person.session.discarded == 1  # nothing had begun


def test_discard_takes_back_what_has_just_been_kept(tmp_path: Path) -> None:
    person = Person(tmp_path)
    person.solve()
    person.order("next")
    person.solve()
    start = person.session._layout
    person.order("discard")
    assert np.array_equal(person.session._layout, start)
    person.order("discard")  # nothing more to take back
    assert (person.session.kept, person.session.discarded, person.shelf.stored) == (1, 1, 1)
    person.order("next")
    person.shelf.merge()
    assert reader.info(path_of(tmp_path)).demos == 1


def test_without_recording_nothing_is_kept_and_nothing_ends(tmp_path: Path) -> None:
    person = Person(tmp_path, max_steps=30)
    person.order("record")
    for _ in range(60):
        person.session.tick(person.towards())
    status = person.session.status()
    assert (status["phase"], status["success"], status["steps"]) == ("running", True, 60)
    person.order("record")
    assert (person.session.phase, person.session.recording, person.session.discarded) == ("ready", True, 0)
    assert person.shelf.stored == 0


def test_an_episode_that_takes_too_long_is_not_kept(tmp_path: Path) -> None:
    person = Person(tmp_path, max_steps=20)
    for _ in range(30):
        person.session.tick(Intent(np.array([0, 0, -1.0, 0, 0, 0])))
    assert (person.session.phase, person.session.steps) == ("rejected", 20)
    assert "no success in 20 steps" in person.session.status()["message"]
    assert (person.session.discarded, person.shelf.stored) == (1, 0)


def test_an_episode_that_does_not_replay_is_not_kept(tmp_path: Path) -> None:
    person = Person(tmp_path)
    step = person.env.step

    def forgetful(action):
        person.env.simulation.state[5] -= 1e-6  # something that replay does not see
        return step(action)

    person.env.step = forgetful  # type: ignore[method-assign]
    person.solve()
    assert (person.session.phase, person.session.reason) == ("rejected", "replay ends in another state")
    assert person.shelf.stored == 0


def test_a_kill_loses_the_running_episode_only(tmp_path: Path) -> None:
    killed = Person(tmp_path)
    killed.solve()
    killed.order("next")
    killed.session.tick(killed.towards())
    folder = tmp_path / "tiny" / ".human" / "near"
    (folder / ".part-00001.hdf5.1.tmp").write_text("half written")
    assert not path_of(tmp_path).exists()  # nobody has merged
    again = Person(tmp_path)
    assert again.shelf.stored == 1
    assert sources(tmp_path) == ["human"]
    assert not folder.exists()
    assert not np.array_equal(again.session._layout, h5py.File(path_of(tmp_path))["data/demo_0"].attrs["layout"])


def test_a_kill_between_merging_and_cleaning_up_doubles_nothing(tmp_path: Path) -> None:
    person = Person(tmp_path)
    person.solve()
    folder = tmp_path / "tiny" / ".human"
    shutil.copytree(folder, tmp_path / "saved")
    person.shelf.merge()
    shutil.copytree(tmp_path / "saved", folder)
    assert Person(tmp_path).shelf.stored == 1
    assert sources(tmp_path) == ["human"]
    assert not folder.exists()


def test_parts_of_another_robot_or_damaged_ones_are_refused_and_stay(tmp_path: Path) -> None:
    Person(tmp_path).solve()
    (part,) = tmp_path.glob("tiny/.human/near/*.hdf5")
    with pytest.raises(PerdureError, match="another suite, robot"):
        Person(tmp_path, robot="ur5e")
    with h5py.File(part, "a") as file:
        file["demo/actions"][0] = 0
    with pytest.raises(PerdureError, match="is damaged"):
        Person(tmp_path)
    assert part.exists()


def test_scripted_demonstrations_stay_and_more_of_them_can_join(tmp_path: Path) -> None:
    collect("tiny", tmp_path, 3, seed=5, tasks=[0], tools=TOOLS)
    with h5py.File(path_of(tmp_path)) as file:
        before = [str(file[f"data/demo_{n}"].attrs["sha256"]) for n in range(3)]
    person = Person(tmp_path)  # the expert's seed is none of a person's business
    person.solve()
    person.shelf.merge()
    assert sources(tmp_path) == ["expert"] * 3 + ["human"]
    with h5py.File(path_of(tmp_path)) as file:
        human = str(file["data/demo_3"].attrs["sha256"])
        assert json.loads(file["data"].attrs["source"])["seed"] == 5
    report = collect("tiny", tmp_path, 5, seed=5, tasks=[0], tools=TOOLS)
    assert report.tasks[0].kept == 5
    assert sources(tmp_path) == ["expert"] * 5 + ["human"]
    with h5py.File(path_of(tmp_path)) as file:
        after = [str(file[f"data/demo_{n}"].attrs["sha256"]) for n in range(6)]
        assert file["data"].attrs["num_demos"] == 6
    assert (after[:3], after[5]) == (before, human)
    assert replay_file(path_of(tmp_path), TOOLS) == {f"demo_{n}": "" for n in range(6)}
    collect("tiny", tmp_path / "alone", 5, seed=5, tasks=[0], tools=TOOLS)
    with h5py.File(path_of(tmp_path / "alone")) as file:
        assert after[:5] == [str(file[f"data/demo_{n}"].attrs["sha256"]) for n in range(5)]


def test_the_expert_can_join_a_person_whatever_its_seed(tmp_path: Path) -> None:
    person = Person(tmp_path)
    person.solve()
    person.shelf.merge()
    collect("tiny", tmp_path, 2, seed=9, tasks=[0], tools=TOOLS)
    assert sources(tmp_path) == ["expert", "expert", "human"]


def test_images_are_stored_on_request_and_must_go_on(tmp_path: Path) -> None:
    collect("tiny", tmp_path, 1, tasks=[0], tools=TOOLS)
    person = Person(tmp_path, image_size=4)  # gives the expert's demonstration some too
    person.solve()
    person.shelf.merge()
    demos = reader.load(path_of(tmp_path), ["agentview_rgb", "states"])
    for demo in demos:
        assert demo["agentview_rgb"].shape == (len(demo["states"]), 4, 4, 3)
        assert demo["agentview_rgb"][-1, 0, 0, 0] == int(demo["states"][-1, 1] * 255)
    assert reader.check(path_of(tmp_path)) == []
    with pytest.raises(PerdureError, match="has images and can't be extended without"):
        Person(tmp_path)


def test_files_of_another_robot_are_refused(tmp_path: Path) -> None:
    collect("tiny", tmp_path, 1, tasks=[0], tools=TOOLS)
    with pytest.raises(PerdureError, match="robot=panda, not ur5e"):
        Person(tmp_path, robot="ur5e")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"device": "brwser"}, "Unknown device 'brwser'. Did you mean 'browser'"),
        ({"task": 2}, "There is no task 2"),
        ({"demos": 0}, "demos must be more than 0"),
        ({"speed": -1.0}, "speed must be more than 0"),
        ({"observation": "sound"}, "observation must be"),
    ],
)
def test_a_wrong_word_writes_nothing(tmp_path: Path, changes: dict, sentence: str) -> None:
    with pytest.raises((PerdureError, UnknownNameError), match=sentence.replace("?", r"\?")):
        teleop("tiny", out=tmp_path, port=0, tools=TOOLS, **changes)
    assert list(tmp_path.iterdir()) == []
