"""How like its truth an image is: pixel by pixel, by structure, among other truths."""

from gan_course.metrics.checks import check_partners, check_similar

import numpy as np
import tensorflow as tf
from scipy.spatial.distance import cdist


def psnr(images, truths):
    """Computes the peak signal-to-noise ratio of each image to its truth.

    It is the mean squared error on a scale of decibels: 3 dB more are half the error.
    It rewards an average of all truths that are possible, which is blurred.

    Formula, with values in [-1, 1], whose range is 2:

        psnr = 10 log10(2^2 / mean((image - truth)^2))

    Args:
        images: Values in [-1, 1], shape `(n, height, width, channels)`.
        truths: What they should be, the same shape.

    Returns:
        Decibels, shape `(n,)`; infinite for an image that is its truth.

    Raises:
        ValueError: If images are no such arrays.

    >>> psnr(np.full((1, 8, 8, 1), -0.5), np.full((1, 8, 8, 1), -0.3)).round(2).tolist()
    [20.0]
    """
    check_similar(images, truths)
    images, truths = (tf.cast(x, "float32") for x in (images, truths))
    return tf.image.psnr(images, truths, max_val=2.0).numpy()


def ssim(images, truths):
    """Computes the structural similarity of each image to its truth.

    Means, variances and the covariance of the two are compared within a window that
    slides over the images, a Gaussian of 1.5 pixels cut off at 11x11; the mean over
    all places and channels is returned. It is about brightness, from 0 for black, so
    values are moved to [0, 1] first: in [-1, 1] a negative image would seem alike.

    Formula for one place, with values in [0, 1], c1 = 0.01^2 and c2 = 0.03^2:

        (2 m_x m_y + c1) (2 cov_xy + c2)
        / ((m_x^2 + m_y^2 + c1) (var_x + var_y + c2))

    Reference: Wang et al., 2004 (doi:10.1109/TIP.2003.819861).

    Args:
        images: Values in [-1, 1], shape `(n, height, width, channels)`, both sides at
            least 11 pixels.
        truths: What they should be, the same shape.

    Returns:
        Shape `(n,)`, at most 1, which is an image that is its truth.

    Raises:
        ValueError: If images are no such arrays.

    >>> ssim(np.full((1, 11, 11, 1), -0.5), np.full((1, 11, 11, 1), -0.5)).tolist()
    [1.0]
    """
    check_similar(images, truths, smallest=11)
    images, truths = ((tf.cast(x, "float32") + 1) / 2 for x in (images, truths))
    return tf.image.ssim(images, truths, max_val=1.0).numpy()


def retrieval(translated, partners):
    """Computes which share of translations is nearest to its own partner.

    Translation k should look like partner k. Its distance to all partners is measured,
    and it counts if none is nearer. Where its own is one of k that are equally near it
    counts 1 / k. Chance is 1 / n, and so is a translation that ignores its input.

    Args:
        translated: Images, or features of images, shape `(n, ...)`.
        partners: What they should be, the same shape, in the same order.

    Returns:
        A share from 0 to 1.

    Raises:
        ValueError: If there are not as many partners, fewer than 2, or values that are
            not finite.

    >>> retrieval([[0.1], [0.9], [0.8]], [[0.0], [1.0], [2.0]])
    0.6666666666666666
    """
    check_partners(translated, partners)
    rows = [np.reshape(x, (len(x), -1)) for x in (translated, partners)]
    distances = cdist(*rows, "sqeuclidean")
    own = np.diag(distances)[:, None]
    nearer, equal = (distances < own).sum(axis=1), (distances == own).sum(axis=1)
    return float(np.mean((nearer == 0) / equal))
