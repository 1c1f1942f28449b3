"""A teleoperation session: the device, the world, the page and the file, put together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perdure.envs.errors import PerdureError

from ..episode import Episode
from ..lock import alone
from ..noise import QUIET
from ..schema import Arrays
from ..settings import TOOLS, Settings, Tools, settings_for
from . import devices
from .devices import Device
from .intent import ORDERS
from .loop import Eyes, run
from .panel import Panel
from .session import Session
from .shelf import Shelf
from .web.server import serving


@dataclass(frozen=True)
class Outcome:
    """What came of a session: the task's file, episodes kept and discarded, demonstrations in the file."""

    file: Path
    kept: int
    discarded: int
    stored: int


def teleop(
    suite: str,
    task: int = 0,
    device: str = "browser",
    out: str | Path = "data",
    demos: int | None = None,
    announce: Callable[[str], None] = print,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    speed: float = 1.0,
    seed: int = 0,
    observation: str = "state",
    image_size: int = 128,
    renderer: str = "raster",
    robot: str = "panda",
    max_steps: int = 2000,
    picture_size: int = 256,
    tools: Tools = TOOLS,
) -> Outcome:
    """Let a person solve a task until interrupted, and add what succeeds to `<out>/<suite>/<task>.hdf5`.

    Every kept episode replays open loop and is on disk at once; a killed process loses the running one only.

    Args:
        suite, task: what to solve; `task` is an index.
        device: a name of `devices.devices()`.
        out: folder of the data sets.
        demos: end after so many kept episodes; None goes on until Ctrl-C.
        announce: called with the address of the page.
        host, port: where the page is served; port 0 takes a free one.
        speed: of the hand, 1 is 0.25 m/s.
        seed: of the layouts.
        observation, image_size, renderer, robot: as of `perdure.demos.collect.collect`.
        max_steps: longest episode [steps of 50 ms].
        picture_size: side of each live picture [pixel].
        tools: the world.

    Raises:
        PerdureError: a value that can't be, a device that isn't there, a file in the way.
    """
    _check(demos=1 if demos is None else demos, max_steps=max_steps, speed=speed, picture_size=picture_size)
    loaded = tools.load_suite(suite)
    if not 0 <= task < len(loaded.tasks):
        raise PerdureError(f"There is no task {task}; the suite's tasks are 0 to {len(loaded.tasks) - 1}.")
    settings = settings_for(loaded, out, seed, observation, image_size, renderer, robot, QUIET, max_steps, tools)
    panel = Panel()
    with ExitStack() as stack:
        hands = stack.enter_context(closing(devices.connect(device, panel)))
        about = _about(loaded, task, device, hands)
        address = stack.enter_context(serving(panel, about, host, port))  # before anything is written
        stack.enter_context(alone(settings.folder))
        shelf = Shelf(settings, task, loaded.tasks[task])
        stack.callback(shelf.merge)
        env = stack.enter_context(
            closing(tools.make(loaded.name, task, observation="state", horizon=None, robot=robot))
        )
        session = Session(env, shelf, device, hands.begin, _images(env, settings), max_steps, speed)
        with suppress(KeyboardInterrupt):
            announce(address)
            run(session, hands, panel, Eyes(env.simulation, picture_size), demos)
    return Outcome(shelf.file, session.kept, session.discarded, shelf.stored)


def _check(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise PerdureError(f"{name} must be more than 0, not {value}.")


def _images(env: Any, settings: Settings) -> Callable[[Episode], Arrays] | None:
    size = settings.image_size
    if size is None:
        return None
    return lambda episode: settings.tools.render(env.simulation, episode.states, size, settings.renderer)


def _about(suite: Any, index: int, name: str, device: Device) -> dict[str, Any]:
    """Return what the page says that never changes."""
    return {
        "suite": suite.name,
        "index": index,
        "instruction": suite.tasks[index].instruction,
        "device": name,
        "at_page": device.at_page,
        "legend": device.legend,
        "orders": ORDERS,
    }
