"""What counts as held: what both fingers touch."""

import mujoco
import numpy as np

from perdure.envs.grasp import Grasp

WORLD = """<mujoco><option gravity="0 0 0"/><worldbody>
  <body name="left" pos="-.025 0 0"><geom type="box" size=".005 .02 .02"/></body>
  <body name="right" pos="{right} 0 0"><geom type="box" size=".005 .02 .02"/></body>
  <body name="ball"><freejoint/><geom size=".0205"/>
    <body name="knob" pos="0 .1 0"><joint axis="0 0 1"/><geom size=".01"/></body></body>
  <body name="far" pos="0 1 0"><freejoint/><geom size=".02"/></body>
</worldbody></mujoco>"""


def flags(right):
    model = mujoco.MjModel.from_xml_string(WORLD.format(right=right))
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    number = {name: int(model.body(name).id) for name in ("left", "right", "ball", "far")}
    roots = {name: number[name] for name in ("ball", "far")}
    fingers = [frozenset([number["left"]]), frozenset([number["right"]])]
    return Grasp(model, roots, fingers).flags(data)


def test_both_fingers_hold_and_one_does_not():
    np.testing.assert_array_equal(flags(0.025), [True, False])
    np.testing.assert_array_equal(flags(0.030), [False, False])
