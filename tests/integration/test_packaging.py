"""The package as users get it: sdist -> wheel -> installed into a fresh environment."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def run(*command, cwd, **environment):
    clean = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    answer = subprocess.run(
        [str(word) for word in command], cwd=cwd, env={**clean, **environment}, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer


def fresh_environment(folder):
    """Make a virtual environment that sees the packages of this one, but not its perdure."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    (site,) = (folder / "lib").glob("python*/site-packages")
    # A line of a .pth adds the folder, but does not read the .pth files inside, which may name this checkout.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the sdist, and the wheel that is built from it and from nothing else."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fresh")
    python = fresh_environment(folder / "venv")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", built[1], cwd=folder)
    return python


def test_the_sdist_holds_the_folders_and_not_the_links(built):
    with tarfile.open(built[0]) as archive:
        names = archive.getnames()
    assert any(name.endswith("/envs/pose.py") for name in names)
    assert any(name.endswith("/constraints.txt") for name in names)
    assert not any("/.src/" in name for name in names)


def test_the_wheel_holds_one_package_with_its_data(built):
    with zipfile.ZipFile(built[1]) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"perdure"}
    assert "perdure/conf/train.yaml" in names
    assert "perdure/lifelong/cli/doctor.py" in names
    assert "perdure/lifelong/leaderboard/page.html" in names
    assert {f"perdure/demos/teleop/web/page.{kind}" for kind in ("html", "css", "js")} <= set(names)
    suites = {name for name in names if name.startswith("perdure/envs/suites/")}
    assert {Path(name).suffix for name in suites} >= {".bddl", ".npz", ".yaml"}


def test_an_installed_wheel_works_beside_a_folder_called_envs(installed, tmp_path):
    (tmp_path / "envs").mkdir()
    (tmp_path / "envs" / "__init__.py").write_text("raise ImportError('the wrong envs')\n")
    code = "import perdure.envs as envs; print(envs.__file__); print(envs.suites())"
    answer = run(installed, "-c", code, cwd=tmp_path)
    assert str(ROOT) not in answer.stdout
    assert "quickstart" in answer.stdout
    command = run(installed.parent / "perdure", "--help", cwd=tmp_path)
    assert "doctor" in command.stdout
    composed = run(installed.parent / "perdure", "train", "algorithm=er", "--cfg", "job", cwd=tmp_path)
    assert "name: er" in composed.stdout
    assert list(tmp_path.iterdir()) == [tmp_path / "envs"]


def test_an_editable_install_sees_the_checkout(tmp_path):
    python = fresh_environment(tmp_path / "venv")
    options = ("--no-deps", "--no-index", "--no-build-isolation", "-e", ROOT)
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, cwd=tmp_path)
    answer = run(python, "-c", "import perdure.lifelong as lifelong; print(lifelong.__file__)", cwd=tmp_path)
    assert Path(answer.stdout.strip()).resolve() == ROOT / "lifelong" / "__init__.py"
