"""What this machine has and lacks for perdure."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from packaging.specifiers import SpecifierSet

from perdure.envs.warm import warm

PYTHON = ">=3.11,<3.13"
PACKAGES = {
    "mujoco": ">=3.12,<4",
    "robosuite": ">=1.5.2,<1.6",
    "numpy": ">=1.26,<2",
    "numba": ">=0.60",
    "torch": ">=2.6",
}
_APT = "apt-get install -y --no-install-recommends"
BACKENDS = {
    "egl": f"{_APT} libegl1 libgl1 libglib2.0-0",
    "osmesa": f"{_APT} libosmesa6",
    "glfw": "it needs a desktop session; egl does without",
}
_SOFTWARE = ("llvmpipe", "softpipe", "swrast")
_DISK_GB = 2.0
_PROBE_SECONDS = 120

Verdict = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: the thing.
        found: what is there.
        verdict: 'ok'; 'note' for what perdure can do without; 'bad' when the main job cannot run.
        remedy: what to do, '' when nothing.
    """

    what: str
    found: str
    verdict: Verdict = "ok"
    remedy: str = ""


@dataclass(frozen=True)
class Probe:
    """What a GL backend answered: the renderer's name and time per 64 x 64 frame [ms], or why it failed."""

    renderer: str = ""
    milliseconds: float = 0.0
    failure: str = ""


def examine(
    probe: Callable[[str], Probe] | None = None, compiling: Callable[[], float] | None = None
) -> Iterator[Finding]:
    """Yield one finding after the other.

    Args:
        probe: tries a GL backend; for tests.
        compiling: compiles what is compiled at first use and returns the seconds; for tests.
    """
    yield _python()
    for name, allowed in PACKAGES.items():
        yield _package(name, allowed)
    yield _gpu()
    yield from _rendering(probe or probe_gl)
    yield _compiled(compiling or warm)
    yield Finding("cores", str(os.cpu_count()))
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    low = free < _DISK_GB
    yield Finding("free disk", f"{free:.0f} GB", "note" if low else "ok", f"{_DISK_GB:.0f} GB are good to have" * low)


def probe_gl(backend: str) -> Probe:
    """Render with one GL backend in a process of its own."""
    environment = {**os.environ, "MUJOCO_GL": backend, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-m", "perdure.lifelong.gl_probe"]
    try:
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_PROBE_SECONDS)
        return Probe(**json.loads(answer.stdout.splitlines()[-1]))
    except subprocess.TimeoutExpired:
        return Probe(failure=f"no answer in {_PROBE_SECONDS} s")
    except (IndexError, ValueError, TypeError):
        said = re.findall(r"\w*Error: .*", answer.stderr)
        return Probe(failure=said[-1] if said else f"exit status {answer.returncode}")


def _compiled(compiling: Callable[[], float]) -> Finding:
    return Finding("compiled code", f"ready, {compiling():.0f} s")


def _python() -> Finding:
    fits = SpecifierSet(PYTHON).contains(platform.python_version())
    return Finding("Python", platform.python_version(), "ok" if fits else "bad", "" if fits else f"use Python {PYTHON}")


def _package(name: str, allowed: str) -> Finding:
    remedy = f"pip install '{name}{allowed}'"
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, "not installed", "bad", remedy)
    if not SpecifierSet(allowed).contains(version, prereleases=True):
        return Finding(name, version, "bad", remedy)
    return Finding(name, version)


def _gpu() -> Finding:
    try:
        import torch
    except ImportError:
        return Finding("GPU", "cannot tell without torch", "note")
    if torch.cuda.is_available():
        return Finding("GPU", torch.cuda.get_device_name(0))
    lost = shutil.which("nvidia-smi") is not None and torch.version.cuda is None
    remedy = "this torch is the CPU build: pip install torch from PyTorch's CUDA index" if lost else ""
    return Finding("GPU", "none; training runs on the CPU", "note", remedy)


def _rendering(probe: Callable[[str], Probe]) -> Iterator[Finding]:
    """Yield a finding per backend; OpenGL is for renderer=opengl and look=full, the main job does without."""
    for backend, remedy in BACKENDS.items():
        found = probe(backend)
        if found.failure:
            yield Finding(f"GL: {backend}", found.failure, "note", remedy)
        else:
            software = ", software" if any(word in found.renderer for word in _SOFTWARE) else ""
            yield Finding(f"GL: {backend}", f"{found.renderer}{software}, {found.milliseconds:.1f} ms a frame")
