"""The doctor's verdicts; the probes of the real backends run in `perdure doctor` itself."""

import tomllib
from pathlib import Path

import pytest

from perdure.lifelong import doctor
from perdure.lifelong.doctor import Probe, examine

WORKS = Probe("llvmpipe (LLVM 15)", 17.0)
FAILS = Probe(failure="ImportError: no EGL")


def findings(probe):
    return {finding.what: finding for finding in examine(probe, lambda: 3.0)}


def test_software_rendering_is_named():
    found = findings(lambda backend: WORKS if backend == "egl" else FAILS)
    assert found["GL: egl"].found == "llvmpipe (LLVM 15), software, 17.0 ms a frame"
    assert found["GL: egl"].verdict == "ok"
    assert found["GL: osmesa"].verdict == "note"
    assert "libosmesa6" in found["GL: osmesa"].remedy


def test_without_any_backend_the_main_job_runs_and_the_remedy_is_named():
    found = findings(lambda backend: FAILS)
    assert found["GL: egl"].verdict == "note"
    assert found["GL: egl"].remedy == "apt-get install -y --no-install-recommends libegl1 libgl1 libglib2.0-0"
    assert found["GL: osmesa"].verdict == "note"
    assert found["compiled code"].found == "ready, 3 s"


def test_a_version_out_of_range_is_bad(monkeypatch):
    monkeypatch.setitem(doctor.PACKAGES, "mujoco", ">=99")
    found = findings(lambda backend: WORKS)
    assert found["mujoco"].verdict == "bad"
    assert found["mujoco"].remedy == "pip install 'mujoco>=99'"


def test_the_ranges_are_those_of_the_package():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == doctor.PYTHON
    for name, allowed in doctor.PACKAGES.items():
        assert f"{name}{allowed}" in project["dependencies"]


@pytest.mark.slow
def test_a_broken_backend_is_a_finding_and_not_a_crash():
    assert doctor.probe_gl("no_such_backend").failure != ""
