"""Makes the actions that `record.py` plays: five random sequences and one demonstration of each quickstart task.

python tests/fidelity/actions.py <folder of demonstrations> osc_pose.npz; the committed file has them already.
"""

from __future__ import annotations

import sys
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

STEPS = 100
Floats = NDArray[np.float32]


def main(demonstrations: Path, target: Path) -> None:
    """Write names (sequences,) and actions (sequences, STEPS, 7)."""
    random = np.random.default_rng(0)
    sequences: dict[str, Floats] = {}
    for size in (0.5, 1.0):
        sequences[f"white {size}"] = random.uniform(-size, size, (STEPS, 7)).astype(np.float32)
    sequences |= {f"smooth {n}": _smooth(random) for n in range(3)}
    sequences |= {f"expert {path.stem}": _expert(path) for path in sorted(demonstrations.glob("*.hdf5"))}
    np.savez(target, names=list(sequences), actions=np.stack(list(sequences.values())).astype(np.float32))


def _smooth(random: np.random.Generator) -> Floats:
    """Return sums of three slow waves per dimension, within [-1, 1]; the arm comes back, so it stays in its reach."""
    time = np.arange(STEPS)[:, None, None] / STEPS
    frequency, phase = random.uniform(1, 6, (3, 7)), random.uniform(0, 2 * np.pi, (3, 7))
    waves: Floats = np.sin(2 * np.pi * frequency * time + phase).mean(axis=1).astype(np.float32)
    return waves


def _expert(path: Path) -> Floats:
    """Return a demonstration's actions, at its end the arm is told to stay."""
    with h5py.File(path) as file:
        actions = file["data/demo_0/actions"][:STEPS]
    stay = np.repeat(actions[-1:] * [0, 0, 0, 0, 0, 0, 1], STEPS - len(actions), axis=0)
    return np.concatenate([actions, stay])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
