"""What the README promises."""

import re
import subprocess
import sys
from pathlib import Path

from perdure.lifelong.cli.shell.dispatch import commands

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_the_example_runs(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in example.splitlines() if line]) <= 12
    answer = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines() == ["put the bowl on the plate", "success: True"]


def test_every_command_it_names_exists():
    assert set(re.findall(r"`perdure (\w+)", README)) <= set(commands())


def test_every_command_is_named():
    assert set(commands()) <= set(re.findall(r"`perdure (\w+)", README)) | {"quickstart"}
