"""All numbers of a study, ready to be written as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..generators import derive
from ..metrics.order import order_robustness, ranking
from ..statistics import Interval, components, over_grid, wilson
from .disparity import intervals
from .place import effect
from .study import Study

Array = NDArray[np.float64]


def numbers(study: Study) -> dict[str, Any]:
    """Return what the page and `orders.json` say, as plain keys and values; NaN where something is not known."""
    run = study.any
    return {
        "command": study.command,
        "suite": run.word("suite"),
        "observation": run.word("observation"),
        "protocol": run.word("protocol"),
        "policy": run.word("policy"),
        "kind": study.which,
        "seeds": list(study.seeds),
        "orders": [
            {"order": list(order), "overlap": overlap}
            for order, overlap in zip(study.orders, study.overlaps, strict=True)
        ],
        "tasks": [{"task": task, "instruction": text} for task, text in study.instructions.items()],
        "algorithms": {name: _algorithm(study, name) for name in study.entries},
        "ranking": _ranking(study),
    }


def _algorithm(study: Study, name: str) -> dict[str, Any]:
    final, learned, episodes = study.final(name), study.learned(name), study.episodes(name)
    acc = final.mean(axis=2)
    rng = np.random.Generator(np.random.PCG64(derive(0, "disparity", name)))
    aopd, mopd = intervals(final, episodes, rng)
    robustness = order_robustness(final, episodes)
    return {
        "acc": _interval(over_grid(acc)),
        "learned": _interval(over_grid(learned.mean(axis=2))),
        "nbt": _interval(over_grid(study.metric(name, "nbt")), -1.0),
        **{key: value for key, value in robustness.items() if key not in {"mean", "aopd", "mopd"}},
        "aopd": _interval(aopd),
        "mopd": _interval(mopd),
        "spread": _spread(acc),
        "episodes": episodes,
        "by_order": [_order(study, name, number) for number in range(len(acc))],
        "by_task": [_task(final.mean(axis=1)[:, column]) for column in range(final.shape[2])],
        "place_learned": _effect(learned, study),
        "place_final": _effect(final, study),
    }


def _spread(acc: Array) -> dict[str, float]:
    """Return the standard deviations of order, seed and rest, where the design tells them apart."""
    if min(acc.shape) < 2:
        return {}
    found = components(acc)
    return {"order": found.order, "seed": found.seed, "rest": found.rest}


def _order(study: Study, name: str, number: int) -> dict[str, Any]:
    """Return what came of one order: over seeds, with Wilson's interval over all episodes of the last rows."""
    runs = study.entries[name][number]
    last = study.counts(name, number)
    bounds = wilson(int(last.successes[-1].sum()), int(last.episodes[-1].sum()))
    by_seed = [run.metrics["acc"] for run in runs]
    means = {key: float(np.mean([run.metrics[key] for run in runs])) for key in ("learned", "nbt", "fwt", "auc")}
    return {"acc": _interval(Interval(float(np.mean(by_seed)), *bounds)), "by_seed": by_seed, **means}


def _task(success: Array) -> dict[str, Any]:
    """Return how one task fared over the orders."""
    return {
        "mean": float(success.mean()),
        "disparity": float(np.ptp(success)),
        "by_order": success.tolist(),
        "worst_order": int(success.argmin()),
    }


def _effect(success: Array, study: Study) -> dict[str, Any]:
    found = effect(success, study.orders)
    return {"by_place": found.by_place, "change": _interval(found.change, -1.0)}


def _ranking(study: Study) -> dict[str, Any]:
    """Return who wins in each order, and the difference between the best two on average."""
    names = list(study.entries)
    acc = {name: study.final(name).mean(axis=(1, 2)) for name in names}
    table = np.array([acc[name] for name in names])
    winners = [[name for name, value in zip(names, column, strict=True) if value == column.max()] for column in table.T]
    first, *others = sorted(names, key=lambda name: -acc[name].mean())
    found: dict[str, Any] = {**ranking(acc), "winners": winners, "best": first}
    if others:
        lead = study.final(first).mean(axis=2) - study.final(others[0]).mean(axis=2)
        found |= {"second": others[0], "lead": _interval(over_grid(lead), -1.0)}
    return found


def _interval(interval: Interval, floor: float = 0.0) -> dict[str, float]:
    return interval.within(floor, 1.0)._asdict()
