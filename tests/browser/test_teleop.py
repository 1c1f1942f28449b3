"""The teleoperation page in a real browser: what it reports and shows, and a drawer closed by pressing keys."""

import re
import signal
import subprocess
import sys
import time

import h5py
import numpy as np
import pytest

from perdure.demos import reader
from perdure.demos.replay import replay_file
from perdure.demos.teleop.devices.browser import Browser
from perdure.demos.teleop.inputs.raw import Raw
from perdure.demos.teleop.intent import ORDERS
from perdure.demos.teleop.panel import Panel
from perdure.demos.teleop.web.server import serving
from perdure.envs import load_suite
from perdure.lifelong import demonstrations
from perdure.lifelong.config import RunConfig

pytestmark = pytest.mark.browser
COMMAND = [sys.executable, "-m", "perdure.lifelong.cli", "teleop", "suite=quickstart", "task=3", "port=0"]
AXES = (("w", "s"), ("a", "d"), ("q", "e"))
"""Keys for less and for more of x, y and z."""
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"
STATUS = {
    "phase": "running", "recording": True, "message": HOSTILE, "steps": 7, "seconds": 0.35, "progress": 0.5,
    "success": False, "held": 3, "hold": 10, "closed": True, "kept": 2, "wanted": None, "discarded": 1, "stored": 9,
}  # fmt: skip
FAKE_PAD = """
window.fake = { connected: true, axes: [0, 0, 0, 0], buttons: Array.from({ length: 17 }, () => ({ value: 0 })) };
navigator.getGamepads = () => [null, window.fake];
"""


class Session:
    """The command in a process of its own."""

    def __init__(self, out):
        self.process = subprocess.Popen(
            [*COMMAND, f"out={out}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = []
        while not self.said or "Ctrl-C" not in self.said[-1]:
            self.said.append(self.process.stdout.readline())
            assert self.said[-1], self.said
        self.address = re.search(r"http://\S+", self.said[0])[0]

    def end(self):
        """Interrupt it, and return what it says last."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=60)
        return said


@pytest.fixture
def session(tmp_path):
    running = Session(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture
def open_page(browser):
    """Return a function that opens an address and notes what the page asks for and complains about."""
    contexts = []

    def opened(address, width=1180, script=""):
        contexts.append(browser.new_context(viewport={"width": width, "height": 1150}))
        page = contexts[-1].new_page()
        page.add_init_script(script)
        page.complaints, page.requests = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda asked: page.requests.append(asked.url))
        page.goto(address)
        page.wait_for_selector("#state:not([data-phase=connecting])")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def panel():
    """A panel without a session behind it."""
    panel = Panel()
    panel.show(STATUS, {})
    panel.show_picture(np.full((32, 64, 3), (10, 200, 30), np.uint8))
    return panel


@pytest.fixture
def address(panel):
    device = Browser(panel)
    about = {"suite": "s", "index": 0, "instruction": HOSTILE, "device": "browser", "orders": ORDERS}
    with serving(panel, {**about, "at_page": True, "legend": device.legend}, "127.0.0.1", 0) as address:
        yield address


def until(met):
    """Wait until something holds."""
    end = time.monotonic() + 10
    while not met():
        assert time.monotonic() < end
        time.sleep(0.01)


class Driver:
    """Presses keys until the hand is where it shall be."""

    def __init__(self, page):
        self.page, self.down = page, set()

    def ask(self, what):
        return self.page.evaluate(f"fetch('{what}').then((answer) => answer.json())")

    def world(self):
        """Return where hand (3,) and handle (3,) of the drawer that is open are, and how far it is open."""
        seen = self.ask("observation")
        rows = np.array(seen["objects"])
        drawer = rows[np.argmax(rows[:, 12] * rows[:, 13])]
        return np.array(seen["proprio"][9:12]), drawer[:3], drawer[12]

    def hold(self, keys):
        for key in self.down - keys:
            self.page.keyboard.up(key)
        for key in keys - self.down:
            self.page.keyboard.down(key)
        self.down = keys

    def go(self, aim, close=0.02):
        """Steer to a point (3,) in the robot's base frame, until it is reached or the episode is over."""
        while self.ask("status")["phase"] in ("ready", "running"):
            error = aim - self.world()[0]
            keys = {AXES[axis][int(error[axis] > 0)] for axis in range(3) if abs(error[axis]) > close}
            if not keys:
                break
            self.hold(keys | ({"Shift"} if np.abs(error).max() < 0.04 else set()))
        self.hold(set())


def close_the_drawer(driver):
    hand, handle, _ = driver.world()
    driver.page.keyboard.press("Space")
    beside = handle + np.array([0, -0.09, 0])
    driver.go(np.array([hand[0], beside[1], hand[2]]))
    driver.go(np.array([beside[0], beside[1], hand[2]]))
    driver.go(beside)
    driver.go(handle + np.array([0, 0.4, 0]))


@pytest.mark.parametrize("width", [1180, 390])
def test_it_shows_where_the_session_stands_and_words_stay_words(open_page, address, width):
    page = open_page(address, width)
    page.wait_for_selector('#state[data-phase="recording"]')
    expected = {"steps": "7", "seconds": "0.3 s", "gripper": "closed", "kept": "2", "discarded": "1", "stored": "9"}
    assert {name: page.locator(f"#{name}").inner_text() for name in expected} == expected
    assert page.locator("h1").inner_text() == page.locator("#message").inner_text() == HOSTILE
    assert page.title() == f"perdure teleop: {HOSTILE}"
    assert page.locator("img").count() == 0
    until(lambda: page.evaluate("document.getElementById('agentview').width") == 32)
    drawn = "document.getElementById('eye_in_hand').getContext('2d').getImageData(16, 16, 1, 1).data"
    pixel = page.evaluate(f"[...{drawn}]")
    assert np.abs(np.array(pixel[:3]) - (10, 200, 30)).max() < 6
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []
    assert all(url.startswith((address, "data:")) for url in page.requests)


def test_keys_are_reported_while_they_are_down(open_page, address, panel):
    page = open_page(address)
    page.keyboard.down("w")
    page.keyboard.down("Shift")
    until(lambda: panel.hands().held == {"KeyW", "ShiftLeft"})
    time.sleep(1.0)  # reported again and again, or it would be too old by now
    until(lambda: panel.hands().held == {"KeyW", "ShiftLeft"})
    page.keyboard.up("w")
    page.keyboard.up("Shift")
    until(lambda: not panel.hands().held)
    page.keyboard.press("n")
    said = []
    until(lambda: said.extend(panel.presses()) or len(said) == 3)
    assert said == ["KeyW", "ShiftLeft", "KeyN"]
    page.keyboard.down("d")
    until(lambda: panel.hands().held)
    page.evaluate("window.dispatchEvent(new Event('blur'))")  # another window: nothing must go on moving
    until(lambda: not panel.hands().held)


def test_drags_on_the_main_picture_are_reported(open_page, address, panel):
    page = open_page(address)
    box = page.locator("#stage").bounding_box()
    x, y = box["x"] + 200, box["y"] + 200
    for button, number in (("left", 0), ("right", 2)):
        page.mouse.move(x, y)
        page.mouse.down(button=button)
        page.mouse.move(x, y - 9000)
        until(lambda: panel.hands().drag and panel.hands().drag.down == -1.0)
        page.mouse.move(x + 45, y)
        until(lambda: panel.hands().drag and panel.hands().drag.right == 0.5)
        drag = panel.hands().drag
        assert drag is None or (drag.down, drag.button) == (0, number)
        page.mouse.up(button=button)
        until(lambda: panel.hands() == Raw())


def test_a_gamepad_is_reported(open_page, address, panel):
    page = open_page(address, script=FAKE_PAD)
    time.sleep(0.3)
    assert panel.hands().pad is None  # at rest it says nothing, so that other inputs are not in its way
    page.evaluate("fake.axes[1] = -0.75; fake.buttons[0].value = 1")
    until(lambda: panel.hands().pad and panel.hands().pad.axes == (0, -0.75, 0, 0))
    page.evaluate("fake.axes[1] = 0")
    time.sleep(0.5)
    assert panel.presses() == ["Pad0"]  # once, though it is still down
    page.evaluate("fake.buttons[0].value = 0")
    until(lambda: panel.hands().pad is None)


def test_buttons_give_orders(open_page, address, panel):
    page = open_page(address)
    for order in ("gripper", *ORDERS):
        page.locator(f"#do-{order}").click()
    said = []
    until(lambda: said.extend(panel.presses()) or len(said) == 5)
    assert said == ["gripper", *ORDERS]


def test_with_another_device_the_page_only_shows_and_when_the_session_ends_says_so(open_page, panel):
    about = {"instruction": "x", "at_page": False, "legend": {}, "orders": {}}
    with serving(panel, about, "127.0.0.1", 0) as address:
        page = open_page(address)
        assert page.locator("#do-gripper").count() == 0  # the device has it
        page.keyboard.press("n")
        page.locator("#do-next").click()
        until(lambda: panel.presses() == ["next"])
    page.wait_for_selector('#state[data-phase="lost"]')


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_drawer_is_closed_by_keys_and_kept(open_page, session, tmp_path):
    page = open_page(session.address)
    page.wait_for_selector('#state[data-phase="ready"]')
    driver = Driver(page)
    assert page.locator("h1").inner_text() == "close the top drawer of the cabinet"
    close_the_drawer(driver)
    page.wait_for_selector('#state[data-phase="kept"]', timeout=20_000)
    assert page.locator("#kept").inner_text() == "1"
    assert page.complaints == []
    assert all(url.startswith((session.address, "data:")) for url in page.requests)
    page.keyboard.press("n")
    page.wait_for_selector('#state[data-phase="ready"]')
    page.keyboard.press("Space")
    page.wait_for_selector('#state[data-phase="recording"]')
    session.process.kill()  # which loses the episode that has just begun, and no other
    page.wait_for_selector('#state[data-phase="lost"]')
    assert list(tmp_path.glob("quickstart/*.hdf5")) == []
    again = Session(tmp_path)
    said = again.end()
    assert again.process.returncode == 0
    assert "0 kept, 0 discarded." in said
    assert "holds 1 demonstration." in said
    (path,) = tmp_path.glob("quickstart/*.hdf5")
    assert reader.check(path) == []
    assert replay_file(path) == {"demo_0": ""}
    with h5py.File(path) as file:
        demo = file["data/demo_0"]
        assert (demo.attrs["source"], demo.attrs["device"]) == ("human", "browser")
        assert np.any(demo["actions"][0] != [0, 0, 0, 0, 0, 0, -1])  # nothing idle at the start
    config = RunConfig(observation="state", demos=tmp_path, demos_per_task=1)
    demonstrations.check(config, load_suite("quickstart"), 3)
    (episode,) = demonstrations.load(config, load_suite("quickstart"), 3)
    assert len(episode["expert_actions"]) == len(episode["objects"]) > 20
