"""Images of real demonstrations: rendered from states at any time, and learned from."""

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.demos.image_cache import FOLDER, cached_images
from perdure.demos.rendering import render_observations
from perdure.demos.schema import IMAGES
from perdure.envs import load_suite
from perdure.envs.errors import PerdureError
from perdure.lifelong import demonstrations
from perdure.lifelong.batches import Windows
from perdure.lifelong.config import RunConfig
from tests.unit.test_batches import PIXELS, Shape

TASK, NAME = 4, "turn_on_the_stove"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    collect("quickstart", folder / "state", 2, tasks=[TASK])
    collect("quickstart", folder / "pixels", 2, tasks=[TASK], observation="pixels", image_size=32)
    return folder


def file(folder: Path) -> Path:
    return folder / "quickstart" / f"{NAME}.hdf5"


def config(folder: Path) -> RunConfig:
    return RunConfig(observation="pixels", image_size=32, demos=folder, demos_per_task=2)


def test_all_ways_to_images_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.hdf5"
    copy.write_bytes(file(made / "state").read_bytes())
    render_observations(copy, 32)
    wanted = reader.load(file(made / "pixels"), list(IMAGES.values()))
    rendered = reader.load(copy, list(IMAGES.values()))
    cached = cached_images(file(made / "state"), 32)
    for stored, given, kept in zip(wanted, rendered, cached, strict=True):
        for name in IMAGES.values():
            assert len(np.unique(stored[name])) > 20
            assert np.array_equal(stored[name], given[name])
            assert np.array_equal(stored[name], kept[name])
    assert reader.check(copy) == []
    assert reader.info(copy).attributes == reader.info(file(made / "pixels")).attributes


def test_pixels_are_learned_from_states(made: Path, tmp_path: Path) -> None:
    file(tmp_path / "state").parent.mkdir(parents=True)
    file(tmp_path / "state").write_bytes(file(made / "state").read_bytes())
    (tmp_path / "pixels").symlink_to(made / "pixels")
    suite = load_suite("quickstart")
    shown = []
    windows = {}
    for kind in ("state", "pixels"):
        demonstrations.check(config(tmp_path / kind), suite, TASK)
        episodes = demonstrations.load(config(tmp_path / kind), suite, TASK, lambda *now: shown.append(now))
        windows[kind] = Windows(episodes, "go", TASK, Shape(**PIXELS, history=3, image_size=32))
    assert shown[-1] == (2, 2)
    index = torch.arange(0, len(windows["state"]), 5)
    batches = [windows[kind].gather(index).tensors() for kind in ("state", "pixels")]
    for name, tensor in batches[0].items():
        assert (tensor == batches[1][name]).all(), name
    assert (tmp_path / "state" / "quickstart" / FOLDER).is_dir()
    assert not (tmp_path / "pixels" / "quickstart" / FOLDER).exists()


def test_images_that_do_not_fit_are_rendered_anew_or_refused(made: Path, tmp_path: Path) -> None:
    suite = load_suite("quickstart")
    small = replace(config(made / "pixels"), image_size=16)
    demonstrations.check(small, suite, TASK)
    assert demonstrations.load(small, suite, TASK)[0]["agentview_rgb"].shape[1:] == (16, 16, 3)
    (tmp_path / "quickstart").mkdir()
    file(tmp_path).write_bytes(file(made / "pixels").read_bytes())
    with h5py.File(file(tmp_path), "a") as content:
        for demo in content["data"].values():
            del demo["states"]
    demonstrations.check(config(tmp_path), suite, TASK)
    with pytest.raises(PerdureError, match="images of 32 pixels, not image_size=16, and no states to render others"):
        demonstrations.check(replace(config(tmp_path), image_size=16), suite, TASK)
    with pytest.raises(PerdureError, match="of the renderer 'raster', not 'opengl', and no states"):
        demonstrations.check(replace(config(tmp_path), renderer="opengl"), suite, TASK)
