"""Small GANs from image to image."""

import gan_course  # noqa: F401
from gan_course.data import paired_batches, unpaired_batches
from gan_course.training import CycleGAN, PairedGAN

import keras
import numpy as np
from keras import layers

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (24, 4, 4, 1), dtype="uint8")
COLOUR = RNG.integers(0, 256, (24, 4, 4, 3), dtype="uint8")


def translator(given=1, made=3, dropout=0.0):
    return keras.Sequential(
        [keras.Input((4, 4, given)), layers.Conv2D(8, 3, padding="same")]
        + [layers.ReLU(), layers.Dropout(dropout)]
        + [layers.Conv2D(made, 3, padding="same", activation="tanh")]
    )


def judge(*channels):
    """Of inputs and images, or of images alone; returns a map of logits."""
    inputs = [keras.Input((4, 4, number)) for number in channels]
    x = layers.Concatenate()(inputs) if len(inputs) > 1 else inputs[0]
    x = layers.LeakyReLU()(layers.Conv2D(8, 3, 2, padding="same")(x))
    x = layers.Conv2D(1, 3, padding="same")(x)
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], x)


def small_paired_gan(
    told=True, optimizer=keras.optimizers.Adam, dropout=0.0, seed=0, **options
):
    keras.utils.set_random_seed(1)
    generator = translator(dropout=dropout)
    gan = PairedGAN(generator, judge(1, 3) if told else judge(3), seed)
    gan.compile(optimizer(1e-2), optimizer(1e-2), **options)
    return gan


def small_cycle_gan(
    channels=(1, 3), optimizer=keras.optimizers.Adam, buffer=5, seed=0, **options
):
    keras.utils.set_random_seed(1)
    first, second = channels
    gan = CycleGAN(
        translator(first, second),
        translator(second, first),
        judge(second),
        judge(first),
        seed,
        buffer,
    )
    gan.compile(optimizer(1e-2), optimizer(1e-2), **options)
    return gan


def train(gan, epochs=2, batch=4, **kwargs):
    make = unpaired_batches if isinstance(gan, CycleGAN) else paired_batches
    return gan.fit(make(GREY, COLOUR, batch), epochs, steps_per_epoch=3, **kwargs)
