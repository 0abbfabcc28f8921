"""Gaussian mixtures: modes, samples."""

from gan_course.data import (
    correlated_gaussian,
    gaussian_grid,
    gaussian_ring,
)

import numpy as np
import pytest
import scipy.stats

MIXTURES = [gaussian_ring(), gaussian_grid(), correlated_gaussian()]


def test_modes_of_ring_and_grid():
    ring, grid = gaussian_ring(8, radius=2.0).modes, gaussian_grid().modes
    assert len(np.unique(ring.round(9), axis=0)) == 8  # both ends are not one mode
    np.testing.assert_allclose(np.linalg.norm(ring, axis=1), 2)
    gaps = np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1)
    np.testing.assert_allclose(gaps, 4 * np.sin(np.pi / 8))
    assert sorted(map(tuple, grid)) == [
        (x, y) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)
    ]


@pytest.mark.parametrize("mixture", MIXTURES, ids=["ring", "grid", "correlated"])
def test_samples_have_the_mixtures_moments_and_modes(mixture):
    samples = mixture.sample(50_000, seed=1).numpy().astype(float)
    nearest = np.argmin(
        np.linalg.norm(samples[:, None] - mixture.modes, axis=2), axis=1
    )
    counts = np.bincount(nearest, minlength=len(mixture.modes))
    assert len(counts) == 1 or scipy.stats.chisquare(counts).pvalue > 1e-4
    residuals = samples - mixture.modes[nearest]
    whitened = residuals @ np.linalg.inv(np.linalg.cholesky(mixture.covariance)).T
    np.testing.assert_allclose(np.cov(whitened.T), np.eye(2), atol=0.03)
    for column in whitened.T:
        assert scipy.stats.kstest(column, "norm").pvalue > 1e-4


def test_samples_are_a_function_of_the_seed():
    ring = gaussian_ring()
    first = ring.sample(64, seed=5).numpy()
    assert np.array_equal(first, ring.sample(64, seed=5))
    assert not np.array_equal(first, ring.sample(64, seed=6))
    batches = [batch.numpy() for batch in ring.batches(64, seed=5).take(3)]
    again = [batch.numpy() for batch in ring.batches(64, seed=5).skip(2).take(1)]
    assert batches[0].shape == (64, 2) and np.array_equal(batches[2], again[0])
    assert not np.array_equal(batches[0], batches[1])


def test_samples_to_look_at_are_no_batch_of_the_training():
    ring = gaussian_ring()
    first = ring.sample(64, seed=5).numpy()
    assert not any(np.array_equal(first, b) for b in ring.batches(64, 5).take(20))
