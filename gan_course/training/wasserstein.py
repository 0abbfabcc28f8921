"""Wasserstein GANs: what makes a discriminator a critic."""

from gan_course.layers import WeightClip
from gan_course.losses import (
    gradient_penalty,
    wasserstein_discriminator_loss,
    wasserstein_generator_loss,
)

import keras


def clip_weights(model, c):
    """Makes every optimizer keep a model's trainable weights between -c and c.

    Clips them right away, too. Saving does not keep the constraint: call this again
    after loading.

    Args:
        model: A built Keras model, for instance a critic; changed in place.
        c: The bound, above 0.

    Raises:
        ValueError: If c is not positive.
    """
    clip = WeightClip(c)
    for weight in model.trainable_variables:
        weight.constraint = clip
        weight.assign(clip(weight))


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
