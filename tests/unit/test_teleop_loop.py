"""The loop: when it ends, and what it leaves out where the machine is slow."""

import time
from pathlib import Path

import numpy as np
import pytest

from perdure.demos.teleop import loop
from perdure.demos.teleop.panel import Panel
from perdure.demos.teleop.session import HOLD
from tests.unit.test_teleop_session import Person


class Hands:
    """A device that somebody who sees the target has in the hands."""

    def __init__(self, person: Person) -> None:
        self.person, self.times = person, [0.0]

    def read(self):
        self.times.append(time.monotonic())
        return self.person.towards()


class Eyes:
    def __init__(self, seconds: float) -> None:
        self.seconds, self.looks = seconds, 0

    def look(self):
        self.looks += 1
        time.sleep(self.seconds)
        return np.zeros((4, 8, 3), np.uint8)


@pytest.mark.parametrize(("seconds", "share"), [(0.0, 1.0), (0.1, 0.5)])
def test_it_ends_after_as_many_as_were_asked_for_and_drops_pictures_before_steps(
    tmp_path: Path, seconds: float, share: float
) -> None:
    person = Person(tmp_path)
    panel, hands, eyes = Panel(), Hands(person), Eyes(seconds)
    loop.run(person.session, hands, panel, eyes, 1)
    assert person.session.kept == 1
    status = panel.status()
    assert (status["phase"], status["wanted"], status["held"]) == ("kept", 1, HOLD)
    assert panel.observation()["instruction"] == "go"
    assert eyes.looks <= share * person.session.moment + 2
    assert panel.picture(0, 0.0)[0] == eyes.looks
    assert min(np.diff(hands.times[1:])) < 0.1  # every other step is not held up
