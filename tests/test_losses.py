"""Losses against their formulas, finite differences and Keras's own."""

import gan_course  # noqa: F401
from gan_course import losses

import keras
import numpy as np
import pytest
import scipy.stats
import tensorflow as tf

RNG = np.random.default_rng(0)
REAL, FAKE = 3 * RNG.standard_normal((2, 32, 1))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize("s", [0.0, 0.1, 0.4])
def test_minimax_discriminator_loss_is_its_formula(s):
    real, fake = sigmoid(REAL), sigmoid(FAKE)
    expected = -np.mean((1 - s) * np.log(real) + s * np.log(1 - real))
    expected -= np.mean(np.log(1 - fake))
    value = losses.minimax_discriminator_loss(REAL, FAKE, s)
    assert float(value) == pytest.approx(expected, rel=1e-6)


def test_minimax_discriminator_loss_is_keras_cross_entropy():
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    expected = entropy(tf.ones((32, 1)), tf.constant(REAL, tf.float32))
    expected += entropy(tf.zeros((32, 1)), tf.constant(FAKE, tf.float32))
    value = losses.minimax_discriminator_loss(REAL, FAKE)
    assert float(value) == pytest.approx(float(expected), rel=1e-6)


def test_smoothed_loss_is_lowest_at_the_smoothed_label():
    logits = np.linspace(-6, 6, 601).astype("float32")
    values = [losses.minimax_discriminator_loss(x, -40.0, 0.1) for x in logits]
    assert sigmoid(logits[np.argmin(values)]) == pytest.approx(0.9, abs=2e-3)


def test_gradients_at_a_sure_discriminator():
    """At D(fake) = 0.01: 0.01 saturating, 0.99 non-saturating, both push up."""
    logit = tf.Variable([[np.log(0.01 / 0.99)]], dtype=tf.float64)
    gradients = []
    for loss in (losses.minimax_generator_loss, losses.non_saturating_generator_loss):
        with tf.GradientTape() as tape:
            value = loss(logit)
        gradients.append(float(tape.gradient(value, logit)[0, 0]))
    np.testing.assert_allclose(gradients, [-0.01, -0.99], rtol=1e-6)


def test_other_pairs_are_their_formulas():
    expected = {
        "wasserstein": (FAKE.mean() - REAL.mean(), -FAKE.mean()),
        "hinge": (
            np.maximum(0, 1 - REAL).mean() + np.maximum(0, 1 + FAKE).mean(),
            -FAKE.mean(),
        ),
        "least_squares": (
            ((REAL - 1) ** 2).mean() / 2 + (FAKE**2).mean() / 2,
            ((FAKE - 1) ** 2).mean() / 2,
        ),
    }
    for family, (d_loss, g_loss) in expected.items():
        found = getattr(losses, f"{family}_discriminator_loss")(REAL, FAKE)
        assert float(found) == pytest.approx(d_loss, rel=1e-6)
        found = getattr(losses, f"{family}_generator_loss")(FAKE)
        assert float(found) == pytest.approx(g_loss, rel=1e-6)


def test_best_answers_are_the_published_ones():
    """At densities p and q: hinge answers a sign, least squares p / (p + q)."""
    answers = np.linspace(-2, 2, 401, dtype="float32")
    for p, q in [(0.7, 0.3), (0.2, 0.8)]:
        for family, best in [("hinge", np.sign(p - q)), ("least_squares", p / (p + q))]:
            loss = getattr(losses, f"{family}_discriminator_loss")
            at_real = [float(loss([[a]], [[-9.0]])) for a in answers]
            at_fake = [float(loss([[9.0]], [[a]])) for a in answers]
            total = p * np.array(at_real) + q * np.array(at_fake)
            assert answers[total.argmin()] == pytest.approx(best, abs=0.011)


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


@pytest.mark.parametrize("logit", [-200.0, 200.0])
def test_losses_stay_finite_at_extreme_logits(logit):
    logits = tf.Variable([[logit]])
    with tf.GradientTape() as tape:
        total = losses.minimax_discriminator_loss(logits, logits)
        total += losses.non_saturating_generator_loss(logits)
    assert np.isfinite(total) and np.isfinite(tape.gradient(total, logits)).all()
