"""`perdure dial` as a user types it, at its smallest."""

import json

import pytest

from tests.typed import done

SMALL = (
    "dial", "axis=objects", "points=[0,1]", "tasks=2", "algorithms=[sequential]", "demos_per_task=1", "updates=4",
    "device=cpu", "generate.states=3", "generate.certify.layouts=1", "generate.workers=2",
    "generate.families=[put_on,put_in]", "generate.assets=[bowl,plate,can,box,mug,basket]",
    *(f"protocol.{key}=1" for key in ("episodes", "final_episodes", "curve_episodes", "curve_segments", "lanes")),
    "protocol.horizon=5",
)  # fmt: skip


@pytest.mark.slow
def test_a_dial_of_two_points_and_then_nothing_is_left_to_do(tmp_path):
    done(*SMALL, cwd=tmp_path)
    found = json.loads((tmp_path / "site" / "dial.json").read_text())
    low, high = (point["overlap"] for point in found["points"])
    assert low < 0.3 < 0.7 < high
    assert [list(point["algorithms"]) for point in found["points"]] == [["sequential"]] * 2
    times = {path: path.stat().st_mtime_ns for kind in ("suites", "runs") for path in (tmp_path / kind).rglob("*")}
    again = done(*SMALL, cwd=tmp_path)
    assert again.count("The suite is there.") == 2
    assert "2 runs, 2 of them are there." in again
    assert times == {
        path: path.stat().st_mtime_ns for kind in ("suites", "runs") for path in (tmp_path / kind).rglob("*")
    }
