"""List the policies with their sizes and knobs, the blocks that they are made of, and what embeds instructions."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from .shell import screen
from .shell.plain import about, no_words, settings

_COLUMNS = ["policy", "observation", "parameters", "what it is", "knobs, set with policy.<knob>=<value>"]


def main(words: Sequence[str]) -> None:
    """Print every policy with what it is, what it looks at, its number of parameters, and its knobs."""
    if not no_words("policies", __doc__, words):
        return
    from perdure import policies
    from perdure.policies import blocks, languages

    rows = []
    for name in policies.policies():
        what = about(import_module(f"perdure.policies.{name}"))
        sees = policies.observations(name)
        sizes = ", ".join(_parameters(name, observation) for observation in sees)
        rows.append([name, ", ".join(sees), sizes, what, settings(policies.knobs(name))])
    screen.table(_COLUMNS, rows)
    for kind in blocks.KINDS:
        screen.say(f"policy=composed policy.{kind}=<name>: {', '.join(blocks.names(kind))}")
    screen.say(f"language=<name>, what embeds instructions: {', '.join(languages.languages())}")
    screen.say("Next: [bold]perdure train policy=state_transformer[/]")


def _parameters(name: str, observation: str) -> str:
    """Return how many weights a policy has as it comes, as in '5.38 M'."""
    import torch

    from perdure.policies import build

    from ..config import RunConfig

    with torch.random.fork_rng(devices=[]):
        policy = build(name, RunConfig(policy=name, observation=observation).spec)
    return f"{sum(weight.numel() for weight in policy.parameters()) / 1e6:.2f} M"
