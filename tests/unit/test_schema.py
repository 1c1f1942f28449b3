import numpy as np
import pytest

from perdure.demos import schema


def test_seeds_are_the_same_everywhere_and_differ_between_attempts() -> None:
    assert schema.episode_seed("quickstart", "open_drawer", 0, 0) == 74059301866564
    arguments = [
        (suite, task, seed, attempt) for suite in "ab" for task in "cd" for seed in (0, 1) for attempt in range(50)
    ]
    assert len({schema.episode_seed(*each) for each in arguments}) == len(arguments)


def test_observation_rows_split_the_proprioception() -> None:
    rows = [
        {
            "proprio": np.arange(15, dtype=np.float32) + row,
            "objects": np.zeros((16, 23), np.float32),
            "objects_mask": np.zeros(16, np.int8),
            "instruction": "go",
        }
        for row in range(4)
    ]
    arrays = schema.observation_rows(rows)
    assert set(arrays) == set(schema.OBSERVATIONS)
    joined = np.concatenate([arrays[name] for name in schema.PROPRIO], axis=1)
    assert np.array_equal(joined, np.stack([row["proprio"] for row in rows]))
    assert np.array_equal(np.hstack([arrays["ee_pos"], arrays["ee_ori"]]), arrays["ee_states"])


@pytest.mark.parametrize(
    ("axis_angle", "quaternion"),
    [((0, 0, 0), (0, 0, 0, 1)), ((np.pi, 0, 0), (1, 0, 0, 0)), ((0, 0, np.pi / 2), (0, 0, 0.5**0.5, 0.5**0.5))],
)
def test_robot_states_have_liberos_order(axis_angle: tuple[float, ...], quaternion: tuple[float, ...]) -> None:
    arrays = {
        "gripper_states": np.array([[0.04, -0.04]], np.float32),
        "ee_pos": np.array([[1, 2, 3]], np.float32),
        "ee_ori": np.array([axis_angle], np.float32),
    }
    assert schema.robot_states(arrays)[0] == pytest.approx([0.04, -0.04, 1, 2, 3, *quaternion], abs=1e-6)


@pytest.mark.parametrize(("count", "valid"), [(1, []), (3, ["demo_2"]), (10, ["demo_9"]), (25, ["demo_9", "demo_19"])])
def test_masks_split_the_demonstrations(count: int, valid: list[str]) -> None:
    chosen = schema.masks(count)
    assert chosen["valid"] == valid
    assert sorted(chosen["train"] + valid) == sorted(f"demo_{i}" for i in range(count))
