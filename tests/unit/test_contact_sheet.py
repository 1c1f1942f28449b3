import numpy as np
import pytest
from PIL import Image

from perdure.envs import assets
from perdure.envs.assets.measure import parts
from perdure.envs.rotation import matrix
from perdure.lifelong.contact_sheet import Cell, columns_for, sheet
from perdure.lifelong.lettering import cut, font, wrap
from perdure.lifelong.studio import camera

SIDE = 60
RED, BLUE = (200, 10, 10), (10, 10, 200)


def cell(colour, below="word"):
    return Cell(np.full((SIDE, SIDE, 3), colour, np.uint8), "above", below)


def places(page, colour):
    """Return the upper left corners of the squares of a colour, row by row."""
    inside = (np.asarray(page) == colour).all(axis=2)
    corner = inside.copy()
    corner[1:] &= ~inside[:-1]
    corner[:, 1:] &= ~inside[:, :-1]
    return [tuple(place) for place in np.argwhere(corner)]


def test_every_cell_is_drawn_whole_group_after_group():
    page = sheet("title", {"first": [cell(RED)] * 5, "second": [cell(BLUE)] * 2}, columns=3)
    assert isinstance(page, Image.Image)
    red, blue = places(page, RED), places(page, BLUE)
    assert (len(red), len(blue)) == (5, 2)
    pixels = (np.asarray(page) == RED).all(axis=2).sum() + (np.asarray(page) == BLUE).all(axis=2).sum()
    assert pixels == 7 * SIDE * SIDE
    assert len({x for _, x in red}) == 3
    assert len({y for y, _ in red}) == 2
    assert min(y for y, _ in blue) >= max(y for y, _ in red) + SIDE


def test_long_words_make_rows_higher_and_do_not_widen_the_page():
    short, long = (sheet("t", {"": [cell(RED, text)] * 4}, 2) for text in ("put it", "put it over there " * 3))
    assert short.width == long.width
    assert short.height < long.height


def test_words_are_wrapped_between_words_and_cut_at_the_end():
    letters = font(13)
    text = "put the black bowl between the plate and the ramekin on the plate"
    lines = wrap(text, letters, 120, 9)
    assert " ".join(lines) == text
    assert all(letters.getlength(line) <= 120 for line in lines)
    fewer = wrap(text, letters, 120, 2)
    assert len(fewer) == 2
    assert fewer[1].endswith("…")
    assert cut("short", letters, 120) == "short"
    assert wrap("", letters, 120, 3) == []


@pytest.mark.parametrize("count", [1, 2, 5, 10, 50, 130])
def test_a_sheet_is_wider_than_high_but_no_ribbon(count):
    columns = columns_for(count)
    rows = -(-count // columns)
    assert columns <= count
    assert rows <= columns <= max(3, 3 * rows)


@pytest.mark.parametrize("category", assets.categories())
def test_a_thing_fits_into_its_picture_and_fills_it(category):
    for seed in range(3):
        asset = assets.build(category, seed, f"{category}_1")
        found = camera(asset)
        cloud = np.concatenate([pose.point(v.mesh.vertices) for part, pose in parts(asset.root) for v in part.visuals])
        right, up, back = ((cloud - np.array(found.position)) @ matrix(found.quaternion)).T
        reach = np.maximum(np.abs(right), np.abs(up)) / -back / np.tan(np.radians(found.fovy / 2))
        assert 0.8 < reach.max() < 0.95
        assert back.max() < 0
