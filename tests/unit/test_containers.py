"""What containers and fixtures are made for fits, whatever is drawn."""

import numpy as np
import pytest

from perdure.envs import assets

SEEDS = range(30)


def drawn(category):
    return [assets.build(category, seed, f"{category}_1") for seed in SEEDS]


def size(asset):
    return np.array(asset.upper) - np.array(asset.lower)


def cavity(asset, name):
    return next(one for one in asset.cavities if one.name == name)


@pytest.mark.parametrize("side", ["left", "right", "back"])
def test_every_book_stands_in_the_compartments_of_every_caddy(side):
    deep, thick, _ = np.max([size(book) for book in drawn("book")], axis=0)
    for caddy in drawn("desk_caddy"):
        half = cavity(caddy, f"{side}_contain_region").half
        assert 2 * half[0] >= thick + 0.015
        assert 2 * half[1] >= deep + 0.015


def test_a_tray_takes_any_two_bowls_side_by_side():
    widest = max(size(bowl)[0] for bowl in drawn("bowl"))
    for tray in drawn("tray"):
        half = cavity(tray, "contain_region").half
        assert half[0] > widest
        assert 2 * half[1] > widest + 0.015


def test_a_wine_bottle_goes_into_each_compartment_of_a_rack():
    widest = max(size(bottle)[0] for bottle in drawn("wine_bottle"))
    for rack in drawn("wine_rack"):
        dividers = sorted(shape.position[0] for shape in rack.root.collisions if shape.size[0] < 0.02)
        assert len(dividers) == 4
        assert np.diff(dividers).min() > widest + 0.025
        assert 2 * rack.surfaces[0].half[1] > widest + 0.015


@pytest.mark.parametrize("vessel", ["frying_pan", "pot", "moka_pot", "kettle"])
def test_what_cooks_stands_on_the_burner(vessel):
    burner = min(stove.surfaces[0].half[0] for stove in drawn("stove"))
    bases = [max(shape.size[0] for shape in one.root.collisions if shape.position[2] < 0.03) for one in drawn(vessel)]
    assert max(bases) < burner


def test_a_hand_reaches_the_top_of_a_shelf():
    assert max(shelf.surfaces[0].position[2] for shelf in drawn("shelf")) <= 0.24
