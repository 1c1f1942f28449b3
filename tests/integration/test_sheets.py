"""`perdure render suite=...` and `perdure render assets`, as a user types them."""

import numpy as np
import pytest
from PIL import Image

from perdure.envs import assets, load_suite
from perdure.lifelong.cli.shell import screen
from perdure.lifelong.cli.shell.dispatch import main
from perdure.lifelong.first_frames import SIDE


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Every test works in a folder of its own, with a console of its own."""
    monkeypatch.chdir(tmp_path)
    screen.console.cache_clear()
    yield tmp_path
    screen.console.cache_clear()


def varied(path):
    """Return the picture of a file (H, W, 3) after checking that it shows something."""
    picture = np.asarray(Image.open(path).convert("RGB"))
    assert picture.std() > 10
    return picture


@pytest.mark.slow
def test_a_suite_is_shown_task_by_task(home, capsys):
    assert main(["render", "suite=quickstart", "out=pictures"]) == 0
    height, width, _ = varied(home / "pictures" / "suite-quickstart.png").shape
    count = len(load_suite("quickstart").tasks)
    columns = width // SIDE
    rows = height // SIDE
    assert columns * rows >= count
    assert (columns - 1) * rows < count
    said = capsys.readouterr().out
    assert "Wrote pictures/suite-quickstart.png" in said
    assert "Next: perdure collect suite=quickstart" in said


@pytest.mark.slow
def test_another_split_is_another_picture(home):
    for split in ("val", "test"):
        assert main(["render", "suite=quickstart", f"split={split}", f"out={split}"]) == 0
    one, other = (varied(home / split / "suite-quickstart.png") for split in ("val", "test"))
    assert one.shape == other.shape
    assert (one[60:] != other[60:]).any()  # below the title


@pytest.mark.slow
def test_assets_are_shown_kind_by_kind(home, capsys):
    assert main(["render", "assets=[mug,stove]"]) == 0
    few = varied(home / "assets.png")
    assert main(["render", "assets=[mug]", "out=mugs"]) == 0
    fewer = varied(home / "mugs" / "assets.png")
    assert fewer.shape[0] < few.shape[0]
    # every kind has its own colour somewhere
    greys = np.asarray(Image.open(home / "mugs" / "assets.png").convert("HSV"))[..., 0]
    assert len(np.flatnonzero(np.bincount(greys.ravel(), minlength=256) > 500)) >= len(assets.kinds("mug")) - 2
    assert "Wrote assets.png" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["suite=quikstart"], "Did you mean 'quickstart'?"),
        (["suite=quickstart", "split=tset"], "Did you mean 'test'?"),
        (["suite=quickstart", "renderer=pencil"], "opengl, raster"),
        (["assets=[mugg]"], "Did you mean 'mug'?"),
        (["assets", "suite=quickstart"], "Give one of"),
        ([], "Give one of"),
        (["demo=some.hdf5", "renderer=raster"], "renderer="),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_gets_one_sentence_and_nothing_is_written(words, told, home, capsys):
    assert main(["render", *words]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
    assert list(home.iterdir()) == []
