"""GANs in the plane, to try remedies and critics on."""

from gan_course.models import (
    dense_discriminator,
    dense_generator,
    shallow_discriminator,
)
from gan_course.training.gan import GAN

import keras
import numpy as np


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
