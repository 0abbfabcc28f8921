"""Networks from image to image, and discriminators that judge an image by patches.

Where a network normalizes, it does so image by image (instance normalization), so that
what it makes of an image does not depend on which others are in the batch. One that
adds a correction to an image does not normalize: the correction's size matters, and
normalized ones showed bright dots in regular places.
"""

from gan_course.models.checks import check_divisible
from gan_course.models.classifier import WEIGHTS
from gan_course.models.dcgan import pixel_shuffle

import keras
from keras import layers, ops


def unet(width=16, depth=3, channels=3, size=64, skips=True, residual=False):
    """Builds a U-Net: an encoder, a decoder, and skips from the one to the other.

    Strided convolutions shrink the image while the channels grow, pixel shuffles
    enlarge it again. Each stage of the decoder also sees the encoder's image of its
    size, the last one the input itself, so that what need not change need not pass the
    narrow middle. Unlike pix2pix: pixel shuffles instead of transposed convolutions, no
    dropout, and few channels where the image is large.

    References: Ronneberger, Fischer and Brox, 2015 (arXiv:1505.04597); pix2pix: Isola
    et al., 2017 (arXiv:1611.07004), section 3.2.

    Args:
        width: Channels of the first stage; each further one has twice as many.
        depth: Number of stages, each of half the height and width.
        channels: Of the images, those that go in and those that come out.
        size: Height and width of the images, a multiple of `2**depth`.
        skips: Whether there are skips; without them it is an encoder-decoder.
        residual: Whether it makes a correction that is added to its input, at first
            none, without normalization (Wang et al., 2018, arXiv:1809.00219, section
            3.1). For restoring, where input and output are nearly the same.

    Returns:
        A model of images in [-1, 1], shape `(batch, size, size, channels)`, from such
        to such.

    Raises:
        ValueError: If the size is no such multiple.
    """
    check_divisible(size, depth)

    def normalize(x):
        return x if residual else layers.GroupNormalization(groups=-1)(x)

    images = keras.Input((size, size, channels))
    x, seen = images, []
    for stage in range(depth):
        seen.append(x)
        x = layers.Conv2D(width * 2**stage, 4, strides=2, padding="same")(x)
        if 0 < stage < depth - 1:  # at neither end
            x = normalize(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    for stage in reversed(range(depth)):
        filters = width * 2**stage // 2
        x = layers.Conv2D(4 * filters, 3, padding="same")(x)
        x = pixel_shuffle(x)
        x = layers.ReLU()(normalize(x) if stage else x)
        x = layers.Concatenate()([x, seen[stage]]) if skips else x
    first = "zeros" if residual else "glorot_uniform"
    x = layers.Conv2D(channels, 3, padding="same", kernel_initializer=first)(x)
    outputs = ops.clip(images + x, -1, 1) if residual else ops.tanh(x)
    return keras.Model(images, outputs, name="unet")


def load_translator():
    """Returns a U-Net that turns relief into satellite pictures, with shipped weights.

    It learned from pairs for longer than a lesson can: see
    `gan_course.weights.make_translator`.

    Returns:
        A model from images `(batch, 64, 64, 3)` in [-1, 1] to such: from tiles of the
        relief to brightened tiles of the satellite picture.
    """
    model = unet()
    model.load_weights(WEIGHTS / "translator.weights.h5")
    return model


def residual_generator(width=16, blocks=3, channels=3, size=32):
    """Builds CycleGAN's generator: down, residual blocks, up.

    A block adds a correction to what it is given, so that the network starts near to
    passing the image on. Unlike the paper: pixel shuffles instead of transposed
    convolutions, zeros instead of reflections at the border, 5x5 instead of 7x7
    convolutions at the ends, and the first one with stride 2.

    References: Johnson, Alahi and Fei-Fei, 2016 (arXiv:1603.08155); Zhu et al., 2017
    (arXiv:1703.10593), section 4.

    Args:
        width: Half the channels at half the size, a quarter of those in the blocks.
        blocks: Number of residual blocks.
        channels: Of the images, those that go in and those that come out.
        size: Height and width of the images, a multiple of 4.

    Returns:
        A model of images in [-1, 1], shape `(batch, size, size, channels)`, from such
        to such.

    Raises:
        ValueError: If the size is no multiple of 4.
    """
    check_divisible(size, 2)

    def convolve(x, filters, kernel=3, strides=1):
        x = layers.Conv2D(filters, kernel, strides, padding="same", use_bias=False)(x)
        return layers.GroupNormalization(groups=-1)(x)

    images = keras.Input((size, size, channels))
    x = layers.ReLU()(convolve(images, 2 * width, 5, 2))
    x = layers.ReLU()(convolve(x, 4 * width, 3, 2))
    for _ in range(blocks):
        correction = layers.ReLU()(convolve(x, 4 * width))
        x = layers.Add()([x, convolve(correction, 4 * width)])
    x = layers.ReLU()(pixel_shuffle(convolve(x, 8 * width)))
    x = layers.Conv2D(4 * channels, 5, padding="same")(x)
    outputs = layers.Activation("tanh")(pixel_shuffle(x))
    return keras.Model(images, outputs, name="residual_generator")


def patch_discriminator(channels=3, size=64, width=16, depth=2, conditional=True):
    """Builds a discriminator with a logit for every patch of an image.

    It judges texture, place by place, and leaves what the whole shows to another loss.
    Its logits are a map; the losses take their mean. There is no normalization, which
    would let each logit depend on the whole image: what it sees is `receptive_field` of
    its convolutions, 34 pixels with depth 2, and pix2pix's 70 with depth 3.

    References: Isola et al., 2017 (arXiv:1611.07004), section 3.3; Li and Wand, 2016
    (arXiv:1604.04382).

    Args:
        channels: Of the images.
        size: Height and width of the images, a multiple of `2**depth`.
        width: Filters of the first convolution; each further one has twice as many.
        depth: Convolutions with stride 2, before two with stride 1; all are 4x4.
        conditional: Whether it is told what the image was made of.

    Returns:
        A model from `[inputs, images]`, or from images alone if it is not conditional,
        shapes `(batch, size, size, channels)`, to logits `(batch, size / 2**depth, size
        / 2**depth, 1)`.

    Raises:
        ValueError: If the size is no such multiple.
    """
    check_divisible(size, depth)
    images = keras.Input((size, size, channels))
    inputs = [keras.Input((size, size, channels)), images] if conditional else images
    x = layers.Concatenate()(inputs) if conditional else images
    for stage in range(depth + 1):
        strides = 2 if stage < depth else 1
        x = layers.Conv2D(width * 2**stage, 4, strides, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    logits = layers.Conv2D(1, 4, padding="same")(x)
    return keras.Model(inputs, logits, name="patch_discriminator")


def receptive_field(convolutions):
    """Computes how many pixels in a row one output of some convolutions depends on.

    What is r wide in the output of a convolution was computed from r - 1 strides and
    one kernel of its input.

    Formula, beginning with r = 1 at the last convolution and ending at the first:

        r = (r - 1) * stride + kernel

    Args:
        convolutions: `(kernel, stride)` of each, from the first to the last.

    Returns:
        A number of pixels.

    >>> receptive_field([(4, 2), (4, 2), (4, 2), (4, 1), (4, 1)])  # pix2pix
    70
    """
    pixels = 1
    for kernel, stride in reversed(convolutions):
        pixels = (pixels - 1) * stride + kernel
    return pixels
