"""Classical augmentation: small moves, turns and distortions that keep the class.

Images in [-1, 1] go in and come out, and what moves in from outside is -1, paper.
"""

from gan_course.checks import check_number, check_seed

import math

import keras
import tensorflow as tf
from keras import layers


def smooth(fields, sigma):
    """Smooths fields by a Gaussian; beyond the border they count as 0.

    Args:
        fields: float32 of shape `(..., height, width)`.
        sigma: Standard deviation of the Gaussian in pixels, at least 1.

    Returns:
        The same shape.
    """

    def weights(size):
        gaps = tf.range(size, dtype=tf.float32)[:, None] - tf.range(
            size, dtype=tf.float32
        )
        return tf.exp(-((gaps / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi))

    height, width = fields.shape[-2:]
    return weights(height) @ fields @ weights(width)


def displace(images, down, right, fill_value=-1.0):
    """Takes every pixel from another place, between pixels by linear interpolation.

    Args:
        images: float32 of shape `(batch, height, width, channels)`.
        down: How many pixels further down each pixel is taken from, float32 of shape
            `(batch, height, width)`; 0 leaves it where it is.
        right: As `down`, to the right.
        fill_value: What lies outside.

    Returns:
        The same shape as `images`.
    """
    _, height, width, channels = images.shape
    frame = [[0, 0], [1, 1], [1, 1], [0, 0]]
    padded = tf.pad(images, frame, constant_values=fill_value)
    pixels = tf.reshape(padded, (-1, (height + 2) * (width + 2), channels))
    y = tf.range(1.0, height + 1)[:, None] + down
    x = tf.range(1.0, width + 1) + right
    y, x = tf.clip_by_value(y, 0, height + 1), tf.clip_by_value(x, 0, width + 1)
    top, left = tf.minimum(tf.floor(y), height), tf.minimum(tf.floor(x), width)
    result = 0.0
    for row in (0, 1):
        for column in (0, 1):
            place = tf.cast((top + row) * (width + 2) + left + column, tf.int32)
            weight = (1 - abs(y - top - row)) * (1 - abs(x - left - column))
            result += weight[..., None] * tf.gather(pixels, place, batch_dims=1)
    return result


class ElasticDistortion(keras.layers.Layer):
    """Distorts each image by a smooth random field, in training only.

    As if it were drawn on rubber: neighbouring pixels move together, so strokes bend
    and lean but do not tear, which is what the unsteady hand of a writer does. For
    images whose class survives that. Keras's `RandomElasticTransform` (3.10 to 3.15)
    draws both directions from one seed, so that its pixels move along a diagonal only.

    Formula, for each direction and pixel:

        displacement = alpha * Gaussian of width sigma over (uniform in [-1, 1])

    Reference: Simard, Steinkraus and Platt, 2003 (doi:10.1109/ICDAR.2003.1227801),
    whose best setting for digits of 29x29 is the default.

    Args:
        alpha: Strength, at least 0. With sigma 4 the standard deviation of a
            displacement is alpha / 25 pixels.
        sigma: Smoothness in pixels, at least 1.
        fill_value: What lies outside the image, from -1 to 1.
        seed: Integer; fixes all that is drawn, call after call. None draws a seed.

    Input and output: float32 in [-1, 1], shape `(batch, height, width, channels)`.

    Raises:
        ValueError: If a number is out of its range.
    """

    def __init__(self, alpha=34.0, sigma=4.0, fill_value=-1.0, seed=None, **kwargs):
        super().__init__(**kwargs)
        check_number("alpha", alpha, 0, whole=False, hint="34 is the paper's")
        check_number("sigma", sigma, 1, whole=False, hint="4 is the paper's")
        check_number("fill_value", fill_value, -1, 1, False, hint="-1 is paper")
        if seed is not None:
            check_seed(seed)
        self.alpha, self.sigma, self.fill_value = alpha, sigma, fill_value
        self.seed, self.generator = seed, keras.random.SeedGenerator(seed)

    def call(self, images, training=False):
        if not training:
            return images
        shape = (2, tf.shape(images)[0], *images.shape[1:3])
        noise = keras.random.uniform(shape, -1.0, 1.0, seed=self.generator)
        down, right = tf.unstack(self.alpha * smooth(noise, self.sigma))
        distorted = displace(images, down, right, self.fill_value)
        return tf.clip_by_value(distorted, -1.0, 1.0)  # else rounding may leave it

    def get_config(self):
        names = ("alpha", "sigma", "fill_value", "seed")
        return super().get_config() | {name: getattr(self, name) for name in names}


keras.saving.register_keras_serializable("gan_course")(ElasticDistortion)


def classical_augmentation(seed=0):
    """Builds the augmentation of digits: moves, turns and elastic distortions.

    In every image's own way: up to a tenth of its size in each direction, up to 15
    degrees, and an elastic distortion. It changes images in training only: call it with
    `training=True`, in a model or in `dataset.map`.

    Args:
        seed: Integer; fixes all that is drawn, call after call.

    Returns:
        A `keras.Sequential` from float32 images in [-1, 1], shape `(batch, height,
        width, channels)`, to images like them.

    Raises:
        ValueError: If the seed is no whole number.
    """
    check_seed(seed)
    paper = {"fill_mode": "constant", "fill_value": -1.0}
    return keras.Sequential(
        [
            layers.RandomTranslation(0.1, 0.1, seed=seed, **paper),
            layers.RandomRotation(15 / 360, seed=seed + 1, **paper),
            ElasticDistortion(seed=seed + 2),
        ],
        name="classical_augmentation",
    )
