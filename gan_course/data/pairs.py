"""Batches of two kinds of images: of pairs, and of images that belong to nobody."""

from gan_course.checks import check_images, check_number, check_seed
from gan_course.data.batches import image_batches, prefetched, scale, shuffled_places

import numpy as np
import tensorflow as tf


def paired_batches(inputs, targets, batch_size, seed=0):
    """Makes an endless dataset of shuffled batches of pairs.

    Image k of the one belongs to image k of the other. The order is that of
    `image_batches`: a function of the seed and of the pass.

    Args:
        inputs: What a generator is given, shape `(n, height, width, channels)`: uint8
            from 0 to 255, which is scaled, or floating-point numbers in [-1, 1].
        targets: What it is to make of it, likewise, as many.
        batch_size: Pairs a batch, at most n.
        seed: Integer; fixes the order.

    Returns:
        A `tf.data.Dataset` of pairs of float32 batches in [-1, 1], `(inputs, targets)`.

    Raises:
        ValueError: If images are no such arrays or not as many, the batch does not fit
            or the seed is no whole number.
    """
    inputs = _images("inputs", inputs)
    targets = _images("targets", targets)
    if len(inputs) != len(targets):
        raise ValueError(
            f"there are {len(inputs)} inputs and {len(targets)} targets; image k of "
            "the one must belong to image k of the other: cut both alike"
        )
    check_number("batch_size", batch_size, 1, len(inputs))
    check_seed(seed)
    both = tf.constant(inputs), tf.constant(targets)

    def batch(step):
        chosen = shuffled_places(step, len(inputs), batch_size, seed)
        pairs = tuple(tf.gather(images, chosen) for images in both)
        return tuple(scale(x) if x.dtype == tf.uint8 else x for x in pairs)

    return prefetched(tf.data.Dataset.counter().map(batch))


def unpaired_batches(sources, targets, batch_size, seed=0):
    """Makes an endless dataset of batches of two kinds of images that are no pairs.

    Each kind is shuffled by itself, so that what comes together does not belong
    together, even where it does in the arrays. There may be more of one kind.

    Args:
        sources: uint8 from 0 to 255, shape `(n, height, width, channels)`.
        targets: Likewise, shape `(m, ...)`.
        batch_size: Images of each kind in a batch, at most n and m.
        seed: Integer; fixes both orders.

    Returns:
        A `tf.data.Dataset` of `(sources, targets)`, float32 batches in [-1, 1].

    Raises:
        ValueError: As `image_batches` does.
    """
    check_seed(seed)
    first = image_batches(sources, batch_size, seed)
    second = image_batches(targets, batch_size, 2**31 - 1 - seed)
    return tf.data.Dataset.zip((first, second))


def _images(name, images):
    """Returns images as uint8 or float32, or says what is wrong with them."""
    images = np.asarray(images)
    whole = images.dtype == np.uint8
    if images.ndim != 4 or not (whole or images.dtype.kind == "f"):
        raise ValueError(
            f"{name} must be uint8, or floating-point numbers in [-1, 1], of shape (n, "
            f"height, width, channels), got {images.dtype} of shape {images.shape}; "
            "load_world and load_pairs return uint8"
        )
    if not whole:
        check_images(images)
    return images if whole else images.astype("float32")
