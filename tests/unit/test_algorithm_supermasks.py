"""The search for masks, and where it begins, against known answers."""

import pytest
import torch

from perdure.envs.errors import PerdureError
from perdure.lifelong.algorithms.exssnet import ExclusiveSupermasks as Exssnet
from perdure.lifelong.algorithms.neighbours import held_out_error
from perdure.lifelong.algorithms.supermasks import beginning_at, chosen, fresh_scores, random_signs, unpacked
from tests.algorithm_toys import Net, Rows, draw, learn, normal, trainer

SHARE = 0.25


def test_a_search_finds_the_mask_that_made_the_labels():
    weight = random_signs(torch.zeros(6, 20), SHARE, draw())
    wanted = chosen(torch.rand(6, 20, generator=draw(1)), SHARE)
    x = torch.randn(400, 20, generator=draw(2))
    scores = torch.nn.Parameter(fresh_scores(weight, draw(3)))
    optimizer = torch.optim.Adam([scores], 1e-2)
    for _ in range(300):
        optimizer.zero_grad()
        error = (x @ (weight * (chosen(scores, SHARE) - wanted)).T).square().mean()
        error.backward()
        optimizer.step()
    assert torch.equal(chosen(scores.detach(), SHARE), wanted)


def test_a_start_ten_times_smaller_is_a_learning_rate_ten_times_larger():
    weight = random_signs(torch.zeros(6, 20), SHARE, draw()).double()
    x, y = torch.randn(64, 20, generator=draw(1)).double(), torch.randn(64, 6, generator=draw(2)).double()
    begun, found = chosen(fresh_scores(weight, draw(3)), SHARE), []
    for start, rate in ((1.0, 1e-3), (10.0, 1e-2)):
        scores = torch.nn.Parameter(start * fresh_scores(weight, draw(3)).double())
        optimizer = torch.optim.Adam([scores], rate)
        for _ in range(50):
            optimizer.zero_grad()
            (x @ (weight * chosen(scores, SHARE)).T - y).square().mean().backward()
            optimizer.step()
        found.append(chosen(scores.detach(), SHARE))
    assert torch.equal(*found)
    assert not torch.equal(found[0], begun)


def test_scores_that_begin_at_a_mask_choose_it():
    scores = torch.randn(9, 11, generator=draw())
    mask = chosen(torch.rand(9, 11, generator=draw(1)), SHARE) > 0
    begun = beginning_at(mask, scores)
    assert torch.equal(chosen(begun, SHARE) > 0, mask)
    assert torch.equal(begun.abs(), scores.abs())


def test_neighbours_know_what_features_tell():
    x = torch.randn(300, 3, generator=draw())
    held_out = torch.arange(300) % 3 == 0
    noise = torch.randn(300, 2, generator=draw(1))
    assert held_out_error(x, x @ torch.randn(3, 2, generator=draw(2)), held_out, 5) < 0.2
    assert held_out_error(x * torch.tensor([1e4, 1.0, 1e-4]), x, held_out, 5) < 0.2  # whatever the units
    assert held_out_error(x, noise, held_out, 5) == pytest.approx(1 + 1 / 5, abs=0.15)
    assert held_out_error(torch.zeros(300, 3), noise, held_out, 200) == pytest.approx(1)
    assert held_out_error(x, noise, held_out & False, 5) == torch.inf


def test_a_search_begins_at_the_old_mask_that_tells_most_and_at_random_if_none_does():
    one = trainer(Exssnet(SHARE), Net(12, 32, 2, bias=True), updates=300)
    tasks = [normal(400, 12, task, outputs=2) for task in range(2)]
    for data in tasks:
        learn(one, data)
    for old in (1, 0):
        again = Rows(tasks[old].x.flip(0), tasks[old].y.flip(0), 7)
        one.begin(again)
        begun = {name: chosen(score.detach(), SHARE) > 0 for name, score in one.algorithm.scores.items()}
        masks = one.algorithm.masks[old]
        assert all(torch.equal(mask, unpacked(masks[name], mask.shape)) for name, mask in begun.items())
        vectors = one.algorithm.vectors.kept[old]
        assert all(torch.equal(dict(one.policy.named_parameters())[name], vector) for name, vector in vectors.items())
    noise = Rows(tasks[0].x, torch.randn(400, 2, generator=draw(9)), 8)
    assert one.algorithm._source(one.policy, noise, draw()) is None


def test_the_first_task_draws_nothing_for_neighbours():
    with_, without = (trainer(Exssnet(SHARE, neighbours=n), Net(4, 8, 2, bias=True)) for n in (10, 0))
    assert torch.equal(learn(with_, normal(40, 4, outputs=2)), learn(without, normal(40, 4, outputs=2)))
    assert torch.equal(with_.generators.algorithm.get_state(), without.generators.algorithm.get_state())


def test_a_wrong_number_of_neighbours_is_refused():
    with pytest.raises(PerdureError, match="neighbours=-1"):
        Exssnet(neighbours=-1)
