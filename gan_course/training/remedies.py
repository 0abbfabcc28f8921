"""Remedies for mode collapse that change a step or a loss.

Those that are layers (`Pack`, `MinibatchDiscrimination`, `MinibatchStandardDeviation`)
are in `gan_course.layers`.
"""

from gan_course.checks import check_number
from gan_course.losses import (
    feature_matching_loss,
    minimax_discriminator_loss,
    non_saturating_generator_loss,
)
from gan_course.models import hidden_features
from gan_course.training.steps import descend

from functools import partial

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
        ValueError: If `steps` is negative or not whole, or the rate not positive.
    """
    check_number("learning_rate", learning_rate, 0, whole=False, ends="(]")
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

    Raises:
        ValueError: If `strength` is negative.
    """

    def __init__(self, model, strength):
        check_number("strength", strength, 0, whole=False, hint="0.01 is the course's")
        self.weights, self.strength = model.trainable_variables, strength
        self.means = [tf.Variable(w, trainable=False) for w in self.weights]
        self.steps = tf.Variable(0.0, trainable=False)

    def __call__(self):
        gaps = [w - mean for w, mean in zip(self.weights, self.means)]
        self.steps.assign_add(1.0)
        for mean, gap in zip(self.means, gaps):
            mean.assign_add(gap / self.steps)
        return self.strength * sum(tf.reduce_sum(tf.square(gap)) for gap in gaps)


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
