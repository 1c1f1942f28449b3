"""Retention under perturbations: which are asked for, what is computed, and the page."""

import json
import math

import numpy as np
import pytest

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.envs.perturbations import names
from perdure.lifelong.matrix import Counts
from perdure.lifelong.retention import About, asked, axes, numbers, worst, write

CLEAN = Counts(np.array([[9, 0], [8, 10]]), np.array([[10, 0], [10, 10]]))
DARK = Counts(np.array([[6, 0], [1, 5]]), np.array([[10, 0], [10, 10]]))
BUMPY = Counts(np.array([[0, 0], [9, 9]]), np.array([[0, 0], [10, 10]]))  # the first stage was not evaluated
MATRICES = {"none": CLEAN, "light:0.5": DARK, "mass:0.5": BUMPY}


def test_a_policy_is_tried_along_the_axes_that_it_can_notice():
    assert [text.split(":")[0] for text in axes("pixels")] == names()
    unseen = set(axes("pixels")) - set(axes("state"))
    assert unseen == {f"{name}:0.5" for name in ("blur", "camera", "image_noise", "light", "texture")}


def test_what_is_asked_for():
    assert asked("all", "state") == ["none", *axes("state")]
    assert asked("camera+light:0.2", "state") == ["camera:0.5+light:0.2"]
    assert asked("none", "pixels") == ["none"]
    assert asked(["light", "camera:0.5", "light:0.5"], "pixels") == ["none", "light:0.5", "camera:0.5"]
    with pytest.raises(UnknownNameError, match="storm"):
        asked(["storm"], "state")
    for wrong in (3, [], [1]):
        with pytest.raises(PerdureError, match="is no perturbation"):
            asked(wrong, "state")


def test_numbers():
    found = numbers(MATRICES)
    assert found["none"]["acc"] == pytest.approx(0.9)
    assert found["light:0.5"] == {
        "acc": pytest.approx(0.3), "low": pytest.approx(0.1455, abs=1e-3), "high": pytest.approx(0.5190, abs=1e-3),
        "learned": pytest.approx(0.55), "kept": pytest.approx(0.3 / 0.55), "nbt": pytest.approx(0.5),
        "share": pytest.approx(1 / 3), "by_task": [0.1, 0.5],
        "success": [[0.6, pytest.approx(math.nan, nan_ok=True)], [0.1, 0.5]],
    }  # fmt: skip
    assert (found["mass:0.5"]["acc"], found["mass:0.5"]["share"]) == (pytest.approx(0.9), pytest.approx(1.0))
    assert math.isnan(found["mass:0.5"]["kept"])
    assert worst(found) == ["light:0.5", "mass:0.5"]


def test_the_page_and_its_numbers(tmp_path):
    about = About({"run": "a<b", "suite": "toys"}, [4, 2], ["open the drawer", "put the cup & go"])
    page = tmp_path / "evaluations" / "retention.html"
    write(about, MATRICES, page)
    stored = json.loads(page.with_suffix(".json").read_text())
    assert stored["order"] == [4, 2]
    assert stored["perturbations"]["light:0.5"]["nbt"] == pytest.approx(0.5)
    assert stored["perturbations"]["mass:0.5"]["learned"] is None
    text = page.read_text()
    assert "a&lt;b" in text
    assert "put the cup &amp; go" in text
    assert "0.30 under light:0.5" in " ".join(text.split())
    assert text.count("<svg") == 2 + len(MATRICES)
    assert "http" not in text.replace("http-equiv", "")
