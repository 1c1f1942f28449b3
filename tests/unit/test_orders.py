"""Which orders are tried, and what is said about them."""

import json
import math
from itertools import pairwise, permutations

import numpy as np
import pytest

from perdure.envs import load_suite
from perdure.envs.errors import PerdureError
from perdure.lifelong.leaderboard.reading import read
from perdure.lifelong.orders import Study, design, spelt, write
from perdure.lifelong.orders.designs import kinds
from perdure.lifelong.orders.disparity import intervals
from perdure.lifelong.orders.findings import findings, span
from perdure.lifelong.orders.overlap import along, pairs
from perdure.lifelong.orders.place import effect
from perdure.lifelong.statistics import over_grid
from perdure.lifelong.stream import order
from tests.fake_runs import make_run

QUICK = load_suite("quickstart").tasks
GOAL = load_suite("goal").tasks
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"


@pytest.mark.parametrize("kind", kinds())
def test_orders_are_different_permutations_and_the_same_every_time(kind):
    found = design(kind, GOAL, 4)
    assert len(set(found)) == 4
    assert all(sorted(each) == list(range(10)) for each in found)
    assert found == design(kind, GOAL, 4)


@pytest.mark.parametrize("tasks", [QUICK, GOAL, GOAL[:7], GOAL[:2], GOAL[:1]])
def test_in_a_latin_square_every_task_takes_every_position_once(tasks):
    found = design("latin", tasks)
    assert found[0] == tuple(range(len(tasks)))
    for column in np.transpose(found):
        assert sorted(column) == list(range(len(tasks)))


@pytest.mark.parametrize(
    ("tasks", "rows", "times"), [(GOAL, 10, 1), (QUICK, 10, 2), (GOAL[:4], 4, 1), (GOAL[:3], 6, 2)]
)
def test_williams_square_is_balanced_for_the_task_before(tasks, rows, times):
    found = design("latin", tasks, rows)
    followers = [pair for each in found for pair in pairwise(each)]
    expected = permutations(range(len(tasks)), 2)
    assert all(followers.count(pair) == times for pair in expected)


def test_more_orders_than_one_square_has():
    found = design("latin", GOAL[:4], 10)
    assert len(set(found)) == 10
    assert found[:4] == design("latin", GOAL[:4])
    assert len(set(design("latin", GOAL[:4], 24))) == 24


def test_random_orders_depend_on_the_draw_and_go_on():
    assert design("random", GOAL, 3) == design("random", GOAL, 6)[:3]
    assert design("random", GOAL, 3) != design("random", GOAL, 3, draw=1)


def test_liberos_orders_are_all_there_and_called_by_their_numbers():
    found = design("libero", GOAL)
    assert found == [order(number, 10) for number in range(21)]
    assert [spelt(each, 10) for each in found] == list(range(21))
    assert spelt((1, 0, 2), 3) == [1, 0, 2]
    assert spelt((0, 1, 2), 3) == 0


def test_similar_neighbours():
    shared = pairs(QUICK)
    assert np.allclose(shared, shared.T)
    assert np.allclose(np.diag(shared), 1)
    every = [along(each, shared) for each in permutations(range(5))]
    found = [along(each, shared) for each in design("similarity", QUICK, 3)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == pytest.approx((min(every), max(every)))
    assert design("similarity", QUICK) == [design("similarity", QUICK, 3)[n] for n in (0, 2)]


@pytest.mark.parametrize(
    ("which", "tasks", "n", "said"),
    [
        ("latn", QUICK, None, "Did you mean 'latin'"),
        ("libero", QUICK, None, "this suite has 5"),
        ("libero", GOAL, 22, "LIBERO has 21 orders"),
        ("random", QUICK, 121, "5 tasks have 1 to 120 orders"),
        ("latin", QUICK, 0, "1 to 120 orders"),
        ("similarity", GOAL[:3], 6, "ask for fewer"),
        ([[0, 1], [1, 2]], QUICK, None, "the same tasks"),
        ([[0, 1], [0, 1]], QUICK, None, "twice"),
        ([[0, 9]], QUICK, None, "from 0 to 4"),
        ([0, 1], QUICK, None, "neither one of latin, libero, random, similarity nor lists"),
        ([], QUICK, None, "neither one of"),
    ],
)
def test_what_is_no_design_gets_a_sentence(which, tasks, n, said):
    with pytest.raises(PerdureError, match=said):
        design(which, tasks, n)


def test_the_effect_of_the_place_is_told_from_that_of_the_task():
    """Success is what the task is good for, plus 0.1 per place."""
    orders = design("latin", QUICK)
    ease = np.array([0.0, 0.3, 0.1, 0.5, 0.2])
    final = np.array([[[ease[task] + 0.1 * each.index(task) for task in range(5)]] for each in orders])
    found = effect(final, orders)
    assert np.diff(found.by_place) == pytest.approx(np.full(4, 0.1))
    assert found.change == pytest.approx((0.4, 0.4, 0.4))


@pytest.mark.parametrize("seeds", [1, 3])
def test_without_an_effect_of_the_order_the_interval_of_the_disparity_reaches_far_below_what_is_seen(seeds):
    rng = np.random.default_rng(1)
    final = rng.binomial(20, 0.6, (5, seeds, 10)) / 20
    aopd, _ = intervals(final, 20, rng)
    assert aopd.mean == pytest.approx(np.ptp(final.mean(axis=1), axis=0).mean())
    assert aopd.low < 0.35 * aopd.mean


def test_a_great_effect_of_the_order_is_seen_in_the_interval():
    rng = np.random.default_rng(1)
    rates = np.tile([[[0.9] * 10]] * 4 + [[[0.2] * 10]], (1, 3, 1))
    aopd, mopd = intervals(rng.binomial(20, rates) / 20, 20, rng)
    assert 0.5 < aopd.low < 0.7 < aopd.high < 0.85
    assert mopd.mean > aopd.mean


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Two algorithms, five orders, two seeds; `sequential` forgets more, and one name is hostile."""
    root, orders = tmp_path_factory.mktemp("runs"), design("latin", QUICK)

    def run(name, keep, place, seed):
        folder = root / f"{name}{place}{seed}"
        return read(make_run(folder, algorithm=name, keep=keep, order=orders[place], seed=seed))

    entries = {
        name: [[run(name, keep, place, seed) for seed in (0, 1)] for place in range(5)]
        for name, keep in (("sequential", 0.5), ("er", 0.95))
    }
    return Study(f"perdure orders {HOSTILE}", "latin", orders, [0, 1], [0.25] * 5, entries)


def test_numbers_are_those_of_the_ledgers(study, tmp_path):
    write(study, tmp_path)
    found = json.loads((tmp_path / "orders.json").read_text())
    for name, rows in study.entries.items():
        final = np.array(
            [[[run.success.success[-1][run.order.index(t)] for t in range(5)] for run in row] for row in rows]
        )
        told = found["algorithms"][name]
        assert told["acc"]["mean"] == pytest.approx(final.mean())
        assert told["worst"] == pytest.approx(final.mean(axis=(1, 2)).min())
        assert told["aopd"]["mean"] == pytest.approx(np.ptp(final.mean(axis=1), axis=0).mean())
        assert told["mopd"]["mean"] == pytest.approx(np.ptp(final.mean(axis=1), axis=0).max())
        assert [row["by_seed"] for row in told["by_order"]] == pytest.approx(final.mean(axis=2))
        assert told["nbt"]["mean"] == pytest.approx(np.mean([run.metrics["nbt"] for row in rows for run in row]))
        assert told["learned"]["mean"] == pytest.approx(
            np.mean([run.metrics["learned"] for row in rows for run in row])
        )
        assert (told["acc"]["low"], told["acc"]["high"]) == pytest.approx(over_grid(final.mean(axis=2))[1:])
    lead = np.subtract(*(study.final(name).mean(axis=2) for name in ("er", "sequential")))
    assert found["ranking"]["lead"] == pytest.approx(over_grid(lead)._asdict())
    assert found["ranking"]["winners"] == [["er"]] * 5
    assert found["ranking"]["tau_mean"] == 1
    assert found["algorithms"]["sequential"]["place_final"]["change"]["low"] > 0.3


def test_the_page_says_it_in_words_and_hostile_words_stay_words(study, tmp_path):
    found = write(study, tmp_path)
    said = " ".join(findings(found))
    assert "er is the best on average" in said
    assert "ahead in none of 5 orders" in said
    assert span({"mean": -0.001, "low": -0.1, "high": -0.004}, signed=True) == "+0.00 (-0.10 to +0.00)"
    found["algorithms"]["er"]["place_final"]["change"] |= {"mean": 0.2, "low": 0.1, "high": 0.3}
    assert "With er, a task that is learned last ends better" in findings(found)[-1]
    page = (tmp_path / "orders.html").read_text()
    assert "<img" not in page
    assert "<script" not in page
    assert page.count("<svg") == 2 + 2 * 5 + 2


def test_one_algorithm_one_order_one_seed(study, tmp_path):
    entries = {"er": [study.entries["er"][0][:1]]}
    alone = Study("x", "given", study.orders[:1], [0], [math.nan], entries)
    found = write(alone, tmp_path)
    assert any("only one order" in sentence for sentence in findings(found))
    assert json.loads((tmp_path / "orders.json").read_text())["algorithms"]["er"]["std"] is None
