"""The classifier that the metrics read."""

from gan_course import data, models

import numpy as np


def test_classifier_is_as_accurate_as_promised():
    images, labels = data.load_mnist("test")
    _, logits = models.load_classifier().predict(
        data.scale(images), batch_size=500, verbose=0
    )
    assert np.mean(logits.argmax(axis=1) == labels) >= 0.994
    assert (models.WEIGHTS / "classifier.weights.h5").stat().st_size < 1_000_000


def test_classifier_loads_without_a_word(recwarn, capfd):
    models.load_classifier()
    assert not recwarn.list and capfd.readouterr() == ("", "")
