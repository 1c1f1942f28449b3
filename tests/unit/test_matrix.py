import json
from itertools import count

import numpy as np
import pytest

from perdure.envs.errors import PerdureError
from perdure.lifelong.ledger import Line
from perdure.lifelong.matrix import curves, matrix, within, write

ORDER = [4, 0, 2]


def cell(successes, episodes, *, stage, task, epoch=-1, split="test", perturbation="none"):
    return [
        Line("r", stage, epoch, task, n, split, n, 0, perturbation, n < successes, 9, 0.0, "f", "p")
        for n in range(episodes)
    ]


def lower_triangle():
    numbers, lines = count(1), []
    for stage in range(3):
        for task in ORDER[: stage + 1]:
            lines += cell(next(numbers), 10 if stage < 2 else 20, stage=stage, task=task)
    return lines


def test_rows_are_stages_and_columns_are_positions_in_the_stream():
    table = matrix(lower_triangle(), ORDER)
    assert table.successes.tolist() == [[1, 0, 0], [2, 3, 0], [4, 5, 6]]
    assert table.episodes.tolist() == [[10, 0, 0], [10, 10, 0], [20, 20, 20]]
    np.testing.assert_array_equal(table.success, [[0.1, np.nan, np.nan], [0.2, 0.3, np.nan], [0.2, 0.25, 0.3]])


def test_the_order_of_the_lines_does_not_matter():
    lines = lower_triangle()
    np.testing.assert_array_equal(matrix(lines[::-1], ORDER).successes, matrix(lines, ORDER).successes)


def test_other_splits_perturbations_and_curve_points_stay_out():
    extra = cell(9, 9, stage=0, task=4, split="val") + cell(9, 9, stage=0, task=4, perturbation="camera")
    extra += cell(9, 9, stage=0, task=4, epoch=0, split="val")
    lines = lower_triangle()
    np.testing.assert_array_equal(matrix(lines + extra, ORDER).successes, matrix(lines, ORDER).successes)
    assert matrix(lines + extra, ORDER, perturbation="camera").episodes.sum() == 9


def test_a_curve_follows_the_task_of_its_stage():
    lines = [
        line
        for stage, task in enumerate(ORDER)
        for epoch in range(3)
        for line in cell(stage + epoch, 5, stage=stage, task=task, epoch=epoch, split="val")
    ]
    lines += cell(5, 5, stage=2, task=4, epoch=1, split="val")  # an old task, tried in between
    lines += cell(4, 5, stage=1, task=4, epoch=7, split="val")  # where the curve has no point
    epochs, learning = curves(lines[6:], ORDER)
    assert epochs == [0, 1, 2]
    assert learning.successes.tolist()[2] == [2, 3, 4]
    assert curves(lines, ORDER)[1].successes.tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
    assert curves([], ORDER)[1].success.shape == (3, 0)


def test_within_stages_only_the_tasks_before_count():
    lines = cell(2, 4, stage=1, task=4, epoch=3, split="val") + cell(1, 4, stage=2, task=0, epoch=9, split="val")
    other = cell(4, 4, stage=1, task=0, epoch=2, split="val") + cell(4, 4, stage=1, task=4, split="val")
    other += cell(4, 4, stage=1, task=4, epoch=5) + cell(4, 4, stage=2, task=4, epoch=6, split="val", perturbation="x")
    epochs, found = within(lines + other, ORDER)
    assert epochs == [3, 9]
    assert found.episodes.sum() == 8
    assert (found.success[1, 0, 0], found.success[2, 1, 1]) == (0.5, 0.25)
    _, even = within(lines, ORDER, half=0)
    _, odd = within(lines, ORDER, half=1)
    np.testing.assert_array_equal(even.successes + odd.successes, found.successes)
    assert (even.success[1, 0, 0], even.success[2, 1, 1], odd.success[2, 1, 1]) == (0.5, 0.5, 0)
    assert within(other, ORDER)[1].success.shape == (3, 0, 3)


def test_what_does_not_belong_is_an_error():
    with pytest.raises(PerdureError, match="stage 3"):
        matrix(cell(1, 2, stage=3, task=4), ORDER)
    with pytest.raises(PerdureError, match="task 7"):
        matrix(cell(1, 2, stage=0, task=7), ORDER)
    for tally in (curves, within):
        with pytest.raises(PerdureError, match="task 7"):
            tally(cell(1, 2, stage=0, task=7, epoch=0, split="val"), ORDER)
    with pytest.raises(PerdureError, match="twice"):
        matrix(cell(1, 2, stage=0, task=4) * 2, ORDER)
    with pytest.raises(PerdureError, match="task 0 twice"):
        matrix([], [0, 1, 0])


def test_the_files(tmp_path):
    write(tmp_path, lower_triangle() + cell(1, 4, stage=0, task=4, epoch=0, split="val"), "goal", ORDER)
    table = json.loads((tmp_path / "matrix.json").read_text())
    assert (table["suite"], table["order"]) == ("goal", ORDER)
    assert table["success"] == [[0.1, None, None], [0.2, 0.3, None], [0.2, 0.25, 0.3]]
    assert table["successes"][2] == [4, 5, 6]
    assert table["episodes"][0] == [10, 0, 0]
    learning = json.loads((tmp_path / "curves.json").read_text())
    assert (learning["epochs"], learning["success"]) == ([0], [[0.25], [None], [None]])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["curves.json", "matrix.json"]
