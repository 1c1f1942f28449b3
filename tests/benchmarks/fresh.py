"""An environment in a process of its own, as LIBERO's vector environments have them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from typing import Any


class Fresh:
    """A process that imports perdure's world, builds a task's, and answers one question at a time.

    Args:
        suite: name of the suite.
        task: index in it.
        horizon: control steps of an episode.
    """

    def __init__(self, suite: str, task: int, horizon: int) -> None:
        context = multiprocessing.get_context("spawn")  # as LIBERO sets it
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(theirs, suite, task, horizon), daemon=True)
        self._process.start()

    def ask(self, what: str, about: Any) -> None:
        """Ask for `reset` to a `Start`, or for a `step` with an action (7,)."""
        self._pipe.send((what, about))

    def answer(self) -> Any:
        """Return what is seen after a reset, or that and the success after a step."""
        return self._pipe.recv()

    def close(self) -> None:
        """End the process."""
        self._pipe.send(("close", None))
        self._process.join()


def _live(pipe: Connection, suite: str, task: int, horizon: int) -> None:
    from perdure.envs import make

    env, ended = make(suite, task, horizon=horizon), False
    while True:
        what, about = pipe.recv()
        if what == "close":
            return
        if what == "reset":
            env.close()
            env = _anew(suite, task, horizon)
            pipe.send(env.reset(seed=about.seed, options={"init_state": about.init_state, "split": about.split})[0])
            continue
        seen, _, success, _, _ = env.step(about)  # also after its end
        ended = ended or bool(success)
        pipe.send((seen, ended))


def _anew(suite: str, task: int, horizon: int) -> Any:
    """Build the world again: robosuite's hard reset reads and compiles the model each time."""
    from perdure.envs import blueprint, make

    blueprint._blueprint.cache_clear()
    return make(suite, task, horizon=horizon)
