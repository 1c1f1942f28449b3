"""Runs on small things by several processes: `torchrun -m tests.toy_parallel FOLDER ALGORITHM SELECTION`."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from perdure.lifelong.execution import Execution
from perdure.lifelong.parallel import launched
from perdure.lifelong.run import Moment, RunConfig, train
from perdure.lifelong.trainer import Schedule

from .learning_toys import KNOBS, TOOLS
from .toy_run import PROTOCOL

KNOBS_OF = {"er": {"capacity": 20}}


def main(folder: str, algorithm: str, selection: str) -> None:
    """Train; every process tells who it is, and its steps."""
    config = RunConfig(
        suite="toys", algorithm=algorithm, algorithm_knobs=KNOBS_OF.get(algorithm, {}),
        policy_knobs={**KNOBS, "history": 1 if algorithm == "er" else 3}, order="2,0,1", demos_per_task=4,
        schedule=Schedule(updates=12, batch_size=8, warmup=3), execution=Execution(processes=launched().count),
        protocol=replace(PROTOCOL, selection=selection), save_every=4, out=Path(folder), device="cpu",
    )  # fmt: skip
    train(config, _tell, TOOLS)


def _tell(moment: Moment) -> None:
    print(f"\n{launched().number} {os.getpid()} {moment.stage} {moment.doing} {moment.step}", flush=True)
    time.sleep(0.01)  # so that whoever reads this can stop it before the next


if __name__ == "__main__":
    main(*sys.argv[1:])
