"""The network of tiles: shapes, size; and how it would be trained."""

import gan_course  # noqa: F401
from gan_course import metrics, models
from gan_course.weights.make_tiles import contrastive_loss, view

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


def test_views_are_squares_of_the_tile_some_of_them_mirrored():
    ramp = np.linspace(-1, 1, 64, dtype="float32")
    tiles = np.broadcast_to(ramp[None, None, :, None], (200, 64, 64, 1))
    rows = view(tiles, [0, 0]).numpy()[:, 0, :, 0]
    ends = rows[:, -1] - rows[:, 0]
    assert 0.35 < np.mean(ends < 0) < 0.65
    assert np.abs(ends).min() > 0.95 and np.abs(ends).max() <= 2
    steps = np.diff(rows, axis=1)
    assert np.allclose(steps, steps[:, :1], atol=1e-4)  # nothing but a square
    assert (view(tiles, [0, 0]).numpy()[:, 0, :, 0] == rows).all()
