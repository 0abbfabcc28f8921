"""What spoils images: fewer pixels, noise, blur, a hole. Each is a thing to restore.

All are functions of images in [-1, 1] and, where there is chance, of a seed. Images
come back as float32 in [-1, 1].
"""

from gan_course.checks import check_images, check_number, check_seed

import numpy as np
import scipy.ndimage
import tensorflow as tf


def shrink(images, factor):
    """Makes images smaller: each pixel is the mean of a square of pixels.

    Args:
        images: Values in [-1, 1], shape `(n, height, width, channels)`.
        factor: Side of the square; must divide height and width.

    Returns:
        float32, shape `(n, height / factor, width / factor, channels)`.

    Raises:
        ValueError: If images are none, or the factor does not divide them.

    >>> shrink([[[[-1.0], [0.5]], [[-1.0], [0.5]]]], 2).ravel().tolist()
    [-0.25]
    """
    images = _checked(images)
    check_number("factor", factor, 1)
    n, height, width, channels = images.shape
    if height % factor or width % factor:
        raise ValueError(
            f"images of {height}x{width} pixels do not fall into squares of "
            f"{factor}x{factor}; take a factor that divides both"
        )
    blocks = (n, height // factor, factor, width // factor, factor, channels)
    return images.reshape(blocks).mean(axis=(2, 4))


def enlarge(images, factor):
    """Makes images larger by bicubic interpolation, as picture programs do.

    It undoes the size that `shrink` took, not the detail. Use it as the input of a
    generator whose images have the same size, and as what a generator has to beat.

    Reference: Keys, 1981 (doi:10.1109/TASSP.1981.1163711), with a = -1/2.

    Args:
        images: Values in [-1, 1], shape `(n, height, width, channels)`.
        factor: How many times higher and wider they become.

    Returns:
        float32, shape `(n, factor * height, factor * width, channels)`. Where the
        interpolation leaves [-1, 1] it is cut off.

    Raises:
        ValueError: If images are none, or the factor is no whole number from 1 on.

    >>> print(enlarge([[[[-1.0], [1.0]]]], 2).round(2)[0, 0, :, 0])
    [-1.   -0.59  0.59  1.  ]
    """
    images = _checked(images)
    check_number("factor", factor, 1)
    size = factor * images.shape[1], factor * images.shape[2]
    return np.clip(tf.image.resize(images, size, "bicubic").numpy(), -1, 1)


def add_noise(images, deviation, seed):
    """Adds normal noise to every pixel and channel, each its own.

    What leaves [-1, 1] is cut off, as a camera cuts off what is too bright.

    Args:
        images: Values in [-1, 1], shape `(n, height, width, channels)`.
        deviation: Standard deviation of the noise, from 0; 0.2 is a tenth of the range.
        seed: Integer; fixes the noise.

    Returns:
        float32 of the same shape.

    Raises:
        ValueError: If images are none, or deviation or seed are no such numbers.
    """
    images = _checked(images)
    check_number("deviation", deviation, 0, whole=False, hint="0.2 is a good start")
    check_seed(seed)
    noise = np.random.default_rng(seed).standard_normal(images.shape, "float32")
    return np.clip(images + np.float32(deviation) * noise, -1, 1)


def blur(images, sigma):
    """Blurs images by a Gaussian; the image is mirrored at its border.

    Args:
        images: Values in [-1, 1], shape `(n, height, width, channels)`.
        sigma: The Gaussian's standard deviation in pixels, from 0.

    Returns:
        float32 of the same shape.

    Raises:
        ValueError: If images are none, or sigma is negative.
    """
    images = _checked(images)
    check_number("sigma", sigma, 0, whole=False, hint="it is measured in pixels")
    blurred = scipy.ndimage.gaussian_filter(images, (0, sigma, sigma, 0))
    return np.clip(blurred, -1, 1)


def cut_hole(images, size, seed):
    """Cuts a square out of every image, at a place of its own.

    Args:
        images: Values in [-1, 1], shape `(n, height, width, channels)`.
        size: Side of the square in pixels, at most the image's.
        seed: Integer; fixes the places.

    Returns:
        `(images, masks)`: float32 of the same shape with -1 in the holes, and float32
        of shape `(n, height, width, 1)`, 1 in the holes and 0 elsewhere.

    Raises:
        ValueError: If images are none, the hole does not fit in, or the seed is no
            such number.

    >>> images, masks = cut_hole(np.full((3, 8, 8, 1), -0.5), 4, seed=0)
    >>> masks.sum(axis=(1, 2, 3)).tolist(), float(images.mean())
    ([16.0, 16.0, 16.0], -0.625)
    """
    images = _checked(images)
    n, height, width, _ = images.shape
    check_number("size", size, 1, min(height, width))
    check_seed(seed)
    rng = np.random.default_rng(seed)
    top = rng.integers(height - size + 1, size=(n, 1, 1, 1))
    left = rng.integers(width - size + 1, size=(n, 1, 1, 1))
    y, x = np.arange(height)[:, None, None], np.arange(width)[:, None]
    hole = (y >= top) & (y < top + size) & (x >= left) & (x < left + size)
    return np.where(hole, np.float32(-1), images), hole.astype("float32")


def _checked(images):
    """Returns images as float32, or says what is wrong with them."""
    images = np.asarray(images, "float32")
    if images.ndim != 4:
        raise ValueError(
            "images must have the shape (n, height, width, channels), got "
            f"{images.shape}; of one image make a batch by images[None]"
        )
    check_images(images)
    return images
