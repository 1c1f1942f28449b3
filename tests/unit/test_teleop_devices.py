"""robosuite's keyboard and SpaceMouse with synthetic events, each in a process of its own.

pynput chooses its backend when it is imported, and its dummy one can't be stopped.
"""

import json
import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from perdure.demos.teleop import devices
from perdure.demos.teleop.intent import TRAVEL, TURN
from perdure.demos.teleop.panel import Panel
from perdure.envs.errors import UnknownNameError

PRELUDE = """
import json, sys, types
from perdure.demos.teleop import devices
from perdure.demos.teleop.inputs.raw import Raw
from perdure.demos.teleop.intent import action_of
from perdure.demos.teleop.panel import Panel

panel, said = Panel(), {}

def act():
    intent = device.read()
    return [*action_of(intent).tolist(), *intent.orders]
"""
KEYBOARD = """
device = devices.connect("keyboard", panel)
import enum
from pynput.keyboard import KeyCode
from robosuite.devices import keyboard
Key = keyboard.Key = enum.Enum("Key", "up down left right space")  # the dummy backend's are all the same one

def press(key):
    device.device.on_press(KeyCode.from_char(key) if isinstance(key, str) else key)

def release(key):
    device.device.on_release(KeyCode.from_char(key) if isinstance(key, str) else key)

said["rest"] = act()
for key in (Key.up, Key.down, Key.left, Key.right, ";", ".", "e", "r", "y", "h", "o", "p"):
    press(key)
    said[str(getattr(key, "name", key))] = [act(), act()]  # it goes on for as long as it is down
    release(key)
said["released"] = act()
press(Key.space), release(Key.space)
said["closed"] = [act(), act()]
device.begin()
said["opened"] = act()
press(Key.space), release(Key.space)
press("q"), release("q")
said["reset"] = [act(), act()]
panel.report(Raw(pressed=("discard", "KeyN")))
said["page"] = act()
print(json.dumps(said))
"""
SPACEMOUSE = """
import queue
reports = queue.Queue()

class Mouse:
    def open(self, vendor, product): pass
    def get_manufacturer_string(self): return "nobody"
    def get_product_string(self): return "nothing"
    def read(self, size):
        report = reports.get()
        reports.task_done()
        return report

sys.modules["hid"] = types.SimpleNamespace(device=Mouse, enumerate=list)
device = devices.connect("spacemouse", panel)
import time

def send(report):
    reports.put(report)
    reports.join()
    time.sleep(0.05)  # robosuite's thread works it in

def push(**axes):
    counts = [axes.get(name, 0) for name in ("x", "y", "z", "roll", "pitch", "yaw")]
    send([1, *(byte for count in counts for byte in int(count).to_bytes(2, "little", signed=True))])
    return act()

said["rest"] = act()
for axis in ("x", "y", "z", "roll", "pitch", "yaw"):
    said[axis] = push(**{axis: 350})
said["half"] = push(y=-175)
said["touched"] = push(y=20)
push()
send([3, 1]); said["held"] = act()
send([3, 0]); said["let go"] = act()
send([3, 2]); said["reset"] = [act(), act()]
print(json.dumps(said))
"""
MISSING = """
from perdure.envs.errors import PerdureError
try:
    devices.connect(sys.argv[1], panel)
except PerdureError as error:
    print(error)
"""


def outcome(script, *words, **environment):
    """Run a script and return the one line that it prints."""
    given = {**os.environ, "PYNPUT_BACKEND": "dummy", **environment}
    given.pop("DISPLAY", None)
    command = [sys.executable, "-c", textwrap.dedent(PRELUDE + script), *words]
    answer = subprocess.run(command, env=given, capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    (line,) = answer.stdout.splitlines()
    return line


def along(axis, amount, closed=False):
    return [*(amount * np.eye(6)[axis]).tolist(), 1.0 if closed else -1.0]


def test_the_devices_are_the_files_of_their_folder():
    assert devices.devices() == ["browser", "keyboard", "spacemouse"]
    with pytest.raises(UnknownNameError, match="Known: browser, keyboard, spacemouse"):
        devices.connect("joystick", Panel())


@pytest.mark.slow
def test_the_keyboard_moves_as_its_legend_says_and_for_as_long_as_a_key_is_down():
    said = json.loads(outcome(KEYBOARD))
    rest = along(0, 0.0)
    expected = {
        "up": (0, -TRAVEL),
        "down": (0, TRAVEL),
        "left": (1, -TRAVEL),
        "right": (1, TRAVEL),
        ";": (2, TRAVEL),
        ".": (2, -TRAVEL),
        "e": (3, -TURN),
        "r": (3, TURN),
        "y": (4, TURN),
        "h": (4, -TURN),
        "o": (5, TURN),
        "p": (5, -TURN),
    }
    for key, (axis, amount) in expected.items():
        assert np.allclose(said[key], [along(axis, amount)] * 2), key
    assert said["rest"] == said["released"] == said["opened"] == rest
    assert said["closed"] == [along(0, 0.0, closed=True)] * 2
    assert said["reset"] == [[*rest, "next"], rest]
    assert said["page"] == [*rest, "discard"]  # the page's buttons work, its keys do not


@pytest.mark.slow
def test_the_spacemouse_moves_as_it_is_pushed():
    said = json.loads(outcome(SPACEMOUSE))
    rest = along(0, 0.0)
    # its axes as the hardware sends them: x to the right, y towards the operator, z down
    expected = {"x": (1, TRAVEL), "y": (0, TRAVEL), "z": (2, -TRAVEL), "half": (0, -TRAVEL / 2)}
    expected |= {"roll": (4, TURN), "pitch": (3, TURN), "yaw": (5, -TURN)}
    for name, (axis, amount) in expected.items():
        assert np.allclose(said[name], along(axis, amount), atol=1e-3), name
    assert said["rest"] == said["touched"] == said["let go"] == rest
    assert said["held"] == along(0, 0.0, closed=True)
    assert said["reset"] == [[*rest, "next"], rest]


@pytest.mark.slow
def test_what_is_missing_is_said_in_one_sentence():
    without = outcome(MISSING, "keyboard", PYNPUT_BACKEND="xorg")
    assert without.startswith("device=keyboard needs pynput and an X display, which do not work here (")
    assert without.endswith("use device=browser, which needs neither.")
    block = 'sys.modules["hid"] = None\n'
    assert "needs the package hidapi (`pip install hidapi`)" in outcome(block + MISSING, "spacemouse")


@pytest.mark.slow
def test_no_spacemouse_is_said():
    absent = """
class Absent:
    def open(self, vendor, product): raise OSError("open failed")
sys.modules["hid"] = types.SimpleNamespace(device=Absent, enumerate=list)
"""
    said = outcome(absent + MISSING, "spacemouse")
    assert said.startswith("No SpaceMouse could be opened (No 3Dconnexion devices found); plug it in")
