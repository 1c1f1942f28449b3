"""`-m`: what is run, where, and how it is summed up."""

import os

import pytest

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong.cli.shell.launchers import Job, launch
from perdure.lifelong.cli.shell.launchers.local import launch as launch_locally
from perdure.lifelong.cli.shell.progress import EVENTS, Event, board
from perdure.lifelong.cli.shell.sweep import expand, swept
from perdure.lifelong.cli.shell.usage import choices


class Notes:
    """A board that remembers."""

    def __init__(self):
        self.events = []

    def show(self, event):
        self.events.append(event)


def test_every_combination_is_a_job():
    jobs = expand(["-m", "algorithm=sequential,er", "order=range(2)", "seed=0", "--config-dir", "mine"])
    assert jobs == [
        [f"algorithm={algorithm}", f"order={order}", "seed=0", "--config-dir", "mine"]
        for algorithm in ("sequential", "er")
        for order in (0, 1)
    ]


def test_glob_names_the_choices_that_exist():
    assert expand(["algorithm=glob(*)"]) == [[f"algorithm={name}"] for name in choices("algorithm")]
    assert expand(["policy=glob(*)"]) == [[f"policy={name}"] for name in choices("policy")]


def test_a_sweep_that_cannot_be_read():
    with pytest.raises(PerdureError, match="Cannot read the sweep"):
        expand(["seed=[1"])


def test_a_job_is_called_by_what_is_its_own():
    jobs = expand(["algorithm=sequential,er", "seed=0"])
    assert [swept(job, jobs) for job in jobs] == ["algorithm=sequential", "algorithm=er"]
    assert swept(["seed=0"], [["seed=0"]]) == "seed=0"


def test_an_unknown_launcher():
    with pytest.raises(UnknownNameError, match="Unknown launcher 'moon'"):
        launch("doctor", [], Notes(), {"name": "moon"})


def test_jobs_are_processes_with_a_status_and_a_complaint():
    notes = Notes()
    outcomes = launch_locally("doctor", [Job("a", ("--help",)), Job("b", ("word",))], notes, processes=2)
    assert [outcome.status for outcome in outcomes] == [0, 2]
    assert outcomes[1].complained == "perdure: `perdure doctor` takes no arguments, but got 'word'."


def test_events_of_a_job_reach_the_board_under_its_label(monkeypatch):
    reader, writer = os.pipe()
    monkeypatch.setenv(EVENTS, str(writer))
    with board() as shown:
        shown.show(Event("task 1", 1, 2, "fine"))
    with os.fdopen(reader) as pipe:
        assert pipe.read() == '{"label": "task 1", "done": 1, "total": 2, "note": "fine"}\n'


def test_without_a_terminal_progress_is_a_line_now_and_then(capsys, monkeypatch):
    from perdure.lifelong.cli.shell import screen

    monkeypatch.delenv(EVENTS, raising=False)
    screen.console.cache_clear()
    with board() as shown:
        for done in range(101):
            shown.show(Event("work", done, 100, "steady"))
    screen.console.cache_clear()
    assert capsys.readouterr().out.splitlines() == ["work: 0 % steady", "work: 100 % steady"]
