"""Critics: clipped weights and recipes."""

import gan_course  # noqa: F401
from gan_course import data
from gan_course.training import (
    clip_weights,
    plane_wgan,
    wgan,
    wgan_gp,
)

import numpy as np
import pytest
import scipy.optimize
import scipy.spatial
from players import train, wasserstein_gan


@pytest.mark.parametrize("recipe", [wgan, wgan_gp])
def test_wasserstein_recipes_bring_samples_nearer(recipe):
    """By the exact distance to real points."""
    ring = data.gaussian_ring()
    gan, real = plane_wgan(recipe), ring.sample(500, seed=1).numpy()
    noise = np.random.default_rng(0).standard_normal((500, 16)).astype("float32")

    def distance():
        costs = scipy.spatial.distance.cdist(real, gan.generator(noise))
        return costs[scipy.optimize.linear_sum_assignment(costs)].mean()

    before = distance()
    gan.fit(ring.batches(64, seed=0), 1, steps_per_epoch=1000)
    assert distance() < 0.7 * before
    assert int(gan.d_optimizer.iterations) == 5000
    largest = max(np.abs(w).max() for w in gan.discriminator.get_weights())
    assert (largest <= 0.1 + 1e-6) == (recipe is wgan)


def test_clipped_weights_stay_within():
    gan = wasserstein_gan(2, penalty=None, rate=10.0)
    clip_weights(gan.discriminator, 0.05)
    train(gan)
    weights = np.concatenate([w.ravel() for w in gan.discriminator.get_weights()])
    assert np.abs(weights).max() == pytest.approx(0.05)
    assert max(np.abs(w).max() for w in gan.generator.get_weights()) > 0.05
