"""Small policy servers in a thread, and a stand-in for the package lerobot."""

from __future__ import annotations

import sys
import threading
from collections import deque
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

import numpy as np
import torch
from torch import nn

from perdure.lifelong.external.server import serving

HOST = "127.0.0.1"


@contextmanager
def server(answer, **metadata):
    """Serve answers in openpi's way; yield the url."""
    with serving(metadata, lambda: answer, HOST, 0) as port:
        yield f"ws://{HOST}:{port}"


@contextmanager
def raw_server(talk):
    """Serve whatever `talk(socket)` does; yield the url."""
    from websockets.sync.server import serve

    with serve(talk, HOST, 0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"ws://{HOST}:{running.socket.getsockname()[1]}"
        finally:
            running.shutdown()
            thread.join()


class Chunker(nn.Module):
    """As LeRobot's policies: a chunk of actions is predicted and kept in a queue; `reset` empties it."""

    def __init__(self, config):
        super().__init__()
        self.config, self.gain = config, nn.Parameter(torch.tensor(0.5))
        self.seen = []

    def reset(self):
        self.queue = deque()

    def select_action(self, batch):
        if not self.queue:
            self.seen.append(batch)
            gap = batch["observation.state"][:, :3]
            self.queue.extend([self.gain * nn.functional.pad(gap, (0, 4)) / (n + 1) for n in range(3)])
        return self.queue.popleft()


def stand_in(monkeypatch):
    """Put a package into place that has of lerobot what the adapter uses."""
    config = SimpleNamespace(type="chunker", device="cpu")
    kind = SimpleNamespace(from_pretrained=lambda path, config, local_files_only: Chunker(config))
    modules = {name: ModuleType(name) for name in ("lerobot", "lerobot.configs", "lerobot.policies")}
    modules["lerobot.configs.policies"] = configs = ModuleType("lerobot.configs.policies")
    configs.PreTrainedConfig = SimpleNamespace(from_pretrained=lambda path, local_files_only: config)
    modules["lerobot.policies.factory"] = factory = ModuleType("lerobot.policies.factory")
    factory.get_policy_class = lambda name: kind
    factory.make_pre_post_processors = lambda config, path, preprocessor_overrides: (
        lambda batch: batch,
        lambda action: 2.0 * action,
    )
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)


def observation(lanes, seed=0, size=8):
    """What a vector environment with pictures shows."""
    rng = np.random.default_rng(seed)
    return {
        "proprio": rng.normal(size=(lanes, 15)).astype(np.float32),
        "agentview": rng.integers(0, 255, (lanes, size, size, 3), np.uint8),
        "eye_in_hand": rng.integers(0, 255, (lanes, size, size, 3), np.uint8),
        "instruction": ("go",) * lanes,
    }
