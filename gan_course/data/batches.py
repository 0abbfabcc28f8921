"""Images as batches for training, in [-1, 1]."""

from gan_course.checks import check_labels, check_number, check_seed, warn

import numpy as np
import tensorflow as tf


def scale(images):
    """Scales 8-bit pixels to the range of tanh, the generator's last layer.

    Args:
        images: Pixels from 0 to 255, any shape.

    Returns:
        float32 in [-1, 1], the same shape.

    >>> scale(np.array([0, 255], "uint8")).numpy().tolist()
    [-1.0, 1.0]
    """
    return tf.cast(images, tf.float32) / 127.5 - 1.0


def prefetched(dataset):
    """Makes batches ahead of the step that takes them, by a fixed number.

    Not by TensorFlow's autotuning: its thread now and then sleeps for up to a minute
    before it notices that a training is over, and the training waits for it.

    Args:
        dataset: A `tf.data.Dataset`.

    Returns:
        The same dataset, two batches ahead.
    """
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.prefetch(2).with_options(options)


def shuffled_places(step, count, batch_size, seed):
    """Chooses which images of an array make batch number `step`.

    Args:
        step: int64 scalar, from 0.
        count: How many images there are.
        batch_size: Images a batch; a pass leaves out what does not fill one.
        seed: Integer; fixes the order.

    Returns:
        Indices, int64, shape `(batch_size,)`, all different.
    """
    batches = count // batch_size
    pass_number, place = step // batches, step % batches
    places = place * batch_size + tf.range(batch_size, dtype=tf.int64)
    # It reads the lowest byte of each number only.
    key = tf.stack([seed + pass_number // 256, pass_number])
    chosen = tf.random.experimental.index_shuffle(places, seed=key, max_index=count - 1)
    return tf.ensure_shape(chosen, (batch_size,))


def image_batches(images, batch_size, seed=0, labels=None):
    """Makes an endless dataset of shuffled batches in [-1, 1].

    Every pass over the images has an order of its own, which is a function of
    the seed and of the pass: batch number k is always the same batch, and
    `skip(k)` goes to it. A pass leaves out what does not fill a batch. Pixels
    stay in memory as uint8 and are scaled in the graph. TensorFlow's shuffle of
    indices is a light one: it mixes within a pass, but the orders of two passes
    resemble each other.

    Args:
        images: uint8 from 0 to 255, shape `(n, height, width, channels)`.
        batch_size: Images a batch, at most n.
        seed: Integer; fixes the order.
        labels: Integers from 0, shape `(n,)`, to come with their images; None
            leaves the images alone.

    Returns:
        A `tf.data.Dataset` of float32 batches, shape `(batch_size, height,
        width, channels)`, or of pairs of such a batch and its int32 labels, shape
        `(batch_size,)`.

    Raises:
        ValueError: If the images or labels are no such arrays, the batch does not fit
            or the seed is no whole number.

    Warns:
        UserWarning: If the pixels are 0 and 1 only, as those of masks.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim != 4:
        raise ValueError(
            "images must be uint8 of shape (n, height, width, channels), got "
            f"{images.dtype} of shape {images.shape}; load_mnist returns them so"
        )
    check_number("batch_size", batch_size, 1, len(images))
    check_seed(seed)
    if images.max() == 1:
        warn(
            "the pixels are 0 and 1 only, which is nearly black out of 255: are these "
            "masks? Multiply them by 255",
        )
    if labels is not None:
        check_labels(labels, len(images))
        labels = tf.constant(labels, tf.int32)
    pixels = tf.constant(images)

    def batch(step):
        chosen = shuffled_places(step, len(images), batch_size, seed)
        batch_images = scale(tf.gather(pixels, chosen))
        return (
            batch_images
            if labels is None
            else (batch_images, tf.gather(labels, chosen))
        )

    return prefetched(tf.data.Dataset.counter().map(batch))
