"""Generated suites as a user makes and uses them."""

from pathlib import Path

import pytest
import yaml

from perdure.envs import predicates
from perdure.envs.settling import check_premises
from perdure.envs.simulation import Simulation
from perdure.envs.suite import SPLITS, read_suite
from perdure.lifelong.cli import main
from tests.typed import done

SMALL = (
    "tasks=3", "seed=5", "states=4", "certify.layouts=2", "overlap.objects=0.5",
    "families=[put_on,put_in,turn_on,open_part,cook]", "assets=[bowl,plate,can,box,mug,basket,stove,cabinet]",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated suite `toy`, made by one process."""
    folder = tmp_path_factory.mktemp("home")
    text = done("generate", "name=toy", *SMALL, "workers=1", cwd=folder)
    assert "perdure collect suite=toy" in text
    assert "6 of 6 layouts solved" in text
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_task_begins_undone_as_it_says(home: Path) -> None:
    suite = read_suite(home / "suites" / "toy")
    assert len(suite.tasks) == 3
    for index, task in enumerate(suite.tasks):
        simulation = Simulation(task)
        assert suite.certificate[task.name] == (2, 2)
        for split in SPLITS:
            assert len(suite.init_states(index, split)) == 4
            for layout in suite.init_states(index, split):
                simulation.reset_to_layout(layout)
                check_premises(simulation, task, split == "ood")
                assert not any(predicates.holds(simulation, atom) for atom in task.goal if atom not in task.init)


def test_the_files_depend_on_the_specification_alone(home: Path) -> None:
    done("generate", "spec=suites/toy/suite.yaml", "workers=3", cwd=home, PERDURE_SUITES="again")
    first = content(home / "suites" / "toy")
    assert content(home / "again" / "toy") == first
    report = yaml.safe_load(first["report.yaml"])
    assert report["overlap"]["objects"]["asked"] == 0.5
    assert abs(report["overlap"]["objects"]["have"] - 0.5) < 0.2
    assert sum(report["families"].values()) >= 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["name=toy", *SMALL], "overwrite=true"),
        (["name=quickstart"], "perdure's own"),
        (["name=x", "overlap.object=0.5"], "Did you mean 'objects'"),
        (["name=x", "spec=nowhere.yaml"], "Cannot read spec=nowhere.yaml"),
        (["name=x", "workers=0"], "workers=0"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nothing_is_written(
    words: list[str], says: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    before = sorted(home.rglob("*"))
    assert main(["generate", *words]) == 2
    complaint = capsys.readouterr().err
    assert says in complaint
    assert complaint.count("\n") == 1
    assert sorted(home.rglob("*")) == before


@pytest.mark.slow
def test_a_generated_suite_is_collected_and_learned(home: Path) -> None:
    assert "toy" in done("suites", "toy", cwd=home)
    done("collect", "suite=toy", "demos_per_task=1", "tasks=[0,1]", "workers=1", cwd=home)
    protocol = ("episodes=1", "final_episodes=1", "curve_episodes=1", "curve_segments=1", "lanes=1", "horizon=5")
    run = ("suite=toy", "order=[0,1]", "demos_per_task=1", "updates=4", "run=run", "device=cpu")
    done("train", *run, *(f"protocol.{setting}" for setting in protocol), cwd=home)
    assert (home / "run" / "metrics.json").exists()
