"""Ordered classes: are they drawn, how well, and which code draws which of them."""

from gan_course.checks import check_features, check_labels, check_number

import numpy as np
from scipy.optimize import linear_sum_assignment


def class_accuracy(logits, labels):
    """Measures how often a classifier reads the class that was ordered.

    Of images that a conditional generator was asked for; the same for real test
    images is its ceiling, because the classifier errs, too. It does not see variety:
    a generator that draws one image of each class may have 1.

    Reference: Shmelkov et al., 2018 (arXiv:1807.09499), where it is called GAN-test.

    Args:
        logits: What `classify` reads in the images, shape `(n, classes)`.
        labels: The classes that were ordered, integers from 0, shape `(n,)`.

    Returns:
        A float, the share from 0 to 1.

    Raises:
        ValueError: If logits are no such array or not finite, or labels are no
            integers, of another number, or beyond the classes of the logits.

    >>> class_accuracy([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]], [0, 1, 1])
    0.6666666666666666
    """
    check_features(logits, logits, 1, names=("logits", "logits"))
    check_labels(labels, len(logits), np.shape(logits)[1])
    return float(np.mean(np.argmax(logits, axis=1) == np.asarray(labels)))


_HINT = "every class from 0 to the largest real label needs images of both kinds"


def _scarcest(kind, labels, all_labels):
    """Returns the name and the number of the rarest class, for `check_number`."""
    counts = np.bincount(np.asarray(labels), minlength=int(np.max(all_labels)) + 1)
    return f"{kind} images of class {counts.argmin()}", int(counts.min())


def within_classes(measure, real, real_labels, fake, fake_labels):
    """Measures real against generated images class by class.

    A conditional generator that draws one image of each class perfectly, or confuses
    two classes, hardly moves a measure over all images, but does move these. Half of
    the real images against the other half gives the floor of each class.

    Reference: Miyato and Koyama, 2018 (arXiv:1802.05637), section 4, for the Fréchet
    distance within classes, "intra FID".

    Args:
        measure: A function `(real, fake) -> float`, for instance `frechet_distance`,
            or `lambda real, fake: precision_recall(real, fake)[1]`. It needs enough
            images of every class.
        real: Features of real images, shape `(n, width)`.
        real_labels: Their classes, integers from 0, shape `(n,)`.
        fake: Features of generated images, shape `(m, width)`.
        fake_labels: The classes that were ordered, shape `(m,)`.

    Returns:
        float64 of shape `(classes,)`, where the last class is the largest of
        `real_labels`.

    Raises:
        ValueError: If features or labels are no such arrays, if a class has no real
            or no generated image, or by the measure.

    >>> real, fake = np.array([[0.0], [1.0], [1.0]]), np.array([[5.0], [3.0]])
    >>> within_classes(lambda a, b: b.mean() - a.mean(), real, [0, 1, 1], fake, [1, 0])
    array([3., 4.])
    """
    check_features(real, fake, 1)
    check_labels(real_labels, len(real), None, "real labels")
    check_labels(fake_labels, len(fake), int(np.max(real_labels)) + 1, "fake labels")
    check_number(*_scarcest("real", real_labels, real_labels), 1, hint=_HINT)
    check_number(*_scarcest("fake", fake_labels, real_labels), 1, hint=_HINT)
    real, real_labels = np.asarray(real), np.asarray(real_labels)
    fake, fake_labels = np.asarray(fake), np.asarray(fake_labels)
    return np.array(
        [
            measure(real[real_labels == label], fake[fake_labels == label])
            for label in range(int(real_labels.max()) + 1)
        ],
        "float64",
    )


def best_matching(codes, classes):
    """Pairs codes that were found without labels with classes, as well as can be.

    Each code is given a class of its own, so that as many images as possible have the
    class of their code. Of 10 codes that are drawn at random, a little more than a
    tenth of the images agree even if codes mean nothing: the more the fewer images.

    References: Chen et al., 2016 (arXiv:1606.03657), section 7.2, whose error is 1
    minus the share; Kuhn, 1955 (doi:10.1002/nav.3800020109), for the assignment.

    Args:
        codes: Integers from 0, shape `(n,)`, n at least 1.
        classes: What was read in the images, integers from 0, shape `(n,)`.

    Returns:
        `(share, matching)`: a float, the share of images that agree, and an array of
        integers, `matching[code]` being the code's class. It is as long as the larger
        of the two numbers of kinds; what does not occur is paired with what is left.

    Raises:
        ValueError: If codes or classes are no such arrays, or of different lengths.

    >>> share, matching = best_matching([0, 0, 1, 1, 2], [1, 1, 2, 0, 0])
    >>> share, matching.tolist()
    (0.8, [1, 2, 0])
    """
    check_labels(codes, None, name="codes")
    check_labels(classes, len(codes), name="classes")
    check_number("the number of codes", len(codes), 1, hint="make images of each code")
    kinds = 1 + int(max(np.max(codes), np.max(classes)))
    counts = np.zeros((kinds, kinds), int)
    np.add.at(counts, (codes, classes), 1)
    rows, matching = linear_sum_assignment(counts, maximize=True)
    return float(counts[rows, matching].sum() / len(codes)), matching
