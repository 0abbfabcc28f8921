"""Stacked MNIST: labels and channels."""

from gan_course.data import load_mnist, stack_digits

import numpy as np


def test_stacked_digits_keep_their_labels():
    images, labels = load_mnist("test[:500]")
    stacked, digits = stack_digits(images, labels, 2000, seed=1)
    assert stacked.shape == (2000, 28, 28, 3) and stacked.dtype == np.uint8
    place = {image.tobytes(): label for image, label in zip(images, labels)}
    for channel in range(3):
        found = [
            place[np.ascontiguousarray(i).tobytes()] for i in stacked[..., channel]
        ]
        assert found == digits[:, channel].tolist()
    correlation = np.corrcoef(digits.T)[np.triu_indices(3, 1)]
    assert np.abs(correlation).max() < 0.1  # the channels do not know of each other
    again = stack_digits(images, labels, 2000, seed=1)[1]
    assert np.array_equal(digits, again)
