"""Draws `teleop.png`: the page in Chromium, in the middle of an episode. Run it in the repository's root."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

COMMAND = [sys.executable, "-m", "perdure.lifelong.cli", "teleop", "suite=quickstart", "task=0", "port=0"]
KEYS = (("s", 700), ("s", 0), ("a", 900))  # key, milliseconds until the next one


def main() -> None:
    """Serve, press some keys, take the picture while they are down."""
    with tempfile.TemporaryDirectory() as folder:
        session = subprocess.Popen([*COMMAND, f"out={folder}"], stdout=subprocess.PIPE, text=True)
        assert session.stdout is not None
        address = re.search(r"http://\S+", session.stdout.readline())
        assert address is not None
        try:
            with sync_playwright() as engine:
                browser = engine.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1180, "height": 1280})
                page.goto(address[0])
                page.wait_for_selector('#state[data-phase="ready"]')
                for key, wait in KEYS:
                    page.keyboard.down(key)
                    page.wait_for_timeout(wait)
                page.screenshot(path="docs/teleop.png")
                browser.close()
        finally:
            session.send_signal(signal.SIGINT)
            session.wait()


if __name__ == "__main__":
    main()
