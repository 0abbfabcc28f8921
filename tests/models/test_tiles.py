"""The network of tiles: shapes, size; and how it would be trained."""

import gan_course  # noqa: F401
from gan_course import metrics, models
from gan_course.weights.make_tiles import contrastive_loss, spoiled, view

import numpy as np
import tensorflow as tf

TILES = np.random.default_rng(0).uniform(-1, 1, (5, 64, 64, 3)).astype("float32")


def test_features_for_a_distance_and_directions_of_length_one():
    network = models.tile_network()
    features, directions = metrics.classify(TILES, network)
    assert features.shape == (5, 64) and features.min() >= 0
    assert np.allclose(np.linalg.norm(directions, axis=1), 1, atol=1e-5)
    assert 4 * network.count_params() < 1e6  # bytes of its weights


def test_contrastive_loss_against_sums():
    rng = np.random.default_rng(1)
    rows = rng.standard_normal((6, 4)).astype("float32")
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    likely = np.exp(rows @ rows.T / 0.5) * (1 - np.eye(6))
    partners = np.array([3, 4, 5, 0, 1, 2])
    shares = likely[range(6), partners] / likely.sum(axis=1)
    found = contrastive_loss(rows[:3], rows[3:], 0.5)
    assert np.isclose(found, -np.log(shares).mean(), rtol=1e-5)
    alike = tf.ones([8, 4]) / 2
    assert np.isclose(contrastive_loss(alike, alike), np.log(15), rtol=1e-5)


def test_views_are_the_tile_shifted_some_of_them_mirrored():
    """Every one is a window of the tile with its mirror images around it."""
    views = view(TILES, [0, 0]).numpy()
    mirrored = 0
    for tile, seen in zip(TILES[..., 0], views[..., 0], strict=True):
        padded = np.pad(tile, 24, "reflect")
        windows = np.lib.stride_tricks.sliding_window_view(padded, (64, 64))
        found = []
        for turned in (seen, seen[:, ::-1]):
            found.append((np.abs(windows - turned).max(axis=(2, 3)) < 1e-3).sum())
        assert sorted(found) == [0, 1]
        mirrored += found[1]
    assert 0 < mirrored < 5
    assert (view(TILES, [0, 0]).numpy() == views).all()


def test_every_third_is_spoiled_in_a_way_of_its_own():
    images = np.tile(TILES[:1], (6, 1, 1, 1))
    bad = spoiled(images, np.random.default_rng(0))
    assert bad.shape == images.shape and bad.dtype == np.float32
    rough = np.abs(np.diff(images[0], axis=0)).mean()
    roughness = [np.abs(np.diff(x, axis=0)).mean() / rough for x in bad]
    assert max(roughness[:4]) < 0.9 and min(roughness[4:]) > 0.9
    assert np.abs(bad - images).max(axis=(1, 2, 3)).min() > 0.05
