"""Losses of both players against their formulas."""

import gan_course  # noqa: F401
from gan_course import losses

import keras
import numpy as np
import pytest
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


@pytest.mark.parametrize("logit", [-200.0, 200.0])
def test_losses_stay_finite_at_extreme_logits(logit):
    logits = tf.Variable([[logit]])
    with tf.GradientTape() as tape:
        total = losses.minimax_discriminator_loss(logits, logits)
        total += losses.non_saturating_generator_loss(logits)
    assert np.isfinite(total) and np.isfinite(tape.gradient(total, logits)).all()
