"""Run directories as `perdure train` leaves them, without any training: success is drawn from given rates."""

import json

import numpy as np
import yaml

from perdure.lifelong.clip import Clip
from perdure.lifelong.frame import Caption
from perdure.lifelong.ledger import Ledger, Line
from perdure.lifelong.matrix import curves, matrix, write
from perdure.lifelong.metrics import transfer
from perdure.lifelong.video import film

TASKS = [
    "put the bowl on the plate",
    "put the can in the basket",
    "open the middle drawer of the cabinet",
    "close the top drawer of the cabinet",
    "turn on the stove",
]
EPISODES, SEGMENTS = 20, 4


def make_run(folder, *, algorithm="er", keep=0.9, order=(0, 1, 2, 3, 4), seed=0, **config):
    """Write a finished run; a task's success falls by the factor `keep` with every later stage."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng([seed, len(algorithm), *order])
    ledger, order = Ledger(folder / "ledger.jsonl"), list(order)
    protocol, fingerprint = config.pop("protocol_hash", "090ffb2fbd8a"), config.pop("fingerprint", "5d41402abc4b")
    for stage, task in enumerate(order):
        for epoch in range(SEGMENTS + 1):
            rate = 0.9 * (1 - np.exp(-1.2 * epoch))
            ledger.append(_cell(folder.name, rng, stage, task, epoch, "val", rate, protocol, fingerprint))
        for position, old in enumerate(order[: stage + 1]):
            rate = 0.92 * keep ** (stage - position)
            ledger.append(_cell(folder.name, rng, stage, old, -1, "test", rate, protocol, fingerprint))
    lines = ledger.read()
    defaults: dict[str, object] = {"suite": "quickstart", "suite_hash": "c0ffee123456", "observation": "state"}
    defaults |= {"protocol": "fast"}
    defaults |= {"policy": {"name": "state_transformer", "history": 8}, "algorithm": algorithm, "instructions": TASKS}
    defaults |= {"command": f"perdure train suite=quickstart algorithm={algorithm} seed={seed}"}
    (folder / "config.yaml").write_text(yaml.safe_dump(defaults | {"order": order, "seed": seed} | config))
    write(folder, lines, "quickstart", order)
    metrics = transfer(matrix(lines, order).success, curves(lines, order)[1].success)
    facts = {"parameters": 1_234_567, "old_data_bytes": 0 if algorithm == "sequential" else 2_400_000}
    (folder / "metrics.json").write_text(json.dumps(metrics | facts))
    (folder / "timing.json").write_text(json.dumps({"seconds": 431.0}))
    return folder


def make_clip(folder, *, task=0, stage=4, success=True, frames=12):
    """Write a short video with its facts."""
    path = folder / "videos" / f"stage_{stage}_task_{task}.mp4"
    with film(path, Caption(TASKS[task], (folder.name, f"after stage {stage + 1}"), 300)) as video:
        for step in range(frames):
            picture = np.full((96, 96, 3), (70 + 8 * step, 110, 90 + 20 * task), np.uint8)
            video.add({"agentview": picture, "eye_in_hand": picture[::-1]}, step)
        video.end(success)
    Clip(path, task, stage, success, 0, frames, TASKS[task]).write_facts()
    return path


def _cell(run, rng, stage, task, epoch, split, rate, protocol, fingerprint):
    episodes = EPISODES if split == "test" else EPISODES // 2
    return [
        Line(run, stage, epoch, task, n, split, n, n, "none", bool(won), 90, float(won), fingerprint, protocol)
        for n, won in enumerate(rng.random(episodes) < rate)
    ]
