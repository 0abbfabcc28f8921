"""Moving in the latent space: paths, directions, and the way back from an image.

A *generator* is any function `noise -> images`: a model, or of a conditional one
`lambda noise: generator([noise, labels])`. What is returned is float32.
"""

from gan_course.checks import check_images, check_number, check_seed

import keras
import numpy as np
import tensorflow as tf


def check_vectors(name, vectors, fewest=1, count=None):
    """Raises a ValueError unless there are enough finite vectors, or just `count`."""
    vectors = np.asarray(vectors)
    if vectors.ndim != 2 or 0 in vectors.shape:
        raise ValueError(
            f"{name} must have the shape (n, width), both at least 1, got "
            f"{vectors.shape}; reshape each of them to one vector"
        )
    if not np.isfinite(vectors).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(vectors))} of {vectors.size} values of {name} are "
            "NaN or infinite; find out where they come from"
        )
    fewest = vectors.shape[1] + 1 if fewest is None else fewest
    if len(vectors) < fewest or count not in (None, len(vectors)):
        raise ValueError(
            f"{name} must be {count or f'at least {fewest}'} vectors, got an array of "
            f"shape {vectors.shape}; draw more, and as many of all"
        )


def check_values(values, count):
    """Raises a ValueError unless values are as many finite numbers, not all equal."""
    values = np.asarray(values)
    if values.shape != (count,):
        raise ValueError(
            f"values must be one number for each of {count} noise vectors, got the "
            f"shape {values.shape}; take one attribute at a time"
        )
    bad = np.sum(~np.isfinite(values))
    if bad or np.ptp(values) == 0:
        raise ValueError(
            f"values must be finite and differ, got {bad} of {count} that are NaN or "
            f"infinite, the first {values[0]:.5g}; leave empty images and their noise "
            "out, noise[np.isfinite(values)]"
        )


def check_ends(start, end, arc=False):
    """Raises a ValueError unless a line, or one arc, leads from start to end."""
    shapes = np.shape(start), np.shape(end)
    if shapes[0] != shapes[1] or 0 in (shapes[0] or (0,)):
        raise ValueError(
            f"start and end must have one shape (..., latent_dim), got {shapes[0]} and "
            f"{shapes[1]}; draw both with the same number of vectors"
        )
    ends = np.array([start, end], "float64")
    lengths = np.linalg.norm(ends, axis=-1, keepdims=True)
    middle = np.linalg.norm((ends / np.maximum(lengths, 1e-5)).sum(axis=0), axis=-1)
    if arc and min(lengths.min(), middle.min()) < 1e-5:
        raise ValueError(
            "there is no shortest great circle to the opposite vector, nor to or from "
            f"0, got one among {middle.size} pairs; go by a third vector"
        )


def straight_line(start, end, steps):
    """Goes from one noise vector to another on the straight line.

    Halfway between two independent vectors the line is nearer to 0 than nearly all
    noise that the generator was trained on: about sqrt(d / 2) in d dimensions, instead
    of sqrt(d). `great_circle` avoids that.

    Formula, with t from 0 to 1:

        (1 - t) start + t end

    Args:
        start, end: Noise vectors, both of shape `(..., latent_dim)`.
        steps: Number of points with both ends, at least 2.

    Returns:
        float32 of shape `(steps, ..., latent_dim)`.

    Raises:
        ValueError: If the shapes differ or hold nothing, or steps are too few.

    >>> straight_line([0.0, 2.0], [4.0, 0.0], 3).tolist()
    [[0.0, 2.0], [2.0, 1.0], [4.0, 0.0]]
    """
    check_number("steps", steps, 2)
    check_ends(start, end)
    return np.linspace(start, end, steps, dtype="float32")


def great_circle(start, end, steps):
    """Goes from one noise vector to another on an arc around 0.

    Between vectors of one length all points have that length, and the noise of many
    dimensions has nearly one length: the path stays where the generator was trained.
    It is also called slerp. Where both point the same way it is the straight line.

    Formula, with omega the angle between start and end, and t from 0 to 1:

        (sin((1 - t) omega) start + sin(t omega) end) / sin(omega)

    References: Shoemake, 1985 (doi:10.1145/325334.325242); White, 2016
    (arXiv:1609.04468), for generators.

    Args:
        start, end, steps: As for `straight_line`.

    Returns:
        float32 of shape `(steps, ..., latent_dim)`.

    Raises:
        ValueError: As there, and if a vector is 0 or opposite to its start.

    >>> great_circle([4.0, 3.0], [-4.0, 3.0], 3).round(3).tolist()
    [[4.0, 3.0], [0.0, 5.0], [-4.0, 3.0]]
    """
    check_number("steps", steps, 2)
    check_ends(start, end, arc=True)
    start, end = np.asarray(start, "float64"), np.asarray(end, "float64")
    lengths = np.linalg.norm(start, axis=-1) * np.linalg.norm(end, axis=-1)
    cosine = np.clip((start * end).sum(axis=-1) / lengths, -1, 1)
    turns = np.arccos(cosine)[..., None] / np.pi  # np.sinc(x) is sin(pi x) / (pi x)
    path = [
        (1 - t) * np.sinc((1 - t) * turns) * start + t * np.sinc(t * turns) * end
        for t in np.linspace(0, 1, steps)
    ]
    return np.array(path / np.sinc(turns), "float32")


def attribute_direction(noise, values):
    """Finds the direction of the latent space in which an attribute grows.

    By least squares: its coordinate explains best what was measured on the images of
    the noise. Whether something else changes, too, has to be looked at.

    Formula, with centred noise z and values:

        direction = w / |w|,  w = argmin of sum of (z . w - value)^2

    Reference: Shen et al., 2020 (arXiv:1907.10786), there from a linear classifier.

    Args:
        noise: Shape `(n, latent_dim)`, n larger than latent_dim; ten times is better.
        values: One number an image, for instance by `metrics.slant`, shape `(n,)`.

    Returns:
        float32 of shape `(latent_dim,)`, of length 1.

    Raises:
        ValueError: If noise or values are no such arrays or not finite, or all equal.

    >>> noise = np.random.default_rng(0).standard_normal((50, 3))
    >>> abs(attribute_direction(noise, 5 + 2 * noise[:, 1])).round(3).tolist()
    [0.0, 1.0, 0.0]
    """
    check_vectors("noise", noise, fewest=None)
    check_values(values, len(noise))
    noise, values = np.asarray(noise, "float64"), np.asarray(values, "float64")
    weights, *_ = np.linalg.lstsq(noise - noise.mean(axis=0), values - values.mean())
    return (weights / np.linalg.norm(weights)).astype("float32")


def principal_directions(noise, activations, number):
    """Finds the directions in which a layer of the generator varies most.

    GANSpace: the principal components of the layer's activations, and for each the
    direction of the noise that goes with it, by least squares. Nobody says what to
    look for: what a direction does is seen afterwards, and its sign is arbitrary.

    Formula, with centred activations a, their components v_k and noise z:

        direction_k = u_k / |u_k|,  u = argmin of sum of |z - sum_k (a . v_k) u_k|^2

    Reference: Härkönen et al., 2020 (arXiv:2004.02546).

    Args:
        noise: Shape `(n, latent_dim)`; draw some thousands.
        activations: What the layer makes of it, shape `(n, width)`.
        number: How many: at most latent_dim and the units that vary, and below n.

    Returns:
        float32 of shape `(number, latent_dim)`, of length 1 each, the largest variance
        first. They need not be orthogonal.

    Raises:
        ValueError: If noise or activations are no such arrays or not finite, or the
            number is out of range.
    """
    check_vectors("noise", noise)
    check_vectors("activations", activations, count=len(noise))
    check_number("number", number, 1, _most_components(noise, activations))
    activations = np.asarray(activations, "float64")
    centred = activations - activations.mean(axis=0)
    _, components = np.linalg.eigh(centred.T @ centred)  # the largest come last
    coordinates = centred @ components[:, ::-1][:, :number]
    directions, *_ = np.linalg.lstsq(coordinates, np.asarray(noise, "float64"))
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    return (directions / lengths).astype("float32")


def _most_components(noise, activations):
    """Returns how many directions there can be, for `check_number`."""
    return min(len(noise) - 1, np.shape(noise)[1], np.sum(np.ptp(activations, 0) > 0))


def singular_directions(kernel, number):
    """Finds the directions of the noise that the first layer stretches most.

    SeFa: the trained weights are enough. Noise that moves by a unit vector moves the
    layer by the singular value. A direction's sign is arbitrary.

    Formula, with A the kernel in Keras's layout, `noise @ A`:

        direction_k = k-th eigenvector of A A^T

    Reference: Shen and Zhou, 2021 (arXiv:2007.06600), whose A is the transpose.

    Args:
        kernel: The rows for the noise in the first layer's, `(latent_dim, width)`.
        number: How many directions, at most latent_dim and width.

    Returns:
        float32 of shape `(number, latent_dim)`, orthonormal, the most stretched first.

    Raises:
        ValueError: If the kernel is no such matrix or the number is out of range.

    >>> abs(singular_directions([[3.0, 0.0], [0.0, 5.0]], 1)).tolist()
    [[0.0, 1.0]]
    """
    check_vectors("kernel", kernel)
    check_number("number", number, 1, min(np.shape(kernel)))
    directions, _, _ = np.linalg.svd(np.asarray(kernel, "float64"), full_matrices=False)
    return directions[:, :number].T.astype("float32")


def project(generator, images, latent_dim, steps=200, rate=0.05, starts=1, seed=0):
    """Finds the noise of which a generator makes something like given images.

    By Adam on the noise, with a rate that falls to 0; the generator does not change.
    What error remains the generator cannot draw, or the descent did not find it: more
    starts tell. All images begin at the same noise, and none depends on the others.

    Formula, for each image x:

        argmin over z of mean over the pixels of (generator(z) - x)^2

    Reference: Creswell and Bharath, 2016 (arXiv:1611.05644).

    Args:
        generator: A function `noise -> images` of the shape of `images`.
        images: Values in [-1, 1], shape `(n, height, width, channels)`.
        latent_dim: Size of a noise vector.
        steps, rate: Of Adam, at least 1, and its rate at the beginning, above 0.
        starts: Random noise to begin at, at least 1; each image keeps its best.
        seed: Integer from 0; fixes the starts.

    Returns:
        `(noise, errors)`: float32 of shapes `(n, latent_dim)` and `(n,)`.

    Raises:
        ValueError: If images do not have the generator's shape or are not in [-1, 1],
            or a setting is out of range.
    """
    check_number("latent_dim", latent_dim, 1)
    check_number("steps", steps, 1)
    check_number("rate", rate, 0, whole=False, ends="(]")
    check_number("starts", starts, 1)
    check_seed(seed)
    check_images(images, generator(tf.zeros([len(images), latent_dim])).shape[1:])
    images = tf.cast(images, tf.float32)
    first = tf.random.stateless_normal([starts, 1, latent_dim], [seed, 0])
    noise = tf.Variable(tf.repeat(first, len(images), axis=1))
    adam = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps))
    adam.build([noise])

    def squared_errors():
        made = tf.stack([generator(noise[k]) for k in range(starts)])
        return tf.reduce_mean((made - images) ** 2, axis=(2, 3, 4))

    @tf.function
    def minimize():
        for _ in tf.range(steps):
            with tf.GradientTape() as tape:
                total = tf.reduce_sum(squared_errors())
            adam.apply_gradients([(tape.gradient(total, noise), noise)])
        return squared_errors()

    errors = minimize.get_concrete_function()().numpy()  # (starts, n)
    best = errors.argmin(axis=0), np.arange(len(images))
    return noise.numpy()[best], errors[best]
