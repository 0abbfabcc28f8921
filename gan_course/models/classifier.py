"""The MNIST classifier whose features the metrics read."""

from pathlib import Path

import keras
from keras import layers

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"


def mnist_classifier():
    """Builds the course's MNIST classifier, whose features the metrics read.

    Six 3x3 convolutions with batch normalization and a dense layer "features"
    of width 64. For the trained one use `load_classifier`.

    Returns:
        A model from images `(batch, 28, 28, 1)` in [-1, 1] to a pair: features
        `(batch, 64)`, at least 0, and the ten classes' logits `(batch, 10)`.
    """
    images = keras.Input((28, 28, 1))
    x = images
    for filters, strides in [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (96, 2)]:
        if filters == 96:
            x = layers.Dropout(0.3)(x)
        x = layers.Conv2D(filters, 3, strides, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.GlobalAveragePooling2D()(x)
    features = layers.Dense(64, activation="relu", name="features")(x)
    logits = layers.Dense(10, name="logits")(features)
    return keras.Model(images, [features, logits], name="mnist_classifier")


def load_classifier():
    """Returns `mnist_classifier` with the weights shipped with the package."""
    model = mnist_classifier()
    model.load_weights(WEIGHTS / "classifier.weights.h5")
    return model


def small_classifier(classes=10):
    """Builds a small classifier that is trained from scratch in seconds.

    For experiments that train it again and again, to see what images are worth as
    training data. Two strided convolutions and a dense layer "features", with dropout
    in front of it because there may be few images.

    Args:
        classes: How many classes there are.

    Returns:
        A model from images `(batch, 28, 28, 1)` in [-1, 1] to logits, shape
        `(batch, classes)`.
    """
    images = keras.Input((28, 28, 1))
    x = images
    for filters, kernel in [(16, 5), (32, 3)]:
        x = layers.Conv2D(filters, kernel, strides=2, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = layers.Dropout(0.5)(layers.Flatten()(x))
    features = layers.Dense(64, "relu", name="features")(x)
    logits = layers.Dense(classes)(features)
    return keras.Model(images, logits, name="small_classifier")
