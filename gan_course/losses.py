"""Losses of the two players: pure functions, logits in, a scalar out.

A logit is what the discriminator returns: any real number, where
`sigmoid(logit)` is its probability that the image is real. Each pair is named
`<family>_discriminator_loss(real_logits, fake_logits)` and
`<family>_generator_loss(fake_logits)`.
"""

from keras import ops


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

    >>> round(float(minimax_discriminator_loss([[0.0]], [[0.0]])), 4)
    1.3863
    >>> round(float(minimax_discriminator_loss([[9.0]], [[-9.0]], 0.1)), 4)
    0.9002
    """
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
