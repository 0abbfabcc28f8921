"""Calls of lesson 10's functions that are refused."""

from gan_course import data
from gan_course.augment import ElasticDistortion, classical_augmentation
from gan_course.data import few_of_each, image_batches, to_pixels
from gan_course.metrics import accuracy, train_classifier
from gan_course.models import small_classifier
from gan_course.training import SemiSupervisedGAN

from functools import partial

import keras
import numpy as np
import tensorflow as tf
from bad_arguments import DIGITS
from keras import layers
from players import LABELS, PIXELS, two_adams

CLASSIFIER = small_classifier()
IMAGES = data.scale(PIXELS)


def generator(latent_dim=3, size=4):
    stack = [keras.Input((latent_dim,)), layers.Dense(size * size, "tanh")]
    return keras.Sequential([*stack, layers.Reshape((size, size, 1))])


def classifier(*answers, name="features"):
    images = keras.Input((4, 4, 1))
    x = layers.Dense(8, "relu", name=name)(layers.Flatten()(images))
    found = [layers.Dense(n)(x) for n in answers]
    return keras.Model(images, found if len(found) > 1 else found[0])


def semi(make=generator, judge=(3,), latent_dim=3, **options):
    gan = SemiSupervisedGAN(make(), classifier(*judge), latent_dim)
    gan.compile(*two_adams(), **options)
    return gan


def fit(*parts):
    semi().fit(tf.data.Dataset.from_tensors(parts), steps_per_epoch=1)


def learn(*parts, steps=1):
    train_classifier(CLASSIFIER, tf.data.Dataset.from_tensors(parts), steps)


FEW = partial(few_of_each, PIXELS, LABELS)
CASES = [
    (lambda: FEW(0), "got 0", "k must be a whole number, at least 1"),
    (lambda: FEW(3, seed=-1), "got -1", "seed must be"),
    (lambda: FEW(22), "class 1 has 21 images, but k is 22", "at most 21 of each"),
    (lambda: few_of_each(PIXELS, LABELS[:9], 1), "got 9", "cut both alike"),
    (lambda: few_of_each(PIXELS, LABELS / 2, 1), "float64", "one whole number an image"),
    (lambda: to_pixels(PIXELS + 0.0), "from 0 to 255", "divide 8-bit pixels"),
    (lambda: ElasticDistortion(alpha=-1), "got -1", "alpha must be .* 34 is the paper's"),
    (lambda: ElasticDistortion(sigma=0.5), "got 0.5", "sigma must be .* 4 is the paper's"),
    (lambda: ElasticDistortion(fill_value=255), "got 255", "fill_value .* -1 is paper"),
    (lambda: ElasticDistortion(seed=0.5), "got 0.5", "seed must be"),
    (lambda: classical_augmentation(None), "got None", "seed must be"),
    (lambda: accuracy(CLASSIFIER, DIGITS[:, :27], [0] * 5), r"got \(5, 27, 28, 1\)", "resize"),
    (lambda: accuracy(CLASSIFIER, DIGITS - 1, [0] * 4), "got 4", "cut both alike"),
    (lambda: accuracy(CLASSIFIER, DIGITS - 1, [10] * 5), "got 10 to 10", "from 0 to 9"),
    (lambda: train_classifier(CLASSIFIER, DIGITS), "got <class 'numpy", "must be a tf.data"),
    (lambda: learn(DIGITS), r"shapes \[\(5, 28, 28, 1\)\]", "image_batches.*labels=labels"),
    (lambda: learn(DIGITS, np.zeros((5, 10))), r"\(5, 10\)", "and integers, their labels"),
    (lambda: learn(DIGITS[:, :27], [0] * 5), r"\(5, 27, 28, 1\)", r"shape \(batch, 28, 28, 1\)"),
    (lambda: learn(DIGITS, [0] * 5, steps=0), "got 0", "steps must be .* at least 1"),
    (lambda: learn(DIGITS, [0] * 5, steps=3), "1 batches for 3 steps", "batches.repeat"),
    (lambda: semi(latent_dim=5), r"\(None, 3\), latent_dim is 5", "same latent_dim"),
    (lambda: semi(partial(generator, size=5)), r"\(None, 5, 5, 1\)", "for the same images"),
    (lambda: semi(judge=(1,)), r"got \(None, 1\)", "a logit for each class"),
    (lambda: semi(judge=(3, 1)), r"got \[\(None, 3\)", "models.small_classifier does"),
    (lambda: SemiSupervisedGAN(generator(), classifier(3, name="x"), 3), "no layer 'features'",
     "its layers are"),
    (lambda: semi(penalty=lambda *_: 0.0), "penalty came", "leave it out"),
    (lambda: fit(IMAGES), "got 1 of them", "image_batches.few, 32, labels=labels"),
    (lambda: semi().fit(image_batches(PIXELS, 8, labels=LABELS), 1, 1), "got 2", "triples"),
    (lambda: fit(IMAGES[:4], LABELS[:4] + 1, IMAGES), "got 1 to 3", "from 0 to 2"),
    (lambda: fit(IMAGES[:4], LABELS[:5], IMAGES), "each of 4 images, got 5", "cut both alike"),
    (lambda: fit(IMAGES[:4] * 2, LABELS[:4], IMAGES), "got values from", r"in \[-1, 1\]"),
    (lambda: fit(IMAGES[:4], LABELS[:4], IMAGES[:, :3]), r"got \(64, 3, 4, 1\)", "resize them"),
    (lambda: semi().train_on_batch(IMAGES, LABELS, IMAGES * 9), "got values from", "divide 8"),
]  # fmt: skip
