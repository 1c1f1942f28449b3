"""Serve the policy of a run over a websocket, for `perdure external via=perdure` here or elsewhere.

perdure serve run=runs/quickstart/<name>
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app


@dataclass
class Serve:
    """The types of the keys of `conf/serve.yaml`."""

    run: str
    stage: str
    host: str
    port: int
    device: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and serve."""
    app(Serve, run, words)


def run(knobs: Serve) -> None:
    """Serve until Ctrl-C."""
    from ..external.server import Served, metadata, serving
    from ..saved_run import open_run

    saved = open_run(Path(knobs.run))
    *others, stage = saved.stages(knobs.stage)
    if others:
        raise PerdureError(f"stage={knobs.stage} is more than one policy; serve one, last or a number.")
    saved.policy(stage, saved.stream[stage])  # a checkpoint that cannot be read is said now
    with serving(metadata(saved, stage), lambda: Served(saved, stage, knobs.device), knobs.host, knobs.port) as port:
        seen = f"observation={saved.observation}"
        seen += f" observation.image_size={saved.image_size}" if saved.observation == "pixels" else ""
        url = f"ws://{knobs.host}:{port}"
        screen.say(f"Serving [bold]{saved.folder}[/] after stage {stage} at {url}; Ctrl-C ends it. Next, elsewhere:")
        screen.say(
            f"[bold]perdure external name={saved.algorithm} suite={saved.suite} via=perdure via.url={url} {seen}[/]"
        )
        screen.console().file.flush()  # where it is piped, who starts it waits for the line
        try:
            while True:
                time.sleep(1.0)
        except KeyboardInterrupt:
            screen.say("Ended.")
