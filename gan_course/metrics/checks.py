"""What is no batch of labelled images to learn from."""

from gan_course.checks import check_number

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
