"""Which adapter acts when the instruction chooses it, and not the task's index."""

from dataclasses import replace

import pytest
import torch
import yaml

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong import algorithms, saved_run
from perdure.lifelong.again import again
from perdure.lifelong.algorithms.lora import LowRankAdapters as Lora
from perdure.lifelong.batches import Windows
from perdure.lifelong.generators import Generators
from perdure.lifelong.ledger import Ledger
from perdure.lifelong.run import train
from perdure.lifelong.saved_run import SavedRun
from perdure.lifelong.trainer import Schedule, Trainer
from tests.conformance.test_policies import build
from tests.learning_toys import BACKEND, INSTRUCTIONS, SUITE, TOOLS, episodes
from tests.unit.test_run_algorithms import entry, small

PARAPHRASES = ("please reach for the cup", "touch a red ball now", "go over to the box")


def learned(routing, tasks=3):
    one = Trainer(
        build("state_transformer"), Lora(2, routing=routing), Schedule(updates=3, batch_size=8), Generators(0)
    )
    for task in range(tasks):
        data = Windows(episodes(task, 3), INSTRUCTIONS[task], task, one.policy)
        one.begin(data)
        one.run_until(3, data)
        one.finish(data)
    return one


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[key], b[key]) for key in a)


@pytest.fixture(scope="module")
def routed():
    return learned("language")


def test_the_instructions_of_the_tasks_choose_as_the_oracle_does(routed):
    oracle = learned("oracle")
    for task, told in enumerate(INSTRUCTIONS):
        weights = oracle.algorithm.acting(oracle.policy, task, told)
        assert same(weights, oracle.algorithm.weights(oracle.policy, task))
        assert same(weights, routed.algorithm.acting(routed.policy, task, told))
        assert same(weights, routed.algorithm.acting(routed.policy, 77, told))  # the index is not looked at
        assert same(weights, oracle.algorithm.acting(oracle.policy, task, INSTRUCTIONS[0]))


def test_a_paraphrase_finds_its_task_and_what_is_new_the_nearest(routed):
    method, policy = routed.algorithm, routed.policy
    for task, told in enumerate(PARAPHRASES):
        assert method.route(9, policy.embed(told, 9)) == task
    new = "open the drawer beside the ball"
    known = torch.stack([policy.embed(told, 0) for told in INSTRUCTIONS])
    nearest = int((known @ policy.embed(new, 0)).argmax())
    assert method.route(9, policy.embed(new, 9)) == nearest == 1
    assert method.route(9, 5.0 * policy.embed(PARAPHRASES[2], 9)) == 2  # it is about the angle alone


def test_of_equal_instructions_the_first_task_answers():
    method = Lora(routing="language")
    method.instructions.kept = {"4": torch.tensor([1.0, 2.0]), "2": torch.tensor([1.0, 2.0])}
    assert method.route(2, torch.tensor([1.0, 2.0])) == 4
    assert Lora(routing="language").route(2, torch.tensor([1.0, 2.0])) == 2  # nothing begun


def test_it_declares_what_it_needs():
    assert algorithms.declaration("lora").needs_task_id
    declared = algorithms.declaration("lora", {"routing": "language"})
    assert replace(declared, needs_task_id=True) == algorithms.declaration("lora")
    assert not declared.needs_task_id
    assert "own_weights" not in declared.needs
    with pytest.raises(UnknownNameError, match="routing"):
        Lora(routing="gate")


def test_silence_cannot_choose():
    policy = build("state_transformer")
    data = Windows(episodes(0, 1), INSTRUCTIONS[0], 0, policy)
    data._language = torch.zeros_like(data._language)
    with pytest.raises(PerdureError, match="say something"):
        Lora(routing="language").before_task(policy, data, torch.Generator())


def test_a_run_is_routed_when_it_acts_and_so_is_its_checkpoint(tmp_path):
    folders = {
        routing: train(small(tmp_path / routing, "lora", routing=routing, rank=2), tools=TOOLS)
        for routing in ("oracle", "language")
    }
    said = [[replace(line, run="") for line in Ledger(each / "ledger.jsonl").read()] for each in folders.values()]
    assert said[0] == said[1]
    folder = folders["language"]
    assert dict(entry(folder).track)["task identity"] == "not given"
    assert dict(entry(folders["oracle"]).track)["task identity"] == "given"
    saved = SavedRun(folder, yaml.safe_load((folder / "config.yaml").read_text()))
    for task, told in enumerate(PARAPHRASES):
        right = saved.policy(2, task).state_dict()
        assert same(right, saved.policy(2, (task + 1) % 3, instruction=told).state_dict())
    assert not same(right, saved.policy(2, 0).state_dict())


def test_other_words_at_a_later_evaluation_choose_too(tmp_path, monkeypatch):
    monkeypatch.setattr(saved_run, "load_suite", lambda name: SUITE)
    folder = train(small(tmp_path / "run", "lora", routing="language", rank=2), tools=TOOLS)
    saved, asked = saved_run.open_run(folder), []
    inner = SavedRun.policy

    def watched(self, stage, task, device="cpu", instruction=None):
        asked.append((task, instruction))
        return inner(self, stage, task, device, instruction)

    monkeypatch.setattr(SavedRun, "policy", watched)
    backend = replace(BACKEND, instruction=lambda suite, task, perturbation: PARAPHRASES[task])
    again(saved, tmp_path / "l.jsonl", protocol=saved.protocol, stages=[2], backend=backend)
    assert asked == [(task, PARAPHRASES[task]) for task in (2, 0, 1)]
