"""Few labelled images: a choice of them, and batches that mix them with others."""

from gan_course.checks import check_images, check_labels, check_number, check_seed

import numpy as np
import tensorflow as tf


def few_of_each(images, labels, k, seed=0):
    """Chooses k images of every class, for experiments with few labels.

    With the same seed a smaller choice is part of a larger one: the images of
    `few_of_each(..., 10)` are among those of `few_of_each(..., 25)`.

    Args:
        images: Shape `(n, ...)`, of any type.
        labels: Integers from 0, shape `(n,)`.
        k: Images of each class that occurs, at least 1.
        seed: Integer; fixes the choice and its order.

    Returns:
        `(images, labels)` with k times as many images as classes, the classes mixed.

    Raises:
        ValueError: If the labels do not fit, a class has fewer than k images, or k or
            the seed is no such number.

    >>> images, labels = few_of_each(np.arange(6), np.array([0, 0, 1, 1, 1, 0]), k=2)
    >>> sorted(labels.tolist())
    [0, 0, 1, 1]
    """
    images, labels = np.asarray(images), np.asarray(labels)
    check_labels(labels, len(images))
    check_number("k", k, 1)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(labels))
    chosen = [order[labels[order] == label][:k] for label in np.unique(labels)]
    for few in chosen:
        if len(few) < k:
            raise ValueError(
                f"class {labels[few[0]]} has {len(few)} images, but k is {k}; ask for "
                f"at most {len(few)} of each class, or leave this class out"
            )
    chosen = rng.permutation(np.concatenate(chosen))
    return images[chosen], labels[chosen]


def to_pixels(images):
    """Rounds images in [-1, 1], such as samples, to 8-bit pixels: undoes `scale`.

    So that generated images go where real ones go, and cannot be told from them by
    values between the 256 that real pixels have.

    Args:
        images: Values in [-1, 1], shape `(n, height, width, channels)`.

    Returns:
        uint8 from 0 to 255, the same shape.

    Raises:
        ValueError: See `check_images`.

    >>> to_pixels([[[[-1.0], [0.1], [1.0]]]]).ravel().tolist()
    [0, 140, 255]
    """
    check_images(images)
    return np.rint((np.asarray(images) + 1) * 127.5).astype("uint8")


def mixed_batches(first, second):
    """Joins every batch of one dataset with a batch of another.

    How many of the one come for each of the other is the ratio of the batch sizes:
    32 real images and 96 generated ones, for instance, are three for one.

    Args:
        first, second: `tf.data.Dataset`s of batches `(images, labels)`, as
            `image_batches` makes them, with images of the same shape.

    Returns:
        A `tf.data.Dataset` of batches with the images of both, those of the first in
        front, and their labels.
    """
    return tf.data.Dataset.zip((first, second)).map(
        lambda *pairs: tuple(tf.concat(parts, axis=0) for parts in zip(*pairs))
    )
