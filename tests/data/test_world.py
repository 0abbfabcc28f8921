"""The tiles of the world against the maps they were cut from."""

from gan_course.data import course_folder, load_world

import json

import numpy as np
import pytest
from PIL import Image

FOLDER = course_folder() / "world"
CORNERS = json.loads((FOLDER / "tiles.json").read_text())
COUNTS = {"train": 994, "test": 293}


@pytest.mark.parametrize("split", COUNTS)
def test_tiles_are_the_maps_at_their_corners(split):
    relief, satellite = load_world(split)
    for tiles, name in ((relief, "relief.jpg"), (satellite, "satellite.jpg")):
        assert tiles.shape == (COUNTS[split], 64, 64, 3) and tiles.dtype == np.uint8
        world = Image.open(FOLDER / name)
        assert world.size == (5400, 2700)
        for tile, (y, x) in zip(tiles, CORNERS[split], strict=True):
            crop = world.crop((x, y, x + 64, y + 64))
            assert np.array_equal(tile, crop), (name, y, x)


def test_no_training_tile_overlaps_a_test_tile():
    """By painting: a pixel of the world belongs to one split at most."""
    owner = np.zeros((2700, 5400), int)
    for bit, split in enumerate(("train", "test"), start=1):
        for y, x in CORNERS[split]:
            owner[y : y + 64, x : x + 64] |= bit
    assert set(np.unique(owner)) == {0, 1, 2}
    longitudes = np.flatnonzero((owner == 2).any(axis=0)) / 15 - 180
    assert longitudes.min() > 2 and longitudes.max() < 42
    for y, x in CORNERS["test"]:  # at least 32 pixels lie between
        assert 1 not in owner[y - 32 : y + 96, x - 32 : x + 96]
    assert all(len(np.unique(CORNERS[s], axis=0)) == COUNTS[s] for s in COUNTS)


def test_places_are_where_they_are_on_earth():
    """The Sahara is sand, the Congo forest; the relief is lighter in both."""
    relief, satellite = load_world("test")
    corners = np.array(CORNERS["test"])
    latitude, longitude = 90 - corners[:, 0] / 15, corners[:, 1] / 15 - 180
    sahara = (18 < latitude) & (latitude < 28) & (longitude > 8) & (longitude < 24)
    congo = (abs(latitude) < 4) & (longitude > 14) & (longitude < 24)
    sand, forest = (satellite[place].mean((0, 1, 2)) for place in (sahara, congo))
    assert sahara.sum() > 10 and congo.sum() > 3
    assert sand[0] > sand[1] > sand[2] and sand[0] > 150
    assert forest[1] > forest[0] and forest[1] > forest[2] and forest.max() < 100
    assert relief[sahara].mean() > sand.mean() and relief[congo].mean() > forest.mean()


def edges(tiles):
    """Where brightness changes, standardized in each tile."""
    down, across = np.gradient(tiles.astype(float).mean(axis=3), axis=(1, 2))
    strength = np.hypot(down, across).reshape(len(tiles), -1)
    strength -= strength.mean(axis=1, keepdims=True)
    return (strength / strength.std(axis=1, keepdims=True)).reshape(-1, 64, 64)


def test_partners_fit_to_the_pixel():
    """Coasts and ridges lie in the same places; anywhere else they fit worse."""
    relief, satellite = map(edges, load_world("test"))
    fit = np.mean(relief * satellite)
    for shift, axis in ((1, 1), (-1, 1), (1, 2), (-1, 2)):
        assert np.mean(relief * np.roll(satellite, shift, axis)) < fit
    turned = [satellite[:, ::-1], satellite[..., ::-1], satellite.swapaxes(1, 2)]
    for other in (*turned, np.roll(satellite, 1, axis=0)):
        assert np.mean(relief * other) < fit / 5


def test_what_the_docstring_says_of_brightness():
    relief, satellite = load_world()
    assert round(satellite.mean()) == 74 and round(relief.mean()) == 177
