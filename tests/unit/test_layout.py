import numpy as np
import pytest

from perdure.envs.assets.asset import Asset, Joint, Part
from perdure.envs.errors import PerdureError
from perdure.envs.layout import slots
from perdure.envs.task import Task

SLIDE = Joint("slide", (0.0, -1.0, 0.0), (0.0, 0.2))
CABINET = Asset(
    "cabinet",
    "cabinet",
    True,
    Part("", (), (), 1.0, children=(Part("top", (), (), 0.1, joint=SLIDE), Part("middle", (), (), 0.1, joint=SLIDE))),
    (-0.1, -0.1, 0.0),
    (0.1, 0.1, 0.2),
)
BOWL = Asset("bowl", "bowl", False, Part("", (), (), 0.1), (-0.05, -0.05, 0.0), (0.05, 0.05, 0.05))
TASK = Task("t", "kitchen", "do it", {"cabinet_1": "cabinet"}, {"bowl_1": "bowl"}, {}, (), ())


def test_a_vector_names_fixtures_then_objects_then_joints() -> None:
    meaning = slots(TASK, {"bowl_1": BOWL, "cabinet_1": CABINET})
    vector = np.arange(16, dtype=np.float64)
    layout = meaning.unpack(vector)
    assert layout.poses == {
        "cabinet_1": ((0.0, 1.0, 2.0), (3.0, 4.0, 5.0, 6.0)),
        "bowl_1": ((7.0, 8.0, 9.0), (10.0, 11.0, 12.0, 13.0)),
    }
    assert layout.joints == {("cabinet_1", "top"): 14.0, ("cabinet_1", "middle"): 15.0}
    assert np.array_equal(meaning.pack(layout), vector)


def test_a_vector_of_the_wrong_length_is_refused() -> None:
    meaning = slots(TASK, {"bowl_1": BOWL, "cabinet_1": CABINET})
    with pytest.raises(PerdureError, match=r"shape \(15,\), expected \(16,\)"):
        meaning.unpack(np.zeros(15))
