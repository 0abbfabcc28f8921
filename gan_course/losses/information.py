"""Losses of what a discriminator reads beside real or not: a class, or a code."""

from keras import ops


def class_loss(logits, labels):
    """Computes the cross-entropy of named classes.

    For an auxiliary classifier: the discriminator is to name the class of real and of
    generated images, and the generator to draw what is named as it was ordered.

    Formula, with p the softmax of the logits:

        loss = - mean(log p[label])

    Reference: Odena, Olah and Shlens, 2017 (arXiv:1610.09585), equation 3.

    Args:
        logits: Shape `(batch, classes)`.
        labels: Integers from 0 to `classes - 1`, shape `(batch,)`.

    Returns:
        A scalar, at least 0; log(classes) for a guess among all of them.

    >>> round(float(class_loss([[0.0, 0.0]], [1])), 4)
    0.6931
    """
    logits = ops.convert_to_tensor(logits)
    wanted = ops.one_hot(labels, logits.shape[-1])
    return ops.mean(ops.categorical_crossentropy(wanted, logits, from_logits=True))


def code_loss(codes, category_logits, numbers):
    """Computes how badly a code is read off a generated image.

    The code is a category, one-hot, and some numbers in [-1, 1], side by side. The
    entropy of the category minus its part of this loss is a lower bound of the mutual
    information between category and image.

    Formula:

        loss = - mean(log p[category]) + mean(sum over numbers of (number - guess)^2)

    Reference: Chen et al., 2016 (arXiv:1606.03657), equation 5; a squared error is
    their Gaussian of constant width.

    Args:
        codes: Shape `(batch, categories + numbers)`.
        category_logits: Guesses of the category, shape `(batch, categories)`.
        numbers: Guesses of the numbers, shape `(batch, numbers)`.

    Returns:
        A scalar, at least 0.

    >>> round(float(code_loss([[0.0, 1.0, 0.5]], [[0.0, 0.0]], [[0.0]])), 4)
    0.9431
    """
    codes, category_logits = map(ops.convert_to_tensor, (codes, category_logits))
    split = category_logits.shape[-1]
    labels = ops.argmax(codes[:, :split], axis=-1)
    squares = ops.square(codes[:, split:] - numbers)
    return class_loss(category_logits, labels) + ops.mean(ops.sum(squares, axis=-1))
