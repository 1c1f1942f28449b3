"""`perdure evaluate ... perturbation=`: a run's policy in a changed world, in a ledger of its own."""

import json

import pytest
import torch
import yaml

from perdure.envs import PerdureError, load_suite
from perdure.lifelong.checkpoint import save_policy
from perdure.lifelong.cli.evaluate import main
from perdure.policies import PolicySpec, build

PROTOCOL = {"name": "small", "episodes": 3, "final_episodes": 3, "curve_episodes": 2, "curve_segments": 2, "lanes": 2}
POLICIES = {"state": "state_transformer", "pixels": "cnn_transformer"}


def saved(folder, observation):
    """A run of one task whose policy has learned nothing, so that its actions are odd and all the same the same."""
    torch.manual_seed(0)
    spec = PolicySpec(image_size=64) if observation == "pixels" else PolicySpec()
    save_policy(
        folder / "checkpoints/task_0.safetensors", build(POLICIES[observation], spec), POLICIES[observation], spec, {}
    )
    config = {"suite": "quickstart", "suite_hash": load_suite("quickstart").hash, "observation": observation}
    config["algorithm"] = {"name": "sequential"}
    config |= {"image_size": 64, "renderer": "raster", "seed": 1, "order": [0], "protocol": PROTOCOL | {"horizon": 8}}
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    return folder


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("observation", ["state", "pixels"])
def test_the_ledger_names_the_perturbation_and_does_not_depend_on_the_workers(tmp_path, observation, capsys):
    run = saved(tmp_path / "run", observation)
    main([f"run={run}", "perturbation=robot_start+camera:0.3+action_delay", "workers=1"])
    assert "95 %" in capsys.readouterr().out
    found = lines(run / "evaluations" / "small-test-action_delay-0.5+camera-0.3+robot_start-0.5.jsonl")
    assert {line["perturbation"] for line in found} == {"action_delay:0.5+camera:0.3+robot_start:0.5"}
    assert [line["episode"] for line in found] == [0, 1, 2]
    other = tmp_path / "other.jsonl"
    main([f"run={run}", "perturbation=camera:0.3+action_delay:0.5+robot_start", "workers=2", f"out={other}"])
    assert lines(other) == found
    main([f"run={run}"])
    assert {line["perturbation"] for line in lines(run / "evaluations" / "small-test-none.jsonl")} == {"none"}


def test_a_wrong_perturbation_is_refused_before_anything_is_done(tmp_path):
    run = saved(tmp_path / "run", "state")
    with pytest.raises(PerdureError, match="from 0 to 1"):
        main([f"run={run}", "perturbation=camera:7"])
    assert not (run / "evaluations").exists()


def test_perturbations_are_compared_and_what_is_done_is_not_done_again(tmp_path, capsys):
    run = saved(tmp_path / "run", "state")
    words = [f"run={run}", "perturbation=[mass,layout:0.3]", "stage=all", "episodes=2", "workers=2"]
    main(words)
    assert "Perturbations" in capsys.readouterr().out
    folder = run / "evaluations"
    found = json.loads((folder / "retention-small+episodes=2+final_episodes=2-test.json").read_text())
    assert list(found["perturbations"]) == ["none", "mass:0.5", "layout:0.3"]
    assert all(0 <= one["acc"] <= 1 for one in found["perturbations"].values())
    ledgers = sorted(path for path in folder.iterdir() if path.suffix == ".jsonl")
    assert [path.name.partition("-test-")[2] for path in ledgers] == [
        "layout-0.3.jsonl", "mass-0.5.jsonl", "none.jsonl"
    ]  # fmt: skip
    assert [len(lines(path)) for path in ledgers] == [2, 2, 2]
    times = [path.stat().st_mtime_ns for path in ledgers]
    main(words)
    assert [path.stat().st_mtime_ns for path in ledgers] == times
    with pytest.raises(PerdureError, match="out= is for one perturbation"):
        main([*words, f"out={tmp_path / 'x.jsonl'}"])


def test_a_ledger_of_another_world_is_not_added_to(tmp_path):
    run = saved(tmp_path / "run", "state")
    main([f"run={run}", "episodes=1"])
    (path,) = (run / "evaluations").iterdir()
    path.write_text(path.read_text().replace(lines(path)[0]["fingerprint"], "0123456789ab"))
    with pytest.raises(PerdureError, match="episodes of another fingerprint"):
        main([f"run={run}", "episodes=1"])
