"""The few layers that Keras does not have."""

import keras
from keras import ops


class MinibatchStandardDeviation(keras.layers.Layer):
    """Appends to every image how much the images of its batch differ.

    Put it near the end of a discriminator: a batch of generated images that
    are too much alike then looks generated, however good each of them is. The
    standard deviation over the batch is taken for every feature and pixel,
    averaged, and appended as one more channel of constant value.

    Reference: Karras et al., 2018 (arXiv:1710.10196), section 3.

    Input shape `(batch, height, width, channels)`, output shape `(batch,
    height, width, channels + 1)`.
    """

    def call(self, x):
        deviation = ops.sqrt(ops.var(x, axis=0) + 1e-8)
        channel = ops.full_like(x[..., :1], 1.0) * ops.mean(deviation)
        return ops.concatenate([x, channel], axis=-1)
