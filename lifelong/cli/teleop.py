"""Solve a task by hand: from a browser, with this machine's keyboard or a SpaceMouse; what succeeds is kept.

perdure teleop suite=goal task=0
perdure teleop suite=goal task=0 device=spacemouse demos=20 observation=pixels
"""

from __future__ import annotations

import getpass
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .shell import screen
from .shell.app import app


@dataclass
class Teleop:
    """The types of the keys of `conf/teleop.yaml`."""

    observation: dict[str, Any]
    suite: str
    task: int
    device: str
    demos: int | None
    out: str
    robot: str
    host: str
    port: int
    speed: float
    seed: int
    max_steps: int
    picture_size: int


def main(words: Sequence[str]) -> None:
    """Read the knobs and hand over."""
    app(Teleop, run, words)


def run(knobs: Teleop) -> None:
    """Serve the page until Ctrl-C, and say what was kept."""
    from perdure.demos.teleop.teleop import teleop

    outcome = teleop(
        knobs.suite,
        knobs.task,
        knobs.device,
        knobs.out,
        knobs.demos,
        announce,
        host=knobs.host,
        port=knobs.port,
        speed=knobs.speed,
        seed=knobs.seed,
        observation=knobs.observation["name"],
        image_size=knobs.observation.get("image_size", 128),
        renderer=knobs.observation.get("renderer", "raster"),
        robot=knobs.robot,
        max_steps=knobs.max_steps,
        picture_size=knobs.picture_size,
    )
    screen.say(f"\n{outcome.kept} kept, {outcome.discarded} discarded.")
    if outcome.stored:
        screen.say(f"'{outcome.file}' holds {outcome.stored} demonstration{'s' * (outcome.stored > 1)}.")
        screen.done(str(outcome.file), f"perdure render demo={outcome.file} number={outcome.stored - 1}")


def announce(address: str) -> None:
    """Print where the page is, and how to see it from another machine."""
    place = urlsplit(address)
    screen.plain(f"Open {address}")
    if place.hostname in ("127.0.0.1", "localhost", "::1"):
        tunnel = f"ssh -L {place.port}:{place.netloc} {getpass.getuser()}@{socket.gethostname()}"
        screen.plain(f"On another machine, first: {tunnel}")
    screen.plain("Ctrl-C ends the session and writes the file.")
