"""Calls that are refused: attributes, classes and the latent space."""

from gan_course import latent, metrics

import numpy as np
import tensorflow as tf

DIGITS = np.full((5, 28, 28, 1), -1.0)
LOGITS = np.random.default_rng(0).standard_normal((6, 3))
LABELS = np.array([0, 1, 2, 0, 1, 2])
NOISE = np.random.default_rng(1).standard_normal((50, 4))
VALUES = NOISE[:, 0]
NAN = np.where(np.arange(50) == 3, np.nan, VALUES)


def generator(noise):
    return tf.reshape(tf.tanh(noise), (-1, 2, 2, 1))


def mean_gap(real, fake):
    return np.mean(fake) - np.mean(real)


def project(images, **settings):
    return latent.project(generator, images, **({"latent_dim": 4} | settings))


# A call; what came; what to do.
CASES = [
    # attributes
    (lambda: metrics.ink_area(DIGITS[..., 0]), r"got \(5, 28, 28\)", "no axis of channels"),
    (lambda: metrics.slant(DIGITS[0]), r"got \(28, 28, 1\)", "not batched"),
    (lambda: metrics.thickness(DIGITS.repeat(3, axis=3)), r"got \(5, 28, 28, 3\)", "28, 28, 1"),
    (lambda: metrics.thickness(DIGITS + 256), "from 255 to 255", "divide 8-bit pixels"),
    (lambda: metrics.slant(DIGITS * np.nan), "3920 of 3920 pixels", "find out where"),
    (lambda: metrics.ink_area(DIGITS[:0]), r"shape \(0, 28, 28, 1\)", "there are no images"),
    # classes
    (lambda: metrics.class_accuracy(LOGITS, LABELS[:5]), "6 images, got 5", "cut both alike"),
    (lambda: metrics.class_accuracy(LOGITS, LABELS + 1), "got 1 to 3", "from 0 to 2"),
    (lambda: metrics.class_accuracy(LOGITS, np.eye(3)[LABELS]), "float64 of shape", "argmax"),
    (lambda: metrics.class_accuracy(LOGITS[0], LABELS), r"got \(3,\)", r"shape \(n, width\)"),
    (lambda: metrics.class_accuracy(LOGITS * np.nan, LABELS), "18 of 18", "find out"),
    (lambda: metrics.within_classes(mean_gap, LOGITS, LABELS / 1, LOGITS, LABELS),
     "real labels .* got float64", "astype"),
    (lambda: metrics.within_classes(mean_gap, LOGITS, LABELS, LOGITS[:4], LABELS),
     "4 images, got 6", "fake labels for each"),
    (lambda: metrics.within_classes(mean_gap, LOGITS, LABELS, LOGITS, LABELS + 1),
     "got 1 to 3", "fake labels must lie from 0 to 2"),
    (lambda: metrics.within_classes(mean_gap, LOGITS, LABELS, LOGITS, LABELS % 2),
     "fake images of class 2 .* got 0", "both kinds"),
    (lambda: metrics.within_classes(mean_gap, LOGITS, 2 * LABELS, LOGITS, LABELS),
     "real images of class 1 .* got 0", "every class from 0"),
    (lambda: metrics.best_matching(LABELS, LABELS[:5]), "6 images, got 5", "classes for each"),
    (lambda: metrics.best_matching(LABELS / 2, LABELS), "codes .* got float64", "astype"),
    (lambda: metrics.best_matching(LABELS - 1, LABELS), "got -1 to 1", "codes must lie from 0"),
    (lambda: metrics.best_matching(LABELS[:0], LABELS[:0]), "codes .* got 0", "make images"),
    # the latent space
    (lambda: latent.straight_line(NOISE[0], NOISE[1], 1), "got 1", "steps must .* at least 2"),
    (lambda: latent.great_circle(NOISE[0], NOISE[1], 2.5), "got 2.5", "whole number"),
    (lambda: latent.straight_line(NOISE[0], NOISE[:2], 5), r"\(4,\) and \(2, 4\)", "one shape"),
    (lambda: latent.straight_line(0.0, 1.0, 5), r"got \(\) and \(\)", "latent_dim"),
    (lambda: latent.great_circle(NOISE[:2], -NOISE[:2], 5), "opposite .* 2 pairs", "a third"),
    (lambda: latent.great_circle(NOISE[0], 0 * NOISE[0], 5), "from 0, got one", "a third"),
    (lambda: latent.attribute_direction(NOISE[:4], VALUES[:4]), r"\(4, 4\)", "at least 5"),
    (lambda: latent.attribute_direction(NOISE[0], VALUES), r"got \(4,\)", "reshape each"),
    (lambda: latent.attribute_direction(NOISE, VALUES[:9]), r"shape \(9,\)", "each of 50"),
    (lambda: latent.attribute_direction(NOISE, NOISE), r"shape \(50, 4\)", "one attribute"),
    (lambda: latent.attribute_direction(NOISE, NAN), "got 1 of 50", r"np.isfinite\(values\)"),
    (lambda: latent.attribute_direction(NOISE, 0 * VALUES), "got 0 of 50", "and differ"),
    (lambda: latent.attribute_direction(NOISE * np.nan, VALUES), "200 of 200", "find out where"),
    (lambda: latent.principal_directions(NOISE, NOISE[:9], 2), r"\(9, 4\)", "be 50 vectors"),
    (lambda: latent.principal_directions(NOISE, NOISE, 5), "got 5", "at most 4"),
    (lambda: latent.principal_directions(NOISE, NOISE * [1, 1, 0, 0], 3), "got 3", "at most 2"),
    (lambda: latent.singular_directions(NOISE[0], 1), r"kernel .* got \(4,\)", "reshape"),
    (lambda: latent.singular_directions(NOISE, 0), "got 0", "number must .* at most 4"),
    (lambda: project(DIGITS), r"got \(5, 28, 28, 1\)", r"\(batch, 2, 2, 1\)"),
    (lambda: project(DIGITS[0, :2, :2]), r"got \(2, 2, 1\)", "not batched"),
    (lambda: project(DIGITS[:, :2, :2] * 2), "from -2 to -2", r"in \[-1, 1\]"),
    (lambda: project(DIGITS[:, :2, :2], steps=0), "got 0", "steps must .* at least 1"),
    (lambda: project(DIGITS[:, :2, :2], rate=0), "got 0", "rate must .* above 0"),
    (lambda: project(DIGITS[:, :2, :2], starts=0), "got 0", "starts must .* at least 1"),
    (lambda: project(DIGITS[:, :2, :2], latent_dim=0), "got 0", "latent_dim must"),
    (lambda: project(DIGITS[:, :2, :2], seed=0.5), "got 0.5", "0 is as good as any"),
]  # fmt: skip
