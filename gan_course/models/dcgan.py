"""DCGANs of 28x28 images: the classic one, and the course's for two cores."""

from gan_course.layers import MinibatchStandardDeviation
from gan_course.models.classifier import WEIGHTS

import keras
from keras import layers


def classic_generator(latent_dim=100):
    """Builds the DCGAN generator of the classic Keras tutorials.

    A dense projection to 7x7x256, then three 5x5 transposed convolutions. As
    in Radford et al., batch normalization everywhere but after the last layer
    and tanh at the end; unlike them, LeakyReLU instead of ReLU. 2.3 million
    parameters.

    Reference: Radford, Metz and Chintala, 2016 (arXiv:1511.06434).

    Args:
        latent_dim: Size of a noise vector.

    Returns:
        A model from noise `(batch, latent_dim)` to images `(batch, 28, 28, 1)`
        in [-1, 1].
    """
    noise = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 256, use_bias=False)(noise)
    x = layers.LeakyReLU(negative_slope=0.3)(layers.BatchNormalization()(x))
    x = layers.Reshape((7, 7, 256))(x)
    for filters, strides in [(128, 1), (64, 2)]:
        x = layers.Conv2DTranspose(
            filters, 5, strides=strides, padding="same", use_bias=False
        )(x)
        x = layers.LeakyReLU(negative_slope=0.3)(layers.BatchNormalization()(x))
    images = layers.Conv2DTranspose(
        1, 5, strides=2, padding="same", use_bias=False, activation="tanh"
    )(x)
    return keras.Model(noise, images, name="classic_generator")


def classic_discriminator():
    """Builds the DCGAN discriminator of the classic Keras tutorials.

    Two strided 5x5 convolutions with LeakyReLU and dropout. Radford et al.
    have batch normalization and no dropout here. 0.2 million parameters.

    Reference: Radford, Metz and Chintala, 2016 (arXiv:1511.06434).

    Returns:
        A model from images `(batch, 28, 28, 1)` to logits `(batch, 1)`.
    """
    images = keras.Input((28, 28, 1))
    x = images
    for filters in (64, 128):
        x = layers.Conv2D(filters, 5, strides=2, padding="same")(x)
        x = layers.Dropout(0.3)(layers.LeakyReLU(negative_slope=0.3)(x))
    logits = layers.Dense(1)(layers.Flatten()(x))
    return keras.Model(images, logits, name="classic_discriminator")


def pixel_shuffle(x):
    """Turns channels into space: a quarter of the depth, twice the height and width.

    Four channels of one pixel become a 2x2 block of pixels, so convolutions
    run on the small image and the large one costs nothing. Made of reshapes
    and a transpose, it needs no custom layer when a model is loaded.

    Reference: Shi et al., 2016 (arXiv:1609.05158).

    Args:
        x: Shape `(batch, height, width, 4 * channels)`.

    Returns:
        Shape `(batch, 2 * height, 2 * width, channels)`.
    """
    _, height, width, depth = x.shape
    x = layers.Reshape((height, width, 2, 2, depth // 4))(x)
    x = layers.Permute((1, 3, 2, 4, 5))(x)
    return layers.Reshape((2 * height, 2 * width, depth // 4))(x)


def dcgan_generator(latent_dim=64):
    """Builds the course's DCGAN generator, made for two processor cores.

    As in Radford et al.: a dense projection to 7x7, batch normalization and
    ReLU after every layer but the last, tanh at the end. Unlike them:
    pixel shuffles of 3x3 convolutions instead of transposed convolutions, and
    few channels where the image is large.

    Reference: Radford, Metz and Chintala, 2016 (arXiv:1511.06434).

    Args:
        latent_dim: Size of a noise vector.

    Returns:
        A model from noise `(batch, latent_dim)` to images `(batch, 28, 28, 1)`
        in [-1, 1].
    """
    noise = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 64, use_bias=False)(noise)
    x = layers.Reshape((7, 7, 64))(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    for filters, grow in [(64, False), (4 * 32, True), (4 * 8, True)]:
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = pixel_shuffle(x) if grow else x
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    images = layers.Conv2D(1, 3, padding="same", activation="tanh")(x)
    return keras.Model(noise, images, name="dcgan_generator")


def load_generator():
    """Returns lesson 03's generator with the weights shipped with the package.

    Returns:
        A model from noise `(batch, 64)` to images `(batch, 28, 28, 1)` in
        [-1, 1].
    """
    model = dcgan_generator()
    model.load_weights(WEIGHTS / "generator.weights.h5")
    return model


def dcgan_discriminator():
    """Builds the course's DCGAN discriminator, made for two processor cores.

    Two strided convolutions, 5x5 and 3x3, with LeakyReLU, the batch's standard
    deviation, a dense layer and the logit. No dropout and no batch normalization.

    Reference: Radford, Metz and Chintala, 2016 (arXiv:1511.06434).

    Returns:
        A model from images `(batch, 28, 28, 1)` to logits `(batch, 1)`.
    """
    images = keras.Input((28, 28, 1))
    x = images
    for filters, kernel in [(32, 5), (64, 3)]:
        x = layers.Conv2D(filters, kernel, strides=2, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = MinibatchStandardDeviation()(x)
    x = layers.Dense(64)(layers.Flatten()(x))
    x = layers.LeakyReLU(negative_slope=0.2)(x)
    logits = layers.Dense(1)(x)
    return keras.Model(images, logits, name="dcgan_discriminator")


def open_discriminator(channels=1, width=32, first=None, last=None, wrap=None):
    """Builds lesson 03's discriminator with open places.

    One of them is where lesson 03 has the layer that looks at the batch. Each image is
    judged by itself, as a penalty on gradients wants it, unless a layer is put in that
    looks at several.

    Args:
        channels: Of the images.
        width: Filters of the first convolution: 32 as in lesson 03, 8 for a quarter of
            that in every layer.
        first: A layer in front of all, for instance `layers.Pack(2)`.
        last: A layer behind the convolutions, in lesson 03
            `layers.MinibatchStandardDeviation()`.
        wrap: What is put around each layer with weights, for instance
            `keras.layers.SpectralNormalization`.

    Returns:
        A model from images `(batch, 28, 28, channels)` to logits `(batch, 1)`.
    """
    wrap = wrap or (lambda layer: layer)
    images = keras.Input((28, 28, channels))
    x = images if first is None else first(images)
    for filters, kernel in [(width, 5), (2 * width, 3)]:
        x = wrap(layers.Conv2D(filters, kernel, strides=2, padding="same"))(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = x if last is None else last(x)
    x = wrap(layers.Dense(2 * width))(layers.Flatten()(x))
    x = layers.LeakyReLU(negative_slope=0.2)(x)
    return keras.Model(images, wrap(layers.Dense(1))(x), name="open_discriminator")
