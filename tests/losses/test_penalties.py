"""Penalties against finite differences."""

import gan_course  # noqa: F401
from gan_course import losses

import keras
import numpy as np
import pytest
import scipy.stats
import tensorflow as tf

RNG = np.random.default_rng(0)


def smooth_critic():
    """A critic in double precision, smooth, so that finite differences hold."""
    keras.utils.set_random_seed(2)
    return keras.Sequential(
        [keras.Input((3,), dtype="float64")]
        + [keras.layers.Dense(5, "tanh", dtype="float64")]
        + [keras.layers.Dense(1, dtype="float64")]
    )


def penalties(critic, real, fake):
    return {
        "gradient norms": tf.reduce_mean(losses.gradient_norms(critic, real)),
        "gradient penalty": losses.gradient_penalty(critic, real, fake, [1, 2]),
        "r1": losses.r1_penalty(critic, real),
    }


def test_gradient_norms_are_finite_differences():
    critic, points, h = smooth_critic(), RNG.standard_normal((6, 3)), 1e-5
    slopes = []
    for axis in range(3):
        step = h * np.eye(3)[axis]
        up, down = critic(points + step), critic(points - step)
        slopes.append((up - down).numpy()[:, 0] / (2 * h))
    expected = np.linalg.norm(slopes, axis=0)
    np.testing.assert_allclose(losses.gradient_norms(critic, points), expected, 1e-7)
    r1 = losses.r1_penalty(critic, points)
    assert float(r1) == pytest.approx((expected**2).mean() / 2, rel=1e-7)


@pytest.mark.parametrize("name", ["gradient norms", "gradient penalty", "r1"])
def test_penalties_have_the_gradient_of_finite_differences(name):
    critic, h = smooth_critic(), 1e-5
    real, fake = RNG.standard_normal((2, 6, 3))
    with tf.GradientTape() as tape:
        value = penalties(critic, real, fake)[name]
    gradients = tape.gradient(value, critic.trainable_variables)
    for weight, gradient in zip(critic.trainable_variables, gradients):
        if gradient is None:  # the last bias moves no slope
            assert weight.shape == (1,)
            continue
        for place in np.ndindex(*weight.shape):
            before, shift = weight.numpy(), np.zeros(weight.shape)
            shift[place] = h
            values = []
            for sign in (1, -1):
                weight.assign(before + sign * shift)
                values.append(float(penalties(critic, real, fake)[name]))
            weight.assign(before)
            slope = (values[0] - values[1]) / (2 * h)
            assert float(gradient[place]) == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_gradient_penalty_is_its_formula_at_points_between():
    critic = smooth_critic()
    real, fake = RNG.standard_normal((2, 400, 3))
    e = tf.random.stateless_uniform((400, 1), [3, 4], dtype="float64").numpy()
    norms = losses.gradient_norms(critic, e * real + (1 - e) * fake)
    expected = np.mean((norms - 1) ** 2)
    found = losses.gradient_penalty(critic, real, fake, [3, 4])
    assert float(found) == pytest.approx(expected, rel=1e-12)
    assert e.min() >= 0 and e.max() <= 1 and len(np.unique(e)) == 400
    _, p = scipy.stats.kstest(e[:, 0], "uniform")
    assert p > 1e-4
    other = losses.gradient_penalty(critic, real, fake, [3, 5])
    assert float(other) != float(found)


def test_gradient_penalty_of_a_flat_critic_has_a_finite_gradient():
    flat = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    flat.set_weights([np.zeros((2, 1)), np.ones(1)])
    real, fake = RNG.standard_normal((2, 8, 2)).astype("float32")
    with tf.GradientTape() as tape:
        penalty = losses.gradient_penalty(flat, real, fake, [0, 0])
    assert float(penalty) == pytest.approx(1, abs=1e-5)
    assert np.isfinite(tape.gradient(penalty, flat.trainable_variables[0])).all()


def test_gradient_penalty_takes_images_and_their_type():
    critic = keras.Sequential(
        [keras.Input((4, 4, 1), dtype="float64"), keras.layers.Flatten(dtype="float64")]
        + [keras.layers.Dense(1, dtype="float64")]
    )
    real, fake = RNG.standard_normal((2, 8, 4, 4, 1))
    assert losses.gradient_penalty(critic, real, fake, [0, 0]).dtype == tf.float64
    norm = np.linalg.norm(critic.get_weights()[0])
    np.testing.assert_allclose(losses.gradient_norms(critic, real), norm, rtol=1e-9)
