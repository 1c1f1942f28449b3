"""Words become typed knobs, or one sentence."""

from dataclasses import dataclass
from typing import Any

import pytest

from perdure.envs.errors import PerdureError
from perdure.lifelong.cli.shell import usage
from perdure.lifelong.cli.shell.flags import split
from perdure.lifelong.cli.shell.hydra_app import compose
from perdure.lifelong.cli.train import Train


def knobs(*words):
    composed = compose("train", Train, words)
    assert composed is not None
    return composed.knobs


def test_the_policy_follows_the_observation_unless_it_is_named():
    assert knobs().policy["name"] == "state_transformer"
    assert knobs("observation=pixels").policy["name"] == "cnn_transformer"
    assert knobs("observation=pixels", "policy=state_transformer").policy["name"] == "state_transformer"


def test_groups_and_keys_can_be_overridden():
    found = knobs("algorithm=er", "seed=3", "protocol.episodes=2")
    assert (found.algorithm["name"], found.seed, found.protocol["episodes"]) == ("er", 3, 2)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("algorithm=eer", ["Unknown algorithm 'eer'.", "Did you mean 'er'?", "packnet, sequential"]),
        ("observation=depth", ["Unknown observation 'depth'.", "pixels, state"]),
        ("sed=1", ["Unknown key 'sed'.", "Did you mean 'seed'?"]),
        ("+sed=1", ["Unknown key 'sed'.", "Did you mean 'seed'?"]),
        ("protocol.episods=3", ["Unknown key in 'protocol': 'episods'.", "Did you mean 'episodes'?"]),
        ("seed.x=1", ["'seed' is a plain value and has no keys."]),
        ("seed=abc", ["Wrong value for seed=abc", "Integer"]),
        ("suite=null", ["Wrong value for suite=null"]),
        ("seed=1,2", ["add -m to run once for each value"]),
        ("seed", ["Cannot read 'seed'", "key=value"]),
        ("suite=${nope}", ["Wrong value for suite", "nope"]),
    ],
)
def test_a_wrong_word_gets_a_sentence(word, parts):
    with pytest.raises(PerdureError) as caught:
        knobs(word)
    for part in parts:
        assert part in str(caught.value)


def test_choices_of_ones_own(tmp_path):
    (tmp_path / "algorithm").mkdir()
    (tmp_path / "algorithm" / "mine.yaml").write_text("name: er\n")
    assert knobs("--config-dir", str(tmp_path), "algorithm=mine").algorithm == {"name": "er"}
    with pytest.raises(PerdureError, match="not found"):
        knobs("--config-dir", str(tmp_path / "nowhere"))


def test_a_missing_value_is_a_mistake():
    with pytest.raises(PerdureError):
        knobs("suite=???")


def test_the_schema_must_name_every_key():
    @dataclass
    class Little:
        suite: str
        observation: dict[str, Any]

    with pytest.raises(PerdureError, match="Cannot set"):
        compose("train", Little, [])


def test_help_shows_keys_defaults_and_comments():
    text = "# about\ndefaults:\n  - _self_\nsuite: quick   # which tasks\nseed: 0\n"
    assert usage.keys(text) == [["suite", "quick", "which tasks"], ["seed", "0", ""]]
    assert usage.choices("observation") == ["pixels", "state"]
    assert "default" not in usage.choices("policy")


def test_flags_go_anywhere_and_unknown_ones_are_refused():
    assert split(["a=1", "--config-dir", "x", "b=2", "-m"]) == (["a=1", "b=2"], ["--config-dir", "x", "-m"])
    with pytest.raises(PerdureError, match=r"Unknown flag '--multi'\. Did you mean '--multirun'\?"):
        split(["--multi"])
    with pytest.raises(PerdureError, match="needs a value"):
        split(["--config-dir"])
