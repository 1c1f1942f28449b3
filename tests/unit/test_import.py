"""Importing is light and silent."""

import subprocess
import sys

CODE = """
import sys
import {module}
heavy = [name for name in ("torch", "robosuite", "cv2", "hydra", "matplotlib") if name in sys.modules]
sys.exit("imported " + ", ".join(heavy) if heavy else 0)
"""


def imported(module):
    command = [sys.executable, "-c", CODE.format(module=module)]
    answer = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return answer.returncode, answer.stdout + answer.stderr


def test_the_world_needs_no_torch_and_prints_nothing():
    assert imported("perdure.envs") == (0, "")


def test_the_command_starts_without_torch_and_hydra():
    assert imported("perdure.lifelong.cli.__init__") == (0, "")
