"""Evaluation in the real world: the same lines with any number of workers, and a film of one of its episodes."""

import torch

from perdure.lifelong.arena import Arena
from perdure.lifelong.ledger import Cell
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.record import record
from perdure.policies import PolicySpec, build

SMALL = {"episodes": 5, "final_episodes": 5, "curve_episodes": 3, "curve_segments": 2, "lanes": 3, "horizon": 12}
PROTOCOL = from_mapping("small", SMALL)
TASK = 3


def policy():
    torch.manual_seed(0)
    return build("state_transformer", PolicySpec())


def lines(workers):
    with Arena(
        "quickstart", PROTOCOL, workers=workers, observation="state", image_size=64, renderer="raster", seed=3
    ) as arena:
        return arena.evaluate(policy(), Cell(0, -1, TASK, "test"), episodes=5, run="r")


def test_workers_do_not_change_the_ledger_and_a_film_repeats_an_episode(tmp_path):
    alone = lines(workers=1)
    assert [line.episode for line in alone] == list(range(5))
    assert lines(workers=2) == alone
    path = tmp_path / "videos" / "a.mp4"
    clip = record(policy(), "quickstart", TASK, path=path, protocol=PROTOCOL, seed=3, episode=4)
    assert (clip.success, clip.steps) == (alone[4].success, alone[4].steps)
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["a.jpg", "a.json", "a.mp4"]
