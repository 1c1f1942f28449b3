"""What the numbers say, in words."""

from __future__ import annotations

import math
from typing import Any


def findings(numbers: dict[str, Any]) -> list[str]:
    """Return a few sentences about the numbers of `numbers.numbers`: how good, how much the order did, who wins."""
    algorithms = numbers["algorithms"]
    ranked = sorted(algorithms, key=lambda name: -algorithms[name]["acc"]["mean"])
    sentences = [_level(numbers, ranked), *(_orders(name, algorithms[name]) for name in ranked)]
    return sentences + [text for text in (_winner(numbers), _place(numbers, ranked[0])) if text]


def _level(numbers: dict[str, Any], ranked: list[str]) -> str:
    """Say how good the algorithms are."""
    parts = [f"{span(numbers['algorithms'][name]['acc'])} with {name}" for name in ranked]
    orders, seeds = len(numbers["orders"]), len(numbers["seeds"])
    return (
        f"After all {len(numbers['tasks'])} tasks, over {_many(orders, 'order')} and {_many(seeds, 'seed')}, the mean "
        f"success is {_and(parts)}."
    )


def _orders(name: str, found: dict[str, Any]) -> str:
    """Say what the order does to one algorithm."""
    best = max(each["acc"]["mean"] for each in found["by_order"])
    text = f"With {name} it lies between {found['worst']:.2f} and {best:.2f} depending on the order"
    if math.isnan(found["std"]):
        return f"With {name} only one order was tried."
    text += f" (standard deviation {found['std']:.2f}"
    known = not math.isnan(found["sd_order"])
    text += f", of which {found['sd_order']:.2f} is left without the noise)" if known else ")"
    text += (
        f"; a single task's success differs by {found['aopd']['mean']:.2f} on average and {found['mopd']['mean']:.2f} "
    )
    text += "at most"
    if not math.isnan(found["aopd_noise"]):
        text += f", where noise alone would make it {found['aopd_noise']:.2f} and {found['mopd_noise']:.2f}"
    return f"{text}."


def _winner(numbers: dict[str, Any]) -> str:
    """Say whether the order decides who wins."""
    ranking = numbers["ranking"]
    if len(numbers["algorithms"]) < 2:
        return ""
    if ranking["lead"]["mean"] == 0:
        return f"On average {ranking['best']} and {ranking['second']} are level."
    lost = sum(ranking["best"] not in winners for winners in ranking["winners"])
    text = f"{ranking['best']} is the best on average, {span(ranking['lead'], signed=True)} ahead of "
    text += f"{ranking['second']}; "
    text += f"another one is ahead in {lost if lost else 'none'} of {_many(len(ranking['winners']), 'order')}"
    if math.isnan(ranking["tau_mean"]):
        return f"{text}."
    tau = f"Kendall's tau between two orders: {ranking['tau_mean']:.2f} on average, {ranking['tau_worst']:.2f} at worst"
    stays = "stays" if ranking["tau_worst"] == 1 else "does not stay"
    return f"{text}, and the whole ranking {stays} the same ({tau})."


def _place(numbers: dict[str, Any], name: str) -> str:
    """Say what the place in the stream does to the best algorithm's tasks."""
    change = numbers["algorithms"][name]["place_final"]["change"]
    if math.isnan(change["low"]) or len(numbers["tasks"]) < 2:
        return ""
    amount = span(change, signed=True)
    if change["low"] <= 0 <= change["high"]:
        return (
            f"Whether a task comes first or last makes no clear difference to its final success with {name}: {amount}."
        )
    better = "better" if change["mean"] > 0 else "worse"
    return f"With {name}, a task that is learned last ends {better} than one that is learned first: {amount}."


def span(interval: dict[str, float], signed: bool = False) -> str:
    """Return '0.62 (0.55 to 0.69)'."""
    form = "+.2f" if signed else ".2f"
    mean, low, high = (format(round(interval[key], 2) + 0.0, form) for key in ("mean", "low", "high"))  # no -0.00
    return mean if math.isnan(interval["low"]) else f"{mean} ({low} to {high})"


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"


def _and(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
