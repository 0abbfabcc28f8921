"""How far images are from what they should be, pixel by pixel."""

from keras import ops


def l1_loss(images, truths):
    """Computes the mean absolute error of images.

    Where several truths are possible, the best answer to it is their median, pixel by
    pixel, which is blurred: that is why a discriminator is added.

    Formula:

        loss = mean(|image - truth|)

    Reference: Isola et al., 2017 (arXiv:1611.07004), equation 3.

    Args:
        images: Shape `(batch, height, width, channels)`.
        truths: What they should be, the same shape.

    Returns:
        A scalar, at least 0, and at most 2 for images in [-1, 1].

    >>> float(l1_loss([[0.5, -1.0]], [[0.0, 1.0]]))
    1.25
    """
    return ops.mean(ops.abs(ops.subtract(images, truths)))
