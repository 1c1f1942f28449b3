"""A process that ends when the one that watches it is gone, so that nobody is at work unseen."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def tied_to(writer: int) -> Iterator[None]:
    """Within the block, end this process at once when nobody reads a pipe any more.

    A watcher that was killed cannot end its jobs itself, and whoever takes over starts them again.

    Args:
        writer: file descriptor of the end of the pipe that is written to.
    """
    ended, end = os.pipe()
    thread = threading.Thread(target=_watch, args=(writer, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        os.close(end)
        thread.join()
        os.close(ended)


def _watch(writer: int, ended: int) -> None:
    waiting = select.poll()
    waiting.register(writer, 0)  # errors are always told: POLLERR when the reading end is closed
    waiting.register(ended, 0)
    told = {descriptor for descriptor, _ in waiting.poll()}
    if ended not in told:
        os._exit(1)
