"""One step of both players: gradient descent on both losses, in turn or at once."""

import gan_course  # noqa: F401
from gan_course.losses import (
    gradient_penalty,
)
from gan_course.training import (
    update_average,
    update_in_turn,
    update_players,
)

import keras
import numpy as np
import pytest
import tensorflow as tf
from players import (
    same,
    small_gan,
    wasserstein_gan,
)


def test_step_is_gradient_descent_on_both_losses():
    gan = small_gan(optimizer=lambda: keras.optimizers.SGD(0.1))
    images, noise = tf.random.normal((8, 4, 4, 1)), tf.random.normal((8, 3))

    def losses():
        fake = gan.discriminator(gan.generator(noise))
        real = gan.discriminator(images)
        d = -tf.reduce_mean(tf.math.log_sigmoid(real))
        d -= tf.reduce_mean(tf.math.log_sigmoid(-fake))
        return d, -tf.reduce_mean(tf.math.log_sigmoid(fake))

    with tf.GradientTape(persistent=True) as tape:
        d_loss, g_loss = losses()
    d, g = gan.discriminator.trainable_variables, gan.generator.trainable_variables
    expected = [v - 0.1 * dv for v, dv in zip(d, tape.gradient(d_loss, d))]
    expected += [v - 0.1 * dv for v, dv in zip(g, tape.gradient(g_loss, g))]
    returned = update_players(gan, images, noise)
    np.testing.assert_allclose(returned, (d_loss, g_loss), rtol=1e-5)
    for variable, value in zip(d + g, expected):
        np.testing.assert_allclose(variable, value, atol=1e-6)


@pytest.mark.parametrize("steps", [1, 3])
def test_steps_in_turn_are_gradient_descent(steps):
    """Every step of the critic on images of its own, then one of the generator."""
    gan = wasserstein_gan(steps, penalty_weight=2.0)
    images = tf.random.normal((4 * steps, 4, 4, 1), seed=1)
    noise = tf.random.normal((4 * steps, 3), seed=2)
    models = gan.discriminator, gan.generator
    d, g = (keras.models.clone_model(model) for model in models)
    for copy, model in zip((d, g), models):
        copy.set_weights(model.get_weights())
    for step in range(steps):
        part = slice(4 * step, 4 * step + 4)
        real, fake = images[part], g(noise[part])
        with tf.GradientTape() as tape:
            estimate = tf.reduce_mean(d(real)) - tf.reduce_mean(d(fake))
            seed = gan.stateless_seed(1, step)
            loss = 2.0 * gradient_penalty(d, real, fake, seed) - estimate
        weights = d.trainable_variables
        for w, slope in zip(weights, tape.gradient(loss, weights)):
            w.assign_sub(0.0 if slope is None else 0.1 * slope)
    with tf.GradientTape() as tape:
        g_loss = -tf.reduce_mean(d(g(noise[-4:])))
    weights = g.trainable_variables
    for w, slope in zip(weights, tape.gradient(g_loss, weights)):
        w.assign_sub(0.1 * slope)
    returned = update_in_turn(gan, images, noise)
    np.testing.assert_allclose(returned, (-estimate, g_loss), rtol=1e-5, atol=1e-6)
    assert same(d, gan.discriminator, 1e-6) and same(g, gan.generator, 1e-6)


@pytest.mark.parametrize("decay", [0.0, 0.9, 0.998])
def test_average_follows_its_formula(decay):
    slow, fast = small_gan(), small_gan()
    before = [w.numpy() for w in slow.generator.weights]
    for weight in fast.generator.weights:
        weight.assign(weight + 1.0)
    update_average(slow.generator, fast.generator, decay)
    for weight, old in zip(slow.generator.weights, before):
        np.testing.assert_allclose(weight, old + 1 - decay, atol=1e-6)
