"""What all tests share: rendering without a screen, one thread per process, reproducible hypothesis runs."""

import os
import shutil
import signal
import sys

import pytest
from hypothesis import HealthCheck, settings

# Nothing above loads OpenGL or a linear algebra library, which read these once.
os.environ.setdefault("MUJOCO_GL", "egl")
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

# A script's background job ignores interrupts, and so would every process that the tests start and then interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("perdure", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("perdure")


@pytest.fixture(autouse=True, scope="session")
def _one_torch_thread():
    """Torch starts a thread per core; two test processes would fight over them."""
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


@pytest.fixture(scope="session")
def chromium():
    """Return the path of Chromium or Chrome, or skip."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("Chromium is not installed")
    return path
