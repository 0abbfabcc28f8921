"""Stacked MNIST: three digits as the channels of one image, 1,000 modes."""

from gan_course.checks import check_number, check_seed

import numpy as np


def stack_digits(images, labels, n, seed=0):
    """Stacks random digits as the channels of images: samples of stacked MNIST.

    Every channel is drawn by itself, so there are 1,000 kinds of images, the
    modes.

    Reference: Metz et al., 2017 (arXiv:1611.02163), section 3.3.

    Args:
        images: One-channel images, shape `(m, height, width, 1)`.
        labels: Their digits, shape `(m,)`.
        n: How many to make.
        seed: Integer; fixes the choice.

    Returns:
        `(stacked, digits)`: shape `(n, height, width, 3)`, of the images' type,
        and `(n, 3)`, of the labels' type.

    Raises:
        ValueError: If images and labels do not fit.

    >>> images, labels = np.zeros((7, 28, 28, 1), "uint8"), np.arange(7)
    >>> [array.shape for array in stack_digits(images, labels, 5)]
    [(5, 28, 28, 3), (5, 3)]
    """
    images, labels = np.asarray(images), np.asarray(labels)
    fits = images.ndim == 4 and images.shape[3] == 1 and len(images) > 0
    if not fits or labels.shape != images.shape[:1]:
        raise ValueError(
            "images must have the shape (m, height, width, 1) and labels (m,), got "
            f"{images.shape} and {labels.shape}; load_mnist returns them so"
        )
    check_number("n", n, 1)
    check_seed(seed)
    chosen = np.random.default_rng(seed).integers(len(images), size=(n, 3))
    channels = [images[chosen[:, channel], ..., 0] for channel in range(3)]
    return np.stack(channels, axis=-1), labels[chosen]
