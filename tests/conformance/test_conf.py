"""Everything that a command can be told to use has its file in `conf/`, which says the same as the code."""

from dataclasses import MISSING, fields

import pytest
import yaml

from perdure import policies
from perdure.lifelong import algorithms
from perdure.lifelong.cli.shell.dispatch import commands
from perdure.lifelong.cli.shell.usage import choices, folder, keys
from perdure.lifelong.config import RunConfig
from perdure.lifelong.execution import Execution
from perdure.lifelong.trainer import Schedule
from perdure.policies import languages


def plain(value):
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", policies.policies())
def test_a_policy_has_its_file(name):
    content = yaml.safe_load((folder() / "policy" / f"{name}.yaml").read_text())
    assert content == {"name": name, **{key: plain(value) for key, value in policies.knobs(name).items()}}


@pytest.mark.parametrize("name", languages.languages())
def test_a_language_has_its_file(name):
    content = yaml.safe_load((folder() / "language" / f"{name}.yaml").read_text())
    assert content == {"name": name, **languages.knobs(name)}


@pytest.mark.parametrize("name", algorithms.algorithms())
def test_an_algorithm_has_its_file(name):
    content = yaml.safe_load((folder() / "algorithm" / f"{name}.yaml").read_text())
    assert content == {"name": name, **{key: plain(value) for key, value in algorithms.knobs(name).items()}}


def test_each_observation_has_a_default_policy_that_sees_it():
    for observation in choices("observation"):
        (default,) = yaml.safe_load((folder() / f"policy/default/{observation}.yaml").read_text())["defaults"]
        assert default.removeprefix("/policy/").removesuffix("@_here_") in policies.for_observation(observation)


def test_the_defaults_of_train_are_those_of_the_code():
    content = yaml.safe_load((folder() / "train.yaml").read_text())
    known = {item.name: item.default for item in (*fields(RunConfig), *fields(Schedule), *fields(Execution))}
    elsewhere = {"defaults", "runs", "run", "init", "backbone"}
    for key in content.keys() - elsewhere:
        assert known[key] is not MISSING
        assert type(known[key])(content[key]) == known[key]


@pytest.mark.parametrize("command", [name for name in commands() if (folder() / f"{name}.yaml").exists()])
def test_every_key_says_what_it_means(command):
    for key, _, meaning in keys((folder() / f"{command}.yaml").read_text()):
        assert meaning, f"{command}: {key}"
