"""Which proposals become a stream, with judges that look at names only."""

from pathlib import Path

import pytest

from perdure.envs.errors import PerdureError
from perdure.envs.generation.generate import generate
from perdure.envs.generation.judge import Verdict
from perdure.envs.generation.stream import Stream, stream
from perdure.envs.pose import Array
from perdure.envs.simulation import Simulation
from perdure.envs.suite import FOLDER
from perdure.envs.task import Task
from tests.unit.test_generation import spec

ROOT = Path(__file__).parents[2]
RECIPE = {
    "name": "toy", "scene": "kitchen", "tasks": 2, "seed": 4, "families": ["put_on", "turn_on"],
    "assets": ["bowl", "plate", "can", "stove"], "overlap": {},
    "difficulty": {"goal_length": 1, "clutter": 1, "tolerance": None},
    "held_out": {"share": 0.0, "only": False}, "certify": {"layouts": 1}, "states": 2, "horizon": None,
}  # fmt: skip


class Easy:
    """A try that succeeds, or not."""

    def __init__(self, reason: str) -> None:
        self.reason, self.steps = reason, 130


def able(simulation: Simulation, layout: Array, number: int) -> Easy:
    return Easy("")


def unable(simulation: Simulation, layout: Array, number: int) -> Easy:
    return Easy("too hard")


def picky(task: Task) -> Verdict:
    return Verdict("it is not to my taste") if sum(map(ord, task.name)) % 3 else Verdict()


def never(task: Task) -> Verdict:
    return Verdict("no")


def ignore(found: Stream) -> None:
    """Show nothing."""


def test_the_first_attempts_that_pass_are_taken_whoever_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    made = spec(tasks=5, overlap={"objects": 0.5})
    seen: list[int] = []
    alone = stream(made, picky, 1, lambda found: seen.append(len(found.accepted)))
    several = stream(made, picky, 2, ignore)
    assert alone == several
    assert all(not picky(proposal.task).reason for proposal, _ in alone.accepted)
    assert alone.rejections["it is not to my taste"] == len(seen) - 5 - (
        sum(alone.rejections.values()) - alone.rejections["it is not to my taste"]
    )
    assert seen[-1] == 5


def test_what_cannot_be_done_is_said_with_the_commonest_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perdure.envs.generation.stream.ATTEMPTS", 5)
    with pytest.raises(PerdureError, match=r"Only 0 of 1 tasks .* 5 attempts .* most often: no,"):
        stream(spec(tasks=1, families=["turn_on"], assets=["stove"], difficulty={"clutter": 0}), never, 1, ignore)


def test_nothing_is_written_when_it_comes_to_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERDURE_SUITES", str(tmp_path))
    monkeypatch.setattr("perdure.envs.generation.stream.ATTEMPTS", 3)
    with pytest.raises(PerdureError, match="most often: the expert does not solve it"):
        generate(RECIPE, unable, 1, False, ignore)
    monkeypatch.setattr("perdure.envs.generation.generate.write_states", _full_disk)
    with pytest.raises(PerdureError, match=r"cannot be written .*No space left"):
        generate(RECIPE, able, 1, False, ignore)
    assert list(tmp_path.iterdir()) == []


def _full_disk(*arguments: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_suite_is_replaced_when_that_is_asked_for_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERDURE_SUITES", str(tmp_path))
    report = generate(RECIPE, able, 1, False, ignore)
    assert (report.horizon, report.certified, sum(report.families.values())) == (300, (2, 2), 2)
    with pytest.raises(PerdureError, match="overwrite=true"):
        generate(RECIPE, able, 1, False, ignore)
    before = {path.name: path.read_bytes() for path in (tmp_path / "toy").iterdir()}
    generate({**RECIPE, "seed": 5}, able, 1, True, ignore)
    after = {path.name: path.read_bytes() for path in (tmp_path / "toy").iterdir()}
    assert before != after
    assert [path.name for path in tmp_path.iterdir()] == ["toy"]
    (tmp_path / "toy" / "report.yaml").unlink()
    with pytest.raises(PerdureError, match="no generated suite"):
        generate(RECIPE, able, 1, True, ignore)


def test_names_of_perdures_own_suites_are_refused() -> None:
    assert (FOLDER / "quickstart").exists()
    with pytest.raises(PerdureError, match="perdure's own"):
        generate({**RECIPE, "name": "quickstart"}, able, 1, True, ignore)
