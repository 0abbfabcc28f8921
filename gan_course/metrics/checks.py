"""What metrics refuse: batches that teach nothing, images that cannot be compared."""

from gan_course.checks import check_features, check_images, check_number

import numpy as np
import tensorflow as tf

BATCHES = "data.image_batches(images, 32, labels=labels) makes such batches"


def check_labelled_batches(batches, classifier, steps):
    """Raises a ValueError unless a classifier can learn from batches for some steps.

    Args:
        batches: Should be a `tf.data.Dataset` of pairs `(images, labels)`.
        classifier: A Keras model of such images.
        steps: How many batches it is to learn from.
    """
    check_number("steps", steps, 1)
    if not isinstance(batches, tf.data.Dataset):
        raise ValueError(f"batches must be a tf.data.Dataset, got {type(batches)}")
    parts, shape = tf.nest.flatten(batches.element_spec), classifier.input_shape[1:]
    found = [tuple(part.shape) for part in parts]
    if len(parts) != 2 or found[0][1:] != shape or not parts[1].dtype.is_integer:
        raise ValueError(
            f"batches must be pairs of images, shape (batch, {str(shape)[1:]}, and "
            f"integers, their labels, got parts of shapes {found}; {BATCHES}"
        )
    number = int(batches.cardinality())
    if 0 <= number < steps:
        raise ValueError(
            f"there are {number} batches for {steps} steps; let them come again by "
            "batches.repeat()"
        )


def check_similar(images, truths, smallest=1):
    """Raises a ValueError unless two sets of images can be compared one by one.

    Args:
        images, truths: Should be in [-1, 1], of one shape `(n, height, width,
            channels)`.
        smallest: How high and wide they must be.
    """
    shapes = np.shape(images), np.shape(truths)
    if shapes[0] != shapes[1] or len(shapes[0]) != 4:
        raise ValueError(
            "images and truths must have one shape (n, height, width, channels), got "
            f"{shapes[0]} and {shapes[1]}; image k is compared with truth k"
        )
    for some in (images, truths):
        check_images(some)
    if min(shapes[0][1:3]) < smallest:
        raise ValueError(
            f"images must be at least {smallest} pixels high and wide, the size of the "
            f"window, got {shapes[0][1]}x{shapes[0][2]}; enlarge both"
        )


def check_partners(translated, partners):
    """Raises a ValueError unless there is one partner for each of some translations.

    Args:
        translated, partners: Should have one shape `(n, ...)`, n at least 2.
    """
    shapes = np.shape(translated), np.shape(partners)
    if shapes[0] != shapes[1] or len(shapes[0]) < 2 or 0 in shapes[0]:
        raise ValueError(
            "translated and partners must have one shape (n, ...), got "
            f"{shapes[0]} and {shapes[1]}; partner k is the truth of translation k"
        )
    rows = [np.reshape(x, (len(x), -1)) for x in (translated, partners)]
    check_features(*rows, fewest=2, names=("translations", "partners"))
