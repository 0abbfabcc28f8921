"""Generators that take orders, and discriminators that know what was ordered.

They are lesson 03's networks with a place for the label, or for a code to be read.
"""

from gan_course.layers import MinibatchStandardDeviation
from gan_course.models.classifier import WEIGHTS
from gan_course.models.dcgan import (
    dcgan_discriminator,
    dcgan_generator,
    open_discriminator,
)

import keras
from keras import layers


def conditional_generator(latent_dim=64, classes=10):
    """Builds lesson 03's generator with the class as a further input.

    The label becomes a vector of its own, learned for each class, behind the noise.

    Reference: Mirza and Osindero, 2014 (arXiv:1411.1784).

    Args:
        latent_dim: Size of a noise vector.
        classes: How many classes there are; labels go from 0 to one less.

    Returns:
        A model from `[noise, labels]`, shapes `(batch, latent_dim)` and `(batch,)`, to
        images `(batch, 28, 28, 1)` in [-1, 1].
    """
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    order = layers.Embedding(classes, 16, "random_normal")(labels)
    images = dcgan_generator(latent_dim + 16)(layers.Concatenate()([noise, order]))
    return keras.Model([noise, labels], images, name="conditional_generator")


def load_conditional_generator():
    """Returns lesson 09's generator with the weights shipped with the package.

    Returns:
        A model from `[noise, labels]`, shapes `(batch, 64)` and `(batch,)`, to images
        `(batch, 28, 28, 1)` in [-1, 1].
    """
    model = conditional_generator()
    model.load_weights(WEIGHTS / "conditional_generator.weights.h5")
    return model


def concatenation_discriminator(classes=10):
    """Builds lesson 03's discriminator with the label as a second channel.

    Each class has an image of its own, which is learned, behind the image to judge.

    Reference: Mirza and Osindero, 2014 (arXiv:1411.1784), who concatenate vectors.

    Args:
        classes: How many classes there are.

    Returns:
        A model from `[images, labels]`, shapes `(batch, 28, 28, 1)` and `(batch,)`, to
        logits `(batch, 1)`.
    """
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    picture = layers.Embedding(classes, 28 * 28)(labels)
    picture = layers.Reshape((28, 28, 1))(picture)
    judge = open_discriminator(channels=2, last=MinibatchStandardDeviation())
    logits = judge(layers.Concatenate()([images, picture]))
    return keras.Model([images, labels], logits, name="concatenation_discriminator")


def last_hidden(discriminator):
    """Makes a model of all there is in front of the logit; it shares the weights.

    Args:
        discriminator: A functional Keras model that ends in a layer for the logit.

    Returns:
        A model from images to the values that the last layer takes.
    """
    return keras.Model(discriminator.input, discriminator.layers[-1].input)


def projection_discriminator(classes=10):
    """Builds lesson 03's discriminator with the projection of the label added.

    The logit is the sum of what the image alone tells and of the inner product of
    the image's hidden features with a vector of the class: the form that the logit of
    the best discriminator has if the classes' log-odds are linear in the features.

    Reference: Miyato and Koyama, 2018 (arXiv:1802.05637).

    Args:
        classes: How many classes there are.

    Returns:
        A model from `[images, labels]`, shapes `(batch, 28, 28, 1)` and `(batch,)`, to
        logits `(batch, 1)`.
    """
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    features = last_hidden(dcgan_discriminator())(images)
    fits = layers.Dot(1)([layers.Embedding(classes, 64)(labels), features])
    logits = layers.Add()([layers.Dense(1)(features), fits])
    return keras.Model([images, labels], logits, name="projection_discriminator")


def auxiliary_discriminator(classes=10):
    """Builds lesson 03's discriminator with a second answer: the class.

    It is not told the label, but asked for it.

    Reference: Odena, Olah and Shlens, 2017 (arXiv:1610.09585).

    Args:
        classes: How many classes there are.

    Returns:
        A model from images `(batch, 28, 28, 1)` to `[logits, class_logits]`, shapes
        `(batch, 1)` and `(batch, classes)`.
    """
    images = keras.Input((28, 28, 1))
    features = last_hidden(dcgan_discriminator())(images)
    answers = [layers.Dense(1)(features), layers.Dense(classes)(features)]
    return keras.Model(images, answers, name="auxiliary_discriminator")


def information_discriminator(categories=10, continuous=2):
    """Builds lesson 03's discriminator with guesses of a generated image's code.

    Reference: Chen et al., 2016 (arXiv:1606.03657).

    Args:
        categories: Values that the code's first part can take.
        continuous: Numbers in the code's second part.

    Returns:
        A model from images `(batch, 28, 28, 1)` to `[logits, category_logits,
        numbers]`, shapes `(batch, 1)`, `(batch, categories)` and `(batch, continuous)`.
    """
    images = keras.Input((28, 28, 1))
    features = last_hidden(dcgan_discriminator())(images)
    answers = [layers.Dense(n)(features) for n in (1, categories, continuous)]
    return keras.Model(images, answers, name="information_discriminator")
