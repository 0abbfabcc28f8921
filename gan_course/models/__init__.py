"""The course's networks, each a short function that returns a Keras model.

`plane` has the networks of points, `dcgan` those of 28x28 images, `conditional` those
that know classes or codes, `translation` those from image to image, `classifier` and
`tiles` the ones that the metrics read.
"""

from gan_course.models.classifier import (
    WEIGHTS,
    load_classifier,
    mnist_classifier,
    small_classifier,
)
from gan_course.models.conditional import (
    auxiliary_discriminator,
    concatenation_discriminator,
    conditional_generator,
    information_discriminator,
    last_hidden,
    load_conditional_generator,
    projection_discriminator,
)
from gan_course.models.dcgan import (
    classic_discriminator,
    classic_generator,
    dcgan_discriminator,
    dcgan_generator,
    load_generator,
    open_discriminator,
    pixel_shuffle,
)
from gan_course.models.plane import (
    dense_discriminator,
    dense_generator,
    hidden_features,
    shallow_discriminator,
)
from gan_course.models.tiles import load_tile_network, tile_network
from gan_course.models.translation import (
    load_translator,
    patch_discriminator,
    receptive_field,
    residual_generator,
    unet,
)
