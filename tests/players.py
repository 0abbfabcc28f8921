"""Small players, and how tests train them."""

import gan_course  # noqa: F401
from gan_course.data import image_batches
from gan_course.losses import (
    gradient_penalty,
    wasserstein_discriminator_loss,
    wasserstein_generator_loss,
)
from gan_course.models import (
    dense_generator,
    shallow_discriminator,
)
from gan_course.training import GAN, ConditionalGAN

import resource
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

FOLDER = Path(__file__).resolve().parent
PIXELS = np.random.default_rng(0).integers(0, 256, (64, 4, 4, 1), dtype="uint8")
LABELS = np.arange(64) % 3


def small_gan(latent_dim=3, dropout=0.0, batch_norm=False, optimizer=None, seed=0):
    keras.utils.set_random_seed(1)
    norm = [layers.BatchNormalization()] if batch_norm else []
    generator = keras.Sequential(
        [keras.Input((latent_dim,)), layers.Dense(16), *norm]
        + [layers.Activation("tanh"), layers.Reshape((4, 4, 1))]
    )
    discriminator = keras.Sequential(
        [keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(8, "relu")]
        + [layers.Dropout(dropout), layers.Dense(1)]
    )
    optimizer = optimizer or (lambda: keras.optimizers.Adam(1e-2))
    gan = GAN(generator, discriminator, latent_dim, seed=seed)
    gan.compile(optimizer(), optimizer())
    return gan


def small_conditional_gan(names=False, optimizer=keras.optimizers.Adam, **options):
    """Three classes; its discriminator names them, or is told them."""
    keras.utils.set_random_seed(1)
    noise, labels = keras.Input((3,)), keras.Input((), dtype="int32")
    order = layers.Embedding(3, 2, "random_normal")(labels)
    x = layers.Dense(16, "tanh")(layers.Concatenate()([noise, order]))
    generator = keras.Model([noise, labels], layers.Reshape((4, 4, 1))(x))
    images = keras.Input((4, 4, 1))
    x = layers.Flatten()(images)
    if not names:
        x = layers.Concatenate()([x, layers.Embedding(3, 4)(labels)])
    x = layers.Dense(8, "relu")(x)
    inputs = images if names else [images, labels]
    answers = [layers.Dense(n)(x) for n in ((1, 3) if names else (1,))]
    discriminator = keras.Model(inputs, answers if names else answers[0])
    gan = ConditionalGAN(generator, discriminator, 3, classes=3)
    rate = 0.1 if optimizer is keras.optimizers.SGD else 1e-2
    gan.compile(optimizer(rate), optimizer(rate), **options)
    return gan


def train(gan, epochs=3, **kwargs):
    return gan.fit(image_batches(PIXELS, 8), epochs, steps_per_epoch=5, **kwargs)


def identity(shape):
    return keras.Sequential([keras.Input(shape), layers.Identity()])


def same(first, second, tolerance=0.0):
    pairs = zip(first.weights, second.weights)
    return all(np.allclose(a, b, rtol=0, atol=tolerance) for a, b in pairs)


def two_adams():
    return keras.optimizers.Adam(), keras.optimizers.Adam()


def pixel_classifier():
    """Features are sixteen pixels and some, classes whatever."""
    images = keras.Input((4, 4, 1))
    features = layers.Flatten()(images)
    return keras.Model(images, [features, layers.Dense(3)(features)])


def wasserstein_gan(steps=5, penalty=gradient_penalty, rate=0.1, **options):
    keras.utils.clear_session()  # names of layers decide how its graph rounds
    gan = small_gan()
    optimizers = [keras.optimizers.SGD(rate) for _ in range(2)]
    gan.compile(
        *optimizers,
        wasserstein_discriminator_loss,
        wasserstein_generator_loss,
        penalty=penalty,
        discriminator_steps=steps,
        **options,
    )
    return gan


def sgd_gan(seed=1, **layers):
    """A small GAN on points that takes plain gradient steps."""
    keras.utils.set_random_seed(seed)
    gan = GAN(dense_generator(3, 8), shallow_discriminator(8, **layers), 3)
    gan.compile(*(keras.optimizers.SGD(0.1) for _ in range(2)), ema=0.0)
    return gan


def spent():
    """Returns the processor's seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(code):
    """Returns the processor's seconds of some code in a new Python, and what it prints.

    Unlike the clock's, they hardly depend on what else the machine is doing.
    """
    start = spent()
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return spent() - start, result.stdout + result.stderr
