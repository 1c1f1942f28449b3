"""One MuJoCo model of a task: scene, robot, fixtures and objects put together.

Fixtures are mocap bodies, so that their poses belong to the state and one compiled model serves every layout. Names:
the root body of
an instance bears its name, a part is `<instance>/<part>`, joints are named as their bodies, the robot's things start
with `robot/`.
"""

from .model import Look, assemble
from .names import GRIPPER, ROBOT, part_name

__all__ = ["GRIPPER", "ROBOT", "Look", "assemble", "part_name"]
