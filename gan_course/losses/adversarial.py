"""Losses of the two players: pure functions, logits in, a scalar out."""

from gan_course.checks import check_number

from keras import ops

SMOOTHING = "0.1 makes the label of real images 0.9"


def minimax_discriminator_loss(real_logits, fake_logits, label_smoothing=0.0):
    """Computes the discriminator's loss of the original GAN.

    It is the binary cross-entropy of the labels "real" and "generated". At
    equilibrium the discriminator answers one half everywhere and the loss is
    log 4 = 1.386; a loss near zero means that it tells all images apart.

    With `label_smoothing` s the label of real images is 1 - s instead of 1
    (one-sided: generated images keep 0), so the discriminator is no longer
    rewarded for being ever surer of them.

    Formula, with D = sigmoid(logit):

        loss = - mean((1 - s) log D(real) + s log(1 - D(real)))
               - mean(log(1 - D(fake)))

    References: Goodfellow et al., 2014 (arXiv:1406.2661); label smoothing:
    Salimans et al., 2016 (arXiv:1606.03498).

    Args:
        real_logits: Logits of real images, shape `(batch, 1)`.
        fake_logits: Logits of generated images, shape `(batch, 1)`.
        label_smoothing: s, from 0 (none) to below 0.5.

    Returns:
        A scalar, at least 0.

    Raises:
        ValueError: If `label_smoothing` lies outside [0, 0.5).

    >>> round(float(minimax_discriminator_loss([[0.0]], [[0.0]])), 4)
    1.3863
    >>> round(float(minimax_discriminator_loss([[9.0]], [[-9.0]], 0.1)), 4)
    0.9002
    """
    check_number("label_smoothing", label_smoothing, 0, 0.5, False, "[)", SMOOTHING)
    real_loss = ops.softplus(ops.negative(real_logits)) + ops.multiply(
        label_smoothing, real_logits
    )
    return ops.mean(real_loss) + ops.mean(ops.softplus(fake_logits))


def minimax_generator_loss(fake_logits):
    """Computes the saturating generator loss of the minimax game.

    It is the game as the theorem states it, and it learns badly: while the
    discriminator is sure that an image is generated, the gradient vanishes.
    Use `non_saturating_generator_loss` to train.

    Formula, with D = sigmoid(logit):

        loss = mean(log(1 - D(fake)))

    Reference: Goodfellow et al., 2014 (arXiv:1406.2661), equation 1.

    Args:
        fake_logits: Logits of generated images, shape `(batch, 1)`.

    Returns:
        A scalar, at most 0; lower is better for the generator.

    >>> round(float(minimax_generator_loss([[0.0]])), 4)
    -0.6931
    """
    return -ops.mean(ops.softplus(fake_logits))


def non_saturating_generator_loss(fake_logits):
    """Computes the generator loss that GANs are trained with.

    The generator maximizes log D(fake) instead of minimizing
    log(1 - D(fake)): the same equilibrium, but the gradient is largest where
    the discriminator is surest. At equilibrium it is log 2 = 0.693. A rise
    means that the discriminator got ahead, not by itself that images got
    worse.

    Formula, with D = sigmoid(logit):

        loss = - mean(log D(fake))

    Reference: Goodfellow et al., 2014 (arXiv:1406.2661), section 3.

    Args:
        fake_logits: Logits of generated images, shape `(batch, 1)`.

    Returns:
        A scalar, at least 0.

    >>> round(float(non_saturating_generator_loss([[0.0]])), 4)
    0.6931
    """
    return ops.mean(ops.softplus(ops.negative(fake_logits)))


def wasserstein_discriminator_loss(real_logits, fake_logits):
    """Computes the loss of a critic, whose negative estimates a distance.

    For a critic that is 1-Lipschitz (clipped, penalized or normalized to be nearly
    so) and trained to its optimum, -loss is the Wasserstein-1 distance of the two
    distributions; for any other 1-Lipschitz critic it is no more. The critic's outputs
    are no logits of a probability: only their differences mean something.

    Formula:

        loss = mean(fake) - mean(real)

    Reference: Arjovsky et al., 2017 (arXiv:1701.07875), equation 2.

    Args:
        real_logits: The critic's outputs on real images, shape `(batch, 1)`.
        fake_logits: Its outputs on generated images, shape `(batch, 1)`.

    Returns:
        A scalar of any sign.

    >>> float(wasserstein_discriminator_loss([[3.0], [5.0]], [[1.0]]))
    -3.0
    """
    return ops.mean(fake_logits) - ops.mean(real_logits)


def wasserstein_generator_loss(fake_logits):
    """Computes the generator's loss against a critic, also that of the hinge loss.

    It falls when the critic rates generated images higher; on its own it tells
    nothing about their quality, for the critic's outputs have no fixed zero.

    Formula:

        loss = - mean(fake)

    Reference: Arjovsky et al., 2017 (arXiv:1701.07875), algorithm 1.

    Args:
        fake_logits: The critic's outputs on generated images, shape `(batch, 1)`.

    Returns:
        A scalar of any sign.

    >>> float(wasserstein_generator_loss([[1.0], [2.0]]))
    -1.5
    """
    return -ops.mean(fake_logits)


def hinge_discriminator_loss(real_logits, fake_logits):
    """Computes the hinge loss: images on the right side of a margin do not count.

    Real images are pushed up to 1, generated ones down to -1, and no further.

    Formula:

        loss = mean(max(0, 1 - real)) + mean(max(0, 1 + fake))

    References: Lim and Ye, 2017 (arXiv:1705.02894); Miyato et al., 2018
    (arXiv:1802.05957), equation 16.

    Args:
        real_logits: Outputs on real images, shape `(batch, 1)`.
        fake_logits: Outputs on generated images, shape `(batch, 1)`.

    Returns:
        A scalar, at least 0; 2 for a discriminator that always answers 0.

    >>> float(hinge_discriminator_loss([[0.25], [9.0]], [[-0.5]]))
    0.875
    """
    real_loss = ops.mean(ops.relu(ops.subtract(1.0, real_logits)))
    return real_loss + ops.mean(ops.relu(ops.add(1.0, fake_logits)))


def hinge_generator_loss(fake_logits):
    """Computes the generator's hinge loss: `wasserstein_generator_loss`.

    The margin is the discriminator's alone: with one of its own the generator would
    stop learning from images that the discriminator takes for real.

    Formula:

        loss = - mean(fake)

    Reference: Miyato et al., 2018 (arXiv:1802.05957), equation 17.

    Args:
        fake_logits: Outputs on generated images, shape `(batch, 1)`.

    Returns:
        A scalar of any sign.

    >>> float(hinge_generator_loss([[3.0]]))
    -3.0
    """
    return wasserstein_generator_loss(fake_logits)


def least_squares_discriminator_loss(real_logits, fake_logits):
    """Computes the least-squares loss: outputs 1 for real images, 0 for generated.

    Formula:

        loss = mean((real - 1)^2) / 2 + mean(fake^2) / 2

    Reference: Mao et al., 2017 (arXiv:1611.04076), equation 9.

    Args:
        real_logits: Outputs on real images, shape `(batch, 1)`, no sigmoid.
        fake_logits: Outputs on generated images, shape `(batch, 1)`.

    Returns:
        A scalar, at least 0; 1/4 for a discriminator that always answers 1/2.

    >>> float(least_squares_discriminator_loss([[0.5]], [[0.5]]))
    0.25
    """
    real_loss = ops.mean(ops.square(ops.subtract(real_logits, 1.0)))
    return (real_loss + ops.mean(ops.square(fake_logits))) / 2


def least_squares_generator_loss(fake_logits):
    """Computes the generator's least-squares loss: outputs 1 for generated images.

    Unlike the logistic loss it pulls back images that are "too real" as well.

    Formula:

        loss = mean((fake - 1)^2) / 2

    Reference: Mao et al., 2017 (arXiv:1611.04076), equation 9.

    Args:
        fake_logits: Outputs on generated images, shape `(batch, 1)`.

    Returns:
        A scalar, at least 0.

    >>> float(least_squares_generator_loss([[0.0], [2.0]]))
    0.5
    """
    return ops.mean(ops.square(ops.subtract(fake_logits, 1.0))) / 2
