"""What a task's things are, in a few letters: who changes an asset's code sees that frozen tasks change with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from .assets import build
from .assets.asset import Asset
from .assets.measure import parts
from .task import Task

DECIMALS = 5  # 10 micrometres: sines differ in the last digit between processors
LENGTH = 16


def world_digest(task: Task) -> str:
    """Return a digest of shapes, masses, joints and colours of all things of a task (textures left out)."""
    total = hashlib.sha256()
    for name, word in {**task.fixtures, **task.objects}.items():
        total.update(name.encode())
        for numbers in _numbers(build(word, task.seed, name)):
            total.update(np.round(np.asarray(numbers, np.float64) + 0.0, DECIMALS).astype("<f8").tobytes())
    return total.hexdigest()[:LENGTH]


def _numbers(asset: Asset) -> Iterator[object]:
    for part, pose in parts(asset.root):
        yield from ((part.mass,), pose.position, pose.rotation)
        if part.joint is not None:
            joint = part.joint
            yield from (joint.axis, joint.range, joint.anchor, (joint.damping, joint.frictionloss, joint.armature))
        for shape in part.collisions:
            yield from (shape.size, shape.position, shape.quaternion, (shape.friction,))
        for visual in part.visuals:
            yield from (visual.mesh.vertices, visual.material.rgba)
    for grasp in asset.grasps:
        yield from (grasp.position, grasp.approach, grasp.close, (grasp.width,))
