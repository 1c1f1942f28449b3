"""Words of the commands that train many runs."""

from __future__ import annotations

import pytest

from perdure.envs.errors import PerdureError
from perdure.lifelong.algorithms import algorithms
from perdure.lifelong.cli.shell import study


@pytest.mark.parametrize("word", ["algorithm=er,gpm", "algorithms=er,gpm", "algorithm=[er,gpm]", "algorithms=[er,gpm]"])
def test_algorithms_can_be_written_in_four_ways(word: str) -> None:
    assert study.listed(word) == "algorithms=[er,gpm]"


def test_other_words_stay_as_they_are() -> None:
    assert study.listed("algorithm.capacity=5") == "algorithm.capacity=5"


def test_all_stands_for_every_algorithm_each_once() -> None:
    assert study.chosen(["all"]) == algorithms()
    assert study.chosen(["gpm", "er", "gpm"]) == ["gpm", "er"]
    assert study.chosen(["gpm", "all"])[0] == "gpm"
    assert sorted(study.chosen(["gpm", "all"])) == sorted(algorithms())


def test_no_algorithm_is_refused() -> None:
    with pytest.raises(PerdureError, match="leaves nothing to train"):
        study.chosen([])
