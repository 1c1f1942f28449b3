"""The report on runs from their ledgers alone."""

import json

import numpy as np
import pytest

from perdure.envs.errors import PerdureError
from perdure.lifelong.cli.metrics import Metrics
from perdure.lifelong.cli.metrics import run as command
from perdure.lifelong.cli.power import Power
from perdure.lifelong.cli.power import run as power_command
from perdure.lifelong.comparison import report
from perdure.lifelong.comparison.spread import spread
from perdure.lifelong.ledger import Ledger, Line
from perdure.lifelong.order_met import order_met
from perdure.lifelong.statistics import holm
from tests.fake_runs import make_run

ORDERS = [(0, 1, 2), (2, 0, 1), (1, 2, 0)]
POWER = Power(0.1, None, None, 0.05, 0.7, 50, 10, True, 0.0, 0.05, 0.8)


def rng():
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two methods over three orders and two seeds, and both references."""
    folder = tmp_path_factory.mktemp("runs")
    for algorithm, keep in (("er", 0.95), ("sequential", 0.4)):
        for order in ORDERS:
            for seed in (0, 1):
                name = f"{algorithm}_{order[0]}_{seed}"
                make_run(folder / name, algorithm=algorithm, keep=keep, order=order, seed=seed)
    make_run(folder / "stl", algorithm="single_task", keep=1, order=ORDERS[0], declares={"needs_task_id": True})
    make_run(folder / "mtl", algorithm="multitask", keep=1, order=ORDERS[1], declares={"sees_all_tasks": True})
    return folder


def test_neither_the_matrix_nor_the_metrics_are_needed(runs, tmp_path):
    run = make_run(tmp_path / "er", order=(2, 0, 1))
    before = report(tmp_path, rng()).runs
    stored = json.loads((run / "metrics.json").read_text())
    for name in ("matrix.json", "curves.json", "metrics.json", "timing.json"):
        (run / name).unlink()
    after = report(tmp_path, rng()).runs
    assert after[str(run)] == pytest.approx(before[str(run)], abs=0, nan_ok=True)
    assert after[str(run)]["acc"] == pytest.approx(stored["acc"], abs=1e-12)
    assert after[str(run)]["nbt"] == pytest.approx(stored["nbt"], abs=1e-12)


def test_a_ledger_that_stops_early_is_left_out(tmp_path):
    make_run(tmp_path / "whole")
    torn = make_run(tmp_path / "torn", algorithm="ewc")
    (torn / "metrics.json").unlink()
    Ledger(torn / "ledger.jsonl").keep(lambda line: line.stage < 4 or line.epoch != -1 or line.task != 4)
    assert set(report(tmp_path, rng()).left_out) == {"torn"}


def test_the_order_is_told_by_the_ledger():
    def line(stage, epoch, task):
        return Line("r", stage, epoch, task, 0, "test", 0, 0, "none", True, 1, 1.0, "f", "p")

    assert order_met([line(0, 0, 2), line(0, -1, 2), line(1, 0, 0), line(1, 0, 2), line(1, -1, 2)]) == (2, 0)
    assert order_met([line(0, -1, 2), line(1, -1, 2), line(1, -1, 0)]) == (2, 0)
    with pytest.raises(PerdureError, match="stage 0"):
        order_met([line(0, -1, 2), line(0, -1, 0)])


def test_methods_are_compared_within_tables_only(runs):
    found = report(runs, rng())
    titles = [[row.title for row in table.rows] for table in found.tables]
    assert sorted(map(sorted, titles)) == [["er", "multitask", "sequential"], ["single_task"]]
    assert all("do not compare" in " ".join(table.notes) for table in found.tables)


def test_pairs_are_of_the_same_episodes(runs):
    (table, _) = report(runs, rng()).tables
    (pair,) = table.pairs
    assert (pair.first, pair.second, pair.runs, pair.episodes) == ("er", "sequential", 6, 6 * 3 * 20)
    numbers = report(runs, rng()).runs
    differences = [
        numbers[str(runs / f"er_{order[0]}_{seed}")]["acc"]
        - numbers[str(runs / f"sequential_{order[0]}_{seed}")]["acc"]
        for order in ORDERS
        for seed in (0, 1)
    ]
    assert pair.difference.mean == pytest.approx(np.mean(differences))
    assert (pair.only_first - pair.only_second) / pair.episodes == pytest.approx(np.mean(differences))
    assert pair.p_runs == pytest.approx(2 / 2**6)
    assert pair.p_runs_holm == holm([pair.p_runs])[0]
    assert pair.p_episodes < 1e-6


def test_orders_and_references_are_reported(runs):
    (table, _) = report(runs, rng()).tables
    er = next(row for row in table.rows if row.title == "er")
    assert (er.orders["orders"], er.orders["repeats"]) == (3, 2)
    assert er.orders["mean"] == pytest.approx(er.metrics["acc"].mean)
    assert table.ranking["tau_mean"] == 1
    assert {"intransigence_joint", "intransigence_single", "plasticity", "forward_transfer"} <= er.metrics.keys()
    assert er.metrics["plasticity"].mean == pytest.approx(1, abs=0.15)
    assert er.metrics["acc"].low < er.metrics["acc"].mean < er.metrics["acc"].high


def test_the_references_are_put_into_the_order_of_the_run(tmp_path):
    for name, order in (("a", (0, 1, 2)), ("b", (2, 1, 0))):
        make_run(tmp_path / name, keep=1, order=order, algorithm="er")
    single = make_run(tmp_path / "c", algorithm="single_task", order=(1, 2, 0), declares={"needs_task_id": True})
    lines = [line for line in Ledger(single / "ledger.jsonl").read() if line.epoch == -1 and line.stage < 3]
    own = {task: [ln.success for ln in lines if ln.task == task and (1, 2, 0)[ln.stage] == task] for task in range(3)}
    found = report(tmp_path, rng())
    row = next(row for table in found.tables for row in table.rows if row.title == "er")
    alone = np.mean([np.mean(own[task]) for task in range(3)])
    learned = np.mean([found.runs[str(tmp_path / name)]["learned"] for name in ("a", "b")])
    assert row.metrics["intransigence_single"].mean == pytest.approx(alone - learned)


def test_the_command_writes_everything_as_json(runs, tmp_path, capsys):
    command(Metrics(str(runs), str(tmp_path / "m.json"), 0))
    written = json.loads((tmp_path / "m.json").read_text())
    assert len(written["runs"]) == 14
    assert written["tables"][0]["pairs"][0]["runs"] == 6
    said = capsys.readouterr().out
    assert "Kendall tau 1.00" in said
    assert "m.json" in said


def test_power_takes_the_spread_from_runs(runs, capsys):
    found = spread(runs)
    assert found.tasks == 3
    assert found.runs == 12
    assert 0 <= found.between < 0.1
    power_command(POWER.__class__(**{**vars(POWER), "runs": str(runs)}))
    assert "pairs of runs find a difference of 0.1" in capsys.readouterr().out
    with pytest.raises(PerdureError, match="algorithm=ewc"):
        spread(runs, "ewc")
    with pytest.raises(PerdureError, match="two finished runs"):
        spread(runs / "stl")


@pytest.mark.parametrize(
    ("key", "value"),
    [("effect", 2.0), ("alpha", 0.0), ("power", 0.01), ("episodes", 0), ("sd", -1.0), ("algorithm", "er")],
)
def test_power_refuses_what_cannot_be(key, value):
    with pytest.raises(PerdureError, match=f"{key}="):
        power_command(POWER.__class__(**{**vars(POWER), key: value}))
