"""Remedies for mode collapse, Wasserstein GANs, and GANs in the plane to try them."""

from gan_course.losses import (
    feature_matching_loss,
    gradient_penalty,
    minimax_discriminator_loss,
    non_saturating_generator_loss,
    wasserstein_discriminator_loss,
    wasserstein_generator_loss,
)
from gan_course.models import (
    dense_discriminator,
    dense_generator,
    hidden_features,
    shallow_discriminator,
)
from gan_course.training import GAN, clip_weights, descend

from functools import partial

import keras
import numpy as np
import tensorflow as tf


def update_unrolled(gan, real_images, noise, steps, learning_rate):
    """Like `update_players`, but the generator looks some steps ahead.

    Its loss is taken at the discriminator that `steps` further steps of gradient
    descent on this batch would make, and its gradient flows through these steps:
    a move that the discriminator would soon punish does not look like progress.
    The discriminator itself takes its usual single step. For one device, and for
    discriminators whose layers keep no statistics.

    Reference: Metz et al., 2017 (arXiv:1611.02163).

    Args:
        gan, real_images, noise: As for `update_players`.
        steps: How far it looks, at least 0; with 0 it is `update_players`.
        learning_rate: Of those steps, above 0.

    Returns:
        `(d_loss, g_loss)`, scalars; the generator's at the steps ahead.

    Raises:
        ValueError: If `steps` is negative or not whole.
    """
    if steps != int(steps) or steps < 0:
        raise ValueError(
            f"steps must be a whole number of at least 0, got {steps}; 0 does not "
            "unroll, 5 is usual"
        )

    def logits(weights, images):
        states = gan.discriminator.non_trainable_variables
        return gan.discriminator.stateless_call(weights, states, images, training=True)[
            0
        ]

    with tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        ahead = [tf.convert_to_tensor(w) for w in gan.discriminator.trainable_variables]
        for _ in range(int(steps)):
            with tf.GradientTape() as tape:
                tape.watch(ahead)
                d_loss = gan.d_loss(
                    logits(ahead, real_images), logits(ahead, fake_images)
                )
            slopes = tape.gradient(d_loss, ahead)
            ahead = [w - learning_rate * slope for w, slope in zip(ahead, slopes)]
        g_loss = gan.g_loss(logits(ahead, fake_images))
    with tf.GradientTape() as d_tape:
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


def update_feature_matching(gan, real_images, noise, features):
    """Like `update_players`, but the generator matches features instead of logits.

    For one device: the generator's loss is not divided by replicas.

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 3.1.

    Args:
        gan, real_images, noise: As for `update_players`.
        features: Maps images to a hidden layer of the discriminator, as
            `gan_course.models.hidden_features` makes it.

    Returns:
        `(d_loss, g_loss)`, scalars; the generator's is `feature_matching_loss`.
    """
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = feature_matching_loss(features(real_images), features(fake_images))
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


class HistoricalPenalty:
    """A penalty on weights for leaving the mean of their own past.

    Called once a step and added to a player's loss, it slows players that chase
    each other in circles. Make it when training begins; its memory is not part of
    what `Resume` saves. Not together with unrolling, which computes losses several
    times a step.

    Formula, with the mean over all earlier steps:

        penalty = strength * | w - mean(earlier w) |^2

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 3.3.

    Args:
        model: The player.
        strength: At least 0.
    """

    def __init__(self, model, strength):
        self.weights, self.strength = model.trainable_variables, strength
        self.means = [tf.Variable(w, trainable=False) for w in self.weights]
        self.steps = tf.Variable(0.0, trainable=False)

    def __call__(self):
        gaps = [w - mean for w, mean in zip(self.weights, self.means)]
        self.steps.assign_add(1.0)
        for mean, gap in zip(self.means, gaps):
            mean.assign_add(gap / self.steps)
        return self.strength * sum(tf.reduce_sum(tf.square(gap)) for gap in gaps)


def plane_gan(
    mixture,
    depth=4,
    width=128,
    g_rate=1e-3,
    d_rate=5e-4,
    seed=0,
    first=None,
    last=None,
    remedy=None,
):
    """Makes the GAN of lesson 05, which collapses, ready to train.

    A deep generator against a discriminator with one hidden layer, an Adam for
    each, a moving average of 200 steps. A remedy for the collapse is one switch.

    Args:
        mixture: The `gan_course.data.GaussianMixture` that it will be trained on.
        depth: Hidden layers of the generator.
        width: Of the discriminator's hidden layer.
        g_rate, d_rate: Learning rates. A slower discriminator makes the generator
            run from mode to mode, a much faster one makes it keep a few modes and
            let go of the others.
        seed: Integer; fixes weights and noise.
        first, last: Layers of `gan_course.models.shallow_discriminator`.
        remedy: Function of the GAN that returns arguments for `GAN.compile`.

    Returns:
        A compiled `GAN`, with 100 steps an execution: `steps_per_epoch` should be
        a multiple of 100.
    """
    keras.utils.set_random_seed(seed)
    scale = 1 / np.abs(mixture.modes).max()
    discriminator = shallow_discriminator(width, scale, first, last)
    gan = GAN(dense_generator(depth=depth), discriminator, latent_dim=16, seed=seed)
    adams = [keras.optimizers.Adam(rate, beta_1=0.5) for rate in (d_rate, g_rate)]
    options = remedy(gan) if remedy else {}
    gan.compile(*adams, ema=0.995, steps_per_execution=100, **options)
    return gan


def label_smoothing(gan):
    """Switches one-sided label smoothing on, as a `remedy` of `plane_gan`.

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 3.4.
    """
    return {"d_loss": partial(minimax_discriminator_loss, label_smoothing=0.1)}


def historical_averaging(gan, strength=0.01):
    """Switches historical averaging on for both players, as a `remedy`.

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 3.3.
    """
    d_past = HistoricalPenalty(gan.discriminator, strength)
    g_past = HistoricalPenalty(gan.generator, strength)
    return {
        "d_loss": lambda real, fake: minimax_discriminator_loss(real, fake) + d_past(),
        "g_loss": lambda fake: non_saturating_generator_loss(fake) + g_past(),
    }


def feature_matching(gan, layer_name="features"):
    """Switches feature matching on a layer of the discriminator on, as a `remedy`.

    Raises:
        ValueError: If there is no such layer.
    """
    features = hidden_features(gan.discriminator, layer_name)
    return {"update": partial(update_feature_matching, features=features)}


def unrolling(gan, steps=3):
    """Switches unrolling on, as a `remedy`: `steps` at least 0, at rate 0.1."""
    return {"update": partial(update_unrolled, steps=steps, learning_rate=0.1)}


def plane_wgan(recipe, seed=0):
    """Makes the Wasserstein GAN of lessons 06 and 07 in the plane, ready to train.

    Lesson 02's discriminator as a critic, a generator with three hidden layers, a
    moving average of 200 steps.

    Args:
        recipe: `wgan`, `wgan_gp`, or another function of the GAN that returns arguments
            for `GAN.compile`.
        seed: Integer; fixes weights and noise.

    Returns:
        A compiled `GAN`, with 100 steps an execution: `steps_per_epoch` should be
        a multiple of 100.
    """
    keras.utils.set_random_seed(seed)
    generator, critic = dense_generator(depth=3), dense_discriminator()
    gan = GAN(generator, critic, latent_dim=16, seed=seed)
    gan.compile(ema=0.995, steps_per_execution=100, **recipe(gan))
    return gan


def wgan(gan, c=0.1, steps=5, rate=5e-4):
    """Makes the discriminator a critic with clipped weights: arguments for `compile`.

    Reference: Arjovsky et al., 2017 (arXiv:1701.07875), algorithm 1.

    Args:
        gan: A `GAN`; its discriminator's weights are clipped now and after every step.
        c: Bound of the weights, above 0.
        steps: Of the critic for one of the generator, at least 1.
        rate: Learning rate of RMSprop, for both.

    Returns:
        A dictionary; `GAN.compile` raises a `ValueError` if `steps` is not positive.

    Raises:
        ValueError: If `c` is not positive.
    """
    clip_weights(gan.discriminator, c)
    return {
        "d_optimizer": keras.optimizers.RMSprop(rate),
        "g_optimizer": keras.optimizers.RMSprop(rate),
        "d_loss": wasserstein_discriminator_loss,
        "g_loss": wasserstein_generator_loss,
        "discriminator_steps": steps,
    }


def wgan_gp(gan, weight=1.0, steps=5, rate=1e-3):
    """Makes the discriminator a critic with a gradient penalty, for `compile`.

    Reference: Gulrajani et al., 2017 (arXiv:1704.00028), algorithm 1, where the
    penalty weighs 10 on images.

    Args:
        gan: A `GAN`.
        weight: Of the penalty, above 0.
        steps: Of the critic for one of the generator, at least 1.
        rate: Learning rate of Adam, for both.

    Returns:
        A dictionary; `GAN.compile` raises a `ValueError` if `weight` or `steps` are
        not positive.
    """
    return {
        "d_optimizer": keras.optimizers.Adam(rate, beta_1=0.5),
        "g_optimizer": keras.optimizers.Adam(rate, beta_1=0.5),
        "d_loss": wasserstein_discriminator_loss,
        "g_loss": wasserstein_generator_loss,
        "penalty": gradient_penalty,
        "penalty_weight": weight,
        "discriminator_steps": steps,
    }
