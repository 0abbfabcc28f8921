"""The network of 64x64 colour tiles whose features a Fréchet distance reads."""

from gan_course.models.classifier import WEIGHTS

import keras
from keras import layers


def tile_network():
    """Builds the network of colour tiles, whose features metrics read.

    No label is needed to train it: it learns to tell whether two views were cut from
    the same tile. Its "logits" are the direction in which it sees a view, by which
    views are compared. `gan_course.weights.make_tiles` trains it.

    Reference: SimCLR, Chen et al., 2020 (arXiv:2002.05709), section 2.1.

    Returns:
        A model from images `(batch, 64, 64, 3)` in [-1, 1] to a pair: features
        `(batch, 64)`, at least 0, and directions of length 1, `(batch, 32)`.
    """
    images = keras.Input((64, 64, 3))
    x = images
    for filters, kernel in [(32, 5), (48, 3), (64, 3), (96, 3)]:
        x = layers.Conv2D(filters, kernel, 2, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.GlobalAveragePooling2D()(x)
    features = layers.Dense(64, activation="relu", name="features")(x)
    directions = layers.Dense(32)(features)
    directions = layers.UnitNormalization(name="directions")(directions)
    return keras.Model(images, [features, directions], name="tile_network")


def load_tile_network():
    """Returns `tile_network` with the weights shipped with the package.

    By `gan_course.metrics.classify(images, load_tile_network())` the features of tiles
    come to the Fréchet distance. They know shapes and colours of two maps, and nothing
    else: such a distance compares generators of these tiles, and is no FID.
    """
    model = tile_network()
    model.load_weights(WEIGHTS / "tiles.weights.h5")
    return model
