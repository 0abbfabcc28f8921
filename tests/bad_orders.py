"""Calls with labels and codes that are refused."""

from gan_course import plotting
from gan_course.data import image_batches
from gan_course.training import (
    ConditionalGAN,
    InfoGAN,
    dcgan_adam,
    update_auxiliary,
    update_informed,
)

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from players import LABELS, PIXELS, small_conditional_gan, small_gan, two_adams

SMALL = small_conditional_gan()
NAMES = small_conditional_gan(True)
PLAIN = small_gan()


def answers(*sizes, shape=(4, 4, 1)):
    images = keras.Input(shape)
    x = layers.Flatten()(images)
    return keras.Model(images, [layers.Dense(n)(x) for n in sizes])


def fit(labels, gan=SMALL):
    images = PIXELS[: np.shape(labels)[0]] / np.float32(255)
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    gan.fit(pairs.batch(8))


def conditional(generator=None, discriminator=None, **options):
    players = generator or SMALL.generator, discriminator or SMALL.discriminator
    return ConditionalGAN(*players, 3, **{"classes": 3} | options)


def code(*sizes, latent_dim=3, shape=(4, 4, 1)):
    return InfoGAN(PLAIN.generator, answers(*sizes, shape=shape), latent_dim)


# A call, which may take an empty folder; what came; what to do.
CASES = [
    (lambda: image_batches(PIXELS, 8, labels=LABELS[:63]), "of 64 images, got 63", "together"),
    (lambda: image_batches(PIXELS, 8, labels=LABELS / 1.0), "got float64", r"astype\('int32'\)"),
    (lambda: image_batches(PIXELS, 8, labels=np.eye(3)[LABELS]), r"\(64, 3\)", r"argmax\(-1\)"),
    (lambda: image_batches(PIXELS, 8, labels=LABELS - 1), "got -1 to 1", "from 0"),
    (lambda: fit(LABELS + 1), "got 1 to 3", "from 0 to 2.*number the classes from 0"),
    (lambda: fit(np.where(np.arange(64) == 63, 7, LABELS)), "labels outside", "number them all"),
    (lambda: fit(np.eye(3)[LABELS]), r"float64 of shape \(8, 3\)", r"argmax\(-1\)"),
    (lambda: fit(LABELS / 1.0), r"got float64 of shape \(8,\)", "whole number an image"),
    (lambda: SMALL.fit(image_batches(PIXELS, 8), 1, 1), "with 0 things beside", "labels=labels"),
    (lambda: SMALL.train_on_batch(PIXELS / 255, LABELS[:3]), "64 images, got 3", "cut both alike"),
    (lambda: SMALL.sample([0, 1, 3]), "got 0 to 3", "from 0 to 2"),
    (lambda: SMALL.sample([0.5]), "got float64", "whole number"),
    (lambda: SMALL.sample([[1, 0, 0]]), r"shape \(1, 3\)", "argmax"),
    (lambda: SMALL.sample([1, 2], noise=np.zeros((3, 3))), r"\(2, 3\), got \(3, 3\)", "for each"),
    (lambda: plotting.sliders(None, {}), "got {}", "for instance {'slant'"),
    (lambda: plotting.sliders(None, {"tone": (1.0, 1.0)}), r"\(1.0, 1.0\)", "low below high"),
    (lambda: plotting.sliders(None, {"tone": (0.0, 1.0)}, steps=1), "got 1", "at least 2"),
    (lambda: SMALL.sample([1], seed=-1), "got -1", "seed must be"),
    (lambda: conditional(classes=4), "was built for 3 classes.*have 4", "for all of them"),
    (lambda: conditional(classes=2), "was built for 3 classes.*have 2", "build both players"),
    (lambda: conditional(discriminator=NAMES.discriminator, classes=2), "3 classes", "build both"),
    (lambda: conditional(classes=0), "got 0", "at least 1"),
    (lambda: conditional(PLAIN.generator), r"this one \(None, 3\)", "conditional_generator does"),
    (lambda: conditional(discriminator=PLAIN.discriminator), r"returns \(None, 1\); with",
     r"one that names them takes \(None, 4, 4, 1\) and returns"),
    (lambda: SMALL.compile(*two_adams(), penalty=max), "penalty came", "leave it out"),
    (lambda: SMALL.compile(*two_adams(), discriminator_steps=5), "steps came", "of your own"),
    (lambda: NAMES.compile(dcgan_adam(), None), "got None", "each player needs one"),
    (lambda: update_auxiliary(None, None, None, None, -1.0), "got -1.0", "the paper has 1"),
    (lambda: update_informed(None, None, None, -1.0), "got -1.0", "the paper has 1"),
    (lambda: code(1, 3), r"returns \[\(None, 1\), \(None, 3\)\]", "information_discriminator"),
    (lambda: code(1, 3, 2), "latent_dim is 3 and 5 of it", "larger than the code"),
    (lambda: code(1, 1, 1, shape=(5, 4, 1)), r"takes \(None, 5, 4, 1\)", "make them equal"),
    (lambda: code(1, 1, 1).compile(*two_adams(), penalty=max), "penalty came", "leave it out"),
]  # fmt: skip
