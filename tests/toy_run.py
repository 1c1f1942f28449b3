"""`python -m tests.toy_run FOLDER`: a run on small things in a process of its own, which tells its every step."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.run import Moment, RunConfig, train
from perdure.lifelong.trainer import Schedule

from .learning_toys import KNOBS, TOOLS

PROTOCOL = from_mapping(
    "toy",
    {
        "episodes": 4, "final_episodes": 5, "curve_episodes": 3, "curve_segments": 2, "lanes": 3,
        "selection": "best", "action": "sample",
    },
)  # fmt: skip


def main(folder: str) -> None:
    """Train and tell."""
    schedule = Schedule(updates=12, batch_size=8, warmup=3)
    config = RunConfig(
        suite="toys", algorithm="er", algorithm_knobs={"capacity": 20}, policy_knobs=KNOBS, order="2,0,1",
        demos_per_task=4, schedule=schedule, protocol=PROTOCOL, save_every=4, out=Path(folder),
    )  # fmt: skip
    train(config, _tell, TOOLS)


def _tell(moment: Moment) -> None:
    print(moment.stage, moment.doing, moment.step, flush=True)
    time.sleep(0.005)  # so that whoever reads this can stop it before the next


if __name__ == "__main__":
    main(sys.argv[1])
