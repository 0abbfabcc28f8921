"""Gaussian mixtures in the plane, whose density is known exactly."""

from gan_course.checks import check_number, check_seed
from gan_course.data.batches import prefetched

import numpy as np
import tensorflow as tf


class GaussianMixture:
    """A mixture of normal distributions of equal weight, known exactly.

    `gaussian_ring`, `gaussian_grid` and `correlated_gaussian` make the ones that
    the course trains on.

    Args:
        modes: Centres of the components, shape `(modes, width)`.
        covariance: Of every component, shape `(width, width)`, or one standard
            deviation sigma, above 0, for all directions.

    Attributes:
        modes: float64 of shape `(modes, width)`.
        covariance: float64 of shape `(width, width)`.
        sigma: The standard deviation, if it is the same in all directions; else
            None.

    Raises:
        ValueError: If there are no modes, numbers are not finite, or sigma or the
            covariance is not positive.
    """

    def __init__(self, modes, covariance):
        modes, covariance = np.array(modes, float), np.array(covariance, float)
        if modes.ndim != 2 or modes.size == 0 or not np.isfinite(modes).all():
            raise ValueError(
                "modes must be finite numbers of shape (modes, width), at least one "
                f"mode, got shape {modes.shape}; one mode at the origin is [[0, 0]]"
            )
        width = modes.shape[1]
        self.sigma = None
        if covariance.ndim == 0:
            if not 0 < covariance < np.inf:
                raise ValueError(
                    f"sigma must be a positive number, got {covariance}; it is the "
                    "standard deviation of each mode, for instance 0.02"
                )
            self.sigma = float(covariance)
            covariance = covariance**2 * np.eye(width)
        symmetric = covariance.shape == (width, width) and np.allclose(
            covariance, covariance.T, atol=0
        )
        if not symmetric or not np.linalg.eigvalsh(covariance).min() > 0:
            raise ValueError(
                f"covariance must be a symmetric, positive definite {width}x{width} "
                f"matrix, got {covariance.tolist()}"
            )
        self.modes = modes
        self.covariance = covariance

    def sample(self, n, seed=0):
        """Draws samples, which are a function of the seed.

        Args:
            n: How many.
            seed: An integer, or two of them, also as tensors.

        Returns:
            float32 of shape `(n, width)`.
        """
        check_number("n", n, 1)
        if np.ndim(seed) == 0:
            check_seed(seed)
        # Not a batch of `batches`, whose seeds end in their number, from 0 on.
        seed = tf.stack([seed, -1]) if np.ndim(seed) == 0 else seed
        seeds = tf.random.split(tf.cast(seed, tf.int32), 2)
        modes = tf.constant(self.modes, tf.float32)
        root = tf.constant(np.linalg.cholesky(self.covariance), tf.float32)
        chosen = tf.random.stateless_uniform(
            [n], seeds[0], 0, len(self.modes), tf.int32
        )
        normal = tf.random.stateless_normal([n, modes.shape[1]], seeds[1])
        return tf.gather(modes, chosen) + tf.matmul(normal, root, transpose_b=True)

    def batches(self, batch_size, seed=0):
        """Makes an endless dataset of batches, each a function of seed and number.

        Args:
            batch_size: Samples a batch.
            seed: Integer.

        Returns:
            A `tf.data.Dataset` of float32 batches, shape `(batch_size, width)`.
        """
        check_number("batch_size", batch_size, 1)
        check_seed(seed)
        numbers = tf.data.Dataset.counter()
        batches = numbers.map(
            lambda n: self.sample(batch_size, tf.stack([seed, tf.cast(n, tf.int32)]))
        )
        return prefetched(batches)


def gaussian_ring(modes=8, radius=2.0, sigma=0.02):
    """Makes the ring: equal modes, evenly spaced on a circle around the origin.

    Reference: Metz et al., 2017 (arXiv:1611.02163), section 3.1.

    Args:
        modes: How many, at least 1.
        radius: Of the circle.
        sigma: Standard deviation of each mode, above 0.

    Returns:
        A `GaussianMixture`.

    >>> gaussian_ring(4, radius=1.0).modes.round().tolist()
    [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [-0.0, -1.0]]
    """
    check_number("modes", modes, 1)
    angles = 2 * np.pi * np.arange(modes) / max(modes, 1)  # the first is not the last
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return GaussianMixture(radius * circle, sigma)


def gaussian_grid(side=5, spacing=2.0, sigma=0.05):
    """Makes the grid: side x side equal modes around the origin.

    Reference: Lin et al., 2018 (arXiv:1712.04086), section 4.1.

    Args:
        side: Modes along each axis, at least 1.
        spacing: From one mode to the next.
        sigma: Standard deviation of each mode, above 0.

    Returns:
        A `GaussianMixture`.

    >>> gaussian_grid().modes[[0, -1]].tolist()
    [[-4.0, -4.0], [4.0, 4.0]]
    """
    check_number("side", side, 1)
    places = spacing * (np.arange(side) - (side - 1) / 2)
    across, up = np.meshgrid(places, places, indexing="ij")
    return GaussianMixture(np.stack([across.ravel(), up.ravel()], axis=1), sigma)


def correlated_gaussian():
    """Makes one normal distribution in the plane that leans: the data of lesson 02.

    Returns:
        A `GaussianMixture` of one mode, at (1, -0.5), with variances 1 and
        covariance 0.8.
    """
    return GaussianMixture([[1.0, -0.5]], [[1.0, 0.8], [0.8, 1.0]])
