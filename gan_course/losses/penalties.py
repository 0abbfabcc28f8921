"""Penalties on a discriminator's gradient, and what a generator can match instead."""

import tensorflow as tf
from keras import ops


def gradient_norms(discriminator, images):
    """Computes how steep the discriminator is at each image.

    The norm is safe: its own gradient is 0, not infinite, where the discriminator is
    flat. Differentiable, so that a penalty can be made of it.

    Formula:

        norm_i = sqrt(sum over pixels of (d discriminator(image_i) / d pixel)^2)

    Args:
        discriminator: Maps images to logits `(batch, 1)`. Its logit of an image
            should depend on that image alone.
        images: Floating-point tensor, shape `(batch, ...)`.

    Returns:
        Shape `(batch,)`, at least 1e-6.

    Raises:
        ValueError: If the logits are not computed from the images.

    >>> plane = lambda points, training: 3 * points[:, :1] - 4 * points[:, 1:]
    >>> print(gradient_norms(plane, [[0.0, 0.0], [1.0, 2.0]]).numpy())
    [5. 5.]
    """
    images = tf.convert_to_tensor(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = discriminator(images, training=True)
    slopes = tape.gradient(logits, images)
    squares = ops.sum(ops.square(slopes), axis=tuple(range(1, len(images.shape))))
    return ops.sqrt(squares + 1e-12)


def gradient_penalty(discriminator, real_images, fake_images, seed):
    """Computes WGAN-GP's penalty on gradients that are not of norm 1.

    An optimal critic has gradient norm 1 almost everywhere on straight lines
    between coupled real and generated images. The penalty asks for it at one random
    point on the line of each pair, with a number between 0 and 1 of its own.

    Formula, with e uniform in [0, 1], one for each pair:

        point = e * real + (1 - e) * fake
        penalty = mean((|gradient at point| - 1)^2)

    Reference: Gulrajani et al., 2017 (arXiv:1704.00028), algorithm 1; there it is
    multiplied by 10.

    Args:
        discriminator: The critic: images to outputs `(batch, 1)`, without batch
            normalization, which would make an output depend on the whole batch.
        real_images, fake_images: Floating-point tensors of the same shape
            `(batch, ...)`.
        seed: Pair of integers; fixes e.

    Returns:
        A scalar, at least 0; 1 where the critic is flat.

    Raises:
        ValueError: If there are not as many real images as generated ones.
    """
    real_images = tf.convert_to_tensor(real_images)
    fake_images = tf.convert_to_tensor(fake_images)
    if not real_images.shape.is_compatible_with(fake_images.shape):
        raise ValueError(
            f"real images have shape {real_images.shape}, generated ones "
            f"{fake_images.shape}; the penalty pairs them: make as many as there are "
            "real ones"
        )
    shape = [tf.shape(real_images)[0]] + [1] * (len(real_images.shape) - 1)
    e = tf.random.stateless_uniform(shape, seed, dtype=real_images.dtype)
    points = e * real_images + (1 - e) * fake_images
    return ops.mean(ops.square(gradient_norms(discriminator, points) - 1))


def r1_penalty(discriminator, real_images, fake_images=None, seed=None):
    """Computes the R1 penalty on every gradient at real images.

    It makes the discriminator flat where the data are, so that a generator that is
    right is no longer pushed away. Of the same form as `gradient_penalty`, though
    it needs neither generated images nor a seed.

    Formula:

        penalty = mean(|gradient at real|^2) / 2

    Reference: Mescheder et al., 2018 (arXiv:1801.04406), equation 9; multiply by
    their gamma.

    Args:
        discriminator: Maps images to logits `(batch, 1)`.
        real_images: Floating-point tensor, shape `(batch, ...)`.
        fake_images, seed: Not used.

    Returns:
        A scalar, at least 0.
    """
    return ops.mean(ops.square(gradient_norms(discriminator, real_images))) / 2


def feature_matching_loss(real_features, fake_features):
    """Computes a generator loss that matches what the discriminator sees on average.

    The generator no longer maximizes a logit, which a single good sample does best,
    but makes the mean of a hidden layer of the discriminator the same over generated
    samples as over real ones.

    Formula:

        loss = | mean(real_features) - mean(fake_features) |^2

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 3.1.

    Args:
        real_features: Activations on real samples, shape `(batch, features)`.
        fake_features: Activations on generated samples, the same shape.

    Returns:
        A scalar, at least 0.

    >>> float(feature_matching_loss([[1.0, 2.0], [3.0, 2.0]], [[2.0, 5.0]]))
    9.0
    """
    gap = ops.mean(real_features, axis=0) - ops.mean(fake_features, axis=0)
    return ops.sum(ops.square(gap))
