"""Training small classifiers on sources of images, and their accuracies."""

import gan_course  # noqa: F401
from gan_course import data
from gan_course.metrics import accuracy, train_classifier
from gan_course.models import small_classifier

import keras
import pytest
from sklearn.metrics import accuracy_score


def trained(batches, steps=150, seed=0):
    keras.utils.set_random_seed(seed)
    return train_classifier(small_classifier(), batches, steps)


@pytest.fixture(scope="module")
def digits():
    images, labels = data.load_mnist("train[:3000]")
    test_images, test_labels = data.load_mnist("test[:1000]")
    return images, labels, data.scale(test_images), test_labels


def test_small_classifier_is_small():
    model = small_classifier()
    convolutions = 5 * 5 * 16 + 16 + 3 * 3 * 16 * 32 + 32
    assert model.count_params() == convolutions + 7 * 7 * 32 * 64 + 64 + 64 * 10 + 10
    assert model.output_shape == (None, 10)
    assert small_classifier(3).output_shape == (None, 3)
    assert model.get_layer("features").output.shape == (None, 64)


def test_it_learns_and_accuracy_is_that_of_scikit_learn(digits):
    images, labels, test_images, test_labels = digits
    batches = data.image_batches(images, 32, labels=labels)
    classifier = trained(batches)
    found = accuracy(classifier, test_images, test_labels)
    named = classifier.predict(test_images, verbose=0).argmax(axis=1)
    assert found == pytest.approx(accuracy_score(test_labels, named))
    assert found > 0.85
    assert accuracy(small_classifier(), test_images, test_labels) < 0.4
    assert float(classifier.optimizer.learning_rate) < 1e-6  # at the end of the cosine
    assert int(classifier.optimizer.iterations) == 150
    again = trained(batches)
    assert accuracy(again, test_images, test_labels) == found


def test_wrong_labels_are_worth_nothing_and_mixing_them_in_costs(digits):
    """GAN-train of samples that ignore the order, alone and beside real images."""
    images, labels, test_images, test_labels = digits
    real = data.image_batches(images, 32, labels=labels)
    wrong = data.image_batches(images, 96, seed=1, labels=(labels + 1) % 10)
    alone = accuracy(trained(wrong), test_images, test_labels)
    mixed = trained(data.mixed_batches(real, wrong))
    assert alone < 0.1
    assert accuracy(mixed, test_images, test_labels) < 0.5
