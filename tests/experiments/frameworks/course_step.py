"""The course's step in a bare loop, or in `GAN.fit` if the last argument is fit."""

from gan_course import data, losses, models
from gan_course.training import GAN, dcgan_adam, update_average, update_players

import sys
import types

import keras
import serve
import tensorflow as tf


def make(given, images):
    keras.config.set_floatx(serve.DTYPE)
    keras.config.set_dtype_policy(serve.DTYPE)
    generator, discriminator = models.dcgan_generator(), models.dcgan_discriminator()
    generator.set_weights(serve.weights(given, "g"))
    discriminator.set_weights(serve.weights(given, "d"))
    average = keras.models.clone_model(generator)
    average.set_weights(generator.get_weights())
    players = types.SimpleNamespace(
        generator=generator,
        discriminator=discriminator,
        g_optimizer=dcgan_adam(),
        d_optimizer=dcgan_adam(),
        g_loss=losses.non_saturating_generator_loss,
        d_loss=losses.minimax_discriminator_loss,
    )
    for model, adam in [
        (generator, players.g_optimizer),
        (discriminator, players.d_optimizer),
    ]:
        adam.epsilon = serve.EPSILON
        adam.build(model.trainable_variables)

    @tf.function
    def step(real, noise):
        found = update_players(players, real, noise)
        update_average(average, generator, serve.DECAY)
        return found

    real, shape = tf.constant(images), [len(images), 64]
    draw = tf.function(lambda: step(real, tf.random.normal(shape, dtype=serve.DTYPE)))

    def loop(steps):
        for _ in range(steps):
            found = draw()
        found[0].numpy()

    if sys.argv[4] == "loop":
        return step, loop
    gan = GAN(generator, discriminator, 64)
    gan.compile(dcgan_adam(), dcgan_adam(), ema=serve.DECAY)
    pixels = ((images + 1) * 127.5).astype("uint8")
    batches = data.image_batches(pixels.repeat(20, 0), len(images))

    def fit(steps):
        if gan.steps_per_execution == 1:  # behind the given steps, ten as in lesson 03
            adams = gan.d_optimizer, gan.g_optimizer
            gan.compile(*adams, ema=serve.DECAY, steps_per_execution=10)
        gan.fit(batches, 1, steps)

    return gan.train_on_batch, fit


serve.serve(make)
