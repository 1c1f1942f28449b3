import numpy as np
import pytest

from perdure.envs.assets import texture
from perdure.envs.assets.texture.emblem import EMBLEMS
from perdure.envs.assets.texture.kept import kept
from perdure.envs.assets.texture.noise import noise

MAKERS = {
    "wood": lambda seed: texture.wood("oak", seed),
    "planks": lambda seed: texture.planks("ash", seed),
    "marble": lambda seed: texture.marble("grey", seed),
    "tiles": lambda seed: texture.tiles((0.5, 0.5, 0.5), seed),
    "bricks": lambda seed: texture.tiles((0.5, 0.5, 0.5), seed, (8, 4)),
    "brushed": texture.brushed,
    "weave": lambda seed: texture.weave("straw", seed),
    "cloth": texture.cloth,
    "carpet": texture.carpet,
    "rug": lambda seed: texture.rug((0.5, 0.3, 0.3), (0.8, 0.7, 0.5), seed),
    "terrazzo": lambda seed: texture.terrazzo("grey", seed),
    "plaster": texture.plaster,
    "wallpaper": texture.wallpaper,
    "spines": texture.spines,
    "carton": lambda seed: texture.carton("TEA", (0.2, 0.5, 0.2), (0.1, 0.2, 0.1), seed),
    "wrap": lambda seed: wrapped("OIL", "drop", seed),
    "peel": lambda seed: texture.peel("pear", seed),
    "crust": lambda seed: texture.crust("golden", seed, 3),
}
RED, BLUE, WHITE = (0.8, 0.0, 0.0), (0.0, 0.0, 0.8), (1.0, 1.0, 1.0)


def wrapped(word, sign, seed=0):
    return texture.wrap(((0.0, 1.0, RED),), (0.25, 0.75, WHITE), word, BLUE, sign, BLUE, cover=0.5, seed=seed)


@pytest.mark.parametrize("name", MAKERS)
def test_pictures_are_bytes_that_a_seed_decides_and_nobody_can_change(name):
    first, other = MAKERS[name](0), MAKERS[name](1)
    assert first.dtype == np.uint8
    assert first.ndim == 3
    assert first.shape[2] == 3
    assert not np.array_equal(first, other)
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 0


@pytest.mark.parametrize("name", ["wood", "marble", "brushed", "cloth", "carpet", "terrazzo", "plaster"])
def test_pictures_repeat_without_a_seam(name):
    picture = MAKERS[name](0).astype(float)
    for axis in (0, 1):
        steps = np.abs(np.diff(picture, axis=axis)).mean()
        seam = np.abs(np.take(picture, 0, axis) - np.take(picture, -1, axis)).mean()
        assert seam < 2 * steps + 1


def test_table_tops_have_low_contrast_so_that_objects_stand_out():
    for picture in (MAKERS[name](0) for name in ("planks", "marble", "terrazzo", "carpet")):
        assert picture.mean(axis=2).std() < 25


def test_noise_is_smoother_along_the_direction_asked_for():
    field = noise(np.random.default_rng(0), (128, 128), (0.05, 2.0))
    assert np.abs(np.diff(field, axis=1)).mean() < 0.5 * np.abs(np.diff(field, axis=0)).mean()
    assert field.mean() == pytest.approx(0, abs=1e-9)
    assert field.std() == pytest.approx(1)


def test_bands_colour_by_height_with_v_0_in_the_bottom_row():
    picture = texture.bands((1.0, 1.0, 1.0), [(0.0, 0.25, (1.0, 0.0, 0.0))], size=8)
    assert picture[-1, 0].tolist() == picture[-2, 0].tolist() == [255, 0, 0]
    assert picture[0, 0].tolist() == picture[-3, 0].tolist() == [255, 255, 255]


def test_a_label_has_its_word_in_its_ink():
    picture = texture.tin("FISH", (0.1, 0.2, 0.9), 1)
    blue = (np.abs(picture.astype(int) - [26, 51, 230]).sum(axis=2) < 12).mean()
    assert 0.2 < blue < 0.8
    assert not np.array_equal(picture, texture.tin("BEAN", (0.1, 0.2, 0.9), 1))


def test_a_wrap_has_two_labels_the_first_around_u_0_and_shows_what_is_inside():
    picture = wrapped("OIL", "drop")
    height, width, _ = picture.shape
    red = (picture == picture[-1, 0]).all(axis=2)
    assert red[: height // 5].all()
    assert red[-height // 5 :].all()
    assert red[height // 2, width // 4]
    assert red[height // 2, 3 * width // 4]
    assert not red[height // 4 + 2 : 3 * height // 4 - 2, [0, width // 2]].any()
    pictures = [wrapped("OIL", sign).tobytes() for sign in EMBLEMS]
    assert len({*pictures, wrapped("SOY", "drop").tobytes()}) == len(EMBLEMS) + 1


def test_the_v_of_a_rising_profile_is_its_share_of_the_height_off_the_edges():
    v = texture.rising([(0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 2.0)], 2.0)
    assert v[2:4] == [0.25, 0.5]
    assert 0 < v[0] == v[1] < 0.05
    assert 0.95 < v[4] < 1


def test_a_loaf_is_cut_as_often_as_asked_for():
    for slashes in (3, 4):
        ridge = texture.crust("brown", 0, slashes)[:, 128].astype(int).sum(axis=1) > 500
        assert (np.diff(ridge.astype(int)) == 1).sum() == slashes


def test_a_kept_picture_is_read_back_and_a_damaged_one_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("PERDURE_CACHE", str(tmp_path))
    made = []

    def picture(tone):
        made.append(tone)
        return np.full((2, 2, 3), tone, np.uint8)

    for _ in range(2):  # a new decoration has an empty memory, like a new process
        np.testing.assert_array_equal(kept(picture)(7), np.full((2, 2, 3), 7))
    assert made == [7]
    assert not kept(picture)(7).flags.writeable
    next(tmp_path.glob("*.npz")).write_bytes(b"half a pic")
    np.testing.assert_array_equal(kept(picture)(7), np.full((2, 2, 3), 7))
    assert made == [7, 7]
