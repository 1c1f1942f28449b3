"""What keys, mouse and gamepad mean, as actions of known sign: right in the picture is +y, away from the viewer -x."""

import json

import numpy as np
import pytest

from perdure.demos.teleop.devices.browser import Browser
from perdure.demos.teleop.inputs import gamepad, keys, mouse
from perdure.demos.teleop.inputs.raw import Drag, Pad, Raw, parse
from perdure.demos.teleop.intent import FINE, TRAVEL, TURN, Intent, action_of
from perdure.demos.teleop.panel import PATIENCE, Panel
from perdure.envs.errors import PerdureError


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def browser(clock):
    panel = Panel(clock)
    device = Browser(panel)
    device.report = panel.report
    return device


def actions(browser, **report):
    browser.report(Raw(**report))
    return action_of(browser.read())


def sticks(**changes):
    """A gamepad whose sticks and buttons are let go, but for some: axis_0=1.0, button_12=1.0."""
    values = {"axis": [0.0] * 4, "button": [0.0] * 17}
    for name, value in changes.items():
        kind, number = name.split("_")
        values[kind][int(number)] = value
    return Pad(tuple(values["axis"]), tuple(values["button"]))


@pytest.mark.parametrize(
    ("key", "column", "value"),
    [
        ("KeyW", 0, -TRAVEL),
        ("KeyS", 0, TRAVEL),
        ("KeyA", 1, -TRAVEL),
        ("KeyD", 1, TRAVEL),
        ("KeyE", 2, TRAVEL),
        ("KeyQ", 2, -TRAVEL),
        ("KeyU", 3, -TURN),
        ("KeyO", 3, TURN),
        ("KeyI", 4, TURN),
        ("KeyK", 4, -TURN),
        ("KeyJ", 5, TURN),
        ("KeyL", 5, -TURN),
    ],
)
def test_a_key_moves_one_way(browser, key, column, value):
    expected = np.zeros(7, np.float32)
    expected[column], expected[6] = value, -1
    assert np.array_equal(actions(browser, held=frozenset({key})), expected)


def test_every_key_that_moves_is_in_the_legend():
    shown = {f"Key{name}" for names, _ in keys.LEGEND for name in names}
    assert set(keys.MOVES) <= shown


def test_opposite_keys_cancel_and_shift_is_slow(browser):
    assert not actions(browser, held=frozenset({"KeyW", "KeyS"}))[:6].any()
    assert actions(browser, held=frozenset({"KeyD", "ShiftLeft"}))[1] == np.float32(FINE * TRAVEL)


def test_the_farther_a_drag_the_faster(browser):
    assert np.allclose(actions(browser, drag=Drag(1.0, 0.0, 0))[:3], [0, TRAVEL, 0])
    assert np.allclose(actions(browser, drag=Drag(0.0, -0.5, 0))[:3], [-TRAVEL / 2, 0, 0])
    lifted = actions(browser, drag=Drag(0.5, -1.0, 2))
    assert np.allclose(lifted[:6], [0, 0, TRAVEL, 0, 0, -TURN / 2])
    assert not mouse.motion(Drag(0.0, 0.0, 0)).any()


@pytest.mark.parametrize(
    ("pad", "column", "value"),
    [
        (sticks(axis_0=1.0), 1, 1),
        (sticks(axis_1=1.0), 0, 1),
        (sticks(axis_1=-1.0), 0, -1),
        (sticks(axis_2=1.0), 5, -1),
        (sticks(axis_3=-1.0), 2, 1),
        (sticks(button_12=1.0), 4, 1),
        (sticks(button_13=1.0), 4, -1),
        (sticks(button_14=1.0), 3, -1),
        (sticks(button_15=1.0), 3, 1),
    ],
)
def test_a_stick_moves_one_way(pad, column, value):
    assert np.array_equal(gamepad.motion(pad), value * np.eye(6)[column])


def test_a_stick_that_is_nearly_let_go_counts_as_let_go_and_full_is_full():
    assert not gamepad.motion(sticks(axis_0=gamepad.DEAD)).any()
    assert 0 < gamepad.motion(sticks(axis_0=gamepad.DEAD + 0.05))[1] < 0.1
    assert gamepad.motion(Pad((1.0,), ())).tolist() == [0, 1, 0, 0, 0, 0]  # a pad of one axis
    assert gamepad.fine(sticks(button_4=1.0))
    assert not gamepad.fine(sticks())


def test_actions_stay_in_their_range_however_fast():
    wild = action_of(Intent(np.array([5.0, -5, 1, 1, 1, 1])), speed=100)
    assert wild.tolist() == [1, -1, 1, 1, 1, 1, -1]
    assert wild.dtype == np.float32


def test_without_a_report_for_a_while_the_arm_holds_still(browser, clock):
    assert actions(browser, held=frozenset({"KeyD"}))[1] > 0
    clock.now += PATIENCE - 0.01
    assert browser.read().motion[1] > 0
    clock.now += 0.02
    assert not browser.read().motion.any()


@pytest.mark.parametrize("press", ["Space", "Pad0", "gripper"])
def test_the_gripper_toggles_once_for_each_press(browser, clock, press):
    assert actions(browser, pressed=(press,))[6] == 1
    clock.now += 10  # it stays closed
    assert action_of(browser.read())[6] == 1
    assert actions(browser, pressed=(press,))[6] == -1
    assert actions(browser, pressed=(press, press, press))[6] == 1
    browser.begin()
    assert action_of(browser.read())[6] == -1


def test_presses_are_orders_each_obeyed_once(browser):
    browser.report(Raw(pressed=("KeyN", "Pad1")))
    browser.report(Raw(pressed=("record", "KeyZ", "__init__")))
    assert browser.read().orders == ("next", "discard", "record")
    assert browser.read().orders == ()


def test_a_report_is_read_and_clipped():
    report = {
        "held": ["KeyW"],
        "pressed": ["Space"],
        "drag": {"right": 7, "down": -0.5, "button": 2},
        "pad": {"axes": [0.5, -2], "buttons": [1]},
    }
    expected = Raw(frozenset({"KeyW"}), ("Space",), Drag(1.0, -0.5, 2), Pad((0.5, -1.0), (1.0,)))
    assert parse(json.dumps(report).encode()) == expected
    assert parse(b"{}") == Raw()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b'{"held": "KeyW"}',
        b'{"held": [1]}',
        b'{"pressed": ' + json.dumps(["x"] * 65).encode() + b"}",
        b'{"drag": {"right": 1}}',
        b'{"drag": {"right": NaN, "down": 0, "button": 0}}',
        b'{"drag": {"right": 1, "down": 0, "button": Infinity}}',
        b'{"pad": {"axes": ["left"], "buttons": []}}',
        b'{"pad": 3}',
        b"[" * 5000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_report_is_refused(body):
    with pytest.raises(PerdureError):
        parse(body)
