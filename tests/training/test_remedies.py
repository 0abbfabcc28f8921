"""Remedies for mode collapse, against their formulas."""

from gan_course import data
from gan_course.layers import (
    MinibatchDiscrimination,
    MinibatchStandardDeviation,
    Pack,
)
from gan_course.losses import feature_matching_loss
from gan_course.models import (
    hidden_features,
)
from gan_course.training import (
    GAN,
    HistoricalPenalty,
    feature_matching,
    historical_averaging,
    label_smoothing,
    plane_gan,
    unrolling,
    update_feature_matching,
    update_players,
    update_unrolled,
)

import keras
import numpy as np
import pytest
import tensorflow as tf
from players import sgd_gan

RNG = np.random.default_rng(0)

RING = data.gaussian_ring()


def batch(n=12):
    return RING.sample(n, seed=2), tf.random.stateless_normal([n, 3], [0, 1])


def weights(gan):
    return gan.generator.get_weights() + gan.discriminator.get_weights()


def largest_difference(first, second):
    return max(np.abs(a - b).max() for a, b in zip(first, second))


def test_unrolling_no_steps_is_the_plain_update():
    plain, unrolled = sgd_gan(), sgd_gan()
    losses = update_players(plain, *batch())
    zero = update_unrolled(unrolled, *batch(), steps=0, learning_rate=0.1)
    np.testing.assert_allclose(losses, zero, rtol=1e-6)
    assert largest_difference(weights(plain), weights(unrolled)) < 1e-6


def test_unrolling_differentiates_through_the_steps():
    """The generator's step against finite differences of the loss steps ahead."""

    def smooth_gan():  # second derivatives do not see the kinks of ReLU
        keras.utils.set_random_seed(1)
        dense = keras.layers.Dense
        generator = keras.Sequential([keras.Input((3,)), dense(2)])
        stack = [keras.Input((2,)), dense(8, activation="tanh"), dense(1)]
        gan = GAN(generator, keras.Sequential(stack), 3)
        gan.compile(*(keras.optimizers.SGD(0.1) for _ in range(2)), ema=0.0)
        return gan

    steps, rate, gan = 3, 0.5, smooth_gan()
    points, noise = batch()
    bias = gan.generator.trainable_variables[-1]
    before = bias.numpy()

    def ahead(value):
        """The generator's loss after really making the discriminator's steps."""
        other = smooth_gan()
        other.generator.trainable_variables[-1].assign(value)
        for _ in range(steps):
            with tf.GradientTape() as tape:
                fakes = other.generator(noise)
                logits = other.discriminator(points), other.discriminator(fakes)
                loss = other.d_loss(*logits)
            variables = other.discriminator.trainable_variables
            for w, slope in zip(variables, tape.gradient(loss, variables)):
                w.assign_sub(rate * slope)
        return float(other.g_loss(other.discriminator(fakes)))

    _, g_loss = update_unrolled(gan, points, noise, steps, rate)
    assert float(g_loss) == pytest.approx(ahead(before), rel=1e-5)
    moved = (before - bias.numpy()) / 0.1
    for axis in range(2):
        shift = np.eye(2)[axis] * 1e-2
        slope = (ahead(before + shift) - ahead(before - shift)) / 2e-2
        assert moved[axis] == pytest.approx(slope, rel=0.01, abs=1e-4)
    plain = smooth_gan()
    update_players(plain, points, noise)
    gap = plain.generator.trainable_variables[-1].numpy() - bias.numpy()
    assert np.abs(gap).max() > 1e-3  # the look ahead made a difference
    discriminators = weights(plain)[2:], weights(gan)[2:]
    assert largest_difference(*discriminators) < 1e-6  # but not to the discriminator


def test_feature_matching_is_its_formula():
    gan = sgd_gan()
    points, noise = batch()
    features = hidden_features(gan.discriminator, "features")
    real, fake = features(points).numpy(), features(gan.generator(noise)).numpy()
    expected = np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2)
    before = weights(gan)
    _, g_loss = update_feature_matching(gan, points, noise, features)
    assert float(g_loss) == pytest.approx(expected, rel=1e-5)
    assert float(feature_matching_loss(real, real)) == 0
    plain = sgd_gan()
    update_players(plain, points, noise)
    assert largest_difference(weights(plain)[6:], weights(gan)[6:]) < 1e-6
    assert largest_difference(weights(gan)[:6], before[:6]) > 0


def test_historical_penalty_is_the_distance_to_the_mean_of_the_past():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    penalty, past = HistoricalPenalty(model, strength=2.0), []
    for number in range(4):
        values = [w.numpy() + number**2 for w in model.trainable_variables]
        for variable, value in zip(model.trainable_variables, values):
            variable.assign(value)
        now = np.concatenate([value.ravel() for value in values])
        expected = 2 * np.sum((now - np.mean(past, axis=0)) ** 2) if past else 0.0
        assert float(penalty()) == pytest.approx(expected, rel=1e-5, abs=1e-9)
        past.append(now)


@pytest.mark.parametrize(
    "switch",
    [
        {"first": Pack(2)},
        {"last": MinibatchDiscrimination(2, 2)},
        {"last": MinibatchStandardDeviation()},
        {"remedy": label_smoothing},
        {"remedy": historical_averaging},
        {"remedy": feature_matching},
        {"remedy": unrolling},
    ],
)
def test_every_remedy_trains_through_fit(switch):
    gan = plane_gan(RING, **switch)
    plain = plane_gan(RING)
    for model in (gan, plain):
        model.fit(RING.batches(16), epochs=1, steps_per_epoch=100)
    assert int(gan.g_optimizer.iterations) == 100
    assert all(np.isfinite(w).all() for w in weights(gan))
    assert largest_difference(weights(gan)[:6], weights(plain)[:6]) > 1e-4
