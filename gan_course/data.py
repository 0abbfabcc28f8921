"""MNIST, Gaussian mixtures, stacked MNIST; batches for training; whole files."""

import hashlib
import math
import numbers
import os
from pathlib import Path

import numpy as np
import scipy.special
import scipy.stats
import tensorflow as tf

MNIST = Path("mnist", "3.0.1")
TABLES = Path(__file__).resolve().parent / "tables"  # of the long experiments


def course_folder():
    """Returns the `data` folder of a clone of the course, or None elsewhere."""
    folder = Path(__file__).resolve().parent.parent / "data"
    return folder if (folder / MNIST).is_dir() else None


def load_mnist(split="train", data_dir=None):
    """Loads MNIST by `tfds.load`, offline in a clone of the course.

    Looks in `data_dir` if given; else in the clone's `data/`; else in TFDS's
    own folder, where TFDS downloads it if it is not there yet.

    Args:
        split: "train" (60,000 images) or "test" (10,000), or what TFDS makes of
            them: "train[:1000]", "train+test".
        data_dir: A TFDS data folder. Nothing is downloaded into it.

    Returns:
        `(images, labels)`: uint8 of shape `(n, 28, 28, 1)` from 0 (paper) to
        255 (ink), and int64 of shape `(n,)` from 0 to 9.

    Raises:
        ValueError: If there is no MNIST in the folder, if a file is damaged or
            changed, or if a download fails.
    """
    import requests
    import tensorflow_datasets as tfds

    folder = Path(data_dir) if data_dir is not None else course_folder()
    own = Path(tfds.core.constants.DATA_DIR).expanduser()
    if data_dir is not None and not (folder / MNIST).is_dir():
        raise ValueError(
            f"no MNIST in data_dir {str(folder)!r}: it has no folder {MNIST}; pass "
            "a TFDS data folder, or leave data_dir out to let the course find one"
        )
    if folder is not None:
        _check_sums(folder)
    downloads = folder is None and not (own / MNIST).is_dir()
    try:
        if downloads:  # TFDS tries for minutes; without a network, say so at once
            requests.head(tfds.image_classification.MNIST.URL, timeout=10)
        examples = tfds.load(
            "mnist", split=split, data_dir=folder, download=downloads, batch_size=-1
        )
    except tf.errors.OpError as error:
        raise _damaged(folder or own, error.message) from error
    except (OSError, tfds.download.DownloadError) as error:
        raise ValueError(
            f"MNIST could not be downloaded ({error}). Looked in "
            f"{str(Path(__file__).resolve().parent.parent / 'data')!r} (a clone of "
            f"the course has it there) and in {str(own)!r} (TFDS's own folder). "
            "Go online once, or pass data_dir, the data folder of a clone"
        ) from error
    return examples["image"].numpy(), examples["label"].numpy()


def _damaged(folder, message):
    return ValueError(
        f"MNIST in {str(folder)!r} is damaged ({message.strip()}); restore the "
        "folder, or delete its mnist folder and load again"
    )


def _check_sums(folder):
    """Raises a ValueError if a file differs from the folder's SHA256SUMS."""
    sums = folder / "SHA256SUMS"
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    for line in filter(str.strip, lines):
        digest, name = line.split(maxsplit=1)
        path = folder / name
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if found != digest:
            raise ValueError(
                f"{str(path)!r} is {'damaged or changed' if found else 'missing'}: its "
                f"SHA-256 is not the one in {sums.name}; restore it, for instance "
                "with git checkout -- data"
            )


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


def image_batches(images, batch_size, seed=0):
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

    Returns:
        A `tf.data.Dataset` of float32 batches, shape `(batch_size, height,
        width, channels)`.

    Raises:
        ValueError: If the images are no such array or the batch does not fit.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim != 4:
        raise ValueError(
            "images must be uint8 of shape (n, height, width, channels), got "
            f"{images.dtype} of shape {images.shape}; load_mnist returns them so"
        )
    check_number("batch_size", batch_size, 1, len(images))
    pixels = tf.constant(images)
    batches = len(images) // batch_size

    def batch(step):
        pass_number, place = step // batches, step % batches
        places = place * batch_size + tf.range(batch_size, dtype=tf.int64)
        chosen = tf.random.experimental.index_shuffle(
            places, seed=tf.stack([seed, pass_number]), max_index=len(images) - 1
        )
        return scale(
            tf.ensure_shape(tf.gather(pixels, chosen), (batch_size, *images.shape[1:]))
        )

    return tf.data.Dataset.counter().map(batch).prefetch(tf.data.AUTOTUNE)


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

    def log_density(self, points):
        """Returns the exact logarithm of the density, in nats.

        Args:
            points: Shape `(n, width)`.

        Returns:
            float64 of shape `(n,)`.

        Raises:
            ValueError: If points have another width or are not finite.

        >>> log_density = gaussian_ring(1, radius=0.0, sigma=1.0).log_density
        >>> round(float(log_density([[0.0, 0.0]])[0]), 4)  # -log(2 pi)
        -1.8379
        """
        points, width = np.asarray(points, float), self.modes.shape[1]
        check_points(points, width)
        component = scipy.stats.multivariate_normal(np.zeros(width), self.covariance)
        logs = [np.atleast_1d(component.logpdf(points - mode)) for mode in self.modes]
        return scipy.special.logsumexp(logs, axis=0) - np.log(len(self.modes))

    def sample(self, n, seed=0):
        """Draws samples, which are a function of the seed.

        Args:
            n: How many.
            seed: An integer, or two of them, also as tensors.

        Returns:
            float32 of shape `(n, width)`.
        """
        check_number("n", n, 1)
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
        numbers = tf.data.Dataset.counter()
        batches = numbers.map(
            lambda n: self.sample(batch_size, tf.stack([seed, tf.cast(n, tf.int32)]))
        )
        return batches.prefetch(tf.data.AUTOTUNE)


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
    chosen = np.random.default_rng(seed).integers(len(images), size=(n, 3))
    channels = [images[chosen[:, channel], ..., 0] for channel in range(3)]
    return np.stack(channels, axis=-1), labels[chosen]


def stacked_batches(images, batch_size, seed=0):
    """Makes an endless dataset of stacked MNIST, for training.

    Every channel of every image is drawn by itself; batch number k is always the
    same batch.

    Args:
        images: uint8 from 0 to 255, shape `(n, height, width, 1)`.
        batch_size: Images a batch, at least 1.
        seed: Integer; fixes the choice.

    Returns:
        A `tf.data.Dataset` of float32 batches in [-1, 1], shape `(batch_size,
        height, width, 3)`.

    Raises:
        ValueError: If the images are no such array.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[3] != 1:
        raise ValueError(
            "images must be uint8 of shape (n, height, width, 1), got "
            f"{images.dtype} of shape {images.shape}; load_mnist returns them so"
        )
    check_number("batch_size", batch_size, 1)
    pixels = tf.constant(images[..., 0])

    def batch(step):
        numbers = tf.stack([tf.cast(seed, tf.int64), step])
        chosen = tf.random.stateless_uniform(
            [batch_size, 3], numbers, 0, len(images), tf.int32
        )
        return scale(tf.transpose(tf.gather(pixels, chosen), (0, 2, 3, 1)))

    return tf.data.Dataset.counter().map(batch).prefetch(tf.data.AUTOTUNE)


def check_images(images, shape=None):
    """Raises a ValueError unless there are images, finite, in [-1, 1], of a shape.

    Args:
        images: A batch of images, shape `(n, height, width, channels)`.
        shape: The expected `(height, width, channels)`; None accepts any.
    """
    images = np.asarray(images)
    if shape is not None and images.shape[1:] != tuple(shape):
        raise ValueError(
            f"images must have the shape (batch, {', '.join(map(str, shape))}), got "
            f"{images.shape}; resize them or build models for their size"
        )
    if images.size == 0:
        raise ValueError(f"there are no images in an array of shape {images.shape}")
    if not np.isfinite(images).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(images))} of {images.size} pixels are NaN or "
            "infinite; find out where they come from before you train on them"
        )
    low, high = images.min(), images.max()
    if low < -1 or high > 1:
        raise ValueError(
            f"images must lie in [-1, 1], got values from {low:.5g} to {high:.5g}; "
            "divide 8-bit pixels by 127.5 and subtract 1"
        )


def check_points(points, width):
    """Raises a ValueError unless points are finite, of shape `(n, width)`.

    Args:
        points: At least one point, anywhere.
        width: The expected number of coordinates.
    """
    points = np.asarray(points)
    if points.ndim != 2 or points.shape[1] != width or len(points) == 0:
        raise ValueError(
            f"points must have the shape (n, {width}), n at least 1, got {points.shape}"
        )
    if not np.isfinite(points).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(points))} of {points.size} coordinates are NaN or "
            "infinite; find out where they come from"
        )


def check_number(name, value, low, high=math.inf, whole=True):
    """Raises a ValueError unless a setting is a finite number in [low, high].

    Args:
        name: What the message calls it.
        value: The number.
        low: Its smallest value.
        high: Its largest value.
        whole: Whether it must be an integer.
    """
    kind = numbers.Integral if whole else numbers.Real
    good = isinstance(value, kind) and math.isfinite(value) and low <= value <= high
    if not good:
        upper = "" if high == math.inf else f" and at most {high:g}"
        raise ValueError(
            f"{name} must be a {'whole ' if whole else ''}number, at least {low:g}"
            f"{upper}, got {value!r}"
        )


def write_whole(path, write):
    """Writes a file under another name first, so that it is never half there.

    Args:
        path: Where the file is to be; its folder is made.
        write: Function of an open binary file.

    Raises:
        OSError: If that fails. What was at `path` before is still there.
    """
    path = Path(path)
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise OSError(
            error.errno or 0,
            f"{error.strerror or error}. Make room or choose a folder that can be "
            "written, and start again; what was saved before is still there. Could not "
            "write",
            str(path),
        ) from error
    finally:
        if partial.is_file():
            partial.unlink()


def check_writable(folder):
    """Raises the `OSError` of `write_whole` at once if a folder cannot be written."""
    probe = Path(folder) / f".probe-{os.getpid()}"
    write_whole(probe, lambda file: file.write(b"."))
    probe.unlink()
