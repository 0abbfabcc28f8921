"""One step of both players, in the forms that the lessons teach."""

from gan_course.checks import check_number

import keras
import tensorflow as tf


def descend(gan, d_tape, d_loss, g_tape, g_loss):
    """Takes an optimizer step of each player, with the gradient of its own loss.

    Args:
        gan: As for `update_players`.
        d_tape, g_tape: The `tf.GradientTape`s that recorded the losses.
        d_loss, g_loss: Scalars.
    """
    d_variables = gan.discriminator.trainable_variables
    g_variables = gan.generator.trainable_variables
    d_gradients = d_tape.gradient(d_loss, d_variables)
    g_gradients = g_tape.gradient(g_loss, g_variables)
    gan.d_optimizer.apply_gradients(zip(d_gradients, d_variables))
    gan.g_optimizer.apply_gradients(zip(g_gradients, g_variables))


def update_players(gan, real_images, noise):
    """Takes one optimizer step of both players, on the same generated batch.

    Each player has its own gradient tape: the discriminator's gradient stops
    at its own weights, the generator's flows through the discriminator, which
    it does not change. Nothing is frozen or switched on and off.

    Reference: Goodfellow et al., 2014 (arXiv:1406.2661), algorithm 1 with k = 1.

    Args:
        gan: An object with `generator`, `discriminator`, `g_optimizer`,
            `d_optimizer`, `g_loss` and `d_loss`, for instance a compiled `GAN`.
        real_images: Images in [-1, 1], shape `(batch, height, width, channels)`, or
            points, shape `(batch, width)`.
        noise: Standard normal, shape `(batch, latent_dim)`.

    Returns:
        The two losses before the step, `(d_loss, g_loss)`, scalars.
    """
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


def update_discriminator(gan, real_images, noise):
    """Takes one optimizer step of the discriminator, with the GAN's penalty.

    Args:
        gan, real_images, noise: As for `update_players`; `gan.penalty` is a function
            `(real_images, fake_images) -> scalar`, or `None`.

    Returns:
        Its loss before the step, without the penalty, a scalar.
    """
    fake_images = gan.generator(noise, training=True)
    with tf.GradientTape() as tape:
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = total = gan.d_loss(real_logits, fake_logits)
        if gan.penalty:
            total += gan.penalty(real_images, fake_images)
    variables = gan.discriminator.trainable_variables
    gan.d_optimizer.apply_gradients(zip(tape.gradient(total, variables), variables))
    return d_loss


def update_generator(gan, noise):
    """Takes one optimizer step of the generator.

    Args:
        gan, noise: As for `update_players`.

    Returns:
        Its loss before the step, a scalar.
    """
    with tf.GradientTape() as tape:
        fake_images = gan.generator(noise, training=True)
        g_loss = gan.g_loss(gan.discriminator(fake_images, training=True))
    variables = gan.generator.trainable_variables
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    return g_loss


def update_in_turn(gan, real_images, noise):
    """Takes `gan.discriminator_steps` steps of the discriminator, then the generator's.

    Each step of the discriminator sees real images and noise of its own: an equal
    part of what is passed. The generator answers with the noise of the last part.

    Reference: Arjovsky et al., 2017 (arXiv:1701.07875), algorithm 1.

    Args:
        gan: As for `update_players`, with `discriminator_steps` and `penalty`.
        real_images, noise: As for `update_players`, for all steps together: the
            number of images must be a multiple of the discriminator's steps.

    Returns:
        `(d_loss, g_loss)`, scalars: before the discriminator's last step, without the
        penalty, and before the generator's.
    """
    parts = gan.discriminator_steps
    for images, z in zip(tf.split(real_images, parts), tf.split(noise, parts)):
        d_loss = update_discriminator(gan, images, z)
    return d_loss, update_generator(gan, z)


def update_average(average, model, decay):
    """Moves every weight of `average` a little towards the weight of `model`.

    The average of a generator along its path gives better images than its
    last step, for next to no computation. Batch normalization's moving
    statistics are averaged with the other weights.

    Formula:

        average = decay * average + (1 - decay) * weight

    Reference: Yazici et al., 2019 (arXiv:1806.04498).

    Args:
        average: A model with the same weights as `model`, changed in place.
        model: The model that is being trained.
        decay: From 0 (a copy) to below 1; 0.998 remembers about 500 steps.

    Raises:
        ValueError: If a decay that is a number lies outside [0, 1).
    """
    check_number("decay", decay, 0, 1, False, "[)", "0.998 remembers about 500 steps")
    for slow, fast in zip(average.weights, model.weights):
        slow.assign(decay * slow + (1 - decay) * fast)


def dcgan_adam():
    """Makes the optimizer of one player, as the course's DCGANs use it.

    The learning rate is high for Adam; the generator's moving average makes up for
    it. With beta_1 = 0 Adam follows the current gradient alone, because older ones
    answered an opponent that has moved on; with beta_2 = 0.99 it also forgets the
    gradients' size after about a hundred steps.

    References: Kingma and Ba, 2015 (arXiv:1412.6980); these betas: Karras et
    al., 2018 (arXiv:1710.10196), appendix A.

    Returns:
        A new `keras.optimizers.Adam`.
    """
    return keras.optimizers.Adam(2e-3, beta_1=0.0, beta_2=0.99)
