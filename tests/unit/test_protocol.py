import dataclasses
from pathlib import Path

import pytest

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong.protocol import from_mapping, load, protocols

SMALL = {"episodes": 5, "final_episodes": 7, "curve_episodes": 3, "curve_segments": 2, "lanes": 4}
FROZEN = {
    "continual": "a7607e68b1ca",
    "fast": "b811310af62c",
    "libero": "2c2ce81a6f00",
    "perdure-v1": "fce93112e25e",
}


@pytest.mark.parametrize("name", protocols())
def test_every_protocol_loads_and_only_liberos_own_chooses_on_test_states(name):
    protocol = load(name)
    assert protocol.name == name
    assert protocol.test_split == "test"
    assert protocol.curve_split == ("test" if name == "libero" else "val")
    assert protocol.hash == FROZEN[name], f"'{name}' is frozen: another content needs another name"


def test_libero_is_what_libero_does():
    libero = load("libero")
    assert (libero.episodes, libero.final_episodes, libero.horizon, list(libero.epochs)) == (20, 20, 600, [*range(11)])
    assert (libero.selection, libero.action, libero.cells) == ("best", "sample", "seen")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "fast"),
        ({"episodes": 20}, "fast"),
        ({"episodes": 5}, "fast+episodes=5"),
        ({"horizon": None, "horizons": {"goal": 300}}, "fast+horizon=null+horizons.goal=300"),
        ({"within_points": [1, 2]}, "fast+within_points=[1,2]"),
        ({"curve_every": 3}, "fast+curve_every=3"),
        ({"episodes": 5, "final_episodes": 5, "curve_episodes": 5, "curve_segments": 5}, "fast+"),
    ],
)
def test_a_changed_protocol_has_another_name_and_hash(changes, name):
    fast = load("fast")
    content = {key: value for key, value in dataclasses.asdict(fast).items() if key != "name"}
    made = from_mapping("fast", content | changes)
    assert made.name == (name if name != "fast+" else f"fast+{made.hash}")
    assert (made.hash == fast.hash) == (name == "fast")
    assert fast.changed(**changes) == made
    assert from_mapping(made.name, dataclasses.asdict(made)) == made  # as a run's config.yaml has it
    assert made.changed(**content) == fast
    assert made.changed(episodes=6).name != made.name


def test_a_protocol_of_the_users_tells_its_changes_too():
    mine = from_mapping("mine", SMALL)
    assert mine.name == "mine"
    assert mine.changed(lanes=9).name == "mine+lanes=9"


def test_the_hash_is_about_the_content_only():
    one = from_mapping("one", SMALL)
    assert one.hash == from_mapping("two", dict(reversed(SMALL.items()))).hash
    for key in ("episodes", "final_episodes", "curve_episodes", "curve_segments", "lanes"):
        assert from_mapping("one", SMALL | {key: 9}).hash != one.hash
    assert dataclasses.replace(one, horizons={"goal": 300}).hash != one.hash
    assert dataclasses.replace(one, cells="all").hash != one.hash
    assert len({load(name).hash for name in protocols()}) == len(protocols())


def test_the_last_row_has_more_episodes_and_cells_choose_the_columns():
    seen = from_mapping("seen", SMALL)
    assert [seen.episodes_at(stage, 3) for stage in range(3)] == [5, 5, 7]
    assert [list(seen.columns(stage, 3)) for stage in range(2)] == [[0], [0, 1]]
    assert list(dataclasses.replace(seen, cells="all").columns(0, 3)) == [0, 1, 2]
    assert list(seen.epochs) == [0, 1, 2]


def test_settings_that_came_later_are_no_part_of_the_content_where_they_do_nothing():
    fast = load("fast")
    assert not {"curve_every", "within_points"} & fast.content().keys()
    assert {"curve_every", "within_points"} < fast.settings().keys()
    more = fast.changed(within_points=[2])
    assert more.content() == fast.content() | {"within_points": [2]}
    assert from_mapping("fast", more.content()) == more


def test_the_points_of_a_stage_are_those_of_the_curve_and_those_for_old_tasks():
    protocol = from_mapping("x", SMALL | {"curve_segments": 8, "curve_every": 4, "within_points": [1, 4, 6]})
    assert list(protocol.epochs) == [0, 4, 8]
    assert protocol.points == [0, 1, 4, 6, 8]
    assert from_mapping("x", SMALL).points == [0, 1, 2]


def test_a_suite_may_have_its_own_horizon():
    protocol = from_mapping("x", SMALL | {"horizon": 200, "horizons": {"long": 900}})
    assert (protocol.horizon_for("long"), protocol.horizon_for("goal")) == (900, 200)
    assert from_mapping("x", SMALL).horizon_for("goal") is None


def test_an_unknown_name_lists_what_exists():
    with pytest.raises(UnknownNameError, match=r"Did you mean 'fast'\?.*perdure-v1"):
        load("fats")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"episodes": 0}, "episodes=0"),
        ({"lanes": "many"}, "lanes='many'"),
        ({"horizons": {"goal": -1}}, "goal=-1"),
        ({"cells": "some"}, "Known: all, seen"),
        ({"curve_split": "ood"}, "Known: test, val"),
        ({"selection": "lucky"}, "Known: best, last"),
        ({"action": "mean"}, "Known: mode, sample"),
        ({"curve_segments": 4, "curve_every": 3}, "curve_every=3; it must divide curve_segments=4"),
        ({"within_points": [0]}, r"within_points=\[0\]; .* less than curve_segments=2"),
        ({"within_points": [2]}, r"within_points=\[2\]"),
        ({"within_points": [1.0]}, r"within_points=\[1.0\]"),
        ({"curve_segments": 4, "within_points": [3, 2]}, r"within_points=\[3, 2\]; they must be rising"),
        ({"within_points": 1}, "within_points=1; it must be a list"),
        ({"epsiodes": 3}, "Did you mean 'episodes'"),
    ],
)
def test_a_wrong_setting_is_one_sentence(change, words):
    with pytest.raises(PerdureError, match=words):
        from_mapping("mine", SMALL | change)


def test_a_file_of_the_users(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text("".join(f"{key}: {value}\n" for key, value in SMALL.items()))
    assert load(path).hash == from_mapping("mine", SMALL).hash
    path.write_text("episodes: 5\n")
    with pytest.raises(PerdureError, match="lacks curve_episodes"):
        load(path)
    path.write_text(": : :")
    with pytest.raises(PerdureError, match="Cannot read"):
        load(path)
    with pytest.raises(PerdureError, match="Cannot read"):
        load(tmp_path / "none.yaml")
