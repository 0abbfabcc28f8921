"""What tests of the metrics share."""

import gan_course  # noqa: F401
from gan_course import data, metrics

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter


@pytest.fixture(scope="session")
def real():
    """Features and logits: 2,000 test images, 2,000 blurred training images."""
    test = data.scale(data.load_mnist("test[:2000]")[0])
    train = data.scale(data.load_mnist("train[:2000]")[0])
    blurred = gaussian_filter(train, (0, 0.7, 0.7, 0))
    return metrics.classify(test), metrics.classify(blurred)


@pytest.fixture
def rng():
    return np.random.default_rng(0)
